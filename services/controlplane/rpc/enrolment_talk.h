// The enrolment port without the transport: its two calls, decided, stored and audited. Thread: the fleet loop.
// Lifetime: the ports outlive it, and it outlives the calls under way.
#pragma once

#include <functional>
#include <string>

#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/identity/enrol.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

struct AgentAddresses {
  std::string agents;     // host:port
  std::string artifacts;  // host:port
};

class EnrolmentTalk {
 public:
  struct Ports {
    Fleet& fleet;
    Clock& clock;
    Random& random;
    const CertificateAuthority& ca;
    PublicKey assignmentKey;
    Duration certificateLife;
  };
  EnrolmentTalk(Ports ports, AgentAddresses addresses) : ports_(ports), addresses_(std::move(addresses)) {}

  // `answer` comes once, when what was decided is durable; out of the call if nothing was. Errors: those of enrol() and
  // renewExpired() in core/identity/enrol.h, and of the store.
  void enrol(const v1::EnrolRequest& request, const std::function<void(Result<v1::EnrolResponse>)>& answer);
  void renewExpired(const v1::RenewExpiredRequest& request,
                    const std::function<void(Result<v1::RenewResponse>)>& answer);

 private:
  void commit(Mutation mutation, const AuditFact& fact, Fleet::Committed done);

  Ports ports_;
  AgentAddresses addresses_;
};

}  // namespace flotilla::controlplane
