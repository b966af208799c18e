#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"
#include "services/wire/stage_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::ROLLOUT_STATE_REJECTED, RolloutState::Rejected));
static_assert(sameEnum(v1::NODE_OUTCOME_PLANNED, NodeOutcome::Planned));
static_assert(sameEnum(v1::WAVE_STATE_SKIPPED, WaveState::Skipped));
static_assert(sameEnum(v1::VERDICT_FAIL, Verdict::Fail));

namespace {

Result<RolloutNode> readRolloutNode(const v1::RolloutNode& node, const RolloutId& rollout) {
  RolloutNode out;
  out.rollout = rollout;
  out.node = NodeId(node.node());
  out.nodeName = node.node_name();
  out.generation = node.generation();
  out.hadVersion = !node.from().empty();
  FLOTILLA_TRY(out.from, readOptionalVersion(node.from(), "from"));
  FLOTILLA_TRY(out.outcome, readEnum(node.outcome(), NodeOutcome::Planned, "outcome"));
  out.reason = node.reason();
  out.message = node.message();
  out.wave = node.wave();
  out.assignedAt = fromProto(node.assigned_at());
  out.provenAt = fromProto(node.proven_at());
  return out;
}

template <class Message>
void setTime(TimePoint at, Message& out, google::protobuf::Timestamp* (Message::*field)()) {
  if (at != TimePoint{}) *(out.*field)() = toProto(at);
}

v1::RolloutWave writeRolloutWave(const RolloutWave& wave) {
  v1::RolloutWave out;
  out.set_place(wave.place);
  out.set_name(wave.name);
  out.set_state(writeEnum<v1::WaveState>(wave.state));
  out.set_nodes(wave.nodes);
  setTime(wave.startedAt, out, &v1::RolloutWave::mutable_started_at);
  setTime(wave.soakingAt, out, &v1::RolloutWave::mutable_soaking_at);
  setTime(wave.endedAt, out, &v1::RolloutWave::mutable_ended_at);
  out.set_looks(wave.looks);
  out.set_verdict(writeEnum<v1::Verdict>(wave.verdict));
  out.set_reason(wave.reason);
  out.set_why(wave.why);
  out.set_odds(wave.odds);
  out.set_slow_limit_ms(wave.slowLimitMs);
  *out.mutable_soak() = toProto(wave.soak);
  out.set_approvals_needed(wave.approvalsNeeded);
  return out;
}

Result<RolloutWave> readRolloutWave(const v1::RolloutWave& wave, const RolloutId& rollout) {
  RolloutWave out;
  out.rollout = rollout;
  out.place = wave.place();
  out.name = wave.name();
  FLOTILLA_TRY(out.state, readEnum(wave.state(), WaveState::Skipped, "state"));
  out.nodes = wave.nodes();
  out.startedAt = fromProto(wave.started_at());
  out.soakingAt = fromProto(wave.soaking_at());
  out.endedAt = fromProto(wave.ended_at());
  out.looks = wave.looks();
  FLOTILLA_TRY(out.verdict, readEnum(wave.verdict(), Verdict::Fail, "verdict"));
  out.reason = wave.reason();
  out.why = wave.why();
  out.odds = wave.odds();
  out.slowLimitMs = wave.slow_limit_ms();
  out.soak = fromProto(wave.soak());
  out.approvalsNeeded = wave.approvals_needed();
  return out;
}

v1::RolloutApproval writeApproval(const RolloutApproval& approval) {
  v1::RolloutApproval out;
  out.set_wave(approval.wave);
  out.set_by(approval.by);
  out.set_plan(optionalText(approval.plan));
  out.set_approved(approval.approved);
  out.set_reason(approval.reason);
  setTime(approval.at, out, &v1::RolloutApproval::mutable_at);
  setTime(approval.expires, out, &v1::RolloutApproval::mutable_expires);
  return out;
}

Result<RolloutApproval> readApproval(const v1::RolloutApproval& approval, const RolloutId& rollout) {
  RolloutApproval out;
  out.rollout = rollout;
  out.wave = approval.wave();
  out.by = approval.by();
  FLOTILLA_TRY(out.plan, readOptionalDigest(approval.plan(), "plan"));
  out.approved = approval.approved();
  out.reason = approval.reason();
  out.at = fromProto(approval.at());
  out.expires = fromProto(approval.expires());
  return out;
}

v1::WorkloadNodeTotals writeNodeTotals(const WorkloadNodeTotals& node) {
  v1::WorkloadNodeTotals out;
  out.set_node(node.node);
  *out.mutable_totals() = toProto(node.totals);
  return out;
}

Result<WorkloadNodeTotals> readNodeTotals(const v1::WorkloadNodeTotals& node) {
  FLOTILLA_TRY(VersionTotals totals, under("totals", fromProto(node.totals())));
  return WorkloadNodeTotals{node.node(), std::move(totals)};
}

}  // namespace

v1::RolloutNode toProto(const RolloutNode& node) {
  v1::RolloutNode out;
  out.set_node(node.node.value);
  out.set_node_name(node.nodeName);
  out.set_generation(node.generation);
  if (node.hadVersion) out.set_from(node.from.toString());
  out.set_outcome(writeEnum<v1::NodeOutcome>(node.outcome));
  out.set_reason(node.reason);
  out.set_message(node.message);
  out.set_wave(node.wave);
  setTime(node.assignedAt, out, &v1::RolloutNode::mutable_assigned_at);
  setTime(node.provenAt, out, &v1::RolloutNode::mutable_proven_at);
  return out;
}

Result<RolloutNode> fromProto(const v1::RolloutNode& node) {
  return readRolloutNode(node, {});
}

