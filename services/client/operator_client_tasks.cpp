#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/task_wire.h"

namespace flotilla {
namespace {

constexpr auto kTaskFromWire = [](const v1::Task& message) { return wire::fromProto(message); };
constexpr auto kPaperFromWire = [](const v1::Paper& message) -> Result<PaperText> { return wire::fromProto(message); };

}  // namespace

void OperatorClient::listTasks(const ListQuery& query, Done<Page<Task>> done) {
  transport_->ask<v1::ListTasksResponse>(
      "TaskService/ListTasks", listRequest<v1::ListTasksRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListTasksResponse& answer) { return pageOf<Task>(answer.tasks(), answer.page(), kTaskFromWire); });
}

void OperatorClient::openTask(const NewTask& task, Done<Task> done) {
  transport_->ask<v1::Task>("TaskService/OpenTask", wire::toProto(task), std::move(done), kTaskFromWire);
}

void OperatorClient::editTask(const TaskChange& change, Done<Task> done) {
  transport_->ask<v1::Task>("TaskService/EditTask", wire::toProto(change), std::move(done), kTaskFromWire);
}

void OperatorClient::postmortem(const IncidentId& incident, PaperFormat format, Done<PaperText> done) {
  v1::GetPostmortemRequest request;
  request.set_incident(incident.value);
  request.set_format(wire::toProto(format));
  transport_->ask<v1::Paper>("PaperService/GetPostmortem", std::move(request), std::move(done), kPaperFromWire);
}

void OperatorClient::report(const ReportQuestion& question, PaperFormat format, Done<PaperText> done) {
  transport_->ask<v1::Paper>("PaperService/GetReport", wire::toProto(question, format), std::move(done),
                             kPaperFromWire);
}

}  // namespace flotilla
