// What a group of alerts told a receiver last. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/alert.h"

namespace flotilla {

// The next decision starts from it. Written before anything else is sent to the same group: a crash in between repeats
// a message (at least once), and never loses one.
struct NotificationEntry {
  std::string groupKey;
  std::string receiver;
  std::vector<AlertId> firing = {};
  std::vector<AlertId> resolved = {};
  TimePoint firstAt{};  // of this series, which ends with all resolved; escalations count from it
  TimePoint at{};
  std::uint32_t escalations = 0;
  friend bool operator==(const NotificationEntry&, const NotificationEntry&) = default;
};

}  // namespace flotilla
