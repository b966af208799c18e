// Tasks: what people open, give to each other and end, and what the control plane opens and ends by itself. Pure.
// Thread: the fleet loop.
#pragma once

#include "models/domain/task_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxOpenTasks = 5000;

// Errors of all: Denied/"out_of_scope" (an operator of its region, or of the whole fleet where it has none).

// Errors: Invalid/"bad_title", "bad_why", "bad_about", "bad_due"; NotFound of what it names;
// Exhausted/"too_many_tasks".
Result<Decision<Task>> openTask(const FleetState& state, const NewTask& wanted, const Caller& caller, TimePoint now);

// The same again changes nothing. Errors: NotFound/"no_task" and "no_operator"; Invalid/"no_reason" of what is dropped,
// "bad_due"; Precondition/"task_over" where something else than its state is to change; Denied/"own_review" of who
// would look at their own break-glass.
Result<Decision<Task>> editTask(const FleetState& state, const TaskChange& change, const Caller& caller, TimePoint now);

// Those that the caller may see: open ones first, what is due first of these; then the newest.
std::vector<Task> seenTasks(const FleetState& state, const Caller& caller);

// One that the control plane keeps about something, as it should be now.
struct OwnTask {
  std::string about;
  std::string title;
  std::string why;
  TaskPriority priority = TaskPriority::Normal;
  Duration life = kTaskOfIncident;  // until it is due
};
bool hasOwnTask(const FleetState& state, const std::string& about);  // that is open
// Opens it, or says anew why, where that has changed. The numbers of new ones follow those in `out`.
void keepTask(const FleetState& state, const OwnTask& wanted, TimePoint now, std::vector<Row>& out);
// Ends the one about this, if it is open. Done, with the reason.
void endTask(const FleetState& state, const std::string& about, const std::string& reason, TimePoint now,
             std::vector<Row>& out);

}  // namespace flotilla::controlplane
