#include "services/controlplane/core/rollouts/thresholds.h"

#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/targets.h"

namespace flotilla::controlplane {
namespace {

double asStored(const NewThreshold& wanted) {
  return wanted.minConfidence.value_or(kAsDeclared);
}

std::string standingOf(const Workload& workload, double own) {
  if (own != kAsDeclared) return thresholdText(own);
  return thresholdText(workload.config.minConfidence) + ", as declared";
}

// The rollout whose stages the node has not ended; nothing if it has. Another threshold would leave them out.
const Rollout* comesInStages(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired) {
  const auto place = state.rolloutPlaces.find({desired.rollout, entry.record.id});
  if (place == state.rolloutPlaces.end()) return nullptr;
  const Rollout& rollout = state.rollouts.at(desired.rollout);
  const NodeOutcome outcome = rollout.nodes[place->second].outcome;
  const bool open = outcome == NodeOutcome::Pending || outcome == NodeOutcome::Silent || outcome == NodeOutcome::Late;
  return open ? &rollout : nullptr;
}

std::string whyNot(const FleetState& state, const NodeEntry& entry, const WorkloadName& workload) {
  const auto desired = entry.desired.find(workload);
  if (entry.record.identity != NodeIdentity::Active) return notActive(entry.record).message;
  if (desired == entry.desired.end() || desired->second.release.isZero()) return "it does not run " + workload.value;
  if (!entry.status.takesThresholds) return "its agent is from before there were thresholds";
  const Rollout* rollout = desired->second.staged ? comesInStages(state, entry, desired->second) : nullptr;
  if (rollout == nullptr) return {};
  return "it takes another version in stages: wait until " + rollout->id.value + " is done with it, or abort that";
}

std::string nodesText(std::size_t count, const NewThreshold& wanted) {
  std::string out = std::to_string(count) + (count == 1 ? " node" : " nodes");
  if (!wanted.region.empty()) out += " of " + wanted.region.value;
  return wanted.selector.empty() ? out : out + ", " + wanted.selector;
}

}  // namespace

Result<ThresholdTargets> thresholdTargets(const EngineRoom& room, const NewThreshold& wanted, const Caller& caller) {
  const auto workload = room.state.workloads.find(wanted.workload);
  if (workload == room.state.workloads.end()) return noWorkload(room.state, wanted.workload);
  if (wanted.minConfidence && !(*wanted.minConfidence >= 0 && *wanted.minConfidence <= 1))
    return invalid("bad_threshold", "a threshold is from 0 to 1", "value", "leave it out for what is declared");
  NewRollout where;
  if (!wanted.region.empty()) where.regions.push_back(wanted.region);
  where.selector = wanted.selector;
  FLOTILLA_TRY(const auto meant, meantNodes(room.state, where, room.now, room.reportInterval));
  ThresholdTargets out;
  bool some = false;
  for (const NodeEntry* entry : meant) {
    if (!caller.mayIn(Role::Operator, entry->record.region)) return outOfScope(caller, entry->record.region);
    const std::string why = whyNot(room.state, *entry, wanted.workload);
    if (!why.empty()) {
      out.left.emplace_back(entry, why);
      continue;
    }
    some = true;
    const double own = entry->desired.at(wanted.workload).minConfidence;
    if (own != asStored(wanted))
      out.nodes.push_back({entry, standingOf(workload->second, own), standingOf(workload->second, asStored(wanted))});
  }
  if (some) return out;
  return precondition("no_targets",
                      out.left.empty() ? "no node is meant"
                                       : "no node that is meant can have it: " + out.left.front().first->record.name +
                                             ": " + out.left.front().second,
                      "where");
}

Result<Decision<std::size_t>> setThreshold(const EngineRoom& room, const NewThreshold& wanted, const Caller& caller) {
  FLOTILLA_TRY(const ThresholdTargets targets, thresholdTargets(room, wanted, caller));
  Decision<std::size_t> out;
  out.answer = targets.nodes.size();
  for (const ThresholdTarget& target : targets.nodes) {
    NodeEntry changed = *target.node;
    DesiredWorkload& desired = changed.desired.at(wanted.workload);
    desired.minConfidence = asStored(wanted);
    desired.staged = false;  // the node has proven the version
    out.mutation.rows.emplace_back(desired);
    FLOTILLA_CHECK(signAgain(room.state, changed, changed.desired, changed.assignment.generation + 1,
                             changed.record.fingerprint, room.key, room.now, out.mutation));
  }
  if (targets.nodes.empty()) return out;
  out.fact.object = "workload/" + wanted.workload.value;
  out.fact.detail = "threshold " + targets.nodes.front().after + " on " + nodesText(targets.nodes.size(), wanted);
  for (const ThresholdTarget& target : targets.nodes) {
    out.fact.before += target.node->record.name + ": " + target.before + "\n";
    out.fact.after += target.node->record.name + ": " + target.after + "\n";
  }
  return out;
}

}  // namespace flotilla::controlplane
