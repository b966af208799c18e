// What a node proves to have been given: an assignment that this control plane's own key signed for it. A node can say
// any number; a signature it cannot make. Pure. Thread: values.
#pragma once

#include <optional>
#include <string>

#include "models/domain/assignment.h"
#include "models/domain/trust.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/telemetry/report.h"

namespace flotilla::controlplane {

struct Proof {
  Assignment assignment;
  std::string envelope;
  TimePoint signedAt{};
};

// Nothing unless `key` signed it, it names `node`, and it has at most kMaxEvidenceBytes.
std::optional<Proof> proofOf(const std::string& envelope, const NodeId& node, const PublicKey& key);
// The same of a node that we know: what is stored of it was signed before it was stored, and its signature is not
// verified again. Most nodes show that, all of them at once after a restart.
std::optional<Proof> proofOf(const std::string& envelope, const NodeEntry& entry, const PublicKey& key);

// Whether the node was given something that the database does not know. In a database that was never restored from an
// older backup this does not happen, because an assignment leaves only after it was stored.
bool isAhead(const NodeEntry& entry, const Proof& proof);

// Whether somebody else signs, or signed, in our epoch or above it: then ours has to rise above that.
bool reachesEpoch(const FleetState& state, const NodeEntry& entry, const Proof& proof);

// Whether both were signed by `key` for `node`, with the same epoch and generation and other content.
bool isEquivocation(const Contradiction& pair, const NodeId& node, const PublicKey& key);

}  // namespace flotilla::controlplane
