#include "services/controlplane/core/tasks/runbook_tasks.h"

#include <algorithm>
#include <set>

#include "models/domain/alert_fields.h"
#include "services/controlplane/core/runbooks/dry_run.h"
#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/core/tasks/tasks.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kMendRunbookWithin = std::chrono::hours(24);
constexpr std::string_view kAboutAlert = "alert/";

std::string aboutRunbook(const RunbookName& name) {
  return "runbook/" + name.value;
}

bool isCheckDue(const FleetState& state, const RunbookName& name, const PublishedRunbook& book, TimePoint now) {
  const auto check = state.runbookChecks.find(name);
  if (check == state.runbookChecks.end() || check->second.version != book.record.version) return true;
  return now - check->second.at >= kRunbookCheckEvery || now < check->second.at;
}

std::string missingText(const FleetState& state, const PublishedRunbook& book) {
  if (!book.runbook) return "this version of the program cannot read it";
  std::string out;
  for (const std::string& problem : whatIsMissing(state, *book.runbook)) out += (out.empty() ? "" : "\n") + problem;
  return out;
}

RunbookCheck holdAgainstFleet(const FleetState& state, const RunbookName& name, TimePoint now, std::vector<Row>& out) {
  const PublishedRunbook& book = state.runbooks.at(name);
  const std::string problems = book.record.retired ? std::string() : missingText(state, book);
  RunbookCheck found{name, book.record.version, now, problems};
  out.emplace_back(found);
  if (problems.empty())
    endTask(state, aboutRunbook(name), book.record.retired ? "it is retired" : "all that it names is there again", now,
            out);
  else
    keepTask(state,
             {aboutRunbook(name), "Mend the runbook " + name.value + ": it names what is not there", problems,
              TaskPriority::High, kMendRunbookWithin},
             now, out);
  return found;
}

bool hasRunbook(const FleetState& state, const Labels& labels) {
  return std::any_of(state.runbooks.begin(), state.runbooks.end(), [&](const auto& entry) {
    const PublishedRunbook& book = entry.second;
    return !book.record.retired && book.runbook && isFor(*book.runbook, labels);
  });
}

// Of the alert that an incident began with.
const Labels& firstLabels(const Incident& incident) {
  return incident.alerts.front().labels;
}

void askForRunbooks(const FleetState& state, TimePoint now, std::vector<Row>& out) {
  std::set<std::string> asked;
  for (const auto& [id, incident] : state.incidents) {
    if (incident.drill || incident.alerts.empty() || !isOpen(incident.state)) continue;
    const std::string alert = labelOf(firstLabels(incident), label::kAlert);
    if (hasRunbook(state, firstLabels(incident)) || !asked.insert(alert).second) continue;
    const std::string about = std::string(kAboutAlert) + alert;
    if (!hasOwnTask(state, about))
      keepTask(
          state,
          {about, "Write a runbook for " + alert, id.value + " was opened because of it, and no runbook is for it"},
          now, out);
  }
}

void endWhatIsWritten(const FleetState& state, TimePoint now, std::vector<Row>& out) {
  for (const auto& [id, task] : state.tasks) {
    if (task.state != TaskState::Open || !task.openedBy.empty() || !task.about.starts_with(kAboutAlert)) continue;
    const std::string alert = task.about.substr(kAboutAlert.size());
    const bool written = std::any_of(state.incidents.begin(), state.incidents.end(), [&](const auto& entry) {
      const Incident& incident = entry.second;
      return !incident.alerts.empty() && labelOf(firstLabels(incident), label::kAlert) == alert &&
             hasRunbook(state, firstLabels(incident));
    });
    if (written) endTask(state, task.about, "there is a runbook for it now", now, out);
  }
}

}  // namespace

Mutation tickRunbooks(const FleetState& state, TimePoint now) {
  Mutation out;
  if (state.learning) return out;
  std::size_t checked = 0;
  for (const auto& [name, book] : state.runbooks) {
    if (!isCheckDue(state, name, book, now)) continue;
    holdAgainstFleet(state, name, now, out.rows);
    if (++checked == kChecksAtOnce) break;
  }
  askForRunbooks(state, now, out.rows);
  endWhatIsWritten(state, now, out.rows);
  return out;
}

Result<Decision<std::vector<RunbookCheck>>> checkRunbooks(const FleetState& state, const RunbookName& name,
                                                          TimePoint now) {
  if (!name.empty() && !state.runbooks.contains(name)) return noRunbook(state, name);
  Decision<std::vector<RunbookCheck>> out;
  for (const auto& [known, book] : state.runbooks)
    if (name.empty() ? !book.record.retired : known == name)
      out.answer.push_back(holdAgainstFleet(state, known, now, out.mutation.rows));
  out.fact.object = name.empty() ? "runbooks" : aboutRunbook(name);
  return out;
}

}  // namespace flotilla::controlplane
