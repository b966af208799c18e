#include "services/agent/platform/linux/https_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <thread>

namespace flotilla::agent {
namespace {

constexpr std::size_t kMaxHead = 64 << 10;  // bytes of all header lines together
constexpr long kSlowBytesPerSecond = 1024;  // V30
constexpr int kPollMilliseconds = 1000;
constexpr std::chrono::milliseconds kPaceStep{20};  // so soon a limited transfer sees that it is cancelled

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

struct Transfer {
  Transfer(HttpsReceiver& to, std::uint64_t most, const std::atomic<bool>& end)
      : receiver(to), bytesPerSecond(most), cancelled(end) {}
  HttpsReceiver& receiver;
  const std::uint64_t bytesPerSecond;  // 0: as fast as it goes
  const std::atomic<bool>& cancelled;
  std::uint64_t bodyBytes = 0;
  std::chrono::steady_clock::time_point bodyBegan{};
  HttpHead head;
  std::size_t headBytes = 0;
  std::optional<Error> failure;
  std::array<char, CURL_ERROR_SIZE> message{};

  bool accept(const Status& status) {
    if (!status) failure = status.error();
    return status.ok();
  }

  // Waits until the limit allows all that came. libcurl's own limit lets small files through at once. False: cancelled.
  bool pace(std::size_t size) {
    using std::chrono::steady_clock;
    if (bytesPerSecond == 0) return true;
    if (bodyBytes == 0) bodyBegan = steady_clock::now();
    bodyBytes += size;
    const auto due = bodyBegan + std::chrono::milliseconds(bodyBytes * 1000 / bytesPerSecond);
    for (auto now = steady_clock::now(); now < due; now = steady_clock::now()) {
      if (cancelled.load()) return false;
      std::this_thread::sleep_for(std::min<steady_clock::duration>(kPaceStep, due - now));
    }
    return true;
  }
};

// libcurl takes any other return value than `size` as "end the transfer".
std::size_t onHeader(char* data, std::size_t, std::size_t size, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  transfer.headBytes += size;
  if (transfer.headBytes > kMaxHead) {
    transfer.failure = sourceUnavailable("the source sent an endless head");
    return 0;
  }
  std::string_view line(data, size);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (!line.empty()) {
    readHeadLine(transfer.head, line);
    return size;
  }
  const bool interim = transfer.head.status >= 100 && transfer.head.status < 200;
  return interim || transfer.accept(transfer.receiver.onHead(transfer.head)) ? size : 0;
}

std::size_t onData(char* data, std::size_t, std::size_t size, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  return transfer.accept(transfer.receiver.onBody({data, size})) && transfer.pace(size) ? size : 0;
}

curl_blob blobOf(const std::string& text) {
  return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};
}

void setTls(CURL* easy, const TlsIdentity& identity) {
  curl_blob certificate = blobOf(identity.certificate);
  curl_blob key = blobOf(identity.key);
  curl_blob ca = blobOf(identity.ca);
  curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate);
  curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM");
  curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
  curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM");
  curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
  // Without this the system's folder of authorities would be trusted beside ours.
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
}

void setBounds(CURL* easy, const HttpsRequest& request) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // A connection is never reused, so a renewed certificate counts from the next request on.
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  // Cancelling does not wait for a name server that does not answer.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  const auto connect = std::chrono::duration_cast<milliseconds>(request.connectTimeout).count();
  const auto slow = std::chrono::ceil<seconds>(request.slowWindow).count();
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(slow));
}

void setTransfer(CURL* easy, const HttpsRequest& request, Transfer& transfer) {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  if (request.firstByte > 0) curl_easy_setopt(easy, CURLOPT_RANGE, (std::to_string(request.firstByte) + "-").c_str());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.message.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &onHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &onData);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
}

Status outcome(CURL* easy, CURLcode code, const Transfer& transfer) {
  if (transfer.failure) return *transfer.failure;
  if (code == CURLE_OK) return okStatus();
  const std::string message = transfer.message[0] != '\0' ? transfer.message.data() : curl_easy_strerror(code);
  curl_off_t handshakeDone = 0;
  curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &handshakeDone);
  if (code == CURLE_OPERATION_TIMEDOUT && handshakeDone > 0)
    return Error{ErrorCode::Unavailable, "V30_too_slow", message};
  return sourceUnavailable(message);
}

}  // namespace

struct HttpsClient::Multi {
  // libcurl wants its global state made once, before other threads use it.
  Multi() {
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    handle = global == CURLE_OK ? curl_multi_init() : nullptr;
  }
  ~Multi() { curl_multi_cleanup(handle); }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  // The result of the one transfer, or nullopt if it was cancelled.
  std::optional<CURLcode> run(CURL* easy, const std::atomic<bool>& cancelled) const {
    curl_multi_add_handle(handle, easy);
    const auto result = drive(cancelled);
    curl_multi_remove_handle(handle, easy);
    return result;
  }

  CURLM* handle = nullptr;

 private:
  std::optional<CURLcode> drive(const std::atomic<bool>& cancelled) const {
    int running = 1;
    while (!cancelled.load()) {
      if (curl_multi_perform(handle, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      int left = 0;
      if (const CURLMsg* message = curl_multi_info_read(handle, &left)) return message->data.result;
      if (curl_multi_poll(handle, nullptr, 0, kPollMilliseconds, nullptr) != CURLM_OK) return CURLE_FAILED_INIT;
    }
    return std::nullopt;
  }
};

HttpsClient::HttpsClient() : multi_(std::make_unique<Multi>()) {}
HttpsClient::~HttpsClient() = default;

void HttpsClient::wake() {
  if (multi_->handle) curl_multi_wakeup(multi_->handle);
}

Status HttpsClient::get(const HttpsRequest& request, HttpsReceiver& receiver, const std::atomic<bool>& cancelled) {
  const Easy easy(curl_easy_init());
  if (!easy || !multi_->handle) return sourceUnavailable("libcurl cannot be used");
  Transfer transfer(receiver, request.bytesPerSecond, cancelled);
  setTls(easy.get(), request.identity);
  setBounds(easy.get(), request);
  setTransfer(easy.get(), request, transfer);
  const auto code = multi_->run(easy.get(), cancelled);
  if (!code) return sourceUnavailable("the download was cancelled");
  return outcome(easy.get(), *code, transfer);
}

}  // namespace flotilla::agent
