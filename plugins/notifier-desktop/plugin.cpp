// Notifier plugin "desktop": a notification on the desktop of whoever runs flotillad, over the session bus
// (org.freedesktop.Notifications, version 1.2). Setting: timeout. A control plane that runs as a service has no
// session, and the plugin says so when it is declared.
#include <algorithm>
#include <string>

#include "plugins/net/entry.h"
#include "plugins/notifier-desktop/session_bus.h"

namespace flotilla::notifier {
namespace {

// The body of a notification is markup.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

class Desktop {
 public:
  bool open(const plugin::NotifierSettings& given, plugin::NotifierComplaint& complaint) {
    Settings settings(given, {"timeout"}, {}, complaint);
    timeout_ = settings.seconds("timeout", std::chrono::seconds(5));
    if (sessionBusAddress().empty())
      settings.refuse("kind", "the user of flotillad has no desktop session on this machine (no session bus)",
                      "start flotillad in a session, or use another kind of notifier");
    return settings.good();
  }

  Outcome send(const plugin::NotifierMessage& message, std::chrono::milliseconds deadline, const Cancelled& cancelled) {
    const bool critical = std::string_view(message.severity) == "page" && !message.resolved;
    return showNotification({message.title, escaped(message.body), critical}, std::min(deadline, timeout_), cancelled);
  }

 private:
  std::chrono::milliseconds timeout_{};
};

}  // namespace
}  // namespace flotilla::notifier

FLOTILLA_NOTIFIER_PLUGIN(flotilla::notifier::Desktop)
