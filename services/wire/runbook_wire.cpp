#include "services/wire/runbook_wire.h"

#include "services/wire/operator_fields.h"
#include "services/wire/run_wire.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::RUNBOOK_TRUST_BROKEN, RunbookTrust::Broken));

v1::RunbookHealth writeHealth(const RunbookHealth& health) {
  v1::RunbookHealth out;
  out.set_trust(writeEnum<v1::RunbookTrust>(health.trust));
  putTime(out, &v1::RunbookHealth::mutable_exercised_at, health.exercisedAt);
  out.set_in_drill(health.inDrill);
  out.set_runs(health.runs);
  out.set_succeeded(health.succeeded);
  if (health.median != Duration{}) *out.mutable_median() = toProto(health.median);
  putTime(out, &v1::RunbookHealth::mutable_checked_at, health.checkedAt);
  for (const std::string& problem : health.problems) out.add_problems(problem);
  return out;
}

Result<RunbookHealth> readHealth(const v1::RunbookHealth& health) {
  RunbookHealth out;
  FLOTILLA_TRY(out.trust, readEnum(health.trust(), RunbookTrust::Broken, "trust"));
  out.exercisedAt = timeOf(health.has_exercised_at(), health.exercised_at());
  out.inDrill = health.in_drill();
  out.runs = health.runs();
  out.succeeded = health.succeeded();
  if (health.has_median()) out.median = fromProto(health.median());
  out.checkedAt = timeOf(health.has_checked_at(), health.checked_at());
  out.problems = {health.problems().begin(), health.problems().end()};
  return out;
}

}  // namespace

v1::Runbook toProto(const RunbookSummary& runbook) {
  v1::Runbook out;
  out.set_name(runbook.name.value);
  out.set_title(runbook.title);
  out.set_owner(runbook.owner);
  out.set_version(runbook.version);
  out.set_digest(runbook.digest.toString());
  out.set_author(runbook.author);
  *out.mutable_at() = toProto(runbook.at);
  out.set_retired(runbook.retired);
  out.set_steps(runbook.steps);
  *out.mutable_health() = writeHealth(runbook.health);
  return out;
}

Result<RunbookSummary> fromProto(const v1::Runbook& runbook) {
  FLOTILLA_TRY(const Digest digest, readDigest(runbook.digest(), "digest"));
  RunbookHealth health;  // control planes from before know none
  if (runbook.has_health()) {
    FLOTILLA_TRY(health, under("health", readHealth(runbook.health())));
  }
  return RunbookSummary{RunbookName(runbook.name()),
                        runbook.title(),
                        runbook.owner(),
                        runbook.version(),
                        digest,
                        runbook.author(),
                        fromProto(runbook.at()),
                        runbook.retired(),
                        runbook.steps(),
                        health};
}

v1::GetRunbookResponse toProto(const RunbookDocument& document) {
  v1::GetRunbookResponse out;
  *out.mutable_runbook() = toProto(document.summary);
  out.set_text(document.text);
  for (const std::string& note : document.notes) out.add_notes(note);
  for (const RunbookSuggestion& suggestion : document.suggestions) {
    auto& one = *out.add_suggestions();
    one.set_run(suggestion.run.value);
    one.set_version(suggestion.version);
    *one.mutable_feedback() = toProto(suggestion.feedback);
  }
  return out;
}

Result<RunbookDocument> fromProto(const v1::GetRunbookResponse& document) {
  FLOTILLA_TRY(RunbookSummary summary, under("runbook", fromProto(document.runbook())));
  RunbookDocument out{std::move(summary), document.text(), {document.notes().begin(), document.notes().end()}};
  for (const v1::RunbookSuggestion& suggestion : document.suggestions())
    out.suggestions.push_back({RunId(suggestion.run()), suggestion.version(), fromProto(suggestion.feedback())});
  return out;
}

v1::ApplyRunbookResponse toProto(const RunbookApplied& applied) {
  v1::ApplyRunbookResponse out;
  *out.mutable_runbook() = toProto(applied.summary);
  out.set_applied(applied.applied);
  for (const std::string& note : applied.notes) out.add_notes(note);
  return out;
}

Result<RunbookApplied> fromProto(const v1::ApplyRunbookResponse& applied) {
  FLOTILLA_TRY(RunbookSummary summary, under("runbook", fromProto(applied.runbook())));
  return RunbookApplied{std::move(summary), applied.applied(), {applied.notes().begin(), applied.notes().end()}};
}

}  // namespace flotilla::wire
