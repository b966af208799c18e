// What somebody sends to nodes who listens on the way, or who took over the control plane and with it the key of
// assignments, but not the keys of releases. No node may take any of it. Thread: that of the world. Lifetime: authority
// and counts outlive it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/controlplane/core/fleet/state.h"
#include "tests/simulation/content.h"
#include "tests/simulation/sim_node.h"

namespace flotilla::simulation {

class Attacker {
 public:
  Attacker(Authority& authority, FaultCounts& counts) : authority_(authority), counts_(counts) {}

  // Sends something to `node` that runs; `state` is that of the control plane, `other` another node. Counts attack_*.
  void attack(const controlplane::FleetState& state, SimNode& node, const SimNode& other, Dice& dice, TimePoint now);

 private:
  struct Delivery {
    std::string envelope;
    std::vector<std::string> releases;
  };
  enum class Kind {
    Replayed,       // what the node was sent before
    OfAnother,      // the assignment of another node
    Damaged,        // with a byte that is another one
    ForgedNewer,    // newer, for a release that too few have signed
    ForgedRelease,  // with a release that nobody signed
    OverEpoch,      // newer, of an epoch that is over
    Equivocation,   // another one of the same number
    OlderNumber,    // of a number that is over
    BelowFloor,     // newer, for a release below the node's floor
  };
  static constexpr std::size_t kKinds = 9;

  void overhear(const SimNode& node, const Delivery& delivery);
  std::optional<Delivery> made(Kind kind, const SimNode& node, Delivery delivery, Dice& dice, TimePoint now);
  std::optional<Delivery> forged(Kind kind, const SimNode& node, Delivery delivery, Dice& dice);
  // One of those that may run; nothing if there is none such.
  const PublishedRelease* someRelease(Dice& dice, const std::function<bool(const PublishedRelease&)>& fits) const;

  Authority& authority_;
  FaultCounts& counts_;
  std::map<NodeId, std::deque<Delivery>> overheard_;
};

}  // namespace flotilla::simulation
