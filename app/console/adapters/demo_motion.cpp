#include "app/console/adapters/demo_motion.h"

#include <algorithm>
#include <cmath>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_history.h"
#include "app/console/adapters/demo_install.h"
#include "app/console/adapters/demo_places.h"
#include "app/console/adapters/demo_plan_motion.h"
#include "app/console/adapters/demo_rollouts.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenMishaps = 15s;
constexpr auto kBetweenRollouts = 30s;
constexpr auto kLongestPause = 5min;          // of the clock, that counts as time in which nodes served
constexpr std::size_t kFailuresPerMille = 6;  // of the installations
constexpr std::size_t kTries = 2'000;         // to find a node that something can happen to

double secondsBetween(TimePoint from, TimePoint to) {
  return std::chrono::duration<double>(to - from).count();
}

void serve(DemoInstall& install, std::uint64_t chance, double seconds) {
  if (install.version == kNone) return;
  const double wobble = 0.85 + 0.3 * static_cast<double>(chance % 1'000) / 1'000;
  const auto more =
      static_cast<std::uint64_t>(std::lround(seconds * wobble * demoWorkloads()[install.workload].ratePerSecond));
  install.requests += more;
  if ((chance >> 12) % 4'000 < more) ++install.errors;
}

void report(DemoState& state, DemoNode& node, TimePoint now) {
  const double served =
      std::min(secondsBetween(node.lastSeen, now), std::chrono::duration<double>(kLongestPause).count());
  for (DemoInstall& install : node.installs) serve(install, state.dice(), served);
  node.lastSeen = now;
}

bool isItsTurn(const DemoState& state, const DemoNode& node, TimePoint now) {
  if (node.identity == NodeIdentity::Revoked) return false;
  if (node.contact == DemoContact::Steady) return true;
  return node.contact == DemoContact::Patchy && now - node.lastSeen > demoOfflineAfter(state.spec) * 8 / 10;
}

void reportInTurns(DemoState& state, TimePoint now, double seconds, DemoChanges& changes) {
  if (state.nodes.empty()) return;
  state.reportsDue += seconds * demoReportRate(state.spec);
  // After a pause everybody reports once, not as often as would have been possible.
  state.reportsDue = std::min(state.reportsDue, static_cast<double>(state.nodes.size()));
  for (; state.reportsDue >= 1; state.reportsDue -= 1) {
    const std::uint32_t index = state.reportOrder[state.nextReport];
    state.nextReport = (state.nextReport + 1) % state.reportOrder.size();
    if (!isItsTurn(state, state.nodes[index], now)) continue;
    report(state, state.nodes[index], now);
    changes.nodes.push_back(index);
  }
}

void moveFlights(DemoState& state, TimePoint now, DemoChanges& changes) {
  std::erase_if(state.flights, [&](const DemoFlight& flight) {
    DemoRollout& rollout = state.rollouts[flight.rollout];
    DemoTarget& target = rollout.targets[flight.target];
    DemoNode& node = state.nodes[target.node];
    DemoInstall& install = node.installs[target.slot];
    // Another assignment, or an operator, was faster.
    if (install.generation != target.generation || node.identity != NodeIdentity::Active) return true;
    if (!moveInstall(install, now)) return false;
    report(state, node, now);
    changes.nodes.push_back(target.node);
    if (!isSettled(install.state)) return false;
    target.outcome = outcomeOf(install);
    if (target.outcome == NodeOutcome::Proven && rollout.state == RolloutState::RollingBack)
      target.outcome = NodeOutcome::Returned;
    target.cause = install.cause;
    changes.rollouts.push_back(flight.rollout);
    return true;
  });
}

void startFlights(DemoState& state, std::uint32_t index, TimePoint now, DemoChanges& changes) {
  DemoRollout& rollout = state.rollouts[index];
  const bool back = rollout.state == RolloutState::RollingBack;
  for (auto& next = rollout.next; next < rollout.targets.size(); ++next) {
    if (state.flights.size() >= demoFlightsAtOnce(state.spec)) return;
    DemoTarget& target = rollout.targets[next];
    DemoNode& node = state.nodes[target.node];
    if (target.outcome != NodeOutcome::Pending) continue;
    if (node.contact != DemoContact::Steady || node.identity != NodeIdentity::Active) continue;
    const bool fails = !back && roll(state, 1'000) < kFailuresPerMille;
    const auto cause = fails ? static_cast<std::uint8_t>(roll(state, demoCauses().size())) : kNone;
    startInstall(node, target.slot, back ? target.from : rollout.to, back, cause, now);
    target.generation = node.generation;
    state.flights.push_back({index, static_cast<std::uint32_t>(next)});
    changes.nodes.push_back(target.node);
  }
}

void endIfDone(DemoState& state, std::uint32_t index, TimePoint now, DemoChanges& changes) {
  DemoRollout& rollout = state.rollouts[index];
  const bool back = rollout.state == RolloutState::RollingBack;
  bool pending = false, bad = false;
  for (DemoTarget& target : rollout.targets) {
    if (target.outcome == NodeOutcome::Pending && now >= rollout.deadline) target.outcome = NodeOutcome::Late;
    pending |= target.outcome == NodeOutcome::Pending;
    bad |= target.outcome == NodeOutcome::Refused || target.outcome == NodeOutcome::RolledBack;
  }
  if (pending) return;
  rollout.state = bad ? RolloutState::Failed : back ? RolloutState::RolledBack : RolloutState::Succeeded;
  rollout.endedAt = now;
  changes.rollouts.push_back(index);
}

// What follows when nobody does anything: the next region gets the newest version that it does not have yet.
void startNext(DemoState& state, DemoChanges& changes) {
  for (std::size_t workload = 0; workload < demoWorkloads().size(); ++workload)
    for (std::size_t region = 0; region < demoRegions().size(); ++region) {
      const auto index = startDemoRollout(state, workload, region);
      if (!index) continue;
      changes.rollouts.push_back(*index);
      return;
    }
}

void moveRollouts(DemoState& state, TimePoint now, DemoChanges& changes) {
  bool running = false;
  for (std::uint32_t i = 0; i < state.rollouts.size(); ++i) {
    if (hasEnded(state.rollouts[i].state)) continue;
    startFlights(state, i, now, changes);
    endIfDone(state, i, now, changes);
    running |= !hasEnded(state.rollouts[i].state);
  }
  if (running || state.nodes.empty())
    state.nextRollout = {};
  else if (state.nextRollout == TimePoint{})
    state.nextRollout = now + kBetweenRollouts;
  else if (now >= state.nextRollout)
    startNext(state, changes);
}

template <class Fits>
DemoNode* anyNode(DemoState& state, std::uint32_t& index, Fits fits) {
  for (std::size_t i = 0; i < kTries; ++i) {
    index = static_cast<std::uint32_t>(roll(state, state.nodes.size()));
    DemoNode& node = state.nodes[index];
    const bool still = isSettled(node.installs[0].state) && isSettled(node.installs[1].state);
    if (node.identity == NodeIdentity::Active && still && fits(node)) return &node;
  }
  return nullptr;
}

// One goes, one comes back, so that the picture stays the same in the long run.
void mishap(DemoState& state, TimePoint now, DemoChanges& changes) {
  if (state.nodes.empty() || now < state.nextMishap) return;
  state.nextMishap = now + kBetweenMishaps;
  std::uint32_t index = 0;
  DemoNode* lost = anyNode(state, index, [](const DemoNode& node) {
    return node.contact == DemoContact::Lost && !demoSites()[node.site].lostUplink;
  });
  if (lost == nullptr) return;
  lost->contact = DemoContact::Steady;
  report(state, *lost, now);
  changes.nodes.push_back(index);
  DemoNode* next = anyNode(state, index, [](const DemoNode& node) { return node.contact == DemoContact::Steady; });
  if (next != nullptr) next->contact = DemoContact::Lost;
}

}  // namespace

DemoChanges advance(DemoState& state, TimePoint now) {
  DemoChanges changes;
  if (state.spec.reportsPerSecond == 0.0 || now <= state.now) return changes;
  const double seconds = secondsBetween(state.now, now);
  state.now = now;
  reportInTurns(state, now, seconds, changes);
  moveFlights(state, now, changes);
  moveRollouts(state, now, changes);
  advanceDemoPlans(state, now, changes);
  mishap(state, now, changes);
  changes.normalize();
  return changes;
}

}  // namespace flotilla::console
