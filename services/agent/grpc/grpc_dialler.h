// Lines over gRPC with mutual TLS, and questions to the enrolment port over server-only TLS. Thread: the agent's loop;
// gRPC's own threads and one that waits for answers only post to it. Lifetime: the destructor waits for a question
// under way, up to 30 s; `loop` outlives it.
#pragma once

#include <string>
#include <thread>

#include "services/agent/uplink/line.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

struct ServerAddresses {
  std::string agents;     // host:port
  std::string enrolment;  // host:port
};

class GrpcDialler final : public Dialler {
 public:
  GrpcDialler(ServerAddresses addresses, Executor& loop) : addresses_(std::move(addresses)), loop_(loop) {}
  ~GrpcDialler() override;
  GrpcDialler(const GrpcDialler&) = delete;
  GrpcDialler& operator=(const GrpcDialler&) = delete;

  std::unique_ptr<Line> dial(const Identity& identity, LineEvents events) override;
  void askRenewal(const v1::RenewExpiredRequest& request, const std::string& caPem,
                  std::function<void(Result<std::string>)> answer) override;

 private:
  const ServerAddresses addresses_;
  Executor& loop_;
  std::thread helper_;
};

}  // namespace flotilla::agent
