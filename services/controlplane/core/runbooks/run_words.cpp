#include "services/controlplane/core/runbooks/run_words.h"

#include "services/controlplane/core/alerts/change_words.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/runbooks/run_edit.h"

namespace flotilla::controlplane {
namespace {

std::string showRun(const Run& run) {
  return "flotillactl runs show " + run.id.value;
}

}  // namespace

Status checkRunOperator(const Run& run, const Caller& caller) {
  return checkOperates(caller, run.region);
}

Status checkRunGoesOn(const Run& run) {
  if (!isOpen(run.state))
    return precondition("run_ended",
                        run.id.value + " has " + std::string(run.state == RunState::Cancelled ? "been " : "") +
                            std::string(toText(run.state)),
                        "run", "start another one: flotillactl runs start " + run.runbook.value);
  if (run.evidence >= kMaxRunEvidence || run.attempts.size() >= kMaxRunAttempts)
    return precondition("run_full", run.id.value + " has as much evidence as a run may have", "run",
                        "cancel it and start another one");
  return okStatus();
}

Status checkRunReason(const std::string& reason, const std::string& whatFor) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos)
    return invalid("no_reason", whatFor + " needs a reason: it stays in the evidence", "reason", "say why");
  return checkWords(reason, 1, kMaxRunReason, "reason");
}

Status checkRunOwner(const FleetState& state, const Run& run, const std::string& name, const Caller& caller) {
  if (name == caller.name || name == kLocalAdministrator) return okStatus();
  for (const auto& [id, record] : state.operators) {
    if (record.name != name) continue;
    if (mayAt({record.name, record.grants}, Role::Operator, run.region)) return okStatus();
    return Error{ErrorCode::Denied, "out_of_scope", name + " is no operator where the run is", "text",
                 "hand it over to somebody who is one there"};
  }
  Error unknown = noOperator(state, name);
  unknown.field = "text";
  return unknown;
}

std::string whereItIs(const Run& run) {
  const StepAttempt* attempt = run.current();
  std::string out = run.id.value + " is at step " + run.step;
  if (!isOpen(run.state)) return run.id.value + " is over: " + std::string(toText(run.state));
  if (attempt != nullptr) out += ", which is " + std::string(toText(attempt->state));
  return out + ", with " + run.owner;
}

Error movedOn(const Run& run) {
  return {ErrorCode::Conflict, "moved_on", "the run has moved on since it was looked at: " + whereItIs(run), "moves",
          "look again, then decide: " + showRun(run)};
}

Error notPreviewed(const Run& run) {
  return precondition("not_previewed", "nothing is previewed: " + whereItIs(run), "step",
                      "preview it first: flotillactl runs step " + run.id.value);
}

Error otherPreview(const Run& run) {
  return {ErrorCode::Conflict, "other_preview", "this is not the preview of " + run.id.value + " that counts", "digest",
          "read it again: " + showRun(run)};
}

Error targetsChanged(const Run& run, const ActionPreview& now, const StepAttempt& then) {
  return {ErrorCode::Conflict, "targets_changed",
          "what it would change is not what was previewed, nodes: " + std::to_string(then.blast.nodes) + " then, " +
              std::to_string(now.blast.nodes) + " now",
          "digest", "preview it again: flotillactl runs step " + run.id.value};
}

Error previewExpired(const Run& run) {
  return precondition("preview_expired", "the preview is too old to act upon", "digest",
                      "preview it again: flotillactl runs step " + run.id.value);
}

}  // namespace flotilla::controlplane
