// One process on one machine: the executor of its loop, and the clock of the machine. A process can end between two
// tasks or, by a Crash, inside of one; then nothing that it had in mind happens any more. Thread: that of the world.
// Lifetime: as long as the world, over many lives of the process.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/world.h"

namespace flotilla::simulation {

// Thrown out of an operation before or in which the process ends.
struct Crash {};

// The clock of a machine: it may be wrong by an offset that jumps, and run too fast or too slow.
class SimClock final : public Clock {
 public:
  explicit SimClock(const World& world) : world_(world) {}
  TimePoint now() const override { return world_.now() + offset_ + (isSet_ ? Duration{} : local() - world_.elapsed()); }
  SteadyPoint steady() const override { return SteadyPoint(local()); }
  void jump(Duration by) { offset_ += by; }
  // Seconds of this clock in one second.
  void setRate(double rate) {
    local_ = local();
    since_ = world_.elapsed();
    rate_ = rate;
  }
  // The time of day is right from now on; the machine counts its seconds as before.
  void set() {
    isSet_ = true;
    offset_ = {};
  }
  // Of the world, until so much time of this clock has passed for certain: a timer is never early.
  Duration inWorld(Duration own) const {
    return rate_ == 1 ? own : Duration(static_cast<Duration::rep>(static_cast<double>(own.count()) / rate_) + 2);
  }

 private:
  Duration local() const {
    const Duration passed = world_.elapsed() - since_;
    return local_ +
           (rate_ == 1 ? passed : Duration(static_cast<Duration::rep>(static_cast<double>(passed.count()) * rate_)));
  }

  const World& world_;
  Duration offset_{0};
  Duration local_{0};
  Duration since_{0};
  double rate_ = 1;
  bool isSet_ = false;
};

class Actor final : public Executor {
 public:
  // `onCrash` after a task that threw Crash; the life has ended by then.
  Actor(World& world, const SimClock& clock, std::string name, std::function<void()> onCrash)
      : world_(world), clock_(clock), name_(std::move(name)), onCrash_(std::move(onCrash)) {}
  const std::string& name() const { return name_; }

  void post(Task task) override { world_.at(world_.elapsed(), this, life_, std::move(task)); }
  void postAfter(std::chrono::microseconds delay, Task task) override {
    world_.at(world_.elapsed() + clock_.inWorld(delay), this, life_, std::move(task));
  }

  // What was posted so far does not happen.
  void end() {
    ++life_;
    paused_ = false;
    held_.clear();
  }
  // Nothing happens until resume(); then everything that was due, in its order.
  void pause() { paused_ = true; }
  void resume();
  bool isPaused() const { return paused_; }
  std::uint64_t life() const { return life_; }

  void run(std::uint64_t life, const Task& task);
  // Runs `work` as part of this process, now. False if it crashed.
  bool act(const Task& work);

 private:
  World& world_;
  const SimClock& clock_;
  const std::string name_;
  std::function<void()> onCrash_;
  std::uint64_t life_ = 0;
  bool paused_ = false;
  std::vector<Task> held_;
};

}  // namespace flotilla::simulation
