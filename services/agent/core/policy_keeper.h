// The policy that binds this node: the newest that was ever accepted, over restarts and whatever the control plane
// sends or withholds later. Thread: the agent's loop. Lifetime: owned by the Agent; what it refers to outlives it.
#pragma once

#include <optional>
#include <string>

#include "models/domain/policy.h"
#include "models/domain/trust.h"
#include "services/agent/core/node_state.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {

class PolicyKeeper {
 public:
  PolicyKeeper(const RootDocument& root, NodeState& node, Clock& clock) : root_(root), node_(node), clock_(clock) {}

  // After NodeState::load.
  void load();

  const Policy* current() const { return policy_ ? &*policy_ : nullptr; }
  // One is kept, and this agent cannot read it: then nothing new may be begun.
  bool unreadable() const { return unreadable_; }

  // Keeps it if it is newer and the release keys signed it. An older one is ignored. Whatever else is wrong is told as
  // an event, the same bytes once. True if there is something to report.
  bool take(std::string envelope);

 private:
  bool keep(std::uint64_t version, std::string envelope, Policy policy);
  bool tell(const std::string& envelope, const Error& why);

  const RootDocument& root_;
  NodeState& node_;
  Clock& clock_;
  std::optional<Policy> policy_;
  bool unreadable_ = false;
  Digest lastRefusal_;
};

}  // namespace flotilla::agent
