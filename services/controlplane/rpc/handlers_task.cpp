#include "models/domain/task_fields.h"
#include "services/controlplane/core/tasks/tasks.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

Result<Decision<v1::Task>> taskAnswer(Result<Decision<Task>> decided) {
  FLOTILLA_TRY(Decision<Task> decision, std::move(decided));
  return Decision<v1::Task>{wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact)};
}

}  // namespace

void registerTaskHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListTasksRequest, v1::ListTasksResponse>(
      "flotilla.v1.TaskService/ListTasks",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListTasksResponse> {
        FLOTILLA_TRY(auto page, pageOf(seenTasks(plane.fleet.state(), caller), request.options(), taskFields()));
        v1::ListTasksResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_tasks(); });
      });
  dispatcher.change<v1::OpenTaskRequest, v1::Task>(
      "flotilla.v1.TaskService/OpenTask",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Task>> {
        FLOTILLA_TRY(const NewTask wanted, wire::fromProto(request));
        return taskAnswer(openTask(plane.fleet.state(), wanted, caller, plane.clock.now()));
      });
  dispatcher.change<v1::EditTaskRequest, v1::Task>(
      "flotilla.v1.TaskService/EditTask",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Task>> {
        FLOTILLA_TRY(const TaskChange change, wire::fromProto(request));
        return taskAnswer(editTask(plane.fleet.state(), change, caller, plane.clock.now()));
      });
}

}  // namespace flotilla::controlplane
