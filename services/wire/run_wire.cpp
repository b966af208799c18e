#include "services/wire/run_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::RUN_STATE_CANCELLED, RunState::Cancelled));
static_assert(sameEnum(v1::STEP_STATE_SKIPPED, StepState::Skipped));
static_assert(sameEnum(v1::STEP_KIND_NOTE, StepKind::Note));
static_assert(sameEnum(v1::STEP_RISK_IRREVERSIBLE, StepRisk::Irreversible));
static_assert(sameEnum(v1::EVIDENCE_KIND_BREAK_GLASS, EvidenceKind::BreakGlass));
static_assert(sameEnum(v1::RUN_VERB_BREAK_GLASS, RunVerb::BreakGlass));

v1::BlastRadius writeBlast(const BlastRadius& blast) {
  v1::BlastRadius out;
  out.set_nodes(blast.nodes);
  out.set_regions(blast.regions);
  out.set_traffic(blast.traffic);
  return out;
}

BlastRadius readBlast(const v1::BlastRadius& blast) {
  return {blast.nodes(), blast.regions(), blast.traffic()};
}

v1::StepAttempt writeAttempt(const StepAttempt& attempt) {
  using A = v1::StepAttempt;
  A out;
  out.set_seq(attempt.seq);
  out.set_step(attempt.step);
  out.set_attempt(attempt.attempt);
  out.set_state(writeEnum<v1::StepState>(attempt.state));
  out.set_actor(attempt.actor);
  out.set_outcome(attempt.outcome);
  out.set_subject(optionalText(attempt.subject));
  *out.mutable_blast() = writeBlast(attempt.blast);
  putTime(out, &A::mutable_begun, attempt.begun);
  putTime(out, &A::mutable_due, attempt.due);
  putTime(out, &A::mutable_holds_since, attempt.holdsSince);
  putTime(out, &A::mutable_acted, attempt.acted);
  putTime(out, &A::mutable_ended, attempt.ended);
  putTime(out, &A::mutable_undone, attempt.undone);
  out.set_undone_by(attempt.undoneBy);
  return out;
}

Result<StepAttempt> readAttempt(const v1::StepAttempt& attempt) {
  StepAttempt out;
  out.seq = attempt.seq();
  out.step = attempt.step();
  out.attempt = attempt.attempt();
  FLOTILLA_TRY(out.state, readEnum(attempt.state(), StepState::Skipped, "state"));
  out.actor = attempt.actor();
  out.outcome = attempt.outcome();
  FLOTILLA_TRY(out.subject, readOptionalDigest(attempt.subject(), "subject"));
  out.blast = readBlast(attempt.blast());
  out.begun = timeOf(attempt.has_begun(), attempt.begun());
  out.due = timeOf(attempt.has_due(), attempt.due());
  out.holdsSince = timeOf(attempt.has_holds_since(), attempt.holds_since());
  out.acted = timeOf(attempt.has_acted(), attempt.acted());
  out.ended = timeOf(attempt.has_ended(), attempt.ended());
  out.undone = timeOf(attempt.has_undone(), attempt.undone());
  out.undoneBy = attempt.undone_by();
  return out;
}

v1::RunApproval writeRunApproval(const RunApproval& approval) {
  v1::RunApproval out;
  out.set_attempt(approval.attempt);
  out.set_actor(approval.actor);
  out.set_approves(approval.approves);
  out.set_subject(approval.subject.toString());
  out.set_comment(approval.comment);
  putTime(out, &v1::RunApproval::mutable_at, approval.at);
  out.set_broke_glass(approval.brokeGlass);
  return out;
}

Result<RunApproval> readRunApproval(const v1::RunApproval& approval) {
  RunApproval out;
  out.attempt = approval.attempt();
  out.actor = approval.actor();
  out.approves = approval.approves();
  FLOTILLA_TRY(out.subject, readDigest(approval.subject(), "subject"));
  out.comment = approval.comment();
  out.at = timeOf(approval.has_at(), approval.at());
  out.brokeGlass = approval.broke_glass();
  return out;
}

