#include "models/domain/task_fields.h"

namespace flotilla {

const std::vector<SelectorField>& taskFields() {
  static const std::vector<SelectorField> kFields{
      {"id", SelectorKind::Text, "Its name, for example TASK-7."},
      {"title", SelectorKind::Text, "What is to be done."},
      {"about", SelectorKind::Text, "What it is about, for example incident/INC-2."},
      {"region", SelectorKind::Text, "Where; empty for the fleet."},
      {"state", SelectorKind::Word, "Whether it is still to be done.", selectorWords(kTaskStateNames)},
      {"priority", SelectorKind::Word, "How much it matters.", selectorWords(kTaskPriorityNames)},
      {"owner", SelectorKind::Text, "Who does it; empty for nobody yet."},
      {"due", SelectorKind::Time, "By when."},
      {"opened_at", SelectorKind::Time, "Since when."}};
  return kFields;
}

SelectorValues valuesOf(const Task& task) {
  return [&task](std::string_view field) -> std::vector<SelectorValue> {
    if (field == "state") return {std::string(toText(task.state))};
    if (field == "priority") return {std::string(toText(task.priority))};
    if (field == "due") return {task.due};
    if (field == "opened_at") return {task.openedAt};
    if (field == "id") return {task.id.value};
    if (field == "title") return {task.title};
    if (field == "about") return {task.about};
    if (field == "region") return {task.region.value};
    return {task.owner};
  };
}

}  // namespace flotilla
