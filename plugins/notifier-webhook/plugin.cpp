// Notifier plugin "webhook": Alertmanager's webhook message to one address.
// Settings: url (or url_file, where the address itself is the secret), ca_file, timeout; secret: authorization_file,
// whose content is the value of the header.
#include <algorithm>

#include "plugins/net/entry.h"

namespace flotilla::notifier {
namespace {

class Webhook {
 public:
  bool open(const plugin::NotifierSettings& given, plugin::NotifierComplaint& complaint) {
    Settings settings(given, {"url", "ca_file", "timeout"}, {"url", "authorization"}, complaint);
    server_.url = serverUrl(settings, "url", {"https", "http"}, "https://hooks.example.org/flotilla");
    server_.caFile = settings.certificates("ca_file");
    server_.authorization = settings.secret("authorization");
    timeout_ = settings.seconds("timeout", std::chrono::seconds(15));
    if (!server_.authorization.empty() && server_.url.scheme == "http" && !server_.url.isLocal())
      settings.refuse("url", "authorization would travel in the clear", "use https://");
    return settings.good();
  }

  Outcome send(const plugin::NotifierMessage& message, std::chrono::milliseconds deadline, const Cancelled& cancelled) {
    return post(server_, {message.json, message.jsonSize}, std::min(deadline, timeout_), cancelled);
  }

 private:
  HttpPost server_;
  std::chrono::milliseconds timeout_{};
};

}  // namespace
}  // namespace flotilla::notifier

FLOTILLA_NOTIFIER_PLUGIN(flotilla::notifier::Webhook)
