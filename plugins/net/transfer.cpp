#include "plugins/net/transfer.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

namespace flotilla::notifier {
namespace {

using plugin::Delivery;

constexpr std::size_t kMaxAnswer = 64 * 1024;  // bytes; what comes after is not read
constexpr std::size_t kMaxHeader = 64 * 1024;  // bytes of all lines together
constexpr std::size_t kMaxExcerpt = 200;       // bytes of an answer in a complaint
constexpr std::size_t kMaxUrl = 2 * 1024;

struct FreeCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeCurl>;

void append(List& list, const std::string& line) {
  if (curl_slist* const longer = curl_slist_append(list.get(), line.c_str())) {
    list.release();
    list.reset(longer);
  }
}

// A handle with the rules that hold for every server, and what has come so far.
class Transfer {
 public:
  Transfer(const ServerUrl& url, const std::string& caFile, std::chrono::milliseconds deadline,
           const Cancelled& cancelled);
  CURL* handle() const { return handle_.get(); }
  CURLcode run();
  long status() const;
  const std::string& answer() const { return answer_; }
  const char* detail() const { return detail_.data(); }

 private:
  static std::size_t keepAnswer(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t countHeader(char* data, std::size_t size, std::size_t count, void* self);
  static int watch(void* cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  std::unique_ptr<CURL, FreeCurl> handle_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  std::string answer_;
  std::size_t header_ = 0;
};

Transfer::Transfer(const ServerUrl& url, const std::string& caFile, std::chrono::milliseconds deadline,
                   const Cancelled& cancelled) {
  static std::once_flag initialised;
  std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  handle_.reset(curl_easy_init());
  CURL* const curl = handle_.get();
  if (curl == nullptr) return;
  curl_easy_setopt(curl, CURLOPT_URL, url.text.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, url.scheme.c_str());
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NETRC, CURL_NETRC_IGNORED);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!caFile.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, caFile.c_str());
  if (!caFile.empty()) curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail_.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::keepAnswer);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Transfer::countHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Transfer::watch);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &cancelled);
}

CURLcode Transfer::run() {
  return handle_ ? curl_easy_perform(handle_.get()) : CURLE_FAILED_INIT;
}

long Transfer::status() const {
  long status = 0;
  if (handle_) curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::size_t Transfer::keepAnswer(char* data, std::size_t size, std::size_t count, void* self) {
  std::string& answer = static_cast<Transfer*>(self)->answer_;
  if (answer.size() + size * count > kMaxAnswer) return 0;
  answer.append(data, size * count);
  return size * count;
}

std::size_t Transfer::countHeader(char*, std::size_t size, std::size_t count, void* self) {
  std::size_t& header = static_cast<Transfer*>(self)->header_;
  header += size * count;
  return header > kMaxHeader ? 0 : size * count;
}

int Transfer::watch(void* cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const Cancelled*>(cancelled)->load() ? 1 : 0;
}

// The words of an answer, on one line.
std::string excerpt(const std::string& answer) {
  std::string out = answer.substr(0, kMaxExcerpt);
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, ' ');
  return out.find_first_not_of(' ') == std::string::npos ? std::string() : ": " + out;
}

Outcome failure(CURLcode code, const Transfer& transfer, const std::string& host, const Cancelled& cancelled) {
  if (cancelled) return {Delivery::TryAgain, "cancelled"};
  const std::string detail = *transfer.detail() != '\0' ? transfer.detail() : curl_easy_strerror(code);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {Delivery::TryAgain, host + " did not answer in time"};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {Delivery::Refused,
              "the certificate of " + host + " is not good: " + detail + " (name its authority in ca_file)"};
    case CURLE_SSL_CACERT_BADFILE:
      return {Delivery::Refused, "ca_file cannot be used: " + detail};
    case CURLE_USE_SSL_FAILED:
      return {Delivery::Refused, host + " offers no STARTTLS (use smtps://, or tls: none for this machine)"};
    case CURLE_LOGIN_DENIED:
      return {Delivery::Refused, host + " does not accept user and password"};
    case CURLE_WRITE_ERROR:
      return {Delivery::Refused, host + " answers more than it should"};
    default:
      return {Delivery::TryAgain, host + ": " + detail};
  }
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK || text == nullptr) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

