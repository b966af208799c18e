#include "services/agent/platform/linux/output_lines.h"

#include <algorithm>
#include <utility>

namespace flotilla::agent {
namespace {

constexpr std::chrono::seconds kSecond{1};

}  // namespace

void OutputLines::add(std::string_view part) {
  const std::size_t room = kMaxOutputLine - std::min(line_.size(), kMaxOutputLine);
  line_ += part.substr(0, room);
  isCut_ = isCut_ || part.size() > room;
}

void OutputLines::tellLeftOut(const Take& take) {
  if (leftOut_ > 0) take("left out " + std::to_string(leftOut_) + " lines: more than can be kept in a second");
  leftOut_ = 0;
}

void OutputLines::endSecond(SteadyPoint now, const Take& take) {
  if (now - second_ < kSecond) return;
  second_ = now;
  told_ = 0;
  tellLeftOut(take);
}

void OutputLines::endLine(SteadyPoint now, const Take& take) {
  endSecond(now, take);
  if (line_.ends_with('\r')) line_.pop_back();
  if (isCut_) line_ += "...";
  if (!line_.empty()) {
    if (told_ < kMaxOutputLinesPerSecond) {
      ++told_;
      take(line_);
    } else {
      ++leftOut_;
    }
  }
  line_.clear();
  isCut_ = false;
}

void OutputLines::feed(std::string_view bytes, SteadyPoint now, const Take& take) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    add(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    endLine(now, take);
  }
}

void OutputLines::finish(const Take& take) {
  if (!line_.empty()) endLine(second_, take);
  tellLeftOut(take);
}

}  // namespace flotilla::agent
