// Lengths of time as people read them: what matters of an estimate. Thread: pure functions.
#pragma once

#include <string>

#include "models/domain/time.h"

namespace flotilla {

std::string briefText(Duration d);  // "47s", "5m 3s", "14m", "2h 5m", "1d 4h"

}  // namespace flotilla
