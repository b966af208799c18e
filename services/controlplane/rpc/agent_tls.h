// TLS of the gRPC listeners: who may connect, checked at the handshake, and how a certificate change is taken up while
// running. Thread: any. Lifetime: outlives the servers made with it.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <functional>
#include <memory>
#include <string>

#include "models/domain/result.h"

namespace flotilla::controlplane {

struct ServerTls {
  std::string certificatePem;  // chain, leaf first, CA last
  std::string keyPem;
  std::string caPem;
};

// Server-only TLS (operators, enrolment).
std::shared_ptr<grpc::ServerCredentials> serverCredentials(const ServerTls& tls);
// Mutual TLS (agents): a client certificate of our CA is required. `admit` is asked with the peer's certificate at
// every handshake.
std::shared_ptr<grpc::ServerCredentials> agentCredentials(const ServerTls& tls,
                                                          std::function<Status(const std::string& pem)> admit);

}  // namespace flotilla::controlplane
