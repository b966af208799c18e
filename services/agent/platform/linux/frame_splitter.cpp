#include "services/agent/platform/linux/frame_splitter.h"

#include <cstdint>

#include "services/runtime/bytes.h"

namespace flotilla::agent {

std::string frameWithLength(std::string_view frame) {
  ByteWriter out;
  out.text(frame);
  return out.take();
}

Status FrameSplitter::feed(std::string_view bytes, std::vector<std::string>& frames) {
  rest_ += bytes;
  std::string_view open = rest_;
  while (open.size() >= sizeof(std::uint32_t)) {
    const auto length = ByteReader(open).number<std::uint32_t>();
    if (length > kMaxWorkerFrame)
      return invalid("frame_too_long", "a frame of " + std::to_string(length) + " bytes, the limit is " +
                                           std::to_string(kMaxWorkerFrame));
    if (open.size() - sizeof(length) < length) break;
    frames.emplace_back(open.substr(sizeof(length), length));
    open.remove_prefix(sizeof(length) + length);
  }
  rest_.erase(0, rest_.size() - open.size());
  return okStatus();
}

}  // namespace flotilla::agent
