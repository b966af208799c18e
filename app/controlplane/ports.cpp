#include "app/controlplane/ports.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace flotilla::controlplane {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

// Precondition: `host` is an IP address.
SocketAddress socketAddress(const std::string& host, std::uint16_t port) {
  SocketAddress out;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (::inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.size = sizeof(*v4);
    return out;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  ::inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  out.size = sizeof(*v6);
  return out;
}

// 0, or the errno of the refusal.
int tryToBind(const SocketAddress& address) {
  const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return errno;
  const int yes = 1;
  // Connections that are still closing do not count, as for the listeners themselves.
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0;
  const int code = bound ? 0 : errno;
  ::close(descriptor);
  return code;
}

Error cannotListen(int code, const std::string& host, const std::string& key, const std::string& port) {
  const auto refused = [&](const std::string& message, const std::string& fix) {
    return Error{ErrorCode::Unavailable, "cannot_listen", message, key, fix};
  };
  if (code == EADDRINUSE)
    return refused("port " + port + " is in use by another program",
                   "end that program, or choose another port: --set " + key + "=PORT");
  if (code == EACCES)
    return refused("no permission to listen on port " + port, "choose a port above 1023: --set " + key + "=PORT");
  if (code == EADDRNOTAVAIL)
    return {ErrorCode::Unavailable, "cannot_listen", "this computer does not have the address " + host,
            "listen.address", "write one of its own, 127.0.0.1, or 0.0.0.0 for all of them"};
  return refused("cannot listen on " + host + ", port " + port + ": " + std::strerror(code), {});
}

}  // namespace

const std::vector<std::string>& portKeys() {
  static const std::vector<std::string> keys{"listen.agents", "listen.operators", "listen.web", "listen.artifacts",
                                             "listen.enrolment"};
  return keys;
}

Status checkPortsFree(const Config& config) {
  const std::string& host = config.text("listen.address");
  for (const std::string& key : portKeys()) {
    const auto port = static_cast<std::uint16_t>(config.integer(key));
    if (const int code = tryToBind(socketAddress(host, port)); code != 0)
      return cannotListen(code, host, key, std::to_string(port));
  }
  return okStatus();
}

}  // namespace flotilla::controlplane
