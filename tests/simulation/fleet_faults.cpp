// What goes wrong in a simulated fleet, and how it is put right again.
#include <algorithm>
#include <utility>

#include "tests/simulation/fleet.h"

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;
using namespace controlplane;

constexpr Duration kDown = 90s;  // a machine that was switched off, on average

}  // namespace

void SimFleet::every(Duration mean, const std::string& name, std::function<void(Dice&)> work) {
  if (mean == Duration{}) return;
  auto dice = std::make_shared<Dice>(world_.dice.fork("fault " + name));
  auto again = std::make_shared<std::function<void()>>();
  *again = [this, mean, dice, name, work = std::move(work), weak = std::weak_ptr(again)] {
    const auto self = weak.lock();
    if (!self || !faulty()) return;
    world_.faults.add(name);
    work(*dice);
    world_.after(dice->exponential(mean) + 1ms, [self] { (*self)(); });
  };
  world_.after(dice->exponential(mean) + 1ms, [again] { (*again)(); });
}

void SimFleet::forAWhile(Dice& dice, std::function<void()> begin, std::function<void()> end) {
  begin();
  world_.after(dice.exponential(strengths_.lasts) + 1ms, std::move(end));
}

void SimFleet::injectFaults() {
  injectWays();
  injectNodes();
  injectDisks();
  injectPlanes();
  injectClocks();
  injectAttacks();
}

void SimFleet::injectWays() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Way& way = network_.way(i, 0);
    way.loss = strengths_.loss;
    way.corrupt = strengths_.corrupt;
    way.repeat = strengths_.repeat;
    way.delay = strengths_.delay;
    way.jitter = std::max<Duration>(10ms, strengths_.delay / 2);
  }
  const auto cut = [this](std::size_t node, bool up, bool down, bool is) {
    for (std::size_t plane = 0; plane < planes_.size(); ++plane) {
      if (up) network_.setCut(node, plane, Side::Node, is);
      if (down) network_.setCut(node, plane, Side::Plane, is);
    }
  };
  every(strengths_.cut, "partition_full", [this, cut](Dice& dice) {
    const std::size_t node = dice.below(nodes_.size());
    forAWhile(
        dice, [=] { cut(node, true, true, true); }, [=] { cut(node, true, true, false); });
  });
  every(strengths_.oneWayCut, "partition_one_way", [this, cut](Dice& dice) {
    const std::size_t node = dice.below(nodes_.size());
    const bool up = dice.chance(0.5);
    forAWhile(
        dice, [=] { cut(node, up, !up, true); }, [=] { cut(node, up, !up, false); });
  });
  every(strengths_.isolate, "node_isolated", [this, cut](Dice& dice) {
    const std::size_t node = dice.below(nodes_.size());
    cut(node, true, true, true);
    world_.after(4 * dice.exponential(strengths_.lasts), [=] { cut(node, true, true, false); });
  });
  // A region, or all: stopped one by one, and let go in another order.
  every(strengths_.partition, "region_partition", [this, cut](Dice& dice) {
    const RegionName& region = someNode(dice).settings().region;
    const bool all = dice.chance(0.2);
    const Duration lasts = dice.exponential(strengths_.lasts) + 10s;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!all && nodes_[i]->settings().region != region) continue;
      world_.after(dice.between(Duration{}, Duration(5s)), [=] { cut(i, true, true, true); });
      world_.after(lasts + dice.between(Duration(5s), Duration(20s)), [=] { cut(i, true, true, false); });
    }
  });
  every(strengths_.reset, "connection_reset", [this](Dice& dice) {
    const std::size_t node = dice.below(nodes_.size());
    for (std::size_t plane = 0; plane < planes_.size(); ++plane) network_.reset(node, plane);
  });
}

void SimFleet::injectNodes() {
  const auto bootLater = [this](SimNode& node, Dice& dice) {
    world_.after(dice.exponential(kDown), [&node] { node.boot(); });
  };
  every(strengths_.nodeKill, "node_killed", [this, bootLater](Dice& dice) {
    SimNode& node = someNode(dice);
    node.kill();
    bootLater(node, dice);
  });
  every(strengths_.nodePower, "node_power_lost", [this, bootLater](Dice& dice) {
    SimNode& node = someNode(dice);
    node.cutPower();
    bootLater(node, dice);
  });
  // Within the next steps, and perhaps again while it recovers.
  every(strengths_.nodeCrash, "node_crash_armed", [this](Dice& dice) {
    SimNode& node = someNode(dice);
    node.crashWithin(dice.below(20));
    if (dice.chance(0.3)) world_.after(6s, [&node, steps = dice.below(8)] { node.crashWithin(steps); });
  });
  every(strengths_.nodePause, "node_paused", [this](Dice& dice) {
    SimNode& node = someNode(dice);
    forAWhile(
        dice, [&node] { node.pause(); }, [&node] { node.resume(); });
  });
  every(strengths_.workerKill, "worker_killed", [this](Dice& dice) { someNode(dice).launcher().killOne(); });
}

void SimFleet::injectDisks() {
  for (const auto& node : nodes_) {
    node->disk().faults = {strengths_.readError, strengths_.writeError, strengths_.syncError, strengths_.noSpace};
    node->store().faults = {strengths_.storeError, strengths_.storeError / 2, strengths_.storeError / 2};
  }
  database_->faults = {strengths_.databaseError, strengths_.databaseError / 2, strengths_.databaseError / 2};
  every(strengths_.diskFull, "disk_filled", [this](Dice& dice) {
    SimNode& node = someNode(dice);
    forAWhile(
        dice, [&node] { node.disk().full = true; }, [&node] { node.disk().full = false; });
  });
  // Of what is downloaded or installed: a damaged key or boot record is for people.
  every(strengths_.bitFlip, "bit_flip_tried", [this](Dice& dice) {
    someNode(dice).disk().flipBit(dice, [](std::string_view path) {
      return path.find("/dl/") != std::string_view::npos || path.find("/workloads/") != std::string_view::npos ||
             path.find("/telemetry/") != std::string_view::npos;
    });
  });
}

