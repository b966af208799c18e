// The framing of a worker's channel: u32 little-endian length, then that many bytes. Thread: one at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla::agent {

inline constexpr std::size_t kMaxWorkerFrame = 1 << 20;  // bytes, without the length

std::string frameWithLength(std::string_view frame);

class FrameSplitter {
 public:
  // Appends the frames that are complete now. Invalid/"frame_too_long" for a length over kMaxWorkerFrame; nothing is
  // kept for it, and the channel cannot be used any further.
  Status feed(std::string_view bytes, std::vector<std::string>& frames);

 private:
  std::string rest_;
};

}  // namespace flotilla::agent
