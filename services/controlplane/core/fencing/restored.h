// What follows when nodes prove that they were given more than the database knows: it was restored from an older
// backup. No node is moved by what that database still wants. Pure but for the key. Thread: the fleet loop.
#pragma once

#include <map>
#include <vector>

#include "services/controlplane/core/fencing/proof.h"
#include "services/controlplane/core/rollouts/advance.h"

namespace flotilla::controlplane {

struct Restored {
  Mutation mutation;
  std::vector<AuditFact> facts;
};

// `ahead` is not empty, and of each node in it isAhead says so.
// - Such a node keeps what it has: its newest assignment becomes that of the database, and what it is to run is what
//   that assignment says, where its release is known; where it is not, nothing is desired. Rollouts that began before
//   the assignment was signed leave the node out (withdrawn, reason "restored"); what began later wins, and is signed
//   anew above what the node has.
// - What lies ready for other nodes, and was decided before that, is not delivered any more: it may have been taken
// back
//   since. `taken` are generations that nodes have proven to have.
// - Rollouts that began before that and are running are paused with the reason "restored": a human decides.
// The nodes get an event each.
Restored followProofs(const EngineRoom& room, const std::map<NodeId, Proof>& ahead,
                      const std::map<NodeId, std::uint64_t>& taken);

}  // namespace flotilla::controlplane
