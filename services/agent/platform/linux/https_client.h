// One HTTPS GET at a time over libcurl: TLS 1.3 with a client certificate, our own CA only, no redirects, no proxy,
// HTTP/1.1. Thread: get() on one thread; wake() from any. Lifetime: outlives the get() that runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "models/domain/time.h"
#include "services/agent/platform/linux/http_answer.h"

namespace flotilla::agent {

// PEM text. `ca` is the only authority that is trusted.
struct TlsIdentity {
  std::string certificate;
  std::string key;
  std::string ca;
};

struct HttpsRequest {
  std::string url;
  TlsIdentity identity;
  std::uint64_t firstByte = 0;       // 0: no range request
  std::uint64_t bytesPerSecond = 0;  // at most; 0: as fast as it goes
  Duration connectTimeout{};
  Duration slowWindow{};  // under 1 KiB/s for this long ends the transfer
};

// What a transfer is fed to. An error ends the transfer and becomes its result.
class HttpsReceiver {
 public:
  virtual ~HttpsReceiver() = default;
  virtual Status onHead(const HttpHead& head) = 0;
  virtual Status onBody(std::string_view bytes) = 0;
};

class HttpsClient {
 public:
  HttpsClient();
  ~HttpsClient();
  HttpsClient(const HttpsClient&) = delete;
  HttpsClient& operator=(const HttpsClient&) = delete;

  // Ok when the answer came whole. Errors: the receiver's, V30_too_slow, source_unavailable for everything about the
  // connection. Ends at once, with any error, when `cancelled` is set and wake() called.
  Status get(const HttpsRequest& request, HttpsReceiver& receiver, const std::atomic<bool>& cancelled);
  void wake();

 private:
  struct Multi;
  std::unique_ptr<Multi> multi_;
};

}  // namespace flotilla::agent
