#include "services/wire/task_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::TASK_STATE_DROPPED, TaskState::Dropped));
static_assert(sameEnum(v1::TASK_PRIORITY_LOW, TaskPriority::Low));
static_assert(sameEnum(v1::PAPER_FORMAT_JSON, PaperFormat::Json));
static_assert(sameEnum(v1::REPORT_PERIOD_MONTH, ReportPeriod::Month));

}  // namespace

v1::Task toProto(const Task& task) {
  v1::Task out;
  out.set_id(task.id.value);
  out.set_title(task.title);
  out.set_why(task.why);
  out.set_about(task.about);
  out.set_region(task.region.value);
  out.set_priority(writeEnum<v1::TaskPriority>(task.priority));
  out.set_state(writeEnum<v1::TaskState>(task.state));
  out.set_owner(task.owner);
  out.set_opened_by(task.openedBy);
  putTime(out, &v1::Task::mutable_opened_at, task.openedAt);
  putTime(out, &v1::Task::mutable_due, task.due);
  out.set_closed_by(task.closedBy);
  putTime(out, &v1::Task::mutable_closed_at, task.closedAt);
  out.set_reason(task.reason);
  return out;
}

Result<Task> fromProto(const v1::Task& task) {
  Task out;
  out.id = TaskId(task.id());
  out.title = task.title();
  out.why = task.why();
  out.about = task.about();
  out.region = RegionName(task.region());
  FLOTILLA_TRY(out.priority, readEnum(task.priority(), TaskPriority::Low, "priority"));
  FLOTILLA_TRY(out.state, readEnum(task.state(), TaskState::Dropped, "state"));
  out.owner = task.owner();
  out.openedBy = task.opened_by();
  out.openedAt = timeOf(task.has_opened_at(), task.opened_at());
  out.due = timeOf(task.has_due(), task.due());
  out.closedBy = task.closed_by();
  out.closedAt = timeOf(task.has_closed_at(), task.closed_at());
  out.reason = task.reason();
  return out;
}

v1::OpenTaskRequest toProto(const NewTask& task) {
  v1::OpenTaskRequest out;
  out.set_title(task.title);
  out.set_why(task.why);
  out.set_about(task.about);
  out.set_region(task.region.value);
  out.set_priority(writeEnum<v1::TaskPriority>(task.priority));
  out.set_owner(task.owner);
  putTime(out, &v1::OpenTaskRequest::mutable_due, task.due);
  return out;
}

Result<NewTask> fromProto(const v1::OpenTaskRequest& request) {
  NewTask out;
  out.title = request.title();
  out.why = request.why();
  out.about = request.about();
  out.region = RegionName(request.region());
  if (request.priority() != v1::TASK_PRIORITY_UNSPECIFIED) {
    FLOTILLA_TRY(out.priority, readEnum(request.priority(), TaskPriority::Low, "priority"));
  }
  out.owner = request.owner();
  out.due = timeOf(request.has_due(), request.due());
  return out;
}

v1::EditTaskRequest toProto(const TaskChange& change) {
  v1::EditTaskRequest out;
  out.set_id(change.id.value);
  if (change.priority) out.set_priority(writeEnum<v1::TaskPriority>(*change.priority));
  if (change.owner) out.set_owner(*change.owner);
  if (change.due) *out.mutable_due() = toProto(*change.due);
  if (change.state) out.set_state(writeEnum<v1::TaskState>(*change.state));
  out.set_reason(change.reason);
  return out;
}

Result<TaskChange> fromProto(const v1::EditTaskRequest& request) {
  TaskChange out;
  out.id = TaskId(request.id());
  if (request.priority() != v1::TASK_PRIORITY_UNSPECIFIED) {
    FLOTILLA_TRY(out.priority, readEnum(request.priority(), TaskPriority::Low, "priority"));
  }
  if (request.has_owner()) out.owner = request.owner();
  if (request.has_due()) out.due = fromProto(request.due());
  if (request.state() != v1::TASK_STATE_UNSPECIFIED) {
    FLOTILLA_TRY(out.state, readEnum(request.state(), TaskState::Dropped, "state"));
  }
  out.reason = request.reason();
  return out;
}

v1::Paper toProto(const PaperText& paper) {
  v1::Paper out;
  out.set_text(paper.text);
  out.set_media_type(paper.mediaType);
  out.set_file_name(paper.fileName);
  return out;
}

PaperText fromProto(const v1::Paper& paper) {
  return {paper.text(), paper.media_type(), paper.file_name()};
}

v1::PaperFormat toProto(PaperFormat format) {
  return writeEnum<v1::PaperFormat>(format);
}

Result<PaperFormat> fromProto(v1::PaperFormat format) {
  if (format == v1::PAPER_FORMAT_UNSPECIFIED) return PaperFormat::Markdown;
  return readEnum(format, PaperFormat::Json, "format");
}

v1::GetReportRequest toProto(const ReportQuestion& question, PaperFormat format) {
  v1::GetReportRequest out;
  out.set_period(writeEnum<v1::ReportPeriod>(question.period));
  putTime(out, &v1::GetReportRequest::mutable_before, question.before);
  out.set_format(toProto(format));
  return out;
}

Result<ReportQuestion> fromProto(const v1::GetReportRequest& request) {
  ReportQuestion out;
  if (request.period() != v1::REPORT_PERIOD_UNSPECIFIED) {
    FLOTILLA_TRY(out.period, readEnum(request.period(), ReportPeriod::Month, "period"));
  }
  out.before = timeOf(request.has_before(), request.before());
  return out;
}

}  // namespace flotilla::wire
