// Asks the control plane for everything that fires and has resolved lately, page by page. Thread: GUI.
#pragma once

#include <vector>

#include "models/view/async.h"

namespace flotilla::view {

struct AlertsAnswer {
  std::vector<AlertGroup> groups;
  std::uint64_t total = 0;  // groups, also those that were too many to ask for
  std::vector<AlertStatus> resolved;
};

// Stops asking for groups once they hold `mostAlerts`. `done` is called once, while the guard lives. Lifetime: the api
// and the guard outlive the answer.
void askAlerts(OperatorApi& api, const Guard& guard, std::size_t mostAlerts, Done<AlertsAnswer> done);

}  // namespace flotilla::view
