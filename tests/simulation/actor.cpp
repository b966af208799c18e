#include "tests/simulation/actor.h"

namespace flotilla::simulation {
namespace {

// Who logs, for whoever follows one of them.
class Running {
 public:
  Running(World& world, const Actor* actor) : world_(world), before_(std::exchange(world.running, actor)) {}
  ~Running() { world_.running = before_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  World& world_;
  const Actor* before_;
};

}  // namespace

void Actor::run(std::uint64_t life, const Task& task) {
  if (life != life_) return;
  if (paused_) return held_.push_back(task);
  act(task);
}

bool Actor::act(const Task& work) {
  const Running now(world_, this);
  try {
    work();
    return true;
  } catch (const Crash&) {
    end();
    onCrash_();
    return false;
  }
}

void Actor::resume() {
  if (!std::exchange(paused_, false)) return;
  for (Task& task : std::exchange(held_, {})) post(std::move(task));
}

}  // namespace flotilla::simulation
