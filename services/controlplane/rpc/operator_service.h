// The gRPC side of the dispatcher: one generic service for every operator method. Thread: gRPC's. Lifetime: outlives
// its server.
#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include "services/controlplane/rpc/dispatcher.h"

namespace flotilla::controlplane {

class OperatorService final : public grpc::CallbackGenericService {
 public:
  OperatorService(Executor& loop, Dispatcher& dispatcher) : loop_(loop), dispatcher_(dispatcher) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override;

 private:
  Executor& loop_;
  Dispatcher& dispatcher_;
};

grpc::Status toGrpc(const Error& error);

}  // namespace flotilla::controlplane
