// The session with the control plane: connects, delivers reports until they are acknowledged, takes assignments, renews
// the identity. While nobody answers it waits with jittered back-off; the agent goes on without it. Thread: the agent's
// loop, except where noted in the .cpp. Lifetime: the destructor cancels and waits; the Agent outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "models/domain/node_logs.h"
#include "services/agent/core/agent.h"
#include "services/agent/uplink/identity_store.h"

namespace flotilla::agent {

struct UplinkConfig {
  std::string agents;     // host:port
  std::string enrolment;  // host:port, for a certificate that expired
  std::string hardware;
  std::string agentVersion;
  std::chrono::milliseconds backoffBase{1000};
  std::chrono::milliseconds backoffCap{300'000};
  // Answers once, on any thread. Empty: this node keeps no logs, and says so.
  std::function<void(const LogQuery&, Done<LogExcerpt>)> searchLogs = {};
};

class Uplink {
 public:
  // `onIdentity` is called with every identity that is about to be used, first the loaded one.
  Uplink(UplinkConfig config, Executor& loop, Clock& clock, Random& random, IdentityStore& identities, Agent& agent,
         std::function<void(const Identity&)> onIdentity);
  ~Uplink();
  // On the loop.
  Status start();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace flotilla::agent
