// What the list of tasks can be filtered and sorted by; see list_fields.h. Thread: pure functions.
#pragma once

#include "models/domain/selector.h"
#include "models/domain/task.h"

namespace flotilla {

const std::vector<SelectorField>& taskFields();
SelectorValues valuesOf(const Task& task);

}  // namespace flotilla
