#include "models/view/node_text.h"

#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

bool workloadDrifts(const NodeWorkload& workload) {
  return workload.desired != Version{} && (!workload.proven || workload.version != workload.desired);
}

bool troubled(const NodeWorkload& workload) {
  return workload.state == InstallState::Refused || workload.state == InstallState::RolledBack ||
         workload.state == InstallState::Halted || workload.reason == kCrashLoopReason || workloadDrifts(workload);
}

}  // namespace

const NodeWorkload* leadingWorkload(const Node& node) {
  const auto at = std::find_if(node.workloads.begin(), node.workloads.end(), troubled);
  if (at != node.workloads.end()) return &*at;
  return node.workloads.empty() ? nullptr : &node.workloads.front();
}

const VersionTotals* provenTotals(const NodeWorkload& workload) {
  const auto at = std::find_if(workload.totals.begin(), workload.totals.end(),
                               [&](const VersionTotals& t) { return t.version == workload.version; });
  return !workload.proven || at == workload.totals.end() ? nullptr : &*at;
}

bool drifts(const Node& node) {
  return std::any_of(node.workloads.begin(), node.workloads.end(), workloadDrifts);
}

QString driftText(const Node& node) {
  if (node.liveness != Liveness::Live) return QStringLiteral("unknown");
  const auto count = std::count_if(node.workloads.begin(), node.workloads.end(), workloadDrifts);
  if (count == 0) return QStringLiteral("none");
  return node.workloads.size() == 1 ? QStringLiteral("differs")
                                    : QStringLiteral("%1 of %2").arg(count).arg(node.workloads.size());
}

QString sentence(const Node& node, TimePoint now) {
  const QString seen = node.lastSeen == TimePoint{} ? QStringLiteral("never reported")
                                                    : QStringLiteral("last report %1 ago").arg(age(node.lastSeen, now));
  return QStringLiteral("%1, %2, %3").arg(text(node.name), text(toText(node.health)), seen);
}

}  // namespace flotilla::view
