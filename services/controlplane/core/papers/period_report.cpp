#include "services/controlplane/core/papers/period_report.h"

#include <algorithm>
#include <map>

#include "models/domain/alert_fields.h"
#include "models/domain/in_words.h"
#include "models/domain/median.h"
#include "services/controlplane/core/alerts/alert_scope.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/papers/failing_nodes.h"
#include "services/controlplane/core/papers/paper_cells.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/runbooks/health.h"
#include "services/controlplane/core/tasks/tasks.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kReportRows = 50;  // of one table: what is longer is a list, not a report

std::string many(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

void addRow(PaperTable& table, std::vector<PaperCell> row) {
  if (table.rows.size() < kReportRows)
    table.rows.push_back(std::move(row));
  else
    ++table.left;
}

bool isWithin(const ReportFacts& facts, TimePoint at) {
  return facts.from <= at && at < facts.to;
}

// What of a firing lies within the time of the report.
Duration lengthWithin(const ReportFacts& facts, const AlertFiring& firing) {
  const TimePoint end = firing.hasEnded() ? std::min(firing.ended, facts.to) : std::min(facts.now, facts.to);
  return std::max(Duration(0), Duration(end - std::max(firing.began, facts.from)));
}

PaperSection incidentsSection(const ReportFacts& facts, std::vector<std::string>& headline) {
  PaperSection out{"incidents", "Incidents"};
  PaperTable table{"incidents",
                   {{"incident", "Incident"},
                    {"severity", "Severity"},
                    {"title", "What"},
                    {"region", "Where"},
                    {"opened", "Opened"},
                    {"to_detect", "Detected after"},
                    {"to_acknowledge", "Looked after in"},
                    {"to_mitigate", "Mitigated after"},
                    {"state", "State"}}};
  table.none = "There was none.";
  std::vector<Duration> detect, acknowledge, mitigate;
  std::size_t drills = 0, falseAlarms = 0, counted = 0;
  const auto take = [](std::vector<Duration>& all, const std::optional<Duration>& one) -> PaperCell {
    if (!one) return {};
    all.push_back(*one);
    return *one;
  };
  for (const auto& [id, incident] : facts.state.incidents) {
    if (!mayAt(facts.caller, Role::Viewer, incident.region) || !isWithin(facts, incident.openedAt)) continue;
    if (incident.state == IncidentState::Merged) continue;
    drills += incident.drill ? 1 : 0;
    falseAlarms += !incident.drill && incident.state == IncidentState::Cancelled ? 1 : 0;
    if (incident.drill || incident.state == IncidentState::Cancelled) continue;
    ++counted;
    const IncidentDurations lengths = durationsOf(incident.times);
    const PaperCell toDetect = take(detect, lengths.toDetect), toAcknowledge = take(acknowledge, lengths.toAcknowledge),
                    toMitigate = take(mitigate, lengths.toMitigate);
    addRow(table, {id.value, std::string(toText(incident.severity)), incident.title, placeName(incident.region),
                   incident.openedAt, toDetect, toAcknowledge, toMitigate, std::string(toText(incident.state))});
  }
  headline.push_back(counted == 0 ? "no incident" : many(counted, "incident"));
  out.facts = {{"count", "Incidents", std::uint64_t{counted}},
               {"false_alarms", "False alarms", std::uint64_t{falseAlarms}},
               {"drills", "Drills", std::uint64_t{drills}},
               {"median_to_detect", "Detected after, median", lengthCell(medianOf(detect))},
               {"median_to_acknowledge", "Looked after in, median", lengthCell(medianOf(acknowledge))},
               {"median_to_mitigate", "Mitigated after, median", lengthCell(medianOf(mitigate))}};
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection budgetsSection(const ReportFacts& facts, std::vector<std::string>& headline) {
  PaperSection out{"budgets", "Error budgets"};
  PaperTable table{"budgets",
                   {{"objective", "Objective"},
                    {"region", "Where"},
                    {"bad", "Bad"},
                    {"counted", "Counted"},
                    {"used", "Used in this time"},
                    {"left", "Left now"},
                    {"state", "State"}}};
  table.none = "Nothing was counted for an objective.";
  std::size_t exhausted = 0;
  for (const Impact& one : facts.budgets) {
    const BudgetState state = budgetStateOf(one.left);
    exhausted += state == BudgetState::Exhausted ? 1 : 0;
    addRow(table,
           {one.objective.value, placeName(one.region), std::uint64_t{one.tally.bad}, std::uint64_t{one.tally.total},
            shareCell(one.ofBudget), shareCell(one.left), std::string(toText(state))});
  }
  headline.push_back(exhausted == 0 ? "no budget is exhausted now" : many(exhausted, "budget") + " exhausted now");
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection rolloutsSection(const ReportFacts& facts, std::vector<std::string>& headline) {
  PaperSection out{"rollouts", "Rollouts"};
  PaperTable table{"went_wrong",
                   {{"rollout", "Rollout"},
                    {"workload", "Workload"},
                    {"to", "To"},
                    {"state", "State"},
                    {"nodes", "Nodes"},
                    {"ended", "Ended"},
                    {"why", "Why"}}};
  table.none = "None had to be taken back, and none failed.";
  std::uint64_t ended = 0, good = 0;
  for (const Rollout& rollout : visibleRollouts(facts.state, facts.caller)) {
    if (!hasEnded(rollout.state) || !isWithin(facts, rollout.endedAt)) continue;
    ++ended;
    if (rollout.state == RolloutState::Succeeded) ++good;
    if (rollout.state == RolloutState::Succeeded || rollout.state == RolloutState::Rejected) continue;
    addRow(table, {rollout.id.value, rollout.workload.value, rollout.to.toString(), inWords(toText(rollout.state)),
                   std::uint64_t{rollout.size()}, rollout.endedAt,
                   rollout.message.empty() ? inWords(rollout.reason) : rollout.message});
  }
  const std::size_t wrong = table.rows.size() + static_cast<std::size_t>(table.left);
  headline.push_back(ended == 0   ? "no rollout ended"
                     : wrong == 0 ? "all of " + many(ended, "rollout") + " went well"
                                  : std::to_string(wrong) + " of " + many(ended, "rollout") + " did not go well");
  out.facts = {{"ended", "Ended", ended}, {"succeeded", "Succeeded", good}};
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection nodesSection(const ReportFacts& facts, std::vector<std::string>& headline) {
  PaperSection out{"nodes", "Failing nodes"};
  PaperTable table{"nodes",
                   {{"node", "Node"},
                    {"region", "Region"},
                    {"went_back", "Went back"},
                    {"refused", "Refused"},
                    {"silent", "Silent"},
                    {"times_offline", "Times offline"},
                    {"offline_for", "Offline for"},
                    {"health", "Now"}}};
  table.none = "None failed an installation, and none was offline.";
  const std::vector<FailingNode> failing = failingNodes(facts);
  for (const FailingNode& one : failing)
    addRow(table, {one.name, one.region.value, one.wentBack, one.refused, one.silent, one.timesOffline, one.offlineFor,
                   std::string(toText(one.health))});
  headline.push_back(failing.empty() ? "no node failed" : many(failing.size(), "node") + " failed");
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection gapsSection(const ReportFacts& facts) {
  PaperSection out{"gaps", "Telemetry gaps"};
  PaperTable table{
      "gaps", {{"alert", "Alert"}, {"what", "What"}, {"region", "Where"}, {"began", "Began"}, {"lasted", "Lasted"}}};
  table.none = "Nothing fell silent.";
  for (const AlertFiring& firing : facts.firings) {
    const std::string name = labelOf(firing.labels, label::kAlert);
    const bool isGap = name == kNoData || name == kRegionUnreachable || name == kTelemetryGap;
    if (!isGap || lengthWithin(facts, firing) == Duration(0)) continue;
    const auto summary = firing.annotations.find(std::string(kSummary));
    addRow(table, {name, summary == firing.annotations.end() ? std::string() : summary->second,
                   placeName(regionOf(firing.labels)), firing.began, lengthWithin(facts, firing)});
  }
  out.tables.push_back(std::move(table));
  return out;
}

// Nodes renew when half of it is over, so one that has less than a third left does not come to it.
PaperSection certificatesSection(const ReportFacts& facts) {
  PaperSection out{"certificates", "Certificates near their end"};
  PaperTable table{
      "certificates",
      {{"node", "Node"}, {"region", "Region"}, {"expires", "Expires"}, {"left", "Left"}, {"liveness", "Node is"}}};
  table.none = "None: every node that takes part renews in time.";
  for (const Node& node : facts.nodes) {
    const bool takesPart = node.identity == NodeIdentity::Active || node.identity == NodeIdentity::Quarantined;
    const Duration left = node.certificateExpires - facts.now;
    if (!takesPart || left > facts.certificateLife / 3) continue;
    addRow(table, {node.name, node.region.value, node.certificateExpires, std::max(left, Duration(0)),
                   std::string(toText(node.liveness))});
  }
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection pagesSection(const ReportFacts& facts) {
  PaperSection out{"pages", "Pages"};
  PaperTable table{"pages", {{"alert", "Alert"}, {"times", "Times"}, {"fired_for", "Fired for"}}};
  table.none = "Nobody was paged.";
  std::map<std::string, std::pair<std::uint64_t, Duration>> byName;
  for (const AlertFiring& firing : facts.firings) {
    if (!isWithin(facts, firing.began) || labelOf(firing.labels, label::kSeverity) != "page") continue;
    auto& [times, length] = byName[labelOf(firing.labels, label::kAlert)];
    ++times;
    length += lengthWithin(facts, firing);
  }
  std::vector<std::pair<std::string, std::pair<std::uint64_t, Duration>>> all(byName.begin(), byName.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.second.first > b.second.first; });
  for (const auto& [name, sums] : all) addRow(table, {name, sums.first, sums.second});
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection runbooksSection(const ReportFacts& facts) {
  PaperSection out{"runbooks", "Runbooks"};
  PaperTable table{"runbooks",
                   {{"runbook", "Runbook"},
                    {"trust", "Trust"},
                    {"exercised", "Last followed"},
                    {"runs", "Runs"},
                    {"succeeded", "Succeeded"},
                    {"median", "Takes"},
                    {"missing", "Names what is not there"}}};
  table.none = "There is none.";
  for (const auto& [name, published] : facts.state.runbooks) {
    if (published.record.retired) continue;
    const RunbookHealth health = runbookHealth(facts.state, name, facts.now);
    addRow(table,
           {name.value, std::string(toText(health.trust)), health.exercisedAt, std::uint64_t{health.runs},
            std::uint64_t{health.succeeded}, health.median == Duration{} ? PaperCell() : PaperCell(health.median),
            std::uint64_t{health.problems.size()}});
  }
  out.tables.push_back(std::move(table));
  return out;
}

PaperSection openTasksSection(const ReportFacts& facts) {
  PaperSection out{"tasks", "Open tasks"};
  PaperTable table{"tasks",
                   {{"task", "Task"}, {"title", "What"}, {"owner", "Owner"}, {"due", "Due"}, {"overdue", "Overdue"}}};
  table.none = "Nothing is open.";
  for (const Task& task : seenTasks(facts.state, facts.caller))
    if (task.state == TaskState::Open)
      addRow(table, {task.id.value, task.title, task.owner, task.due, task.due < facts.now ? "yes" : "no"});
  out.tables.push_back(std::move(table));
  return out;
}

}  // namespace

std::pair<TimePoint, TimePoint> periodBefore(ReportPeriod period, TimePoint before) {
  using namespace std::chrono;
  const sys_days day = floor<days>(before);
  if (period == ReportPeriod::Week) {
    const sys_days monday = day - (weekday(day) - Monday);
    return {monday - days(7), monday};
  }
  const year_month_day date(day);
  const year_month month = date.year() / date.month();
  return {sys_days((month - months(1)) / 1), sys_days(month / 1)};
}

Paper periodReportOf(const ReportFacts& facts) {
  const std::string first = toRfc3339(facts.from).substr(0, 10);
  const std::string last = toRfc3339(facts.to - std::chrono::hours(1)).substr(0, 10);
  const std::string period(toText(facts.period));
  Paper out{period + "-report", first, "Flotilla, the " + period + " from " + first + " to " + last, {}, facts.now};
  std::vector<std::string> headline;
  PaperSection summary{"summary", "In short"};
  out.sections = {summary,
                  budgetsSection(facts, headline),
                  incidentsSection(facts, headline),
                  rolloutsSection(facts, headline),
                  nodesSection(facts, headline),
                  gapsSection(facts),
                  certificatesSection(facts),
                  pagesSection(facts),
                  runbooksSection(facts),
                  openTasksSection(facts)};
  std::string sentence;
  for (const std::string& part : headline) sentence += (sentence.empty() ? "" : "; ") + part;
  sentence[0] = static_cast<char>(sentence[0] >= 'a' && sentence[0] <= 'z' ? sentence[0] - 'a' + 'A' : sentence[0]);
  out.sections.front().sentences = {sentence + "."};
  return out;
}

}  // namespace flotilla::controlplane
