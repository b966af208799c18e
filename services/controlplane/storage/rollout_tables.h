// The columns of rollouts and what belongs to them; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(RolloutRecord, "rollouts", 1) {
  c("id", r.rollout.id);
  c("number", r.rollout.number);
  c("workload", r.rollout.workload);
  c("artifact", r.rollout.artifact);
  c("version", r.rollout.to);
  c("release", r.rollout.release);
  c("state", r.rollout.state);
  c("author", r.rollout.author);
  c("created_at_us", r.rollout.createdAt);
  c("deadline_us", r.rollout.deadline);
  c("ended_at_us", r.rollout.endedAt);
  c("started_at_us", r.rollout.startedAt);
  c("plan", r.rollout.plan);
  c("plan_digest", r.rollout.planDigest);
  c("seed", r.rollout.seed);
  c("reason", r.rollout.reason);
  c("message", r.rollout.message);
}

FLOTILLA_TABLE(RolloutWave, "rollout_waves", 2) {
  c("rollout", r.rollout);
  c("place", r.place);
  c("name", r.name);
  c("state", r.state);
  c("nodes", r.nodes);
  c("started_at_us", r.startedAt);
  c("soaking_at_us", r.soakingAt);
  c("ended_at_us", r.endedAt);
  c("looks", r.looks);
  c("verdict", r.verdict);
  c("reason", r.reason);
  c("why", r.why);
  c("odds", r.odds);
  c("slow_limit_ms", r.slowLimitMs);
  c("soak_us", r.soak);
  c("approvals_needed", r.approvalsNeeded);
}

FLOTILLA_TABLE(RolloutApproval, "rollout_approvals", 3) {
  c("rollout", r.rollout);
  c("wave", r.wave);
  c("operator", r.by);
  c("plan", r.plan);
  c("approved", r.approved);
  c("reason", r.reason);
  c("at_us", r.at);
  c("expires_us", r.expires);
}

FLOTILLA_TABLE(LookRecord, "rollout_looks", 3) {
  c("rollout", r.look.rollout);
  c("wave", r.look.wave);
  c("number", r.look.number);
  c("at_us", r.look.at);
  c("verdict", r.look.evidence.verdict);
  c("reason", r.look.evidence.reason);
  c("why", r.look.evidence.why);
  c("canary_nodes", r.look.evidence.canaryNodes);
  c("reporting_nodes", r.look.evidence.reportingNodes);
  c("baseline_nodes", r.look.evidence.baselineNodes);
  c("canary_requests", r.look.evidence.canaryRequests);
  c("canary_bad", r.look.evidence.canaryBad);
  c("canary_slow", r.look.evidence.canarySlow);
  c("baseline_requests", r.look.evidence.baselineRequests);
  c("baseline_bad", r.look.evidence.baselineBad);
  c("baseline_slow", r.look.evidence.baselineSlow);
  c("requests_needed", r.look.evidence.requestsNeeded);
  c("dispersion", r.look.evidence.dispersion);
  c("bad_log_odds", r.look.evidence.badLogOdds);
  c("slow_log_odds", r.look.evidence.slowLogOdds);
  c("permutation_p", r.look.evidence.permutationP);
  c("can_permute", r.look.evidence.canPermute);
  c("canary_over", r.look.evidence.canaryOver);
  c("readings", r.readings);
}

FLOTILLA_TABLE(RolloutNode, "rollout_nodes", 2) {
  c("rollout", r.rollout);
  c("node", r.node);
  c("node_name", r.nodeName);
  c("generation", r.generation);
  c("had_version", r.hadVersion);
  c("from_version", r.from);
  c("from_release", r.fromRelease);
  c("outcome", r.outcome);
  c("reason", r.reason);
  c("message", r.message);
  c("wave", r.wave);
  c("assigned_at_us", r.assignedAt);
  c("proven_at_us", r.provenAt);
  c("place", r.place);
}

}  // namespace flotilla::controlplane
