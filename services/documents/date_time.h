// Times as programs in Go write and read them: RFC 3339 with any offset and up to nine digits of a second. Our own
// documents take less (models/domain/time.h). Thread: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/domain/time.h"

namespace flotilla {

// Nothing for what is no time. Go's zero time is TimePoint{}. Digits below a microsecond are dropped.
std::optional<TimePoint> parseDateTime(std::string_view text);

// "2026-01-31T12:00:00.000Z"
std::string millisecondsText(TimePoint time);

}  // namespace flotilla
