// What the list of incidents can be filtered and sorted by; see list_fields.h. Thread: pure functions.
#pragma once

#include "models/domain/incident.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& incidentFields();
SelectorValues valuesOf(const Incident& incident);

}  // namespace flotilla
