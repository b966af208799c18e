#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::ROLLOUT_STATE_CANCELLED, RolloutState::Cancelled));
static_assert(sameEnum(v1::NODE_OUTCOME_WITHDRAWN, NodeOutcome::Withdrawn));

namespace {

Result<RolloutNode> readRolloutNode(const v1::RolloutNode& node, const RolloutId& rollout) {
  RolloutNode out;
  out.rollout = rollout;
  out.node = NodeId(node.node());
  out.nodeName = node.node_name();
  out.generation = node.generation();
  out.hadVersion = !node.from().empty();
  FLOTILLA_TRY(out.from, readOptionalVersion(node.from(), "from"));
  FLOTILLA_TRY(out.outcome, readEnum(node.outcome(), NodeOutcome::Withdrawn, "outcome"));
  out.reason = node.reason();
  out.message = node.message();
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
  if (rollout.endedAt != TimePoint{}) *out.mutable_ended_at() = toProto(rollout.endedAt);
  writeAll(rollout.nodes, out.mutable_nodes(), kWrite);
  for (std::size_t i = 0; i < rollout.outcomes.size(); ++i) {
    const auto outcome = static_cast<NodeOutcome>(i);
    if (rollout.count(outcome) == 0) continue;
    v1::OutcomeCount* count = out.add_counts();
    count->set_outcome(writeEnum<v1::NodeOutcome>(outcome));
    count->set_nodes(rollout.count(outcome));
  }
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
  FLOTILLA_TRY(out.state, readEnum(rollout.state(), RolloutState::Cancelled, "state"));
  out.author = rollout.author();
  out.createdAt = fromProto(rollout.created_at());
  out.deadline = fromProto(rollout.deadline());
  out.endedAt = fromProto(rollout.ended_at());
  FLOTILLA_CHECK(readAll(rollout.nodes(), "nodes", out.nodes,
                         [&](const v1::RolloutNode& node) { return readRolloutNode(node, out.id); }));
  for (const v1::OutcomeCount& count : rollout.counts()) {
    FLOTILLA_TRY(const NodeOutcome outcome, readEnum(count.outcome(), NodeOutcome::Withdrawn, "counts.outcome"));
    out.outcomes[static_cast<std::size_t>(outcome)] = count.nodes();
  }
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
