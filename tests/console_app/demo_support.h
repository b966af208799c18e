// A clock that stands still until it is told, and answers and streams of the demonstration fleet as values. Thread: the
// clock and the listener from any.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <string>

#include "app/console/adapters/demo_fleet.h"

namespace flotilla::test {

class StoppedClock final : public Clock {
 public:
  TimePoint now() const override { return fromMicros(micros_); }
  SteadyPoint steady() const override { return SteadyPoint(std::chrono::microseconds(micros_)); }
  void pass(Duration time) { micros_ += time.count(); }

 private:
  std::atomic<std::int64_t> micros_ = 1'790'000'000'000'000;
};

// Waits for the one answer of a call; an Internal error if none comes within 20 s.
template <class T, class F>
Result<T> answerOf(F call) {
  auto promise = std::make_shared<std::promise<Result<T>>>();
  auto future = promise->get_future();
  call([promise](Result<T> result) { promise->set_value(std::move(result)); });
  if (future.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
    return internalError("no_answer", "no answer within 20 s");
  return future.get();
}

// What a console would know.
class Mirror final : public FleetListener {
 public:
  void onUpdate(FleetUpdate update) override {
    const std::lock_guard lock(mutex_);
    if (update.restart) {
      ++restarts;
      nodes.clear();
    }
    complete = complete || update.complete;
    for (FleetThing& thing : update.upserts) take(thing);
    ++updates;
    changed_.notify_all();
  }
  void onLost(const Error&, Duration) override { ++losses; }

  template <class F>
  bool waitFor(F condition, std::chrono::seconds limit = std::chrono::seconds(20)) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, condition);
  }

  bool complete = false;
  std::atomic<int> updates = 0;
  int restarts = 0;
  std::atomic<int> losses = 0;
  std::map<std::string, Node> nodes;  // by name
  std::map<RolloutId, Rollout> rollouts;
  std::size_t regions = 0, sites = 0, workloads = 0, releases = 0;

 private:
  void take(FleetThing& thing) {
    regions += std::holds_alternative<Region>(thing);
    sites += std::holds_alternative<Site>(thing);
    workloads += std::holds_alternative<Workload>(thing);
    releases += std::holds_alternative<ReleaseSummary>(thing);
    if (auto* node = std::get_if<Node>(&thing)) nodes[node->name] = std::move(*node);
    if (auto* rollout = std::get_if<Rollout>(&thing)) rollouts[rollout->id] = *rollout;
  }
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace flotilla::test
