// What the agent and its worker child say to each other over a socketpair. A frame is one message; the channel frames
// it with a u32 length. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "models/domain/result.h"
#include "services/telemetry/arm_counts.h"
#include "services/telemetry/window_counter.h"

namespace flotilla::worker {

// agent -> worker, first: load the bundle in `slot` with these plugins (paths of shared objects). Answer: Loaded or
// Failed.
struct Load {
  std::string slot;           // folder with the bundle's files
  std::string runtimePlugin;  // path
  std::string sourcePlugin;   // path
  std::string seed;           // decides where the source starts; the node's id
  double gain = 1;
  double offset = 0;
  double noise = 0;
  std::string bins = {};  // encodeBins of the bundle's profile; empty if it has none
  Digest profile = {};
  WindowRule windows = {};
};
struct Check {};  // run golden inputs and warm-up. Answer: Checked
struct Serve {    // feed from the source at this rate; 0 pauses. No answer; Counts follow once a second and on every
                  // pause
  double ratePerSecond = 0;
};
struct Stop {};  // send the last Counts and the window that is open, and exit with 0

// worker -> agent
struct Loaded {};
struct Checked {
  bool ok = false;
  std::string reason;  // golden_mismatch, warmup_failed, ...
  std::string message;
};
struct Counts {
  ArmCounts delta;  // since the frame before
};
struct WindowClosed {
  std::string window;  // encodeWindow
};
struct Failed {  // the worker exits after this
  std::string reason;
  std::string message;
};

using Frame = std::variant<Load, Check, Serve, Stop, Loaded, Checked, Counts, Failed, WindowClosed>;

inline constexpr std::size_t kMaxFrame = 1 << 20;

std::string encode(const Frame& frame);
Result<Frame> decode(std::string_view bytes);  // reason bad_frame

}  // namespace flotilla::worker
