// Starts the three gRPC listeners with their limits. Thread: start and stop from the program's main thread.
// Lifetime: services and the fleet loop outlive it; the destructor ends all calls and waits.
#pragma once

#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <string>

#include "services/controlplane/rpc/agent_service.h"
#include "services/controlplane/rpc/agent_tls.h"
#include "services/controlplane/rpc/local_socket.h"
#include "services/controlplane/rpc/operator_service.h"

namespace flotilla::controlplane {

// A running server and the port it got.
struct Listening {
  std::unique_ptr<grpc::Server> server;
  int port = 0;
  std::unique_ptr<LocalSocket> socket = {};  // after the server, so that it ends first
};

// Errors: Unavailable/"cannot_listen" naming the address.
Result<Listening> listenForAgents(AgentService& service, const std::string& address, const ServerTls& tls,
                                  std::function<Status(const std::string& pem)> admit);
Result<Listening> listenForEnrolment(EnrolmentService& service, const std::string& address, const ServerTls& tls);
// `socket` is a path for the local administrator; connections of other users are closed.
Result<Listening> listenForOperators(OperatorService& service, const std::string& address, const std::string& socket,
                                     const ServerTls& tls);

}  // namespace flotilla::controlplane
