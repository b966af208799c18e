#include "services/controlplane/core/papers/postmortem.h"

#include <algorithm>

#include "models/domain/alert_fields.h"
#include "models/domain/brief_text.h"
#include "models/domain/in_words.h"
#include "services/controlplane/core/papers/paper_cells.h"
#include "services/controlplane/core/runbooks/run_edit.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/documents/paper_text.h"
#include "services/documents/runbook_yaml.h"

namespace flotilla::controlplane {
namespace {

template <class Items, class Row>
void fillTable(PaperTable& table, const Items& items, Row row) {
  for (const auto& item : items)
    if (table.rows.size() < kPaperRows)
      table.rows.push_back(row(item));
    else
      ++table.left;
}

// The step that acted last before it was mitigated.
std::string whatMitigated(const PostmortemFacts& facts) {
  const TimePoint by = facts.detail.incident.times.mitigated;
  std::string out;
  TimePoint at{};
  for (const FollowedRun& followed : facts.runs)
    for (const RunEvidence& one : followed.evidence) {
      if (one.kind != EvidenceKind::Action || by == TimePoint{} || one.at > by || one.at < at) continue;
      at = one.at;
      out = followed.run.id.value + ", " + stepTitle(followed, one.step) + ", by " + one.actor + ": " + one.title;
    }
  return out;
}

std::string lossText(const std::vector<Impact>& impact) {
  if (impact.empty()) return "Nothing that is counted for an objective is known of that time.";
  const Impact& most = impact.front();
  if (most.tally.bad == 0) return "No objective lost anything of its budget.";
  std::string out = most.title + ", in " + placeName(most.region) + ": " +
                    cellText(PaperCell(std::uint64_t{most.tally.bad})) + " of " +
                    cellText(PaperCell(std::uint64_t{most.tally.total})) + " were bad";
  if (most.ofBudget)
    out += ", " + cellText(Share{*most.ofBudget}) + " of the error budget of its " + briefText(most.period);
  return out + ".";
}

PaperSection postmortemSummary(const PostmortemFacts& facts) {
  const Incident& incident = facts.detail.incident;
  const auto [from, to] = spanOf(incident, facts.now);
  PaperSection out{"summary", "Summary"};
  const bool over = !isOpen(incident.state) || incident.times.mitigated != TimePoint{};
  const std::string what = incident.workload.empty() ? "" : incident.workload.value + ", ";
  out.sentences.push_back(what + placeName(incident.region) + ", from " + cellText(from) +
                          (over ? " to " + cellText(to) + ": " : " until now: ") + briefText(to - from) + ".");
  out.sentences.push_back(lossText(facts.impact));
  for (const RecentChange& change : facts.detail.changes)
    if (change.suspected) out.sentences.push_back("Suspected: " + change.text + ", " + cellText(change.at) + ".");
  const std::string helped = whatMitigated(facts);
  if (!helped.empty()) out.sentences.push_back("What was done last before it was mitigated: " + helped + ".");
  out.facts = {{"incident", "Incident", incident.id.value},
               {"severity", "Severity", std::string(toText(incident.severity))},
               {"state", "State", std::string(toText(incident.state))},
               {"region", "Region", placeName(incident.region)},
               {"workload", "Workload", incident.workload.value},
               {"commander", "Led by", incident.commander},
               {"scribe", "Written down by", incident.scribe},
               {"liaison", "Told others", incident.liaison}};
  return out;
}

PaperSection impactSection(const PostmortemFacts& facts) {
  PaperSection out{"impact", "What it cost users"};
  PaperTable table{"objectives",
                   {{"objective", "Objective"},
                    {"title", "What is promised"},
                    {"region", "Where"},
                    {"bad", "Bad"},
                    {"counted", "Counted"},
                    {"budget_used", "Of its budget"},
                    {"budget_left", "Left now"}}};
  table.none = facts.impact.empty() ? "Nothing that is counted for an objective is known of that time."
                                    : "No objective lost anything of its budget.";
  std::vector<Impact> lost;
  std::string others;
  for (const Impact& one : facts.impact) {
    const std::string name = one.objective.value + " in " + placeName(one.region);
    if (one.tally.bad > 0)
      lost.push_back(one);
    else
      others += (others.empty() ? "" : ", ") + name;
  }
  if (!others.empty()) out.sentences.push_back("Nothing was lost of " + others + ".");
  fillTable(table, lost, [](const Impact& one) -> std::vector<PaperCell> {
    return {one.objective.value,
            one.title,
            placeName(one.region),
            std::uint64_t{one.tally.bad},
            std::uint64_t{one.tally.total},
            shareCell(one.ofBudget),
            shareCell(one.left)};
  });
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection detectionSection(const IncidentDetail& detail) {
  const IncidentTimes& times = detail.incident.times;
  PaperSection out{"detection", "When who knew"};
  out.facts = {{"first_bad", "First bad answer", momentCell(times.firstBad)},
               {"detected", "An alert fired", momentCell(times.detected)},
               {"paged", "Somebody was paged", momentCell(times.paged)},
               {"acknowledged", "Somebody looked after it", momentCell(times.acknowledged)},
               {"first_action", "Something was done", momentCell(times.firstAction)},
               {"mitigated", "Users were served again", momentCell(times.mitigated)},
               {"resolved", "It was over", momentCell(times.resolved)},
               {"to_detect", "Until an alert fired", lengthCell(detail.durations.toDetect)},
               {"to_acknowledge", "From page to acknowledgement", lengthCell(detail.durations.toAcknowledge)},
               {"to_mitigate", "Until users were served again", lengthCell(detail.durations.toMitigate)},
               {"to_resolve", "Until it was over", lengthCell(detail.durations.toResolve)}};
  PaperTable table{"alerts",
                   {{"alert", "Alert"},
                    {"summary", "What it said"},
                    {"began", "Began"},
                    {"paged", "Paged"},
                    {"ended", "Ended"},
                    {"lasted", "Lasted"}}};
  table.none = "No alert belongs to it.";
  fillTable(table, detail.incident.alerts, [](const IncidentAlert& alert) -> std::vector<PaperCell> {
    const bool over = alert.ended != TimePoint{};
    return {labelOf(alert.labels, label::kAlert),
            alert.summary,
            momentCell(alert.began),
            momentCell(alert.paged),
            momentCell(alert.ended),
            over ? PaperCell(Duration(alert.ended - alert.began)) : PaperCell()};
  });
  out.tables.push_back(std::move(table));
  return out;
}

PaperTable stepsOf(const FollowedRun& followed) {
  PaperTable out{followed.run.id.value,
                 {{"step", "Step"},
                  {"title", "What"},
                  {"state", "How it went"},
                  {"actor", "By"},
                  {"began", "Began"},
                  {"took", "Took"},
                  {"outcome", "Outcome"}}};
  out.none = "None of its steps was begun.";
  fillTable(out, followed.run.attempts, [&](const StepAttempt& attempt) -> std::vector<PaperCell> {
    const bool over = attempt.ended != TimePoint{};
    std::string outcome = attempt.outcome;
    if (attempt.undone != TimePoint{}) outcome += "; undone by " + attempt.undoneBy;
    return {attempt.step,
            stepTitle(followed, attempt.step),
            inWords(toText(attempt.state)),
            attempt.actor,
            momentCell(attempt.begun),
            over ? PaperCell(Duration(attempt.ended - attempt.begun)) : PaperCell(),
            outcome};
  });
  return out;
}

PaperSection responseSection(const PostmortemFacts& facts) {
  PaperSection out{"response", "What was done"};
  if (facts.runs.empty()) out.sentences.emplace_back("No runbook was followed.");
  PaperTable approvals{
      "approvals",
      {{"run", "Run"}, {"step", "Step"}, {"by", "By"}, {"said", "Said"}, {"at", "At"}, {"comment", "Why"}}};
  for (const FollowedRun& followed : facts.runs) {
    const Run& run = followed.run;
    const TimePoint end = run.endedAt == TimePoint{} ? facts.now : run.endedAt;
    out.points.push_back(run.id.value + " followed " + run.runbook.value + ", version " + std::to_string(run.version) +
                         ", taken by " + run.owner + ": " + std::string(toText(run.state)) + " after " +
                         briefText(end - run.startedAt) + (run.reason.empty() ? "" : ", " + run.reason));
    out.tables.push_back(stepsOf(followed));
    fillTable(approvals, run.approvals, [&](const RunApproval& approval) -> std::vector<PaperCell> {
      const StepAttempt* attempt = run.find(approval.attempt);
      return {run.id.value,   attempt == nullptr ? "" : stepTitle(followed, attempt->step),
              approval.actor, approval.brokeGlass ? "went on without approval" : approval.approves ? "yes" : "no",
              approval.at,    approval.comment};
    });
  }
  if (!approvals.rows.empty()) out.tables.push_back(std::move(approvals));
  return out;
}

PaperSection causesSection(const PostmortemFacts& facts) {
  PaperSection out{"causes", "What had changed, and what was found"};
  for (const FollowedRun& followed : facts.runs)
    for (const RunEvidence& one : followed.evidence)
      if (one.kind == EvidenceKind::Choice)
        out.points.push_back(one.title + " (" + one.actor + ", " + followed.run.id.value + ")");
  PaperTable table{"changes", {{"when", "When"}, {"at", "At"}, {"what", "What"}, {"by", "By"}, {"reference", "See"}}};
  table.none = "Nothing that is known was changed in the two hours before.";
  fillTable(table, facts.detail.changes, [](const RecentChange& change) -> std::vector<PaperCell> {
    return {change.suspected ? "suspected"
            : change.during  ? "during"
                             : "before",
            change.at, change.text, change.actor, change.reference};
  });
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection lessonsSection(const char* key, const char* title, std::vector<std::string> points, const char* none) {
  PaperSection out{key, title};
  out.points = std::move(points);
  if (out.points.empty()) out.sentences.emplace_back(none);
  return out;
}

// What whoever followed a runbook missed in it.
std::string feedbackText(const FollowedRun& followed, const RunFeedback& feedback) {
  std::string out = followed.run.runbook.value + " (" + followed.run.id.value + ")";
  if (!feedback.unclear.empty()) out += ", \"" + stepTitle(followed, feedback.unclear) + "\" was unclear";
  if (!feedback.missing.empty()) out += (feedback.unclear.empty() ? ", missing: " : ": ") + feedback.missing;
  return out + " (" + feedback.actor + ")";
}

PaperSection tasksSection(const PostmortemFacts& facts) {
  PaperSection out{"tasks", "What is to be done"};
  for (const FollowedRun& followed : facts.runs)
    for (const RunFeedback& feedback : followed.run.feedback) out.points.push_back(feedbackText(followed, feedback));
  PaperTable table{"tasks",
                   {{"task", "Task"},
                    {"title", "What"},
                    {"priority", "Priority"},
                    {"owner", "Owner"},
                    {"due", "Due"},
                    {"state", "State"}}};
  table.none =
      "No task is about it. flotillactl tasks add opens one: --about incident/" + facts.detail.incident.id.value;
  fillTable(table, facts.tasks, [](const Task& task) -> std::vector<PaperCell> {
    return {task.id.value, task.title, std::string(toText(task.priority)),
            task.owner,    task.due,   std::string(toText(task.state))};
  });
  out.tables.push_back(std::move(table));
  return out;
}

template <class Keep>
PaperSection timelineSection(const char* key, const char* title, const IncidentDetail& detail, Keep keep) {
  PaperSection out{key, title};
  PaperTable table{"events", {{"at", "When"}, {"what", "What"}, {"by", "By"}, {"see", "See"}}};
  std::vector<IncidentEvent> kept;
  std::copy_if(detail.events.begin(), detail.events.end(), std::back_inserter(kept), keep);
  fillTable(table, kept, [](const IncidentEvent& event) -> std::vector<PaperCell> {
    return {event.at, event.text, event.actor.empty() ? "flotilla" : event.actor, event.reference};
  });
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection evidenceSection(const PostmortemFacts& facts) {
  PaperSection out{"evidence", "Evidence"};
  out.facts = {{"timeline_entries", "Entries of the timeline", std::uint64_t{facts.detail.incident.events}},
               {"timeline_head", "Hash of the newest", facts.detail.incident.head.toString()},
               {"timeline_intact", "Hashes of the timeline", facts.detail.intact ? "fit" : "DO NOT FIT"}};
  PaperTable table{"entries",
                   {{"run", "Run"},
                    {"seq", "No."},
                    {"at", "At"},
                    {"kind", "Kind"},
                    {"title", "What"},
                    {"by", "By"},
                    {"secrets", "Secrets taken out"},
                    {"digest", "SHA-256 of the text"},
                    {"hash", "Hash of the chain"}}};
  table.none = "No run left evidence.";
  for (const FollowedRun& followed : facts.runs) {
    out.facts.push_back({followed.run.id.value + "_intact", "Hashes of " + followed.run.id.value,
                         followed.intact ? "fit" : "DO NOT FIT"});
    fillTable(table, followed.evidence, [&](const RunEvidence& one) -> std::vector<PaperCell> {
      return {followed.run.id.value,
              std::uint64_t{one.seq},
              one.at,
              std::string(toText(one.kind)),
              one.title,
              one.actor.empty() ? "flotilla" : one.actor,
              std::uint64_t{one.redactions},
              one.text.empty() ? PaperCell() : PaperCell(one.digest.toString()),
              one.hash.toString()};
    });
  }
  out.tables.push_back(std::move(table));
  return out;
}

std::string bannerOf(const Incident& incident) {
  if (incident.drill) return "Drill: this was practice and counts in no figure.";
  if (incident.state == IncidentState::Cancelled) return "Cancelled, it was no incident: " + incident.reason;
  if (incident.state == IncidentState::Merged) return "Merged: it goes on as " + incident.mergedInto.value + ".";
  return isOpen(incident.state) ? "It is not over yet: this is what is known so far." : "";
}

}  // namespace

FollowedRun followedRun(Run run, std::vector<RunEvidence> evidence, const std::optional<RunbookRecord>& record) {
  FollowedRun out{std::move(run), {}, std::move(evidence)};
  out.intact = isIntact(out.run, out.evidence);
  const auto book = record ? parseRunbookYaml(record->text) : Result<Runbook>(Runbook());
  if (!book) return out;  // it was written for another version of this program
  for (const RunbookStep& step : book->steps) out.titles[step.key] = filled(step.title, out.run.inputs);
  return out;
}

std::string stepTitle(const FollowedRun& followed, const std::string& key) {
  const auto title = followed.titles.find(key);
  return title == followed.titles.end() ? key : title->second;
}

PaperText written(const Paper& paper, PaperFormat format) {
  return paperText(paper, format);
}

SuspectReach reachOf(const FleetState& state, const RolloutId& suspect) {
  const auto at = state.rollouts.find(suspect);
  if (at == state.rollouts.end()) return {};
  const Rollout& rollout = at->second;
  SuspectReach out{suspect.value + ": " + rollout.workload.value + " " + rollout.to.toString()};
  out.meant = rollout.nodes.size();
  out.given = static_cast<std::uint64_t>(std::count_if(rollout.nodes.begin(), rollout.nodes.end(),
                                                       [](const RolloutNode& node) { return node.generation != 0; }));
  return out;
}

std::pair<TimePoint, TimePoint> spanOf(const Incident& incident, TimePoint now) {
  const IncidentTimes& times = incident.times;
  const TimePoint from = times.firstBad != TimePoint{}   ? times.firstBad
                         : times.detected != TimePoint{} ? times.detected
                                                         : incident.openedAt;
  const TimePoint end = times.mitigated != TimePoint{}  ? times.mitigated
                        : times.resolved != TimePoint{} ? times.resolved
                        : isOpen(incident.state)        ? now
                                                        : incident.changedAt;
  return {from, std::max(from, end)};
}

Paper postmortemOf(const PostmortemFacts& facts) {
  const Incident& incident = facts.detail.incident;
  Paper out{"post-mortem", incident.id.value, incident.id.value + ": " + incident.title, bannerOf(incident), facts.now};
  Lessons lessons = lessonsOf(facts);
  out.sections = {
      postmortemSummary(facts),
      impactSection(facts),
      detectionSection(facts.detail),
      responseSection(facts),
      causesSection(facts),
      lessonsSection("went_well", "What went well", std::move(lessons.well), "Nothing that can be counted."),
      lessonsSection("went_badly", "What did not", std::move(lessons.badly), "Nothing that can be counted."),
      tasksSection(facts)};
  if (auto words = wordsOfBlame(facts); !words.empty())
    out.sections.push_back(lessonsSection("wording", "Words to look at again", std::move(words), ""));
  out.sections.push_back(timelineSection("timeline", "What happened", facts.detail,
                                         [](const IncidentEvent& event) { return event.pinned; }));
  out.sections.push_back(
      timelineSection("appendix", "Everything that happened", facts.detail, [](const IncidentEvent&) { return true; }));
  out.sections.push_back(evidenceSection(facts));
  return out;
}

}  // namespace flotilla::controlplane
