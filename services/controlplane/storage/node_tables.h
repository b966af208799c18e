// The columns of what nodes say of themselves, and of what they are told; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(NodeStatus, "node_status", 1) {
  c("node", r.node);
  c("last_seen_us", r.lastSeen);
  c("boot_id", r.bootId);
  c("last_seq", r.lastSeq);
  c("epoch_seen", r.epochSeen);
  c("generation_seen", r.generationSeen);
  c("agent_rss_kb", r.agentRssKb);
  c("worker_rss_kb", r.workerRssKb);
  c("upstream_bytes", r.upstreamBytes);
  c("raw_bytes", r.rawBytes);
  c("queue", r.queue);
  c("seq_base", r.seqBase);
  c("queues_lost", r.telemetry.queuesLost);
  c("queue_depth", r.telemetry.queueDepth);
  c("queue_bytes", r.telemetry.queueBytes);
  c("dropped_metrics", r.telemetry.droppedMetrics);
  c("dropped_events", r.telemetry.droppedEvents);
  c("lost", r.telemetry.lost);
  c("declared_missing", r.telemetry.declaredMissing);
  c("undeclared_missing", r.telemetry.undeclaredMissing);
  c("clock_state", r.telemetry.clock.state);
  c("clock_offset_us", r.telemetry.clock.offset);
  c("clock_uncertainty_us", r.telemetry.clock.uncertainty);
  c("uncorrected", r.telemetry.uncorrected);
  c("slots", r.saturation.any.total);
  c("slots_over", r.saturation.any.over);
  c("cpu_slots", r.saturation.each[0].total);
  c("cpu_over", r.saturation.each[0].over);
  c("cpu_permille", r.saturation.permille[0]);
  c("memory_slots", r.saturation.each[1].total);
  c("memory_over", r.saturation.each[1].over);
  c("memory_permille", r.saturation.permille[1]);
  c("disk_slots", r.saturation.each[2].total);
  c("disk_over", r.saturation.each[2].over);
  c("disk_permille", r.saturation.permille[2]);
  c("takes_orders", r.takesOrders);
  c("orders_done", r.orders.number);
  c("isolated", r.orders.isolated);
  c("drills", r.drills);
  c("takes_thresholds", r.takesThresholds);
  c("takes_stages", r.takesStages);
}

FLOTILLA_TABLE(StageStanding, "node_stages", 3) {
  c("node", r.node);
  c("workload", r.report.workload);
  c("stage", r.report.stage);
  c("generation", r.report.generation);
  c("percent", r.report.percent);
  c("started_at_us", r.report.startedAt);
  c("compared", r.report.compared);
  c("differ", r.report.differ);
  c("errors", r.report.errors);
  c("drops", r.report.drops);
  c("log_e", r.report.logE);
  c("log_e_errors", r.report.logEErrors);
  c("llr", r.report.llr);
  c("mean_shift", r.report.meanShift);
  c("slower", r.report.slower);
  c("peak_rss_kb", r.report.peakRssKb);
  c("classes", r.report.classes);
  c("flips", r.report.flips);
  c("rollout", r.rollout);
  c("since_us", r.since);
}

FLOTILLA_TABLE(NodeOrders, "node_orders", 1) {
  c("node", r.node);
  c("number", r.number);
  c("isolated", r.isolated);
  c("renewal", r.renewal);
  c("restarts", r.restarts);
}

}  // namespace flotilla::controlplane
