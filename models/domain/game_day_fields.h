// What the list of game days can be filtered and sorted by; see list_fields.h. Thread: pure functions.
#pragma once

#include "models/domain/game_day.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& gameDayFields();
SelectorValues valuesOf(const GameDay& gameDay);

}  // namespace flotilla
