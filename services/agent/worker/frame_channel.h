// Frames over a stream socket: u32 little-endian length, then worker::encode bytes, at most worker::kMaxFrame.
// Thread: one at a time. Lifetime: the descriptor stays the caller's and outlives the channel.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "models/domain/result.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

class FrameChannel {
 public:
  explicit FrameChannel(int descriptor) : descriptor_(descriptor) {}

  enum class Input { Arrived, Timeout, Closed };
  // Waits up to `timeout` (nothing: for ever; zero or less: not at all) and reads one frame into `frame`. Closed: the
  // other end is gone, also in the middle of a frame. Errors: "bad_frame", after which nothing more can be read;
  // "io_error".
  Result<Input> receive(std::optional<std::chrono::nanoseconds> timeout, Frame& frame);

  // Blocks until all bytes are with the kernel. Errors: Unavailable/"peer_gone", Internal/"frame_too_large",
  // "io_error".
  Status send(const Frame& frame);

 private:
  Result<std::optional<Frame>> takeFrame();

  int descriptor_;
  std::string received_;
};

}  // namespace flotilla::worker
