// Carries out what the engine decides: signs, moves waves, takes rollouts back. Pure but for the key. Thread: the
// fleet loop. References are into the caller.
#pragma once

#include <optional>

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/crypto/audit_chain.h"
#include "services/crypto/ed25519.h"

namespace flotilla::controlplane {

struct EngineRoom {
  const FleetState& state;
  const SigningKey& key;
  TimePoint now;
  Duration reportInterval;
  bool repairs = false;  // what begins now is the repair of a runbook: see practice.h
};

struct Advance {
  Mutation mutation;              // empty: nothing is to be done
  std::optional<AuditFact> fact;  // when the state of the rollout changed; the actor is the engine
};

// What became of the nodes, a look if one is due, and every step that follows from both. The mutation does not hold a
// RolloutRecord that is as it was.
Advance advanceRollout(const EngineRoom& room, const Rollout& rollout);

// The same for a rollout that is not in the read model yet: `rollout` is as the caller is about to store it, and
// afterwards as it will be. The rows of waves and nodes that change are added to `mutation`, its record is not.
Status beginRollout(const EngineRoom& room, Rollout& rollout, Mutation& mutation);

// A running rollout stops where it is until a human decides; one that is not running stays as it is.
Advance pauseRollout(Rollout rollout, const Error& why);

}  // namespace flotilla::controlplane
