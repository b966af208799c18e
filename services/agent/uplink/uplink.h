// The session with the control plane: opens it, delivers reports until they are acknowledged, takes assignments, renews
// the identity. While nobody answers it waits with jittered back-off; the agent goes on without it. Knows no transport.
// Thread: the agent's loop. Lifetime: the destructor gives the session up; what the ports refer to outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "models/domain/node_logs.h"
#include "services/agent/core/agent.h"
#include "services/agent/uplink/identity_store.h"
#include "services/agent/uplink/line.h"

namespace flotilla::agent {

struct UplinkConfig {
  std::string hardware;
  std::string agentVersion;
  std::chrono::milliseconds backoffBase{1000};
  std::chrono::milliseconds backoffCap{300'000};
  // Answers once, on any thread. Empty: this node keeps no logs, and says so.
  std::function<void(const LogQuery&, Done<LogExcerpt>)> searchLogs = {};
};

class Uplink {
 public:
  struct Ports {
    Executor& loop;
    Clock& clock;
    Random& random;
    IdentityStore& identities;
    Agent& agent;
    Dialler& dialler;
  };
  // `onIdentity` is called with every identity that is about to be used, first the loaded one.
  Uplink(UplinkConfig config, Ports ports, std::function<void(const Identity&)> onIdentity);
  ~Uplink();
  // Errors: those of IdentityStore::load().
  Status start();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace flotilla::agent
