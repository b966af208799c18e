#include "services/wire/runbook_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {

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
  return out;
}

Result<RunbookSummary> fromProto(const v1::Runbook& runbook) {
  FLOTILLA_TRY(const Digest digest, readDigest(runbook.digest(), "digest"));
  return RunbookSummary{
      RunbookName(runbook.name()), runbook.title(),   runbook.owner(), runbook.version(), digest, runbook.author(),
      fromProto(runbook.at()),     runbook.retired(), runbook.steps()};
}

v1::GetRunbookResponse toProto(const RunbookDocument& document) {
  v1::GetRunbookResponse out;
  *out.mutable_runbook() = toProto(document.summary);
  out.set_text(document.text);
  for (const std::string& note : document.notes) out.add_notes(note);
  return out;
}

Result<RunbookDocument> fromProto(const v1::GetRunbookResponse& document) {
  FLOTILLA_TRY(RunbookSummary summary, under("runbook", fromProto(document.runbook())));
  return RunbookDocument{std::move(summary), document.text(), {document.notes().begin(), document.notes().end()}};
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
