// What the agent and its worker child say to each other over a socketpair. A frame is one message; the channel frames
// it with a u32 length. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/domain/input_samples.h"
#include "models/domain/node_logs.h"
#include "models/domain/result.h"
#include "services/telemetry/arm_counts.h"
#include "services/telemetry/pair_counts.h"
#include "services/telemetry/window_counter.h"

namespace flotilla::worker {

// Which requests leave a trace: a share of all, and besides those that failed or took long, so many of each kind in a
// minute.
struct TraceRule {
  double share = 0.01;
  Duration slow = std::chrono::seconds(1);
  std::uint32_t perMinute = 30;
};

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
  TraceRule traces = {};
};
struct Check {};  // run golden inputs and warm-up. Answer: Checked
// What the worker that has the source does with inputs for the sake of a candidate, which is another worker: it copies
// them after it answered, or lets the candidate answer a share of the requests.
enum class FrontMode : std::uint8_t { Off, Shadow, Weights };
struct Serve {  // feed from the source at this rate; 0 pauses. No answer; Counts follow once a second and on every
                // pause, Compared up to four times a second while there is something to tell
  double ratePerSecond = 0;
  double minConfidence = 0;  // answers below are held back
  FrontMode front = FrontMode::Off;
  std::uint32_t round = 0;    // names what is compared from here on; it comes back with Compared
  std::uint32_t percent = 0;  // of the requests, that the candidate answers; only of weights
  std::string salt = {};      // of the choice which ones (placeOf in services/runtime/stable_hash.h)
};
struct Capture {  // tell the next inputs; 0 ends it. Sampled follows for each, or one that refuses
  std::uint32_t samples = 0;
};
// The worker that has the source -> agent -> the candidate's: an input to answer.
struct Ask {
  std::uint64_t id = 0;
  std::vector<float> input;
};
// Back the same way.
struct Answer {
  std::uint64_t id = 0;
  std::vector<float> output;
  double latencyUs = 0;  // of the runtime alone
  std::string error;     // why there is no output; empty if there is
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
struct Traced {  // what one request did
  std::string corr;
  std::string outcome;        // ok, slow or failed
  std::string reason;         // of the failure
  std::string message;        // likewise
  std::uint32_t leftOut = 0;  // traces since the one before that were too many for their minute
  std::vector<TraceSpan> spans;
};
struct Sampled {  // an input that was captured
  InputSample sample;
  std::string refused;  // a reason such as no_inputs; then there is no sample and none follows
  std::string message;
};
struct Compared {  // what came of the copies, or of the candidate's requests, since the frame before
  std::uint32_t round = 0;
  PairCounts delta;
  ArmCounts counts;  // requests that were the candidate's
};
struct Failed {  // the worker exits after this
  std::string reason;
  std::string message;
};

using Frame = std::variant<Load, Check, Serve, Stop, Loaded, Checked, Counts, Failed, WindowClosed, Traced, Capture,
                           Sampled, Ask, Answer, Compared>;

inline constexpr std::size_t kMaxFrame = 1 << 20;
inline constexpr std::size_t kMaxSpans = 16;
// Larger inputs cannot be given to a candidate: as many as may be out must fit into what waits for a worker.
inline constexpr std::size_t kMaxAskFloats = 200'000;
inline constexpr std::size_t kMostOut = 8;  // inputs that a candidate has not answered

std::string encode(const Frame& frame);
Result<Frame> decode(std::string_view bytes);  // reason bad_frame

}  // namespace flotilla::worker
