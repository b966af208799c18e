#include "services/controlplane/core/alerts/own_alerts.h"

#include <map>
#include <set>

#include "services/controlplane/core/alerts/matching.h"

namespace flotilla::controlplane {
namespace {

void put(Labels& labels, std::string_view name, const std::string& value) {
  if (!value.empty()) labels.emplace(name, value);
}

// Where a rollout that has begun and not ended changes something.
struct UnderWay {
  const Rollout* rollout = nullptr;
  std::set<std::string> regions;
};

std::vector<UnderWay> rolloutsUnderWay(const FleetState& state) {
  std::vector<UnderWay> out;
  for (const auto& [id, rollout] : state.rollouts) {
    if (hasEnded(rollout.state) || rollout.startedAt == TimePoint{}) continue;
    UnderWay one{&rollout, {}};
    for (const RolloutNode& node : rollout.nodes)
      if (const auto at = state.nodes.find(node.node); at != state.nodes.end())
        one.regions.insert(at->second.record.region.value);
    out.push_back(std::move(one));
  }
  return out;
}

bool mayCause(const UnderWay& one, const Labels& labels) {
  static const std::string kRegion(label::kRegion), kWorkload(label::kWorkload), kRollout(label::kRollout);
  const std::string &region = valueOf(labels, kRegion), &workload = valueOf(labels, kWorkload);
  if (valueOf(labels, kRollout) == one.rollout->id.value) return false;  // it is about that rollout
  if (!workload.empty() && workload != one.rollout->workload.value) return false;
  return region.empty() || one.regions.contains(region);
}

}  // namespace

Alert alertOf(const ObjectiveAlert& alert, const std::map<ObjectiveName, Objective>& objectives) {
  Alert out;
  put(out.labels, label::kAlert, std::string(alert.key.kind == AlertKind::Burn ? kBudgetBurn : kNoData));
  put(out.labels, label::kObjective, alert.key.objective.value);
  put(out.labels, label::kRegion, alert.key.region.value);
  put(out.labels, label::kSeverity, std::string(toText(alert.key.severity)));
  if (const auto at = objectives.find(alert.key.objective); at != objectives.end()) {
    put(out.labels, label::kIndicator, std::string(toText(at->second.indicator)));
    put(out.labels, label::kWorkload, at->second.workload.value);
    put(out.labels, label::kOwner, at->second.owner);
  }
  put(out.annotations, kSummary, alert.why);
  out.startsAt = alert.since;
  if (alert.state == AlertState::Resolved) out.endsAt = alert.resolvedAt;
  return out;
}

void annotateRollouts(std::vector<Alert>& alerts, const FleetState& state) {
  const auto underWay = rolloutsUnderWay(state);
  if (underWay.empty()) return;
  for (Alert& alert : alerts) {
    std::string names;
    for (const UnderWay& one : underWay)
      if (mayCause(one, alert.labels)) names += (names.empty() ? "" : ", ") + one.rollout->id.value;
    put(alert.annotations, kRollouts, names);
  }
}

}  // namespace flotilla::controlplane
