// What operators can ask and say about tasks, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <optional>
#include <string>

#include "models/domain/page.h"
#include "models/domain/task.h"

namespace flotilla {

struct NewTask {
  std::string title;
  std::string why = {};
  std::string about = {};  // "incident/INC-2"; of an incident or a run: one that is there
  RegionName region = {};  // without something that it is about: where; empty = the fleet
  TaskPriority priority = TaskPriority::Normal;
  std::string owner = {};
  TimePoint due{};  // zero: in a week
};

// Only what is set changes; an empty owner means nobody.
struct TaskChange {
  TaskId id = {};
  std::optional<TaskPriority> priority = {};
  std::optional<std::string> owner = {};
  std::optional<TimePoint> due = {};
  std::optional<TaskState> state = {};
  std::string reason = {};  // of dropping it
};

class TaskApi {
 public:
  virtual ~TaskApi() = default;
  // Those that are open first, what is due first of these; then the newest.
  virtual void listTasks(const ListQuery& query, Done<Page<Task>> done) = 0;
  virtual void openTask(const NewTask& task, Done<Task> done) = 0;
  virtual void editTask(const TaskChange& change, Done<Task> done) = 0;
};

}  // namespace flotilla
