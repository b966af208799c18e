#include "app/console/adapters/demo_way_back.h"

#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_install.h"
#include "app/console/adapters/demo_names.h"
#include "models/domain/rollout_problem.h"

namespace flotilla::console {
namespace {

Result<std::uint32_t> findRollout(const DemoState& state, const RolloutId& id) {
  if (const auto index = findDemoRollout(state, id)) return *index;
  return notFound("no_rollout", "there is no rollout " + id.value.substr(0, 80), "rollout",
                  "see flotillactl rollouts list");
}

bool holds(const DemoRollout& rollout, std::uint32_t node) {
  const auto at = std::lower_bound(rollout.targets.begin(), rollout.targets.end(), node,
                                   [](const DemoTarget& target, std::uint32_t index) { return target.node < index; });
  return at != rollout.targets.end() && at->node == node;
}

bool hasMoved(const DemoRollout& rollout, const DemoTarget& target) {
  return (target.outcome == NodeOutcome::Proven || target.outcome == NodeOutcome::Stayed) && target.from != rollout.to;
}

// The newest rollout after this one that moved one of its nodes.
const DemoRollout* overtaker(const DemoState& state, const DemoRollout& rollout) {
  const DemoRollout* newest = nullptr;
  for (const DemoRollout& other : state.rollouts) {
    if (other.workload != rollout.workload || other.number <= (newest ? newest->number : rollout.number)) continue;
    if (std::any_of(other.targets.begin(), other.targets.end(),
                    [&](const DemoTarget& target) { return hasMoved(other, target) && holds(rollout, target.node); }))
      newest = &other;
  }
  return newest;
}

bool allRanItBefore(const DemoRollout& rollout, const std::vector<std::uint32_t>& targets) {
  return std::all_of(targets.begin(), targets.end(),
                     [&](std::uint32_t target) { return rollout.targets[target].from == rollout.to; });
}

// An installation that is under way goes on where nothing was proven before, and back where something was; at once,
// because nobody follows it any more.
void endFlight(DemoState& state, DemoTarget& target) {
  DemoNode& node = state.nodes[target.node];
  DemoInstall& install = node.installs[target.slot];
  if (install.generation != target.generation || isSettled(install.state)) return;
  if (target.from != kNone) startInstall(node, target.slot, target.from, true, kNone, state.now);
  install.endsWith = kNone;
  finishInstall(install, state.now);
}

void leaveBehind(DemoState& state, const DemoRollout& rollout, DemoTarget& target) {
  if (target.generation != 0 && target.from == kNone) endFlight(state, target);
  const bool runs = state.nodes[target.node].installs[target.slot].version == rollout.to;
  target.outcome = runs ? NodeOutcome::Stayed : NodeOutcome::Withdrawn;
  target.cause = kNone;
}

void abortTarget(DemoState& state, const DemoRollout& rollout, DemoTarget& target) {
  if (target.outcome != NodeOutcome::Pending) return;
  if (target.from == kNone) return leaveBehind(state, rollout, target);
  if (target.generation != 0) endFlight(state, target);
  target.outcome = NodeOutcome::Withdrawn;
}

void dropFlights(DemoState& state, std::uint32_t rollout) {
  std::erase_if(state.flights, [&](const DemoFlight& flight) { return flight.rollout == rollout; });
}

}  // namespace

Result<DemoBack> backTargets(const DemoState& state, const RolloutId& id) {
  DemoBack out;
  FLOTILLA_TRY(out.rollout, findRollout(state, id));
  const DemoRollout& rollout = state.rollouts[out.rollout];
  for (std::uint32_t i = 0; i < rollout.targets.size(); ++i) {
    const DemoNode& node = state.nodes[rollout.targets[i].node];
    if (rollout.targets[i].from == kNone)
      out.excluded.push_back(
          {rollout.targets[i].node, precondition("no_version_before", "nothing was proven there before")});
    else if (node.identity != NodeIdentity::Active)
      out.excluded.push_back({rollout.targets[i].node, notActive(node)});
    else
      out.targets.push_back(i);
  }
  const Status idle = checkIdle(state, rollout.workload, rollout.number);
  const DemoRollout* newer = overtaker(state, rollout);
  const bool someStay = std::any_of(rollout.targets.begin(), rollout.targets.end(),
                                    [](const DemoTarget& target) { return target.from == kNone; });
  if (rollout.state == RolloutState::RollingBack || rollout.state == RolloutState::RolledBack)
    out.problem = alreadyBack(id, rollout.state);
  else if (!idle)
    out.problem = idle.error();
  else if (newer != nullptr)
    out.problem = overtakenBy(idOf(*newer));
  else if (out.targets.empty())
    out.problem = noVersionBefore(id, rollout.state);
  else if (!someStay && allRanItBefore(rollout, out.targets))
    out.problem = sameVersionBefore(id, versionAt(rollout.workload, rollout.to));
  return out;
}

Result<std::uint32_t> rollBackDemo(DemoState& state, const RolloutId& id) {
  FLOTILLA_TRY(const DemoBack back, backTargets(state, id));
  if (back.problem) return *back.problem;
  DemoRollout& rollout = state.rollouts[back.rollout];
  const Duration window = rollout.deadline - rollout.createdAt;
  const std::string before(toText(rollout.state));
  for (DemoTarget& target : rollout.targets) {
    if (target.from == kNone)
      leaveBehind(state, rollout, target);
    else
      target.outcome = NodeOutcome::Late;  // unless it goes back, as below
  }
  for (const std::uint32_t target : back.targets) {
    rollout.targets[target].outcome = NodeOutcome::Pending;
    rollout.targets[target].cause = kNone;
  }
  dropFlights(state, back.rollout);
  rollout.next = 0;
  rollout.state = RolloutState::RollingBack;
  rollout.deadline = state.now + window;
  rollout.endedAt = {};
  note(state, state.now,
       {kDemoCaller, "RollBackRollout", "rollout/" + id.value,
        std::to_string(back.targets.size()) + " nodes back to the version before", before, "rolling_back"});
  return back.rollout;
}

Result<std::uint32_t> abortDemo(DemoState& state, const RolloutId& id) {
  FLOTILLA_TRY(const std::uint32_t index, findRollout(state, id));
  DemoRollout& rollout = state.rollouts[index];
  if (rollout.state != RolloutState::Running) return notAbortable(id, rollout.state, rollout.deadline, state.now);
  for (DemoTarget& target : rollout.targets) abortTarget(state, rollout, target);
  dropFlights(state, index);
  rollout.state = RolloutState::Aborted;
  rollout.endedAt = state.now;
  note(state, state.now, {kDemoCaller, "CancelRollout", "rollout/" + id.value, {}, "running", "aborted"});
  return index;
}

}  // namespace flotilla::console
