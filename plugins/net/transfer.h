// One conversation with a server by libcurl, over HTTP or SMTP: bounded in time and in what it takes, with verified
// certificates, and without the proxies and user files that libcurl would look for by itself. Thread: each call on one
// thread, blocking; Cancel from any. Lifetime: the flag outlives the call.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/api/notifier.h"
#include "plugins/net/settings.h"

namespace flotilla::notifier {

using Cancelled = std::atomic<bool>;

struct Outcome {
  plugin::Delivery delivery = plugin::Delivery::Refused;
  std::string why = {};  // a sentence without secrets, unless the server said them
};

// Copies the outcome's words into the complaint.
plugin::Delivery conclude(const Outcome& outcome, plugin::NotifierComplaint& complaint);

struct ServerUrl {
  std::string text;
  std::string scheme;
  std::string host;
  bool isLocal() const;  // localhost, 127.0.0.0/8 or ::1
};
// The setting as an address with one of `schemes`, a host, and neither user, password nor fragment.
ServerUrl serverUrl(Settings& settings, std::string_view name, const std::vector<std::string>& schemes,
                    const std::string& example);

struct HttpPost {
  ServerUrl url;
  std::string caFile = {};         // empty: the system's authorities
  std::string authorization = {};  // value of the header; empty = none
};
// Sends JSON. 2xx is success whatever follows; 408, 429 and 5xx may pass; everything else, redirects too, is final.
Outcome post(const HttpPost& server, std::string_view json, std::chrono::milliseconds deadline,
             const Cancelled& cancelled);

struct MailServer {
  ServerUrl url;
  bool encrypted = true;  // TLS from the start or by STARTTLS, or no mail
  std::string caFile = {};
  std::string user = {};
  std::string password = {};
};
struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string content;  // complete, with CRLF
};
Outcome sendMail(const MailServer& server, const Mail& mail, std::chrono::milliseconds deadline,
                 const Cancelled& cancelled);

}  // namespace flotilla::notifier
