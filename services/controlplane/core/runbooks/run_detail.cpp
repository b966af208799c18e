#include "services/controlplane/core/runbooks/run_detail.h"

#include <algorithm>
#include <utility>

#include "services/controlplane/core/runbooks/run_acts.h"
#include "services/controlplane/core/runbooks/run_inputs.h"

namespace flotilla::controlplane {
namespace {

RunStep shown(const RunbookStep& step, const Arguments& inputs) {
  RunStep out;
  out.key = step.key;
  out.kind = step.kind;
  out.title = filled(step.title, inputs);
  out.why = filled(step.why, inputs);
  out.risk = step.risk;
  for (const StepChoice& choice : step.choices) out.choices.push_back({filled(choice.label, inputs), choice.next});
  for (const RunbookCondition& check : step.checks) out.checks.push_back(filled(check.title, inputs));
  if (step.action) out.action = actionInWords(filled(*step.action, inputs));
  if (step.undo) out.undo = actionInWords(filled(*step.undo, inputs));
  if (step.verify) out.verify = filled(step.verify->title, inputs);
  out.limits = step.limits;
  if (step.approval) out.approvals = step.approval->count;
  if (step.approval) out.approver = step.approval->role;
  out.wait = step.wait;
  return out;
}

void addReadings(const RunRoom& room, const Run& run, const RunbookStep& step, RunDetail& out) {
  std::vector<RunbookCondition> conditions = step.checks;
  if (step.verify) conditions.push_back(*step.verify);
  for (const RunbookCondition& condition : conditions) {
    const RunbookCondition asked = filled(condition, run.inputs);
    const auto reading = room.questions.read(asked, askerOf(run));
    out.readings.push_back(reading ? *reading : RunReading{asked.title, reading.error().message, false, false});
  }
}

// As whoever takes the steps would do it, whoever looks.
Caller ownerOf(const FleetState& state, const Run& run) {
  for (const auto& [id, record] : state.operators)
    if (record.name == run.owner) return {record.name, record.grants};
  if (run.owner == kLocalAdministrator) return {run.owner, {{Role::Administrator, {}}}};
  return {run.owner, {}};  // nobody any more
}

void addPreview(const RunRoom& room, const Run& run, const RunbookStep& step, RunDetail& out) {
  const StepAttempt* attempt = run.current();
  const bool asks =
      attempt != nullptr && (attempt->state == StepState::Previewed || attempt->state == StepState::Awaiting);
  if (!asks || !step.action) return;
  out.hasPreview = true;
  out.preview = previewOf(room, run, *step.action, *attempt, ownerOf(room.state(), run));
  out.previewChanged = out.preview.digest != attempt->subject;
  if (out.preview.targets.size() > kDetailTargets) out.preview.targets.resize(kDetailTargets);
  if (out.preview.left.size() > kDetailTargets) out.preview.left.resize(kDetailTargets);
}

void leaveOutOldest(std::vector<RunEvidence>& evidence) {
  std::size_t bytes = 0, kept = 0;
  for (auto at = evidence.rbegin(); at != evidence.rend(); ++at, ++kept) {
    bytes += at->text.size() + at->title.size() + 300;
    if (bytes > kDetailEvidenceBytes) break;
  }
  evidence.erase(evidence.begin(), evidence.end() - static_cast<std::ptrdiff_t>(kept));
}

}  // namespace

RunDetail detailOf(const RunRoom& room, const Run& run, std::vector<RunEvidence> evidence) {
  RunDetail out;
  out.run = run;
  out.intact = isIntact(run, evidence);
  leaveOutOldest(evidence);
  out.evidence = std::move(evidence);
  out.stopAfter = room.runbook.stop.after;
  for (const RunbookStep& step : room.runbook.steps) out.steps.push_back(shown(step, run.inputs));
  if (const RunbookStep* step = room.runbook.find(run.step)) {
    addReadings(room, run, *step, out);
    addPreview(room, run, *step, out);
  }
  return out;
}

}  // namespace flotilla::controlplane
