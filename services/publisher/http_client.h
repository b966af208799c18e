// HTTPS requests to one registry over one kept connection: TLS 1.3, trusting exactly the given CA, no proxies, no
// redirects. Thread: the owner's, blocking. Lifetime: a request's file outlives the call. Private to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "services/publisher/push.h"
#include "services/runtime/files.h"

namespace flotilla::publisher {

struct HttpAnswer {
  long status = 0;
  std::string location;  // empty if there is none
  std::string body;      // at most 64 KiB
};

class HttpClient {
 public:
  // Error Invalid/"bad_url" or "bad_ticket".
  static Result<std::unique_ptr<HttpClient>> open(const PushTarget& target);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // `path` starts with '/'. Any status is an answer. Errors: Unavailable/"registry_unreachable",
  // Unauthenticated/"registry_not_trusted".
  Result<HttpAnswer> send(std::string_view method, const std::string& path);
  // Streams the first `length` bytes of the file as the body.
  Result<HttpAnswer> upload(std::string_view method, const std::string& path, File& file, std::uint64_t length);

 private:
  struct State;
  explicit HttpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace flotilla::publisher
