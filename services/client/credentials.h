// Private to services/client: as whom calls are made, which a log-in changes while the client lives. Thread: any.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

namespace flotilla {

class Credentials {
 public:
  // `token` is that of a session or of a program; empty = nobody, as on the local socket.
  explicit Credentials(std::string token) : token_(std::move(token)) {}

  std::string token() const {
    const std::lock_guard lock(mutex_);
    return token_;
  }
  void use(std::string token) {
    const std::lock_guard lock(mutex_);
    token_ = std::move(token);
  }

  // Anything else in a metadata value would end the program inside gRPC.
  static bool canBeSent(const std::string& token) {
    return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  }

 private:
  mutable std::mutex mutex_;
  std::string token_;
};

}  // namespace flotilla
