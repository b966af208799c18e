// What follows from a tick of the alert desk, for whoever has a store and a gateway. Thread: values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/controlplane/core/alerts/notification.h"

namespace flotilla::controlplane {

struct DueMessage {
  Notification notification;
  TimePoint deadline{};  // for the gateway
};

struct DeskTick {
  std::vector<DueMessage> due;                                 // to send; each is answered by delivered() or failed()
  std::vector<NotificationEntry> entries;                      // to store, although nothing is sent
  std::vector<std::pair<std::string, std::string>> forgotten;  // group key and receiver of entries to remove
  // For the history. What ended has its end in endsAt; what began says in endsAt until when it fires if nothing is
  // heard of it. `updatedAt` tells them apart: it is before the end of what fires.
  std::vector<Alert> began, ended;
};

}  // namespace flotilla::controlplane
