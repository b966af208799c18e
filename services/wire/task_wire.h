// Tasks and papers of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/paper_api.h"
#include "models/domain/task_api.h"
#include "services/proto/flotilla/v1/paper.pb.h"
#include "services/proto/flotilla/v1/task.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::Task toProto(const Task& task);
Result<Task> fromProto(const v1::Task& task);
v1::OpenTaskRequest toProto(const NewTask& task);
Result<NewTask> fromProto(const v1::OpenTaskRequest& request);
v1::EditTaskRequest toProto(const TaskChange& change);
Result<TaskChange> fromProto(const v1::EditTaskRequest& request);

v1::Paper toProto(const PaperText& paper);
PaperText fromProto(const v1::Paper& paper);
v1::PaperFormat toProto(PaperFormat format);
Result<PaperFormat> fromProto(v1::PaperFormat format);  // Markdown if unspecified
v1::GetReportRequest toProto(const ReportQuestion& question, PaperFormat format);
Result<ReportQuestion> fromProto(const v1::GetReportRequest& request);

}  // namespace flotilla::wire