v1::RunStep writeRunStep(const RunStep& step) {
  v1::RunStep out;
  out.set_key(step.key);
  out.set_kind(writeEnum<v1::StepKind>(step.kind));
  out.set_title(step.title);
  out.set_why(step.why);
  out.set_risk(writeEnum<v1::StepRisk>(step.risk));
  for (const StepChoice& choice : step.choices) {
    auto& one = *out.add_choices();
    one.set_label(choice.label);
    one.set_next(choice.next);
  }
  for (const std::string& check : step.checks) out.add_checks(check);
  out.set_action(step.action);
  out.set_undo(step.undo);
  out.set_verify(step.verify);
  if (step.limits.nodes) out.set_most_nodes(*step.limits.nodes);
  if (step.limits.regions) out.set_most_regions(*step.limits.regions);
  if (step.limits.traffic) out.set_most_traffic(*step.limits.traffic);
  out.set_approvals(step.approvals);
  out.set_approver(std::string(toText(step.approver)));
  *out.mutable_wait() = toProto(step.wait);
  return out;
}

Result<RunStep> readRunStep(const v1::RunStep& step) {
  RunStep out;
  out.key = step.key();
  FLOTILLA_TRY(out.kind, readEnum(step.kind(), StepKind::Note, "kind"));
  out.title = step.title();
  out.why = step.why();
  FLOTILLA_TRY(out.risk, readEnum(step.risk(), StepRisk::Irreversible, "risk"));
  for (const v1::RunStepChoice& choice : step.choices()) out.choices.push_back({choice.label(), choice.next()});
  out.checks = {step.checks().begin(), step.checks().end()};
  out.action = step.action();
  out.undo = step.undo();
  out.verify = step.verify();
  if (step.has_most_nodes()) out.limits.nodes = step.most_nodes();
  if (step.has_most_regions()) out.limits.regions = step.most_regions();
  if (step.has_most_traffic()) out.limits.traffic = step.most_traffic();
  out.approvals = step.approvals();
  FLOTILLA_TRY(out.approver, under("approver", parseRole(step.approver())));
  out.wait = fromProto(step.wait());
  return out;
}

v1::RunEvidence writeEvidence(const RunEvidence& evidence) {
  v1::RunEvidence out;
  out.set_seq(evidence.seq);
  putTime(out, &v1::RunEvidence::mutable_at, evidence.at);
  out.set_step(evidence.step);
  out.set_attempt(evidence.attempt);
  out.set_kind(writeEnum<v1::EvidenceKind>(evidence.kind));
  out.set_actor(evidence.actor);
  out.set_title(evidence.title);
  out.set_text(evidence.text);
  out.set_digest(evidence.digest.toString());
  out.set_redactions(evidence.redactions);
  out.set_hash(evidence.hash.toString());
  return out;
}

Result<RunEvidence> readEvidence(const v1::RunEvidence& evidence) {
  RunEvidence out;
  out.seq = evidence.seq();
  out.at = timeOf(evidence.has_at(), evidence.at());
  out.step = evidence.step();
  out.attempt = evidence.attempt();
  FLOTILLA_TRY(out.kind, readEnum(evidence.kind(), EvidenceKind::BreakGlass, "kind"));
  out.actor = evidence.actor();
  out.title = evidence.title();
  out.text = evidence.text();
  FLOTILLA_TRY(out.digest, readDigest(evidence.digest(), "digest"));
  out.redactions = evidence.redactions();
  FLOTILLA_TRY(out.hash, readDigest(evidence.hash(), "hash"));
  return out;
}

}  // namespace

v1::RunFeedback toProto(const RunFeedback& feedback) {
  v1::RunFeedback out;
  out.set_actor(feedback.actor);
  out.set_unclear(feedback.unclear);
  out.set_missing(feedback.missing);
  putTime(out, &v1::RunFeedback::mutable_at, feedback.at);
  return out;
}

RunFeedback fromProto(const v1::RunFeedback& feedback) {
  return {feedback.actor(), feedback.unclear(), feedback.missing(), timeOf(feedback.has_at(), feedback.at())};
}

