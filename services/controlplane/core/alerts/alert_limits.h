// What is taken from others who raise alerts, and what is refused. Pure. Thread: any.
#pragma once

#include <string>

#include "models/domain/alert.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxAlertsOfOthers = 10'000;
inline constexpr std::size_t kMaxAlertLabels = 64;
inline constexpr std::size_t kMaxAnnotationValue = 8192;  // bytes
inline constexpr std::size_t kMaxGeneratorUrl = 2048;     // bytes

// Labels with an empty value are as missing and leave. A missing start is `now`, or the end if that is earlier; a
// missing end is now + resolveAfter; a start in the future is now. Errors name `<field>.labels.region` and so on:
// no_labels, too_many, too_long, no_name, bad_text, bad_times.
Result<Alert> takenAlert(Alert alert, const std::string& field, TimePoint now, Duration resolveAfter);

}  // namespace flotilla::controlplane
