// What the lists of alerts can be filtered and sorted by; see list_fields.h. Thread: pure functions. The values refer
// to the item.
#pragma once

#include "models/domain/alert_api.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& alertStatusFields();
const std::vector<SelectorField>& alertGroupFields();
const std::vector<SelectorField>& alertFiringFields();
const std::vector<SelectorField>& silenceFields();

SelectorValues valuesOf(const AlertStatus& status);
SelectorValues valuesOf(const AlertGroup& group);
SelectorValues valuesOf(const AlertFiring& firing);
SelectorValues valuesOf(const SilenceStatus& silence);

// "firing", "resolved", or "pending": it was announced and has not begun.
std::string_view stateOf(const AlertStatus& status);
// Empty if it has none.
std::string labelOf(const Labels& labels, std::string_view name);

}  // namespace flotilla
