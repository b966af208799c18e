// The past under other rules: what operators ask of it and what it says. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/alert_history.h"

namespace flotilla {

struct ReplayQuery {
  TimePoint from{}, to{};
  std::string fleet = {};     // a declaration of which the objectives count; empty = those that are declared
  std::string alerting = {};  // an alerting document; empty = the one that counts
};

struct ReplayedAlert {
  AlertId alert;
  Labels labels;
  bool fires = false;  // or it has just resolved
};

// What would have been sent to a receiver.
struct ReplayedMessage {
  TimePoint at{};
  std::string receiver;
  std::string onCall;  // who has the turn; empty = no rotation
  std::string reason;  // first, new_in_group, ...
  Labels labels;       // of the group
  std::vector<ReplayedAlert> alerts;
};

struct ReplayReport {
  std::vector<ReplayedMessage> messages;  // the first 2,000
  std::vector<AlertFiring> firings;       // the first 5,000
  std::uint32_t totalMessages = 0, totalFirings = 0;
};

}  // namespace flotilla
