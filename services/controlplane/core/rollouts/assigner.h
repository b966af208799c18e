// Signing what a node should run, and deciding when it must be told (again). Pure but for the key.
#pragma once

#include <optional>

#include "models/domain/assignment.h"
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

// How sure the workload has to be on this node: what was set for the node, or what is declared; kAsDeclared if neither
// is known. A node whose agent takes none gets 0.
double thresholdOf(const FleetState& state, const NodeEntry& entry, const WorkloadName& workload);

// Whether the node has proven exactly this in the newest assignment it was given: the same release, with the config
// that is declared now, whatever stages it came by.
bool runsExactly(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired);

// Whether the node either accepted its newest assignment, or said for every workload in it why not. An assignment of
// nothing is taken.
bool hasTaken(const NodeEntry& entry);

// A desired workload of which the node is to have nothing any more. What a node was never told it does not get; what it
// has begun cannot be undone this way, because an assignment does not touch what it does not list.
DesiredWorkload nothingDesired(const NodeEntry& entry, const WorkloadName& workload, const RolloutId& rollout);

// Desired state with the threshold that the node has, the row of its rollout, and the assignment that carries it:
// signed in the next generation, which the row gets too. An assignment that would list nothing is not signed.
// `beginning`: the rollout, if the state may not have it yet.
Status assign(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired, RolloutNode row,
              const SigningKey& key, TimePoint now, Mutation& mutation, const Rollout* beginning = nullptr);

// A fresh assignment of all `desired` workloads. What is staged keeps its stages for as long as it is desired, also
// when something else of the node changes: a node would take other stages for another target. Whose agent takes none
// gets what it has proven without them, and nothing else of what is staged. Fails when a release lacks a variant for
// the node's hardware (Precondition/"no_variant") or a workload is no longer declared, and with Unavailable/"learning"
// while the control plane learns.
Result<AssignmentRecord> signAssignment(const FleetState& state, const NodeEntry& entry,
                                        const std::map<WorkloadName, DesiredWorkload>& desired,
                                        std::uint64_t generation, const std::string& fingerprint, const SigningKey& key,
                                        TimePoint now, const Rollout* beginning = nullptr);

// When an assignment was signed, by the clock of the control plane.
TimePoint signedAt(const Assignment& assignment);
TimePoint signedAt(const AssignmentRecord& record);

// The same desired workloads under another generation; the rows of rollouts that wait for the newest assignment of the
// node wait for this one.
Status signAgain(const FleetState& state, const NodeEntry& entry,
                 const std::map<WorkloadName, DesiredWorkload>& desired, std::uint64_t generation,
                 const std::string& fingerprint, const SigningKey& key, TimePoint now, Mutation& mutation);

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
