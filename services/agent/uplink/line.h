// What the uplink needs of a transport: a session with the control plane, and the one question that is asked without
// one. The program dials with gRPC (services/agent/grpc), tests and the simulator do it in virtual time.
// Thread: the agent's loop, for calls and for what comes back. Lifetime: a Dialler outlives its lines and the uplink.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "models/domain/result.h"
#include "services/agent/uplink/identity_store.h"
#include "services/proto/flotilla/v1/agent.pb.h"

namespace flotilla::agent {

// Why a line ended.
struct LineEnd {
  Error why;                  // as the control plane said it, or what the transport makes of it
  std::string cause;          // for the log: "nobody listens there", or the words of the control plane
  bool closedByPeer = false;  // without a word, as a peer does with a certificate that it does not admit
};

// Each comes from a task of its own, never out of dial() or say(). A line may be destroyed within either.
struct LineEvents {
  std::function<void(const v1::ServerMessage&)> onMessage;
  std::function<void(const LineEnd&)> onEnd;  // once, and nothing after it; also when it never came about
};

// One session, from dialling on. Destroying it gives the session up, and no event comes any more.
class Line {
 public:
  virtual ~Line() = default;
  // In their order, without a bound. Nothing happens after the end.
  virtual void say(v1::AgentMessage message) = 0;
};

class Dialler {
 public:
  virtual ~Dialler() = default;
  // With the identity's certificate; the peer must be of its authority.
  virtual std::unique_ptr<Line> dial(const Identity& identity, LineEvents events) = 0;
  // Asks the enrolment port, whose certificate must be of that authority too: for a certificate in the place of one
  // that expired, or, without a request in it, whether the identity is welcome. `answer` comes once, with the
  // certificate; not before this returns. At most one question at a time.
  virtual void askRenewal(const v1::RenewExpiredRequest& request, const std::string& caPem,
                          std::function<void(Result<std::string>)> answer) = 0;
};

}  // namespace flotilla::agent
