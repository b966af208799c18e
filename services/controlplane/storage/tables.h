// Which column of which table holds which field: one list per row type, used for writing, reading and building SQL
// alike. Thread: values. A field that cannot be read back (a version, a digest, an enum out of range) marks the codec
// as damaged.
#pragma once

#include "services/controlplane/storage/account_tables.h"
#include "services/controlplane/storage/alert_tables.h"
#include "services/controlplane/storage/game_day_tables.h"
#include "services/controlplane/storage/incident_tables.h"
#include "services/controlplane/storage/node_tables.h"
#include "services/controlplane/storage/rollout_tables.h"
#include "services/controlplane/storage/run_tables.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(Region, "regions", 1) {
  c("name", r.name);
  c("title", r.title);
  c("offline_after_us", r.offlineAfter);
}

FLOTILLA_TABLE(Site, "sites", 1) {
  c("name", r.name);
  c("region", r.region);
  c("title", r.title);
  c("latitude", r.latitude);
  c("longitude", r.longitude);
}

FLOTILLA_TABLE(Workload, "workloads", 1) {
  c("name", r.name);
  c("artifact", r.artifact);
  c("runtime", r.config.runtime);
  c("source", r.config.source);
  c("rate_per_second", r.config.ratePerSecond);
  c("gain", r.config.gain);
  c("shift", r.config.offset);
  c("noise", r.config.noise);
  c("memory_mb", r.config.memoryMb);
  c("health_window_us", r.config.healthWindow);
  c("min_success_ratio", r.config.minSuccessRatio);
  c("max_p95_ms", r.config.maxP95Ms);
  c("cpu_percent", r.config.cpuPercent);
  c("max_processes", r.config.maxProcesses);
  c("min_confidence", r.config.minConfidence);
}

FLOTILLA_TABLE(Objective, "objectives", 1) {
  c("name", r.name);
  c("title", r.title);
  c("indicator", r.indicator);
  c("workload", r.workload);
  c("bound", r.limit);
  c("target", r.target);
  c("period_us", r.period);
  c("good_slot", r.goodSlot);
  c("owner", r.owner);
  c("budget_policy", r.budgetPolicy);
}

FLOTILLA_TABLE(BusinessIndicator, "business_indicators", 1) {
  c("name", r.name);
  c("title", r.title);
  c("unit", r.unit);
  c("less_is_better", r.lessIsBetter);
  c("goal", r.goal);
  c("aggregation", r.aggregation);
}

FLOTILLA_TABLE(BudgetOverride, "budget_overrides", 1) {
  c("id", r.id);
  c("region", r.region);
  c("objective", r.objective);
  c("reason", r.reason);
  c("by_operator", r.by);
  c("at_us", r.at);
  c("expires_us", r.expires);
  c("revoked_by", r.revokedBy);
}

FLOTILLA_TABLE(NodeRecord, "nodes", 1) {
  c("id", r.id);
  c("name", r.name);
  c("region", r.region);
  c("site", r.site);
  c("labels", r.labels);
  c("hardware", r.hardware);
  c("agent_version", r.agentVersion);
  c("identity", r.identity);
  c("fingerprint", r.fingerprint);
  c("previous_fingerprint", r.previousFingerprint);
  c("certificate_pem", r.certificatePem);
  c("certificate_expires_us", r.certificateExpires);
  c("enrolled_at_us", r.enrolledAt);
  c("token", r.token);
}

FLOTILLA_TABLE(WorkloadStatus, "workload_status", 2) {
  c("node", r.node);
  c("workload", r.report.workload);
  c("state", r.report.state);
  c("generation", r.report.generation);
  c("target", r.report.target);
  c("reason", r.report.reason);
  c("message", r.report.message);
  c("proven", r.report.proven);
  c("artifact", r.report.artifact);
  c("version", r.report.version);
  c("digest", r.report.digest);
  c("has_previous", r.report.hasPrevious);
  c("previous", r.report.previous);
  c("restarts", r.report.restarts);
}

FLOTILLA_TABLE(NodeEventRecord, "node_events", 3) {
  c("node", r.node);
  c("seq", r.seq);
  c("place", r.place);
  c("at_us", r.event.at);
  c("workload", r.event.workload);
  c("state", r.event.state);
  c("generation", r.event.generation);
  c("version", r.event.version);
  c("reason", r.event.reason);
  c("message", r.event.message);
}

FLOTILLA_TABLE(ArmTotals, "arm_totals", 3) {
  c("node", r.node);
  c("workload", r.workload);
  c("version", r.version);
  c("counts", r.counts);
}

FLOTILLA_TABLE(AssignmentRecord, "assignments", 1) {
  c("node", r.node);
  c("generation", r.generation);
  c("epoch", r.epoch);
  c("fingerprint", r.fingerprint);
  c("expires_us", r.expires);
  c("envelope", r.envelope);
}

FLOTILLA_TABLE(DesiredWorkload, "desired_workloads", 2) {
  c("node", r.node);
  c("workload", r.workload);
  c("release", r.release);
  c("rollout", r.rollout);
  c("min_confidence", r.minConfidence);
  c("staged", r.staged);
}

FLOTILLA_TABLE(EnrolTokenRecord, "enrol_tokens", 1) {
  c("id", r.id);
  c("secret_hash", r.secretHash);
  c("region", r.region);
  c("site", r.site);
  c("labels", r.labels);
  c("expires_us", r.expires);
  c("used_by", r.usedBy);
  c("request_key", r.requestKey);
  c("burned", r.burned);
  c("created_by", r.createdBy);
  c("needs_approval", r.needsApproval);
}

FLOTILLA_TABLE(OperatorRecord, "operators", 1) {
  c("id", r.id);
  c("name", r.name);
  c("grants", r.grants);
  c("created_at_us", r.createdAt);
}

FLOTILLA_TABLE(ReleaseRecord, "releases", 1) {
  c("digest", r.digest);
  c("artifact", r.release.artifact);
  c("version", r.release.version);
  c("kind", r.release.kind);
  c("release_counter", r.release.releaseCounter);
  c("floor", r.release.floor);
  c("expires_us", r.release.expires);
  c("min_agent", r.release.minAgent);
  c("variants", r.release.variants);
  c("envelope", r.envelope);
  c("published_at_us", r.publishedAt);
}

FLOTILLA_TABLE(PolicyRecord, "policies", 1) {
  c("version", r.version);
  c("envelope", r.envelope);
  c("published_by", r.publishedBy);
  c("published_at_us", r.publishedAt);
}

FLOTILLA_TABLE(AnswerRecord, "answers", 1) {
  c("request_id", r.requestId);
  c("actor", r.actor);
  c("request", r.request);
  c("method", r.method);
  c("secret", r.secret);
  c("answer", r.answer);
  c("expires_us", r.expires);
}

FLOTILLA_TABLE(AuditEntry, "audit_entries", 1) {
  c("seq", r.seq);
  c("at_us", r.at);
  c("actor", r.actor);
  c("action", r.action);
  c("object", r.object);
  c("detail", r.detail);
  c("before_digest", r.before);
  c("after_digest", r.after);
  c("previous", r.previous);
  c("hash", r.hash);
}

}  // namespace flotilla::controlplane
