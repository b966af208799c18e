// What would have been told: recorded alerts under an Alerting that may be another one than at the time. The desk
// itself in virtual time. Pure. Thread: any.
#pragma once

#include <utility>
#include <vector>

#include "services/controlplane/core/alerts/alert_desk.h"

namespace flotilla::controlplane {

struct ReplayInput {
  // When something was said of an alert, in any order. Its end is when it ended or until when it was known to fire; a
  // missing one is resolveAfter later, unless it is said again.
  std::vector<std::pair<TimePoint, Alert>> alerts;
  Alerting alerting;
  std::vector<Silence> silences = {};
  std::vector<Acknowledgement> acknowledgements = {};
  std::size_t regions = 0;  // of the fleet; 0 = as many as the alerts name
  TimePoint until{};        // zero = an hour after the last word
};

// Every message is delivered at once. Errors: those of compileAlerting; too_long for more than 10,000,000 steps.
Result<std::vector<Notification>> replay(ReplayInput input);

}  // namespace flotilla::controlplane
