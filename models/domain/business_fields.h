// What lists of business indicators can be filtered and sorted by. Thread: pure functions.
#pragma once

#include <vector>

#include "models/domain/business_api.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& businessFields();
SelectorValues valuesOf(const BusinessStanding& standing);  // of one that outlives it

}  // namespace flotilla