v1::Rollout toProto(const Rollout& rollout) {
  v1::Rollout out;
  out.set_id(rollout.id.value);
  out.set_number(rollout.number);
  out.set_workload(rollout.workload.value);
  out.set_artifact(rollout.artifact.value);
  out.set_to(rollout.to.toString());
  out.set_release(optionalText(rollout.release));
  out.set_state(writeEnum<v1::RolloutState>(rollout.state));
  out.set_author(rollout.author);
  *out.mutable_created_at() = toProto(rollout.createdAt);
  *out.mutable_deadline() = toProto(rollout.deadline);
  setTime(rollout.endedAt, out, &v1::Rollout::mutable_ended_at);
  setTime(rollout.startedAt, out, &v1::Rollout::mutable_started_at);
  out.set_plan(rollout.plan);
  out.set_plan_digest(optionalText(rollout.planDigest));
  out.set_seed(rollout.seed);
  out.set_reason(rollout.reason);
  out.set_message(rollout.message);
  writeAll(rollout.waves, out.mutable_waves(), writeRolloutWave);
  writeAll(rollout.approvals, out.mutable_approvals(), writeApproval);
  writeAll(rollout.nodes, out.mutable_nodes(), kWrite);
  for (std::size_t i = 0; i < rollout.outcomes.size(); ++i) {
    const auto outcome = static_cast<NodeOutcome>(i);
    if (rollout.count(outcome) == 0) continue;
    v1::OutcomeCount* count = out.add_counts();
    count->set_outcome(writeEnum<v1::NodeOutcome>(outcome));
    count->set_nodes(rollout.count(outcome));
  }
  if (!rollout.stages.empty()) *out.mutable_stages() = toProto(rollout.stages);
  return out;
}

Result<Rollout> fromProto(const v1::Rollout& rollout) {
  Rollout out;
  out.id = RolloutId(rollout.id());
  out.number = rollout.number();
  out.workload = WorkloadName(rollout.workload());
  out.artifact = ArtifactName(rollout.artifact());
  FLOTILLA_TRY(out.to, readVersion(rollout.to(), "to"));
  FLOTILLA_TRY(out.release, readOptionalDigest(rollout.release(), "release"));
  FLOTILLA_TRY(out.state, readEnum(rollout.state(), RolloutState::Rejected, "state"));
  out.author = rollout.author();
  out.createdAt = fromProto(rollout.created_at());
  out.deadline = fromProto(rollout.deadline());
  out.endedAt = fromProto(rollout.ended_at());
  out.startedAt = fromProto(rollout.started_at());
  out.plan = rollout.plan();
  FLOTILLA_TRY(out.planDigest, readOptionalDigest(rollout.plan_digest(), "plan_digest"));
  out.seed = rollout.seed();
  out.reason = rollout.reason();
  out.message = rollout.message();
  FLOTILLA_CHECK(readAll(rollout.waves(), "waves", out.waves,
                         [&](const v1::RolloutWave& wave) { return readRolloutWave(wave, out.id); }));
  FLOTILLA_CHECK(readAll(rollout.approvals(), "approvals", out.approvals,
                         [&](const v1::RolloutApproval& approval) { return readApproval(approval, out.id); }));
  FLOTILLA_CHECK(readAll(rollout.nodes(), "nodes", out.nodes,
                         [&](const v1::RolloutNode& node) { return readRolloutNode(node, out.id); }));
  for (const v1::OutcomeCount& count : rollout.counts()) {
    FLOTILLA_TRY(const NodeOutcome outcome, readEnum(count.outcome(), NodeOutcome::Planned, "counts.outcome"));
    out.outcomes[static_cast<std::size_t>(outcome)] = count.nodes();
  }
  FLOTILLA_TRY(out.stages, under("stages", fromProto(rollout.stages())));
  return out;
}

v1::VersionTotals toProto(const VersionTotals& totals) {
  v1::VersionTotals out;
  out.set_version(totals.version.toString());
  out.set_requests(totals.requests);
  out.set_errors(totals.errors);
  out.set_labelled(totals.labelled);
  out.set_correct(totals.correct);
  out.set_p50_ms(totals.p50Ms);
  out.set_p95_ms(totals.p95Ms);
  out.set_held(totals.held);
  return out;
}

Result<VersionTotals> fromProto(const v1::VersionTotals& totals) {
  VersionTotals out;
  FLOTILLA_TRY(out.version, readVersion(totals.version(), "version"));
  out.requests = totals.requests();
  out.errors = totals.errors();
  out.labelled = totals.labelled();
  out.correct = totals.correct();
  out.p50Ms = totals.p50_ms();
  out.p95Ms = totals.p95_ms();
  out.held = totals.held();
  return out;
}

v1::WorkloadSummary toProto(const WorkloadSummary& summary) {
  v1::WorkloadSummary out;
  writeAll(summary.versions, out.mutable_versions(), kWrite);
  writeAll(summary.nodes, out.mutable_nodes(), writeNodeTotals);
  out.set_raw_bytes(summary.rawBytes);
  out.set_upstream_bytes(summary.upstreamBytes);
  return out;
}

Result<WorkloadSummary> fromProto(const v1::WorkloadSummary& summary) {
  WorkloadSummary out;
  FLOTILLA_CHECK(readAll(summary.versions(), "versions", out.versions, kRead));
  FLOTILLA_CHECK(readAll(summary.nodes(), "nodes", out.nodes, readNodeTotals));
  out.rawBytes = summary.raw_bytes();
  out.upstreamBytes = summary.upstream_bytes();
  return out;
}

}  // namespace flotilla::wire
