// Notifier plugin "smtp": a mail per message. Settings: url (smtp://, which must offer STARTTLS, or smtps://), from, to
// (several with commas), user, ca_file, timeout, tls (none: in the clear, only to this machine); secret: password_file.
#include <algorithm>
#include <random>
#include <string>

#include "plugins/net/entry.h"
#include "plugins/notifier-smtp/mime.h"

namespace flotilla::notifier {
namespace {

constexpr std::size_t kMaxRecipients = 50;

std::string uniqueText() {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";
  std::random_device chance;
  std::string out;
  for (int i = 0; i < 26; ++i) out += kDigits[chance() % kDigits.size()];
  return out;
}

class Smtp {
 public:
  bool open(const plugin::NotifierSettings& given, plugin::NotifierComplaint& complaint) {
    Settings settings(given, {"url", "from", "to", "user", "ca_file", "timeout", "tls"}, {"password"}, complaint);
    server_.url = serverUrl(settings, "url", {"smtp", "smtps"}, "smtp://mail.example.org:587");
    readMailboxes(settings);
    readAccount(settings);
    server_.caFile = settings.certificates("ca_file");
    timeout_ = settings.seconds("timeout", std::chrono::seconds(30));
    return settings.good();
  }

  Outcome send(const plugin::NotifierMessage& message, std::chrono::milliseconds deadline, const Cancelled& cancelled) {
    MailWords words{from_,
                    to_,
                    message.title,
                    message.body,
                    std::string_view(message.severity) == "page",
                    std::chrono::system_clock::now(),
                    uniqueText()};
    return sendMail(server_, {from_, to_, mimeOf(words)}, std::min(deadline, timeout_), cancelled);
  }

 private:
  void readMailboxes(Settings& settings) {
    from_ = settings.needed("from", "for example flotilla@example.org");
    if (!from_.empty() && !isMailAddress(from_))
      settings.refuse("from", "from is no mail address", "for example flotilla@example.org");
    if (settings.needed("to", "for example oncall@example.org").empty()) return;
    to_ = settings.list("to");
    if (to_.size() > kMaxRecipients) settings.refuse("to", "to has more than 50 addresses", "use a mailing list");
    for (const std::string& address : to_)
      if (!isMailAddress(address))
        settings.refuse("to", "\"" + address.substr(0, 100) + "\" is no mail address",
                        "for example oncall@example.org");
  }

  void readAccount(Settings& settings) {
    server_.user = settings.plain("user");
    server_.password = settings.secret("password");
    if (server_.user.empty() && !server_.password.empty())
      settings.refuse("user", "there is a password, and no user", "name the user, or leave password_file out");
    if (!server_.user.empty() && server_.password.empty())
      settings.refuse("password", "there is a user, and no password", "write it into a file: password_file");
    const std::string tls = settings.plain("tls");
    server_.encrypted = tls != "none";
    if (!tls.empty() && tls != "none" && tls != "required")
      settings.refuse("tls", "tls is neither required nor none", "leave it out: then it is required");
    if (!server_.encrypted && !server_.url.isLocal())
      settings.refuse("tls", "tls: none is only for a mail server on this machine", "leave it out");
    if (!server_.encrypted && server_.url.scheme == "smtps")
      settings.refuse("tls", "smtps:// and tls: none contradict each other", "use smtp://");
  }

  MailServer server_;
  std::string from_;
  std::vector<std::string> to_;
  std::chrono::milliseconds timeout_{};
};

}  // namespace
}  // namespace flotilla::notifier

FLOTILLA_NOTIFIER_PLUGIN(flotilla::notifier::Smtp)
