// A port of 127.0.0.1 that somebody else listens on. Thread: any. Lifetime: the port is free again afterwards.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flotilla::test {

class TakenPort {
 public:
  // 0 = any free one. port() is 0 if that failed; somebody else may have the port already.
  explicit TakenPort(int wanted = 0) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(wanted));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const int yes = 1;
    ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    const bool listens = ::bind(descriptor_, generic, size) == 0 && ::listen(descriptor_, 1) == 0;
    if (listens && ::getsockname(descriptor_, generic, &size) == 0) port_ = ntohs(address.sin_port);
  }
  ~TakenPort() { ::close(descriptor_); }
  TakenPort(const TakenPort&) = delete;
  TakenPort& operator=(const TakenPort&) = delete;
  int port() const { return port_; }

 private:
  int descriptor_;
  int port_ = 0;
};

}  // namespace flotilla::test
