#include <algorithm>
#include <array>

#include "models/domain/alert_fields.h"
#include "models/domain/brief_text.h"
#include "models/domain/in_words.h"
#include "services/controlplane/core/papers/postmortem.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kQuick = std::chrono::minutes(5);

std::string inLowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

void judgeLength(const std::optional<Duration>& length, const char* what, const char* never, Lessons& out) {
  if (!length) {
    if (never != nullptr) out.badly.emplace_back(never);
    return;
  }
  auto& list = *length <= kQuick ? out.well : out.badly;
  list.push_back(std::string(what) + " " + briefText(*length) + ".");
}

void addKeyTimes(const IncidentDetail& detail, Lessons& out) {
  const Incident& incident = detail.incident;
  judgeLength(detail.durations.toDetect, "From the first bad answer until an alert fired it took", nullptr, out);
  if (!incident.alerts.empty() && incident.times.paged == TimePoint{}) out.badly.emplace_back("Nobody was paged.");
  if (incident.alerts.empty())
    out.badly.emplace_back("No alert fired for it: somebody had to notice it.");
  else
    judgeLength(detail.durations.toAcknowledge, "From the page until somebody looked after it, it took",
                incident.times.paged == TimePoint{} ? nullptr : "Nobody said that they look after it.", out);
}

void addReturns(const Incident& incident, Lessons& out) {
  for (const IncidentAlert& alert : incident.alerts) {
    const auto times = std::count_if(incident.alerts.begin(), incident.alerts.end(),
                                     [&](const IncidentAlert& other) { return other.alert == alert.alert; });
    const std::string sentence = "The alert " + labelOf(alert.labels, label::kAlert) + " came back: it fired " +
                                 std::to_string(times) + " times.";
    if (times > 1 && std::find(out.badly.begin(), out.badly.end(), sentence) == out.badly.end())
      out.badly.push_back(sentence);
  }
}

std::string quoted(const FollowedRun& followed, const std::string& step) {
  return "\"" + stepTitle(followed, step) + "\"";
}

void addRun(const FollowedRun& followed, Lessons& out) {
  const Run& run = followed.run;
  bool smooth = run.state == RunState::Succeeded;
  for (const StepAttempt& attempt : run.attempts) {
    const bool missed = attempt.state == StepState::Failed || attempt.state == StepState::Expired ||
                        attempt.state == StepState::Skipped;
    if (!missed) continue;
    smooth = false;
    const std::string state = inWords(toText(attempt.state));
    const std::string how = attempt.outcome.starts_with(state) ? attempt.outcome : state + ", " + attempt.outcome;
    out.badly.push_back(run.id.value + ", " + quoted(followed, attempt.step) + ": " + how + ".");
  }
  if (run.escalatedAt != TimePoint{})
    out.badly.push_back(run.id.value + " did not get on, and somebody else was called.");
  if (smooth)
    out.well.push_back(run.runbook.value + " (" + run.id.value + ") led to its end in " +
                       briefText(run.endedAt - run.startedAt) + " without a step that failed or was left out.");
  if (!followed.intact)
    out.badly.push_back("The evidence of " + run.id.value +
                        " was changed after it was written: its hashes do not fit.");
}

void addApprovals(const FollowedRun& followed, Lessons& out) {
  for (const RunApproval& approval : followed.run.approvals) {
    const StepAttempt* attempt = followed.run.find(approval.attempt);
    if (attempt != nullptr && approval.brokeGlass)
      out.badly.push_back(approval.actor + " went on at " + quoted(followed, attempt->step) +
                          " without the approval that it needs: " + approval.comment + ".");
    if (attempt == nullptr || !approval.approves) continue;
    out.well.push_back("A second person looked at " + quoted(followed, attempt->step) + " before it was done: " +
                       approval.actor + ", " + briefText(approval.at - attempt->begun) + " after it was previewed.");
  }
}

void addReach(const SuspectReach& suspect, Lessons& out) {
  if (suspect.text.empty() || suspect.meant == 0) return;
  const std::string reach = std::to_string(suspect.given) + " of " + std::to_string(suspect.meant) + " nodes";
  if (suspect.given < suspect.meant)
    out.well.push_back("The rollout had reached " + reach + ": the others never got it.");
  else
    out.badly.push_back("The rollout had reached all of its nodes, " + reach + ".");
}

void lookForBlame(const std::string& where, const std::string& text, std::vector<std::string>& out) {
  constexpr std::array<std::string_view, 10> kWords{"should have", "could have",    "careless", "human error",
                                                    "fault of",    "'s fault",      "negligen", "to blame",
                                                    "incompeten",  "operator error"};
  const std::string lower = inLowerCase(text);
  for (const std::string_view word : kWords)
    if (lower.find(word) != std::string::npos)
      out.push_back(where + " says \"" + std::string(word) + "\": say what made it likely, not who it was.");
}

}  // namespace

Lessons lessonsOf(const PostmortemFacts& facts) {
  Lessons out;
  addKeyTimes(facts.detail, out);
  addReach(facts.suspect, out);
  if (facts.runs.empty())
    out.badly.emplace_back(facts.detail.runbooks.empty() ? "There was no runbook for it."
                                                         : "The runbook for it was not followed.");
  for (const FollowedRun& followed : facts.runs) {
    addRun(followed, out);
    addApprovals(followed, out);
  }
  addReturns(facts.detail.incident, out);
  if (!facts.detail.intact)
    out.badly.emplace_back("The timeline was changed after it was written: its hashes do not fit.");
  return out;
}

std::vector<std::string> wordsOfBlame(const PostmortemFacts& facts) {
  std::vector<std::string> out;
  const Incident& incident = facts.detail.incident;
  lookForBlame("The title", incident.title, out);
  lookForBlame("The reason of its end", incident.reason, out);
  for (const IncidentEvent& event : facts.detail.events)
    if (!event.actor.empty()) lookForBlame("Entry " + std::to_string(event.seq) + " of the timeline", event.text, out);
  for (const FollowedRun& followed : facts.runs)
    for (const RunEvidence& one : followed.evidence)
      if (one.kind == EvidenceKind::Note)
        lookForBlame("Evidence " + std::to_string(one.seq) + " of " + followed.run.id.value, one.text, out);
  return out;
}

}  // namespace flotilla::controlplane