void SimFleet::injectPlanes() {
  every(strengths_.planeKill, "plane_killed", [this](Dice&) { planes_[main_]->kill(); });
  every(strengths_.planeCrash, "plane_crash_armed",
        [this](Dice& dice) { planes_[main_]->crashWithin(dice.below(30)); });
  every(strengths_.planePause, "plane_paused", [this](Dice& dice) {
    SimPlane& plane = *planes_[main_];
    forAWhile(
        dice, [&plane] { plane.pause(); }, [&plane] { plane.resume(); });
  });
  every(strengths_.restore, "backup_restored", [this](Dice&) { restoreBackup(); });
  every(strengths_.secondPlane, "second_plane", [this](Dice&) { startSecond(); });
  every(strengths_.twin, "twin_plane", [this](Dice& dice) { startTwin(dice); });
}

void SimFleet::injectClocks() {
  Dice dice = world_.dice.fork("drift");
  if (strengths_.clockDrift > 0) {
    for (const auto& node : nodes_)
      if (dice.chance(0.3)) node->clock().setRate(1 + (dice.unit() * 2 - 1) * strengths_.clockDrift);
    world_.faults.add("clock_drift");
  }
  every(strengths_.clockJump, "clock_jump", [this](Dice& jumps) {
    SimNode& node = someNode(jumps);
    const Duration by = jumps.chance(0.2) ? jumps.between(Duration(-30 * 24h), Duration(30 * 24h))
                                          : jumps.between(Duration(-1h), Duration(1h));
    forAWhile(
        jumps, [&node, by] { node.clock().jump(by); },
        [this, &node, by] {
          if (faulty()) node.clock().jump(-by);
        });
  });
}

// A copy of the database from before is put in the place of the real one while nothing runs.
void SimFleet::restoreBackup() {
  Dice dice = world_.dice.fork("restore", static_cast<std::uint64_t>(world_.elapsed().count()));
  world_.after(dice.between(Duration(1min), Duration(40min)), [this, backup = database_->snapshot()] {
    if (!faulty()) return;
    SimPlane& plane = *planes_[main_];
    plane.hold();
    database_->restore(backup);
    checks_.onRestored();
    world_.after(10s, [&plane] { plane.release(); });
  });
}

std::size_t SimFleet::addPlane(SimFleetDisk& database) {
  const std::size_t index = planes_.size();
  for (std::size_t node = 0; node < nodes_.size(); ++node) network_.way(node, index) = network_.way(node, main_);
  planes_.push_back(std::make_unique<SimPlane>(world_, network_, authority_, ca_, database, index, PlaneSettings{}));
  listenTo(*planes_.back());
  planes_.back()->boot();
  return index;
}

// Another program over the same database: the older one must not write any more. Nodes find the new one when they
// connect again.
void SimFleet::startSecond() {
  planes_[main_]->retire();
  const std::size_t before = std::exchange(main_, addPlane(*database_));
  std::replace(leadsTo_.begin(), leadsTo_.end(), before, main_);
}

// Somebody starts a copy of the control plane, and for a while some nodes find that one.
void SimFleet::startTwin(Dice& dice) {
  if (twin_) return;
  copies_.push_back(std::make_unique<SimFleetDisk>(world_.dice.fork("copy", copies_.size()), world_.faults));
  SimFleetDisk& copy = *copies_.back();
  checks_.alsoSigns(copy);
  copy.restore(database_->snapshot());
  twin_ = addPlane(copy);
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (!dice.chance(0.4)) continue;
    leadsTo_[node] = *twin_;
    network_.reset(node, main_);
  }
  world_.after(dice.between(Duration(2min), Duration(20min)), [this] { endTwin(); });
}

void SimFleet::endTwin() {
  if (!twin_) return;
  planes_[*twin_]->hold();
  std::replace(leadsTo_.begin(), leadsTo_.end(), *twin_, main_);
  twin_.reset();
}

void SimFleet::injectAttacks() {
  every(strengths_.attack, "attack", [this](Dice& dice) {
    const FleetState* state = planes_[main_]->look();
    SimNode& node = someNode(dice);
    if (state != nullptr && node.isUp() && !node.isPaused())
      attacker_.attack(*state, node, someNode(dice), dice, world_.now());
  });
}

// Nothing fails from now on, and everything that was stopped goes on.
void SimFleet::heal() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    for (std::size_t plane = 0; plane < planes_.size(); ++plane) {
      for (const Side side : {Side::Node, Side::Plane}) network_.setCut(i, plane, side, false);
      network_.way(i, plane) = {};
    }
    SimNode& node = *nodes_[i];
    node.disk().faults = {};
    node.disk().full = false;
    node.store().faults = {};
    node.clock().set();
    node.disarm();
    node.resume();
    node.boot();
  }
  source_ = {};
  endTwin();
  database_->faults = {};
  planes_[main_]->disarm();
  planes_[main_]->release();
  planes_[main_]->resume();
  planes_[main_]->boot();
  operators_.settleWithin(60min);
}

}  // namespace flotilla::simulation
