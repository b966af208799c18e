#include "services/controlplane/core/tasks/tasks.h"

#include <algorithm>

#include "services/controlplane/core/alerts/change_words.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/numbered.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/incidents/respond.h"
#include "services/controlplane/core/runbooks/break_glass.h"
#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/core/runbooks/runs.h"
#include "services/documents/secret_text.h"
#include "services/documents/text_checks.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kTaskPrefix = "TASK-";
constexpr std::size_t kMaxTaskReason = 500;
constexpr Duration kLongestTask = std::chrono::hours(24 * 400);

Status checkWhy(const std::string& why) {
  if (isUtf8(why) && characterCount(why) <= kMaxTaskWhy && !hasControls(why, true)) return okStatus();
  return invalid("bad_why", "why is at most 4000 characters of text", "why",
                 "say it shorter, without control characters");
}

Status checkDue(TimePoint due, TimePoint now) {
  if (due > now && due - now <= kLongestTask) return okStatus();
  return invalid("bad_due", "a task is due in the future, within 400 days", "due", "name another day");
}

// Where the thing is that it is about. Errors: that is not there, or nothing that tasks are about.
Result<RegionName> regionOfThing(const FleetState& state, const NewTask& wanted, const Caller& caller) {
  const std::size_t slash = wanted.about.find('/');
  const std::string kind = wanted.about.substr(0, slash);
  const std::string name = slash == std::string::npos ? "" : wanted.about.substr(slash + 1);
  if (kind == "incident") {
    FLOTILLA_TRY(const Incident incident, findIncident(state, IncidentId(name), caller));
    return incident.region;
  }
  if (kind == "run") {
    FLOTILLA_TRY(const Run run, findRun(state, RunId(name), caller));
    return run.region;
  }
  if (kind == "runbook" && !state.runbooks.contains(RunbookName(name))) return noRunbook(state, RunbookName(name));
  if (!wanted.about.empty() && kind != "runbook")
    return invalid("bad_about", "\"" + excerpt(wanted.about) + "\" is nothing that a task is about", "about",
                   "write incident/INC-2, run/RUN-1 or runbook/and-its-name");
  if (!wanted.region.empty() && !state.regions.contains(wanted.region)) return noRegion(state, wanted.region, "region");
  return wanted.region;
}

Decision<Task> decidedTask(Task task, std::string detail) {
  Decision<Task> out;
  out.fact.object = "task/" + task.id.value;
  out.fact.detail = std::move(detail);
  out.answer = task;
  out.mutation.rows.emplace_back(std::move(task));
  return out;
}

const Task* openAbout(const FleetState& state, const std::string& about) {
  for (const auto& [id, task] : state.tasks)
    if (task.state == TaskState::Open && task.openedBy.empty() && task.about == about) return &task;
  return nullptr;
}

// A look at who went on without approval is for somebody else.
Status checkLooksAtOthers(const FleetState& state, const Task& task, const TaskChange& change, const Caller& caller) {
  constexpr std::string_view kAboutRun = "run/";
  if (!task.openedBy.empty() || !task.about.starts_with(kAboutRun)) return okStatus();
  const auto run = state.runs.find(RunId(task.about.substr(kAboutRun.size())));
  if (run == state.runs.end()) return okStatus();
  const bool gives = change.owner && brokeGlass(run->second, *change.owner);
  const bool ends = change.state.value_or(TaskState::Open) != TaskState::Open && brokeGlass(run->second, caller.name);
  if (!gives && !ends) return okStatus();
  return Error{ErrorCode::Denied, "own_review",
               (gives ? *change.owner : caller.name) + " went on without approval in " + run->first.value +
                   ", and somebody else looks at that",
               gives ? "owner" : "state", "give it to somebody else"};
}

Status checkChange(const FleetState& state, const Task& task, const TaskChange& change, const Caller& caller,
                   TimePoint now) {
  FLOTILLA_CHECK(checkOperates(caller, task.region));
  FLOTILLA_CHECK(checkLooksAtOthers(state, task, change, caller));
  const bool reopens = change.state == TaskState::Open;
  if (task.state != TaskState::Open && !reopens && (change.owner || change.due || change.priority))
    return precondition("task_over", task.id.value + " is " + std::string(toText(task.state)), "id",
                        "open it again: flotillactl tasks reopen " + task.id.value);
  if (change.owner) FLOTILLA_CHECK(checkOperatorName(state, *change.owner, "owner", caller));
  if (change.due) FLOTILLA_CHECK(checkDue(*change.due, now));
  if (change.state == TaskState::Dropped && change.reason.empty())
    return invalid("no_reason", "what is dropped needs a reason", "reason", "say why nobody has to do it");
  return checkWords(change.reason, 0, kMaxTaskReason, "reason");
}

}  // namespace

