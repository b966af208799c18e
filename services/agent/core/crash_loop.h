// Whether what runs ends again and again, and how people are told. Pure: time is an argument. Thread: values.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "models/domain/time.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {

inline constexpr std::size_t kCrashLoopEnds = 3;  // within the window; as many as a rollout's gate takes by default
inline constexpr Duration kCrashLoopWindow = std::chrono::minutes(10);

class CrashLoop {
 public:
  void ended(SteadyPoint now, const std::string& why, Duration nextTry);
  // It lasted: what was before does not count any more.
  void lasted() { ends_.clear(); }

  bool looping(SteadyPoint now) const;
  // "crash looping: 5 ends within 10m, last: ...; next try after 8s". Changes with each end only, so that a report that
  // is sent every second says the same.
  std::string sentence() const;

 private:
  static constexpr std::size_t kMaxKept = 1'000;
  std::deque<SteadyPoint> ends_;
  std::string last_;
  Duration nextTry_{};
};

}  // namespace flotilla::agent
