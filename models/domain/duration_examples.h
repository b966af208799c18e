// What every help and every refusal shows about durations.
#pragma once

#include <string_view>

namespace flotilla {

inline constexpr std::string_view kDurationExamples = "30s, 10m, 2h or 7d";

}  // namespace flotilla
