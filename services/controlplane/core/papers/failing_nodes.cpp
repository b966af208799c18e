#include "services/controlplane/core/papers/failing_nodes.h"

#include <algorithm>
#include <map>

#include "models/domain/alert_fields.h"
#include "services/controlplane/core/alerts/own_alerts.h"

namespace flotilla::controlplane {
namespace {

void countOutcome(NodeOutcome outcome, FailingNode& node) {
  node.wentBack += outcome == NodeOutcome::RolledBack ? 1 : 0;
  node.refused += outcome == NodeOutcome::Refused ? 1 : 0;
  node.silent += outcome == NodeOutcome::Silent ? 1 : 0;
}

void addSilences(const ReportFacts& facts, std::map<std::string, FailingNode>& nodes) {
  for (const AlertFiring& firing : facts.firings) {
    if (labelOf(firing.labels, label::kAlert) != kNodeOffline || firing.began >= facts.to) continue;
    const TimePoint end = std::min(firing.hasEnded() ? firing.ended : facts.now, facts.to);
    const auto at = nodes.find(labelOf(firing.labels, label::kNode));
    if (at == nodes.end() || end <= facts.from) continue;
    ++at->second.timesOffline;
    at->second.offlineFor += end - std::max(firing.began, facts.from);
  }
}

bool isWorse(const FailingNode& a, const FailingNode& b) {
  const std::uint64_t failedA = a.wentBack + a.refused + a.silent, failedB = b.wentBack + b.refused + b.silent;
  return failedA != failedB ? failedA > failedB : a.offlineFor > b.offlineFor;
}

}  // namespace

std::vector<FailingNode> failingNodes(const ReportFacts& facts) {
  std::map<std::string, FailingNode> nodes;
  for (const Node& node : facts.nodes) nodes[node.name] = {node.name, node.region, 0, 0, 0, 0, {}, node.health};
  for (const auto& [id, rollout] : facts.state.rollouts)
    for (const RolloutNode& node : rollout.nodes) {
      const auto at = nodes.find(node.nodeName);
      if (at != nodes.end() && node.assignedAt >= facts.from && node.assignedAt < facts.to)
        countOutcome(node.outcome, at->second);
    }
  addSilences(facts, nodes);
  std::vector<FailingNode> out;
  for (auto& [name, node] : nodes)
    if (node.wentBack + node.refused + node.silent + node.timesOffline > 0) out.push_back(std::move(node));
  std::stable_sort(out.begin(), out.end(), isWorse);
  return out;
}

}  // namespace flotilla::controlplane
