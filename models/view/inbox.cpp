#include "models/view/inbox.h"

#include "models/domain/overload.h"

namespace flotilla::view {
FleetInbox::Key FleetInbox::keyOf(const FleetThing& thing) {
  return std::visit(Overload{
                        [](const Region& t) { return Key(FleetTopic::Regions, t.name.value); },
                        [](const Site& t) { return Key(FleetTopic::Sites, t.name.value); },
                        [](const Workload& t) { return Key(FleetTopic::Workloads, t.name.value); },
                        [](const Node& t) { return Key(FleetTopic::Nodes, t.id.value); },
                        [](const ReleaseSummary& t) { return Key(FleetTopic::Releases, t.digest.toString()); },
                        [](const Rollout& t) { return Key(FleetTopic::Rollouts, t.id.value); },
                        [](const Objective& t) { return Key(FleetTopic::Objectives, t.name.value); },
                    },
                    thing);
}

bool FleetInbox::needsWake() {
  return !std::exchange(woken_, true);
}

void FleetInbox::onUpdate(FleetUpdate update) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (update.restart) {
      things_.clear();
      restart_ = true;
      complete_ = false;
    }
    if (update.complete) {
      complete_ = true;
      revision_ = update.revision;
    }
    loss_.reset();
    for (FleetThing& thing : update.upserts) {
      Key key = keyOf(thing);
      things_[std::move(key)] = std::move(thing);
    }
    for (FleetGone& gone : update.gone) things_[{gone.topic, std::move(gone.key)}] = std::nullopt;
    wake = needsWake();
  }
  if (wake) wake_();
}

void FleetInbox::onLost(const Error& why, Duration retryIn) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    loss_ = FleetNews::Loss{why, retryIn};
    wake = needsWake();
  }
  if (wake) wake_();
}

FleetNews FleetInbox::take() {
  FleetNews out;
  std::map<Key, std::optional<FleetThing>> things;
  {
    const std::lock_guard lock(mutex_);
    woken_ = false;
    out.restart = std::exchange(restart_, false);
    out.complete = std::exchange(complete_, false);
    out.revision = revision_;
    out.loss = std::exchange(loss_, std::nullopt);
    things.swap(things_);
  }
  out.upserts.reserve(things.size());
  while (!things.empty()) {  // gives each back as it goes, so that a whole fleet is not here twice
    auto one = things.extract(things.begin());
    if (one.mapped())
      out.upserts.push_back(std::move(*one.mapped()));
    else
      out.gone.push_back({one.key().first, one.key().second});
  }
  return out;
}

}  // namespace flotilla::view
