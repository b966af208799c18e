#include "services/agent/core/crash_loop.h"

#include <algorithm>

namespace flotilla::agent {

void CrashLoop::ended(SteadyPoint now, const std::string& why, Duration nextTry) {
  while (!ends_.empty() && (ends_.front() + kCrashLoopWindow < now || ends_.size() == kMaxKept)) ends_.pop_front();
  ends_.push_back(now);
  last_ = why;
  nextTry_ = std::chrono::ceil<std::chrono::seconds>(nextTry);
}

bool CrashLoop::looping(SteadyPoint now) const {
  const auto recent = [&](SteadyPoint at) { return now <= at + kCrashLoopWindow; };
  return static_cast<std::size_t>(std::count_if(ends_.begin(), ends_.end(), recent)) >= kCrashLoopEnds;
}

std::string CrashLoop::sentence() const {
  return "crash looping: ended " + std::to_string(ends_.size()) + " times within " + toText(kCrashLoopWindow) +
         ", last: " + last_ + "; next try after " + toText(nextTry_);
}

}  // namespace flotilla::agent
