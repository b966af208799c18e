#include "services/controlplane/core/inventory/node_report.h"

#include <algorithm>

#include "services/controlplane/core/inventory/numbering.h"
#include "services/controlplane/core/rollouts/stages.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxWorkloads = 64;
constexpr std::size_t kMaxVersions = 256;  // totals kept per node
constexpr std::size_t kMaxWindows = 1024;  // of one report; of a node that was away they are merged
constexpr std::size_t kMaxEvents = 2048;   // of one report; what an attempt of every workload can make

Status checkReport(const FleetState& state, const NodeEntry& entry, const NodeReport& report) {
  const auto bad = [](const std::string& why) { return invalid("bad_report", why, "report"); };
  if (report.workloads.size() > kMaxWorkloads || report.arms.size() > kMaxWorkloads * 3)
    return bad("too many workloads");
  if (report.events.size() > kMaxEvents) return bad("too many events");
  if (report.windows.size() > kMaxWindows) return bad("too many windows");
  if (report.stages.size() > kMaxWorkloads) return bad("too many stages");
  if (report.bootId.size() > 64) return bad("the boot id is too long");
  for (const WorkloadReport& w : report.workloads)
    if (!entry.desired.contains(w.workload))
      return bad("workload " + w.workload.value + " was never assigned to this node");
  for (const WindowReport& w : report.windows)
    if (!state.workloads.contains(w.workload) && !entry.desired.contains(w.workload))
      return bad("workload " + w.workload.value + " does not exist");
  for (const StageReport& s : report.stages)
    if (!entry.desired.contains(s.workload))
      return bad("workload " + s.workload.value + " was never assigned to this node");
  std::size_t fresh = 0;
  for (const ArmReport& a : report.arms) {
    if (!state.workloads.contains(a.workload) && !entry.desired.contains(a.workload))
      return bad("workload " + a.workload.value + " does not exist");
    if (!entry.totals.contains({a.workload, a.version})) ++fresh;
  }
  if (entry.totals.size() + fresh > kMaxVersions) return bad("too many versions");
  return okStatus();
}

// An assignment that a node cannot trust names no workload: whatever waits for that generation was refused with it.
void refuseRollouts(const FleetState& state, const NodeEntry& entry, const NodeEvent& event, Mutation& out) {
  if (event.state != InstallState::Refused || !event.workload.empty() || event.generation == 0) return;
  for (const auto& [id, rollout] : state.rollouts)
    for (RolloutNode node : rollout.nodes) {
      const bool waits = node.node == entry.record.id && node.outcome == NodeOutcome::Pending;
      if (!waits || node.generation > event.generation) continue;
      node.outcome = NodeOutcome::Refused;
      node.reason = event.reason;
      node.message = event.message;
      out.rows.emplace_back(std::move(node));
    }
}

void takeTelemetry(NodeTelemetry& telemetry, std::uint64_t newest, const NodeReport& report) {
  countMissing(telemetry, newest, report);
  telemetry.clock = report.clock;
  const bool counts =
      std::any_of(report.arms.begin(), report.arms.end(), [](const ArmReport& arm) { return !arm.counts.empty(); });
  if (counts && report.clock.state != ClockState::Measured) ++telemetry.uncorrected;
  if (!report.queue) return;
  telemetry.queueDepth = report.queue->depth;
  telemetry.queueBytes = report.queue->bytes;
  telemetry.droppedMetrics = report.queue->droppedMetrics;
  telemetry.droppedEvents = report.queue->droppedEvents;
  telemetry.lost = report.queue->lost;
}

}  // namespace

Result<Mutation> takeReport(const FleetState& state, const NodeEntry& entry, const NodeReport& report,
                            std::uint64_t upstreamBytes, TimePoint now) {
  Mutation out;
  if (report.seq <= entry.status.lastSeq) return out;
  FLOTILLA_CHECK(checkReport(state, entry, report));
  NodeStatus status = entry.status;
  status.node = entry.record.id;
  status.lastSeen = now;
  status.bootId = report.bootId;
  status.lastSeq = report.seq;
  status.epochSeen = report.epochSeen;
  status.generationSeen = report.generationSeen;
  status.agentRssKb = report.agentRssKb;
  status.workerRssKb = report.workerRssKb;
  status.upstreamBytes += upstreamBytes;
  status.takesOrders = report.orders.has_value();
  if (report.orders) status.orders = *report.orders;
  takeTelemetry(status.telemetry, entry.status.lastSeq, report);
  if (report.saturation.any.total > 0) status.saturation.add(report.saturation);
  for (const WorkloadReport& w : report.workloads) {
    const auto known = entry.workloads.find(w.workload);
    if (known == entry.workloads.end() || !(known->second == w)) out.rows.emplace_back(WorkloadStatus{status.node, w});
  }
  for (const StageReport& s : report.stages) {
    const auto known = entry.stages.find({s.workload, s.stage});
    if (known == entry.stages.end() || !(known->second.report == s))
      out.rows.emplace_back(standingOf(state, entry, s, now));
  }
  std::map<std::pair<WorkloadName, Version>, ArmCounts> totals;
  for (const ArmReport& a : report.arms) {
    status.rawBytes += a.counts.rawBytes;
    const auto key = std::pair{a.workload, a.version};
    if (const auto known = entry.totals.find(key); known != entry.totals.end() && !totals.contains(key))
      totals[key] = known->second;
    totals[key].merge(a.counts);
  }
  for (const auto& [key, counts] : totals) out.rows.emplace_back(ArmTotals{status.node, key.first, key.second, counts});
  out.rows.emplace_back(status);
  for (const NodeEvent& event : report.events) refuseRollouts(state, entry, event, out);
  for (std::uint32_t place = 0; place < report.events.size(); ++place)
    out.rows.emplace_back(NodeEventRecord{status.node, report.seq, place, report.events[place]});
  return out;
}

NodeReport withoutShadow(NodeReport report) {
  std::erase_if(report.arms, [](const ArmReport& arm) { return arm.arm == Arm::Shadow; });
  std::erase_if(report.windows, [](const WindowReport& window) { return window.arm == Arm::Shadow; });
  return report;
}

Mutation skipReport(const NodeEntry& entry, std::uint64_t seq, TimePoint now) {
  Mutation out;
  if (seq <= entry.status.lastSeq) return out;
  NodeStatus status = entry.status;
  status.node = entry.record.id;
  status.lastSeen = now;
  if (!status.queue.empty()) status.telemetry.undeclaredMissing += seq - status.lastSeq - 1;
  status.lastSeq = seq;
  out.rows.emplace_back(std::move(status));
  return out;
}

}  // namespace flotilla::controlplane