Result<Decision<Task>> openTask(const FleetState& state, const NewTask& wanted, const Caller& caller, TimePoint now) {
  FLOTILLA_CHECK(checkWords(wanted.title, 1, kMaxTaskTitle, "title"));
  FLOTILLA_CHECK(checkWhy(wanted.why));
  Task task;
  FLOTILLA_TRY(task.region, regionOfThing(state, wanted, caller));
  FLOTILLA_CHECK(checkOperates(caller, task.region));
  FLOTILLA_CHECK(checkOperatorName(state, wanted.owner, "owner", caller));
  task.due = wanted.due == TimePoint{} ? now + kTaskOfIncident : wanted.due;
  FLOTILLA_CHECK(checkDue(task.due, now));
  const auto open = std::count_if(state.tasks.begin(), state.tasks.end(),
                                  [](const auto& entry) { return entry.second.state == TaskState::Open; });
  if (static_cast<std::size_t>(open) >= kMaxOpenTasks)
    return Error{ErrorCode::Exhausted, "too_many_tasks", "5000 tasks are open", {}, "end some: flotillactl tasks list"};
  task.id = nextId<TaskId>(state.tasks, kTaskPrefix);
  task.title = wanted.title;
  task.why = wanted.why;
  redactSecrets(task.title);
  redactSecrets(task.why);
  task.about = wanted.about;
  task.priority = wanted.priority;
  task.owner = wanted.owner;
  task.openedBy = caller.name;
  task.openedAt = now;
  const std::string title = task.title;
  return decidedTask(std::move(task), title);
}

Result<Decision<Task>> editTask(const FleetState& state, const TaskChange& change, const Caller& caller,
                                TimePoint now) {
  const auto at = state.tasks.find(change.id);
  if (at == state.tasks.end() || !mayAt(caller, Role::Viewer, at->second.region))
    return notFound("no_task", "there is no task " + excerpt(change.id.value), "id",
                    "flotillactl tasks list shows them");
  FLOTILLA_CHECK(checkChange(state, at->second, change, caller, now));
  Task task = at->second;
  if (change.priority) task.priority = *change.priority;
  if (change.owner) task.owner = *change.owner;
  if (change.due) task.due = *change.due;
  if (change.state && *change.state != task.state) {
    task.state = *change.state;
    const bool over = task.state != TaskState::Open;
    task.closedAt = over ? now : TimePoint{};
    task.closedBy = over ? caller.name : "";
    task.reason = over ? change.reason : "";
  }
  if (task == at->second) return Decision<Task>{task, {}, {}};
  return decidedTask(std::move(task), change.reason);
}

std::vector<Task> seenTasks(const FleetState& state, const Caller& caller) {
  std::vector<Task> out;
  for (const auto& [id, task] : state.tasks)
    if (mayAt(caller, Role::Viewer, task.region)) out.push_back(task);
  std::stable_sort(out.begin(), out.end(), [](const Task& a, const Task& b) {
    const bool aOpen = a.state == TaskState::Open, bOpen = b.state == TaskState::Open;
    if (aOpen != bOpen) return aOpen;
    return aOpen ? a.due < b.due : a.closedAt > b.closedAt;
  });
  return out;
}

bool hasOwnTask(const FleetState& state, const std::string& about) {
  return openAbout(state, about) != nullptr;
}

void keepTask(const FleetState& state, const OwnTask& wanted, TimePoint now, std::vector<Row>& out) {
  if (const Task* known = openAbout(state, wanted.about)) {
    Task task = *known;
    task.title = wanted.title;
    task.why = wanted.why;
    if (!(task == *known)) out.emplace_back(std::move(task));
    return;
  }
  const auto isTask = [](const Row& row) { return std::holds_alternative<Task>(row); };
  const auto added = static_cast<std::uint64_t>(std::count_if(out.begin(), out.end(), isTask));
  Task task;
  // Those of `out` that are not new have numbers of their own; a gap in the numbers does no harm.
  task.id = TaskId(std::string(kTaskPrefix) + std::to_string(nextNumber(state.tasks, kTaskPrefix) + added));
  task.about = wanted.about;
  task.title = wanted.title;
  task.why = wanted.why;
  task.priority = wanted.priority;
  task.openedAt = now;
  task.due = now + wanted.life;
  out.emplace_back(std::move(task));
}

void endTask(const FleetState& state, const std::string& about, const std::string& reason, TimePoint now,
             std::vector<Row>& out) {
  const Task* known = openAbout(state, about);
  if (known == nullptr) return;
  Task task = *known;
  task.state = TaskState::Done;
  task.closedAt = now;
  task.reason = reason;
  out.emplace_back(std::move(task));
}

}  // namespace flotilla::controlplane
