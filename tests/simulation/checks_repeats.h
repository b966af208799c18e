// Said twice is done once, and what needs agreement has it: requests of operators, words about rollouts, generations of
// assignments. Reads what the database whose word counts is given. Thread: that of the world. Lifetime: as long as the
// world.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "tests/simulation/sim_plane.h"

namespace flotilla::simulation {

class RepeatChecks {
 public:
  explicit RepeatChecks(World& world) : world_(world) {}

  void onCommitted(const SimFleetDisk& database, const SimFleetDisk::Commit& commit, TimePoint now);
  // What it had carried out it may carry out again.
  void onRestored();
  // Somebody runs a copy of the control plane: from now on nodes may hear two things.
  void onTwin() { hasTwin_ = true; }

 private:
  void check(const controlplane::Row& row);
  void checkAssignment(const controlplane::AssignmentRecord& assignment);
  void checkWhole(const controlplane::Mutation& mutation);
  void checkScope(const controlplane::FleetState& state, const RolloutNode& row);
  void checkAudit(const AuditEntry& entry);
  void checkApproval(const RolloutApproval& said);
  void checkWave(const controlplane::FleetState& state, const RolloutWave& wave, TimePoint now);

  World& world_;
  bool hasTwin_ = false;
  std::set<std::string> carriedOut_;                        // by request id
  using Numbers = std::pair<std::uint64_t, std::uint64_t>;  // epoch, generation
  struct Signed {
    Numbers newest;
    std::map<Numbers, Digest> all;  // envelopes
  };
  std::map<NodeId, Signed> signed_;
  std::map<std::tuple<RolloutId, std::uint32_t, std::string>, RolloutApproval> approvals_;
  std::set<std::pair<RolloutId, std::uint32_t>> begun_;  // waves
};

}  // namespace flotilla::simulation