struct Upload {
  std::string_view rest;
};
std::size_t readUpload(char* out, std::size_t size, std::size_t count, void* context) {
  auto& rest = static_cast<Upload*>(context)->rest;
  const std::size_t taken = rest.copy(out, size * count);
  rest.remove_prefix(taken);
  return taken;
}

}  // namespace

Delivery conclude(const Outcome& outcome, plugin::NotifierComplaint& complaint) {
  if (outcome.delivery != Delivery::Taken)
    plugin::refuse(complaint.why, outcome.delivery == Delivery::TryAgain ? "not_reached" : "not_taken",
                   outcome.why.c_str());
  return outcome.delivery;
}

bool ServerUrl::isLocal() const {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

ServerUrl serverUrl(Settings& settings, std::string_view name, const std::vector<std::string>& schemes,
                    const std::string& example) {
  ServerUrl out;
  out.text = settings.needed(name, "for example " + example);
  if (out.text.empty()) return out;
  const std::unique_ptr<CURLU, FreeCurl> url(curl_url());
  const bool parsed = url && out.text.size() <= kMaxUrl && out.text.find_first_of(" \t") == std::string::npos &&
                      out.text.find(":///") == std::string::npos &&  // libcurl would take the path for the host
                      curl_url_set(url.get(), CURLUPART_URL, out.text.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  if (parsed) out.scheme = part(url.get(), CURLUPART_SCHEME);
  if (parsed) out.host = part(url.get(), CURLUPART_HOST);
  if (out.host.empty() || std::find(schemes.begin(), schemes.end(), out.scheme) == schemes.end()) {
    std::string known;
    for (const std::string& scheme : schemes) known += (known.empty() ? "" : " or ") + scheme + "://";
    settings.refuse(name, std::string(name) + " is no address that begins with " + known, "for example " + example);
  } else if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) {
    settings.refuse(name, std::string(name) + " holds a user or a password", "a secret goes into a file of its own");
  } else if (!part(url.get(), CURLUPART_FRAGMENT).empty()) {
    settings.refuse(name, std::string(name) + " ends in #, which no server sees", "leave that part out");
  }
  return out;
}

Outcome post(const HttpPost& server, std::string_view json, std::chrono::milliseconds deadline,
             const Cancelled& cancelled) {
  Transfer transfer(server.url, server.caFile, deadline, cancelled);
  CURL* const curl = transfer.handle();
  if (curl == nullptr) return {Delivery::TryAgain, "libcurl cannot start"};
  List headers;
  append(headers, "Content-Type: application/json");
  append(headers, "User-Agent: Flotilla");
  append(headers, "Expect:");
  if (!server.authorization.empty()) append(headers, "Authorization: " + server.authorization);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  const CURLcode code = transfer.run();
  const long status = transfer.status();
  // Once the server has said that it took the message, its further words change nothing.
  if (status >= 200 && status < 300) return {Delivery::Taken, {}};
  if (code != CURLE_OK && (status == 0 || code != CURLE_WRITE_ERROR))
    return failure(code, transfer, server.url.host, cancelled);
  const bool mayPass = status == 408 || status == 429 || status >= 500;
  return {mayPass ? Delivery::TryAgain : Delivery::Refused,
          server.url.host + " answered " + std::to_string(status) + excerpt(transfer.answer())};
}

Outcome sendMail(const MailServer& server, const Mail& mail, std::chrono::milliseconds deadline,
                 const Cancelled& cancelled) {
  Transfer transfer(server.url, server.caFile, deadline, cancelled);
  CURL* const curl = transfer.handle();
  if (curl == nullptr) return {Delivery::TryAgain, "libcurl cannot start"};
  List recipients;
  for (const std::string& address : mail.to) append(recipients, "<" + address + ">");
  const std::string sender = "<" + mail.from + ">";
  Upload upload{mail.content};
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(server.encrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  // A mailbox that is gone does not keep the message from the others.
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  if (!server.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &readUpload);
  curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
  const CURLcode code = transfer.run();
  if (code == CURLE_OK) return {Delivery::Taken, {}};
  // 5xx of SMTP is for good, 4xx for now.
  const long status = transfer.status();
  if (status >= 500 && code != CURLE_LOGIN_DENIED && code != CURLE_USE_SSL_FAILED && !cancelled)
    return {Delivery::Refused, server.url.host + " refused the mail with " + std::to_string(status)};
  return failure(code, transfer, server.url.host, cancelled);
}

}  // namespace flotilla::notifier
