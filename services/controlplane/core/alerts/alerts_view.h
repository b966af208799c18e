// How all alerts stand, for whoever asks: made after every tick of the desk. Thread: values.
#pragma once

#include <vector>

#include "models/domain/alert.h"

namespace flotilla::controlplane {

struct AlertsView {
  TimePoint at{};
  std::vector<AlertStatus> alerts;  // that fire, and those that have resolved within a day; newest first
  std::vector<AlertGroup> groups;   // with at least one that fires
};

}  // namespace flotilla::controlplane
