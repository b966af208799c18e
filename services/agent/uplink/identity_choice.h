// Private to the uplink: the identity in use. While it is not known which of two the control plane takes, they are
// tried in turn. Thread: the agent's loop. Lifetime: the store and the randomness outlive it.
#pragma once

#include <functional>
#include <optional>

#include "services/agent/uplink/identity_store.h"
#include "services/runtime/random.h"

namespace flotilla::agent {

class IdentityChoice {
 public:
  // `onUse` is called with every identity that is about to be used.
  IdentityChoice(IdentityStore& store, Random& random, std::function<void(const Identity&)> onUse)
      : store_(store), random_(random), onUse_(std::move(onUse)) {}

  // Before all else. Errors: those of IdentityStore::load().
  Status begin();
  const Identity& now() const { return *identity_; }
  bool isDue(TimePoint at) const { return shouldRenew(identity_->info, at, jitter_); }

  void tryNext();
  // The control plane took the one in use.
  void accepted();
  // Saves and uses a certificate for store.nextKey(). Errors: those of IdentityStore::save().
  Status renew(const std::string& certificatePem);

 private:
  void use(Identity next);

  IdentityStore& store_;
  Random& random_;
  std::function<void(const Identity&)> onUse_;
  std::optional<Identity> identity_;
  bool isPrevious_ = false;
  double jitter_ = 0;  // of when to renew it
};

}  // namespace flotilla::agent
