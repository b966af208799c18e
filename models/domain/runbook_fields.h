// What the list of runbooks can be filtered and sorted by; see list_fields.h. Thread: pure functions.
#pragma once

#include "models/domain/runbook_api.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& runbookFields();
SelectorValues valuesOf(const RunbookSummary& runbook);

}  // namespace flotilla
