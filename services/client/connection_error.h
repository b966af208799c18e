// Private to services/client: why nobody could be talked to, in words for people instead of those of gRPC, OpenSSL and
// c-ares. Thread: pure function.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

// Whom a client talks to: the socket of a control plane here, or HOST:PORT.
struct Target {
  std::string socketPath;
  std::string address;
};

// `raw` is what gRPC said about a connection that did not come about or was cut. The result is Unavailable with reason
// "unreachable"; its field is "server" or "ca" where that is what to look at.
Error connectionError(const Target& target, std::string_view raw);

// What people call the other side: "/data/operators.sock" or "host:7444".
std::string nameOf(const Target& target);

}  // namespace flotilla
