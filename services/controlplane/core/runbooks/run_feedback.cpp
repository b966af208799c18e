#include "services/controlplane/core/runbooks/run_feedback.h"

#include <algorithm>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/runbooks/run_words.h"
#include "services/controlplane/core/runbooks/runs.h"
#include "services/documents/secret_text.h"
#include "services/documents/text_checks.h"

namespace flotilla::controlplane {
namespace {

bool tookPart(const Run& run, const std::string& name) {
  const auto tried = [&](const StepAttempt& a) { return a.actor == name || a.undoneBy == name; };
  const auto said = [&](const RunApproval& a) { return a.actor == name; };
  return run.startedBy == name || run.owner == name || std::any_of(run.attempts.begin(), run.attempts.end(), tried) ||
         std::any_of(run.approvals.begin(), run.approvals.end(), said);
}

Status checkWho(const Run& run, const Caller& caller) {
  FLOTILLA_CHECK(checkRunOperator(run, caller));
  if (isOpen(run.state))
    return precondition("run_goes_on", run.id.value + " is not over yet", "run",
                        "say it when it is, or write a note: flotillactl runs note " + run.id.value);
  if (tookPart(run, caller.name)) return okStatus();
  return Error{ErrorCode::Denied, "not_of_run", caller.name + " took no part in " + run.id.value, "run",
               "ask " + run.owner + ", who took its steps"};
}

Status checkSaid(const Runbook& runbook, const NewRunFeedback& said) {
  const bool blank = said.missing.find_first_not_of(" \t\r\n") == std::string::npos;
  if (said.unclear.empty() && blank)
    return invalid("nothing_said", "it says neither which step was unclear nor what was missing", "missing",
                   "name a step, say what was missing, or both");
  if (!isUtf8(said.missing) || characterCount(said.missing) > kMaxMissing || hasControls(said.missing, true))
    return invalid("bad_missing", "what was missing is at most 1000 characters of text", "missing",
                   "say it shorter, without control characters");
  if (said.unclear.empty() || runbook.find(said.unclear) != nullptr) return okStatus();
  std::vector<std::string> keys;
  for (const RunbookStep& step : runbook.steps) keys.push_back(step.key);
  return notFound("no_step", "the run had no step \"" + excerpt(said.unclear) + "\"", "unclear",
                  didYouMean(excerpt(said.unclear, 64), keys, "flotillactl runs show names its steps"));
}

}  // namespace

Result<Decision<Run>> giveRunFeedback(const Runbook& runbook, const Run& run, const NewRunFeedback& said,
                                      const Caller& caller, TimePoint now) {
  FLOTILLA_CHECK(checkWho(run, caller));
  FLOTILLA_CHECK(checkSaid(runbook, said));
  Decision<Run> out;
  out.answer = run;
  RunFeedback wanted{caller.name, said.unclear, said.missing, now};
  redactSecrets(wanted.missing);
  auto& all = out.answer.feedback;
  const auto before =
      std::find_if(all.begin(), all.end(), [&](const RunFeedback& one) { return one.actor == caller.name; });
  if (before != all.end()) {
    if (before->unclear == wanted.unclear && before->missing == wanted.missing) return out;
    *before = wanted;
  } else {
    if (all.size() >= kMaxRunFeedback)
      return Error{ErrorCode::Exhausted, "too_much_feedback", "20 people have said something of " + run.id.value, "run",
                   "write it into a task: flotillactl tasks add"};
    all.push_back(wanted);
  }
  out.mutation.rows.emplace_back(out.answer);
  out.fact.object = "run/" + run.id.value;
  out.fact.detail = (wanted.unclear.empty() ? "" : "unclear: " + wanted.unclear) +
                    (wanted.unclear.empty() || wanted.missing.empty() ? "" : "; ") +
                    (wanted.missing.empty() ? "" : "missing: " + wanted.missing);
  return out;
}

std::vector<RunbookSuggestion> suggestionsFor(const FleetState& state, const RunbookName& name, const Caller& caller) {
  std::vector<RunbookSuggestion> out;
  for (const auto& [id, run] : state.runs)
    if (run.runbook == name && maySeeRun(run, caller))
      for (const RunFeedback& feedback : run.feedback) out.push_back({id, run.version, feedback});
  std::stable_sort(out.begin(), out.end(), [](const RunbookSuggestion& a, const RunbookSuggestion& b) {
    return a.feedback.at > b.feedback.at;
  });
  if (out.size() > kSuggestionsShown) out.resize(kSuggestionsShown);
  return out;
}

}  // namespace flotilla::controlplane
