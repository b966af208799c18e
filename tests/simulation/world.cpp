#include "tests/simulation/world.h"

#include <algorithm>
#include <utility>

#include "tests/simulation/actor.h"

namespace flotilla::simulation {
namespace {

constexpr std::size_t kMostViolations = 20;  // the first ones say most

}  // namespace

void World::at(Duration when, Actor* owner, std::uint64_t life, Executor::Task task) {
  queue_.push_back({std::max(when, elapsed_), ++sequence_, owner, life, std::move(task)});
  std::push_heap(queue_.begin(), queue_.end(), Later());
}

void World::runUntil(Duration end) {
  while (!queue_.empty() && queue_.front().when <= end) {
    std::pop_heap(queue_.begin(), queue_.end(), Later());
    const Item item = std::move(queue_.back());
    queue_.pop_back();
    elapsed_ = item.when;
    ++run_;
    note(static_cast<std::uint64_t>(item.when.count()));
    if (item.owner == nullptr)
      item.task();
    else
      item.owner->run(item.life, item.task);
  }
  elapsed_ = std::max(elapsed_, end);
}

void World::violated(const std::string& rule, const std::string& what) {
  if (violations_.size() < kMostViolations) violations_.push_back({rule, what, elapsed_});
}

}  // namespace flotilla::simulation
