#include "services/controlplane/core/alerts/game_day_alerts.h"

#include <algorithm>
#include <set>

#include "models/domain/alert_fields.h"

namespace flotilla::controlplane {
namespace {

bool runsThere(const FleetState& state, const NodeId& node, const std::string& workload) {
  const auto at = state.nodes.find(node);
  return workload.empty() || (at != state.nodes.end() && at->second.desired.contains(WorkloadName(workload)));
}

}  // namespace

bool isAboutNodesOf(const FleetState& state, const GameDay& gameDay, const Labels& labels) {
  std::set<std::string> names;
  for (const NodeFault& one : gameDay.nodes)
    if (one.told != TimePoint{}) names.insert(one.name);
  if (const std::string node = labelOf(labels, label::kNode); !node.empty()) return names.contains(node);
  if (!labelOf(labels, label::kRollout).empty() || !labelOf(labels, label::kRun).empty()) return false;
  const RegionName region(labelOf(labels, label::kRegion));
  const SiteName site(labelOf(labels, label::kSite));
  const std::string workload = labelOf(labels, label::kWorkload);
  bool any = false;
  for (const auto& [id, entry] : state.nodes) {
    const bool meant = (region.empty() || entry.record.region == region) && (site.empty() || entry.record.site == site);
    if (!meant || entry.record.identity != NodeIdentity::Active || !runsThere(state, id, workload)) continue;
    if (!names.contains(entry.record.name)) return false;
    any = true;
  }
  return any;
}

bool mayDetect(const FleetState& state, const GameDay& gameDay, std::uint32_t fault, const Labels& labels) {
  if (!labelOf(labels, label::kRollout).empty() || !labelOf(labels, label::kRun).empty()) return false;
  const std::string node = labelOf(labels, label::kNode), region = labelOf(labels, label::kRegion);
  const std::string workload = labelOf(labels, label::kWorkload);
  return std::any_of(gameDay.nodes.begin(), gameDay.nodes.end(), [&](const NodeFault& one) {
    if (one.fault != fault || one.began == TimePoint{}) return false;
    if (!node.empty()) return one.name == node;
    return (region.empty() || one.region.value == region) && runsThere(state, one.node, workload);
  });
}

bool isOfGameDay(const FleetState& state, const Labels& labels, TimePoint began) {
  return std::any_of(state.gameDays.begin(), state.gameDays.end(), [&](const auto& entry) {
    const GameDay& gameDay = entry.second;
    const bool then = began >= gameDay.startedAt && (isOpen(gameDay.state) || began <= gameDay.endedAt + kEchoes);
    return then && isAboutNodesOf(state, gameDay, labels);
  });
}

}  // namespace flotilla::controlplane
