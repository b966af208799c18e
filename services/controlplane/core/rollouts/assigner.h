// Signing what a node should run, and deciding when it must be told (again). Pure but for the key.
#pragma once

#include <optional>

#include "services/controlplane/core/fleet/records.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/crypto/ed25519.h"

namespace flotilla::controlplane {

struct Delivery {
  std::string envelope;
  std::vector<std::string> releases;
};

// Whether this node could be told to run this: no_variant or not_declared, as below.
Status checkTarget(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired);

// A fresh assignment of all `desired` workloads. Fails when a release lacks a variant for the node's hardware
// (Precondition/"no_variant") or a workload is no longer declared.
Result<AssignmentRecord> signAssignment(const FleetState& state, const NodeEntry& entry,
                                        const std::map<WorkloadName, DesiredWorkload>& desired,
                                        std::uint64_t generation, const std::string& fingerprint, const SigningKey& key,
                                        TimePoint now);

// What to send to a node that is connected with `fingerprint`; nothing if it has taken the newest assignment or there
// is none. A signature that the node could not accept any more (older epoch, expired, other key) is made anew; then
// `mutation` has the rows.
struct DeliveryDecision {
  std::optional<Delivery> delivery;
  Mutation mutation;
};
Result<DeliveryDecision> decideDelivery(const FleetState& state, const NodeEntry& entry, const std::string& fingerprint,
                                        const SigningKey& key, TimePoint now);

}  // namespace flotilla::controlplane
