// The gRPC side of the agents: sessions over mutual TLS, and enrolment over server-only TLS. Thread: gRPC's; everything
// that decides is posted to the fleet loop (agent_talk.h, enrolment_talk.h). Lifetime: outlives its server.
#pragma once

#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/controlplane/rpc/enrolment_talk.h"
#include "services/proto/flotilla/v1/agent.grpc.pb.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

class AgentService final : public v1::AgentService::CallbackService {
 public:
  AgentService(Executor& loop, AgentHub& hub, Clock& clock) : loop_(loop), hub_(hub), clock_(clock) {}
  grpc::ServerBidiReactor<v1::AgentMessage, v1::ServerMessage>* Session(grpc::CallbackServerContext* context) override;

 private:
  Executor& loop_;
  AgentHub& hub_;
  Clock& clock_;
};

class EnrolmentService final : public v1::EnrolmentService::CallbackService {
 public:
  EnrolmentService(Executor& loop, EnrolmentTalk::Ports ports, AgentAddresses addresses)
      : loop_(loop), talk_(ports, std::move(addresses)) {}
  grpc::ServerUnaryReactor* Enrol(grpc::CallbackServerContext* context, const v1::EnrolRequest* request,
                                  v1::EnrolResponse* response) override;
  grpc::ServerUnaryReactor* RenewExpired(grpc::CallbackServerContext* context, const v1::RenewExpiredRequest* request,
                                         v1::RenewResponse* response) override;

 private:
  Executor& loop_;
  EnrolmentTalk talk_;
};

}  // namespace flotilla::controlplane
