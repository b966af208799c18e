// What is kept of alerts when they are over. Thread: values.
#pragma once

#include "models/domain/alert.h"

namespace flotilla {

// One firing of an alert, from when it began; the same alert may have many.
struct AlertFiring {
  AlertId alert;
  TimePoint began{};
  TimePoint ended{};  // zero: it still fires
  Labels labels = {};
  Labels annotations = {};  // the newest that it had
  std::string generatorUrl = {};
  bool hasEnded() const { return ended != TimePoint{}; }
  friend bool operator==(const AlertFiring&, const AlertFiring&) = default;
};

inline constexpr Duration kAlertHistoryKept = std::chrono::hours(24 * 90);

}  // namespace flotilla