v1::Run toProto(const Run& run) {
  v1::Run out;
  out.set_id(run.id.value);
  out.set_runbook(run.runbook.value);
  out.set_version(run.version);
  out.set_title(run.title);
  out.set_incident(run.incident.value);
  out.set_region(run.region.value);
  out.set_drill(run.drill);
  out.set_state(writeEnum<v1::RunState>(run.state));
  out.set_started_by(run.startedBy);
  out.set_owner(run.owner);
  putTime(out, &v1::Run::mutable_started_at, run.startedAt);
  putTime(out, &v1::Run::mutable_changed_at, run.changedAt);
  putTime(out, &v1::Run::mutable_ended_at, run.endedAt);
  out.mutable_inputs()->insert(run.inputs.begin(), run.inputs.end());
  out.set_step(run.step);
  out.set_moves(run.moves);
  putTime(out, &v1::Run::mutable_improved_at, run.improvedAt);
  putTime(out, &v1::Run::mutable_escalated_at, run.escalatedAt);
  out.set_escalate_to(run.escalateTo);
  out.set_reason(run.reason);
  out.set_evidence(run.evidence);
  out.set_head(optionalText(run.head));
  writeAll(run.attempts, out.mutable_attempts(), writeAttempt);
  writeAll(run.approvals, out.mutable_approvals(), writeRunApproval);
  for (const RunFeedback& feedback : run.feedback) *out.add_feedback() = toProto(feedback);
  return out;
}

Result<Run> fromProto(const v1::Run& run) {
  Run out;
  out.id = RunId(run.id());
  out.runbook = RunbookName(run.runbook());
  out.version = run.version();
  out.title = run.title();
  out.incident = IncidentId(run.incident());
  out.region = RegionName(run.region());
  out.drill = run.drill();
  FLOTILLA_TRY(out.state, readEnum(run.state(), RunState::Cancelled, "state"));
  out.startedBy = run.started_by();
  out.owner = run.owner();
  out.startedAt = timeOf(run.has_started_at(), run.started_at());
  out.changedAt = timeOf(run.has_changed_at(), run.changed_at());
  out.endedAt = timeOf(run.has_ended_at(), run.ended_at());
  out.inputs = {run.inputs().begin(), run.inputs().end()};
  out.step = run.step();
  out.moves = run.moves();
  out.improvedAt = timeOf(run.has_improved_at(), run.improved_at());
  out.escalatedAt = timeOf(run.has_escalated_at(), run.escalated_at());
  out.escalateTo = run.escalate_to();
  out.reason = run.reason();
  out.evidence = run.evidence();
  FLOTILLA_TRY(out.head, readOptionalDigest(run.head(), "head"));
  FLOTILLA_CHECK(readAll(run.attempts(), "attempts", out.attempts, readAttempt));
  FLOTILLA_CHECK(readAll(run.approvals(), "approvals", out.approvals, readRunApproval));
  for (const v1::RunFeedback& feedback : run.feedback()) out.feedback.push_back(fromProto(feedback));
  for (StepAttempt& attempt : out.attempts) attempt.run = out.id;
  for (RunApproval& approval : out.approvals) approval.run = out.id;
  return out;
}

v1::ActionPreview toProto(const ActionPreview& preview) {
  v1::ActionPreview out;
  out.set_text(preview.text);
  for (const ActionTarget& target : preview.targets) {
    auto& one = *out.add_targets();
    one.set_node(target.node.value);
    one.set_name(target.name);
    one.set_region(target.region.value);
    one.set_before(target.before);
    one.set_after(target.after);
  }
  for (const std::string& change : preview.changes) out.add_changes(change);
  for (const std::string& left : preview.left) out.add_left(left);
  out.set_target_count(preview.targetCount);
  *out.mutable_blast() = writeBlast(preview.blast);
  out.set_problem(preview.problem);
  out.set_digest(preview.digest.toString());
  return out;
}

Result<ActionPreview> fromProto(const v1::ActionPreview& preview) {
  ActionPreview out;
  out.text = preview.text();
  for (const v1::ActionTarget& target : preview.targets())
    out.targets.push_back(
        {NodeId(target.node()), target.name(), RegionName(target.region()), target.before(), target.after()});
  out.changes = {preview.changes().begin(), preview.changes().end()};
  out.left = {preview.left().begin(), preview.left().end()};
  out.targetCount = preview.target_count();
  out.blast = readBlast(preview.blast());
  out.problem = preview.problem();
  FLOTILLA_TRY(out.digest, readDigest(preview.digest(), "digest"));
  return out;
}

