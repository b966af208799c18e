// The gRPC side of the agents: sessions over mutual TLS, and enrolment over server-only TLS. Thread: gRPC's; everything
// that decides is posted to the fleet loop. Lifetime: outlives its server.
#pragma once

#include "services/controlplane/rpc/control_plane.h"
#include "services/proto/flotilla/v1/agent.grpc.pb.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

class AgentService final : public v1::AgentService::CallbackService {
 public:
  AgentService(Executor& loop, ControlPlane& plane) : loop_(loop), plane_(plane) {}
  grpc::ServerBidiReactor<v1::AgentMessage, v1::ServerMessage>* Session(grpc::CallbackServerContext* context) override;

 private:
  Executor& loop_;
  ControlPlane& plane_;
};

struct AgentAddresses {
  std::string agents;     // host:port
  std::string artifacts;  // host:port
};

class EnrolmentService final : public v1::EnrolmentService::CallbackService {
 public:
  EnrolmentService(Executor& loop, ControlPlane& plane, AgentAddresses addresses)
      : loop_(loop), plane_(plane), addresses_(std::move(addresses)) {}
  grpc::ServerUnaryReactor* Enrol(grpc::CallbackServerContext* context, const v1::EnrolRequest* request,
                                  v1::EnrolResponse* response) override;
  grpc::ServerUnaryReactor* RenewExpired(grpc::CallbackServerContext* context, const v1::RenewExpiredRequest* request,
                                         v1::RenewResponse* response) override;

 private:
  Executor& loop_;
  ControlPlane& plane_;
  AgentAddresses addresses_;
};

}  // namespace flotilla::controlplane
