// Something to be done after the matter itself is over: what an incident has taught, a runbook that fits the fleet no
// more. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

using TaskId = Id<struct TaskTag>;  // TASK-<n>

enum class TaskState { Open, Done, Dropped };
inline constexpr std::array<std::string_view, 3> kTaskStateNames{"open", "done", "dropped"};
constexpr std::string_view toText(TaskState state) {
  return kTaskStateNames[static_cast<std::size_t>(state)];
}

enum class TaskPriority { High, Normal, Low };
inline constexpr std::array<std::string_view, 3> kTaskPriorityNames{"high", "normal", "low"};
constexpr std::string_view toText(TaskPriority priority) {
  return kTaskPriorityNames[static_cast<std::size_t>(priority)];
}

struct Task {
  TaskId id;
  std::string title;  // what is to be done
  std::string why;    // may be empty, or have several lines
  std::string about;  // "incident/INC-2", "runbook/agents-offline", "alert/NodeOffline"; empty = the fleet
  RegionName region;  // empty = the fleet
  TaskPriority priority = TaskPriority::Normal;
  TaskState state = TaskState::Open;
  std::string owner = {};  // operator; empty = nobody yet
  std::string openedBy =
      {};  // operator; empty = the control plane, which ends it as well once it is not needed any more
  TimePoint openedAt{};
  TimePoint due{};
  std::string closedBy = {};  // empty = nobody, or the control plane
  TimePoint closedAt{};       // zero while it is open
  std::string reason = {};    // of its end
  friend bool operator==(const Task&, const Task&) = default;
};

inline constexpr Duration kTaskOfIncident = std::chrono::hours(24 * 7);  // until it is due, if nobody says when
inline constexpr std::size_t kMaxTaskTitle = 200;                        // characters
inline constexpr std::size_t kMaxTaskWhy = 4000;

}  // namespace flotilla
