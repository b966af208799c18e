// Executor and clock in one: time passes only while tasks run. Thread: the test's.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::testing {

class VirtualLoop final : public Executor, public Clock {
 public:
  void post(Task task) override { postAfter(Duration(0), std::move(task)); }
  void postAfter(std::chrono::microseconds delay, Task task) override {
    tasks_.emplace(std::pair{elapsed_ + delay, ++sequence_}, std::move(task));
  }
  TimePoint now() const override { return start_ + elapsed_; }
  SteadyPoint steady() const override { return SteadyPoint(elapsed_); }

  void runFor(Duration duration) {
    const Duration until = elapsed_ + duration;
    while (runOne(until)) {
    }
    elapsed_ = until;
  }
  // False if `done` did not become true within that time.
  bool runUntil(const std::function<bool()>& done, Duration within) {
    const Duration until = elapsed_ + within;
    while (!done())
      if (!runOne(until)) return false;
    return true;
  }
  void clear() { tasks_.clear(); }
  std::size_t waiting() const { return tasks_.size(); }

 private:
  bool runOne(Duration until) {
    if (tasks_.empty() || tasks_.begin()->first.first > until) return false;
    auto node = tasks_.extract(tasks_.begin());
    elapsed_ = std::max(elapsed_, node.key().first);
    node.mapped()();
    return true;
  }

  const TimePoint start_ = fromMicros(1'900'000'000'000'000);
  Duration elapsed_{0};
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Duration, std::uint64_t>, Task> tasks_;
};

}  // namespace flotilla::testing
