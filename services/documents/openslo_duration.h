// The duration shorthand of OpenSLO: a whole number above 0 and one of m, h, d, w, M, Q, Y; it has no seconds. M, Q and
// Y are 30, 90 and 365 days, which is what they mean in a window that moves; a window of the calendar has no length
// here. Private to services/documents. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla::openslo {

// "30d", at most ten years. "0m" is refused like other text.
Result<Duration> parseShorthand(std::string_view text);

// "1h", "30d"; what is no number of minutes is rounded up to one.
std::string shorthand(Duration length);

}  // namespace flotilla::openslo
