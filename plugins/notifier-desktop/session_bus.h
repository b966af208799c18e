// The session bus of the user that this process runs as, and the one call that is made there. Thread: each call on one
// thread, blocking at most until its deadline.
#pragma once

#include <chrono>
#include <string>

#include "plugins/net/transfer.h"

namespace flotilla::notifier {

// From DBUS_SESSION_BUS_ADDRESS or the runtime directory; empty if there is none. A bus is never started for it.
std::string sessionBusAddress();

struct DesktopNotification {
  std::string title;
  std::string body;  // markup
  bool critical = false;
};
Outcome showNotification(const DesktopNotification& notification, std::chrono::milliseconds deadline,
                         const Cancelled& cancelled);

}  // namespace flotilla::notifier