v1::GetRunResponse toProto(const RunDetail& detail) {
  v1::GetRunResponse out;
  *out.mutable_run() = toProto(detail.run);
  writeAll(detail.steps, out.mutable_steps(), writeRunStep);
  writeAll(detail.evidence, out.mutable_evidence(), writeEvidence);
  out.set_intact(detail.intact);
  for (const RunReading& reading : detail.readings) {
    auto& one = *out.add_readings();
    one.set_title(reading.title);
    one.set_text(reading.text);
    one.set_holds(reading.holds);
    one.set_known(reading.known);
  }
  if (detail.hasPreview) *out.mutable_preview() = toProto(detail.preview);
  out.set_preview_changed(detail.previewChanged);
  *out.mutable_stop_after() = toProto(detail.stopAfter);
  out.set_may_break_glass(detail.mayBreakGlass);
  return out;
}

Result<RunDetail> fromProto(const v1::GetRunResponse& detail) {
  RunDetail out;
  FLOTILLA_TRY(out.run, under("run", fromProto(detail.run())));
  FLOTILLA_CHECK(readAll(detail.steps(), "steps", out.steps, readRunStep));
  FLOTILLA_CHECK(readAll(detail.evidence(), "evidence", out.evidence, readEvidence));
  for (RunEvidence& evidence : out.evidence) evidence.run = out.run.id;
  out.intact = detail.intact();
  for (const v1::RunReading& reading : detail.readings())
    out.readings.push_back({reading.title(), reading.text(), reading.holds(), reading.known()});
  out.hasPreview = detail.has_preview();
  if (out.hasPreview) {
    FLOTILLA_TRY(out.preview, under("preview", fromProto(detail.preview())));
  }
  out.previewChanged = detail.preview_changed();
  out.stopAfter = fromProto(detail.stop_after());
  out.mayBreakGlass = detail.may_break_glass();
  return out;
}

v1::StartRunRequest toProto(const NewRun& run) {
  v1::StartRunRequest out;
  out.set_runbook(run.runbook.value);
  out.set_incident(run.incident.value);
  out.mutable_inputs()->insert(run.inputs.begin(), run.inputs.end());
  out.set_drill(run.drill);
  return out;
}

NewRun fromProto(const v1::StartRunRequest& request) {
  return {RunbookName(request.runbook()),
          IncidentId(request.incident()),
          {request.inputs().begin(), request.inputs().end()},
          request.drill()};
}

v1::SignalRunRequest toProto(const RunSignal& signal) {
  v1::SignalRunRequest out;
  out.set_run(signal.run.value);
  out.set_verb(writeEnum<v1::RunVerb>(signal.verb));
  out.set_moves(signal.moves);
  out.set_step(signal.step);
  out.set_text(signal.text);
  out.set_reason(signal.reason);
  out.set_digest(optionalText(signal.digest));
  return out;
}

Result<RunSignal> fromProto(const v1::SignalRunRequest& request) {
  RunSignal out;
  out.run = RunId(request.run());
  FLOTILLA_TRY(out.verb, readEnum(request.verb(), RunVerb::BreakGlass, "verb"));
  out.moves = request.moves();
  out.step = request.step();
  out.text = request.text();
  out.reason = request.reason();
  FLOTILLA_TRY(out.digest, readOptionalDigest(request.digest(), "digest"));
  return out;
}

v1::GiveRunFeedbackRequest toProto(const NewRunFeedback& feedback) {
  v1::GiveRunFeedbackRequest out;
  out.set_run(feedback.run.value);
  out.set_unclear(feedback.unclear);
  out.set_missing(feedback.missing);
  return out;
}

NewRunFeedback fromProto(const v1::GiveRunFeedbackRequest& request) {
  return {RunId(request.run()), request.unclear(), request.missing()};
}

v1::ReviewRunRequest toProto(const RunReview& review) {
  v1::ReviewRunRequest out;
  out.set_run(review.run.value);
  out.set_step(review.step);
  out.set_digest(optionalText(review.digest));
  out.set_approves(review.approves);
  out.set_comment(review.comment);
  return out;
}

Result<RunReview> fromProto(const v1::ReviewRunRequest& request) {
  RunReview out;
  out.run = RunId(request.run());
  out.step = request.step();
  FLOTILLA_TRY(out.digest, readOptionalDigest(request.digest(), "digest"));
  out.approves = request.approves();
  out.comment = request.comment();
  return out;
}

}  // namespace flotilla::wire
