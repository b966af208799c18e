// The world of one simulated fleet: virtual time, one queue of what happens, chance, and the books of what was injected
// and what did not hold. Everything runs on the caller's thread, one task after the other. Lifetime: outlives the
// actors.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/domain/time.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/fault_counts.h"

namespace flotilla::simulation {

class Actor;

// Something that must hold and did not.
struct Violation {
  std::string rule;  // W1 to W11, signed, acknowledged, versions, audit, ended
  std::string what;
  Duration at{};  // since the beginning
};

class World {
 public:
  explicit World(std::uint64_t seed) : dice(seed) {}

  // Runs `task` for `owner`, unless that ended meanwhile; see Actor.
  void at(Duration when, Actor* owner, std::uint64_t life, Executor::Task task);
  // For what belongs to nobody: the network, the plan of faults, checks.
  void after(Duration delay, Executor::Task task) { at(elapsed_ + delay, nullptr, 0, std::move(task)); }

  Duration elapsed() const { return elapsed_; }
  TimePoint now() const { return kStart + elapsed_; }
  void runUntil(Duration end);
  std::uint64_t tasksRun() const { return run_; }

  // Mixes a value into the trace of the run: equal seeds must give equal traces.
  void note(std::uint64_t value) { trace_ = (trace_ ^ value) * 0x9e3779b97f4a7c15ULL + 1; }
  std::uint64_t trace() const { return trace_; }

  void violated(const std::string& rule, const std::string& what);
  const std::vector<Violation>& violations() const { return violations_; }

  Dice dice;
  FaultCounts faults;
  const Actor* running = nullptr;  // whose task runs now

 private:
  static constexpr TimePoint kStart = TimePoint(Duration(1'900'000'000'000'000));
  struct Item {
    Duration when;
    std::uint64_t sequence;
    Actor* owner;
    std::uint64_t life;
    Executor::Task task;
  };
  struct Later {
    bool operator()(const Item& a, const Item& b) const {
      return a.when != b.when ? a.when > b.when : a.sequence > b.sequence;
    }
  };

  Duration elapsed_{0};
  std::uint64_t sequence_ = 0;
  std::uint64_t run_ = 0;
  std::uint64_t trace_ = 1;
  std::vector<Item> queue_;  // a heap
  std::vector<Violation> violations_;
};

}  // namespace flotilla::simulation
