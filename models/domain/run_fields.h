// What the list of runs can be filtered and sorted by; see list_fields.h. Thread: pure functions.
#pragma once

#include "models/domain/run.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& runFields();
SelectorValues valuesOf(const Run& run);

}  // namespace flotilla
