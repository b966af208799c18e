#include "services/agent/core/policy_keeper.h"

#include <utility>

#include "services/agent/core/verify/policy_check.h"
#include "services/crypto/hash.h"
#include "services/documents/signed_documents.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

NodeEvent eventAt(TimePoint now, InstallState state, std::string reason, std::string message) {
  NodeEvent event;
  event.at = now;
  event.state = state;
  event.reason = std::move(reason);
  event.message = std::move(message);
  return event;
}

// Who adds a signature says nothing else.
bool saysTheSame(const std::string& payload, const std::string& envelope) {
  const auto kept = parseEnvelope(envelope);
  return kept && kept->payload == payload;
}

}  // namespace

void PolicyKeeper::load() {
  if (!node_.values().policy) return;
  const auto envelope = parseEnvelope(node_.values().policy->envelope);
  auto policy = envelope ? parsePolicy(envelope->payload) : Result<Policy>(envelope.error());
  unreadable_ = !policy;
  if (policy) policy_ = std::move(*policy);
  if (unreadable_)
    log::error("the policy of this node cannot be read, so nothing new is begun",
               {{"version", std::to_string(node_.values().policy->version)}, {"message", policy.error().message}});
}

bool PolicyKeeper::take(std::string envelope) {
  auto opened = openPolicy(envelope, root_);
  if (!opened) return tell(envelope, opened.error());
  const auto& kept = node_.values().policy;
  const std::uint64_t version = opened->policy.version;
  if (kept && version < kept->version) {
    log::info("an older policy is ignored",
              {{"version", std::to_string(version)}, {"kept", std::to_string(kept->version)}});
    return false;
  }
  if (!kept || version > kept->version) return keep(version, std::move(envelope), std::move(opened->policy));
  if (saysTheSame(opened->payload, kept->envelope)) return false;
  return tell(envelope, precondition("policy_contradiction",
                                     "two different policies carry version " + std::to_string(version) +
                                         "; this node keeps the first; sign the right one with a higher version"));
}

bool PolicyKeeper::keep(std::uint64_t version, std::string envelope, Policy policy) {
  StateChange change;
  change.policy = StoredPolicy{version, std::move(envelope)};
  change.events = {eventAt(clock_.now(), InstallState::Idle, "policy_accepted",
                           "policy version " + std::to_string(version) + " binds what this node begins")};
  if (const Status stored = node_.apply(change); !stored) {
    log::error("a policy could not be stored", {{"message", stored.error().message}});
    return false;
  }
  policy_ = std::move(policy);
  unreadable_ = false;
  return true;
}

bool PolicyKeeper::tell(const std::string& envelope, const Error& why) {
  const Digest digest = sha256(envelope);
  if (digest == lastRefusal_) return false;
  log::warn("a policy was refused", {{"reason", why.reason}, {"message", why.message}});
  StateChange change;
  if (why.reason == "policy_contradiction") change.evidence = {{node_.values().policy->envelope, envelope}};
  change.events = {eventAt(clock_.now(), InstallState::Refused, why.reason, "a policy was refused: " + why.message)};
  if (const Status stored = node_.apply(change); !stored) {
    log::error("a refusal could not be stored", {{"message", stored.error().message}});
    return false;
  }
  lastRefusal_ = digest;
  return true;
}

}  // namespace flotilla::agent
