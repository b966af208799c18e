#include "tests/simulation/actor.h"

namespace flotilla::simulation {

void Actor::run(std::uint64_t life, const Task& task) {
  if (life != life_) return;
  if (paused_) return held_.push_back(task);
  act(task);
}

bool Actor::act(const Task& work) {
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
