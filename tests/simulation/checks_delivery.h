// Nothing acknowledged is lost, and nothing counts twice: what nodes tell (events, counts of requests), what a control
// plane says it has (acknowledgements, assignments, certificates). Looks on. Thread: that of the world. Lifetime: as
// long as the world.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/sim_node.h"
#include "tests/simulation/sim_plane.h"

namespace flotilla::simulation {

class DeliveryChecks {
 public:
  explicit DeliveryChecks(World& world) : world_(world) {}

  void watch(const std::vector<std::unique_ptr<SimNode>>& nodes) { nodes_ = &nodes; }
  void follow(const SimFleetDisk& database) { database_ = &database; }
  // What a node has told to its own disk.
  void onStored(const SimNode& node, const agent::StateChange& change);
  // Of any control plane; `database` tells them apart.
  void onCommitted(const SimFleetDisk& database, const SimFleetDisk::Commit& commit);
  // The database is an older one: it may be told again what it had.
  void onRestored(const SimFleetDisk& database);
  // A control plane says this to a node: what it says it has must be in its database by now.
  void onTold(SimPlane& plane, const SimNode& node, const v1::ServerMessage& message);
  // When faults have stopped and everybody had time.
  void finish(const controlplane::FleetState& state);

 private:
  struct Told {
    Duration at{};
    std::string event;
  };
  void checkProven(const controlplane::FleetState& state, const RolloutNode& row);
  bool mayMiss() const;
  void finishEvents(SimNode& node, const controlplane::NodeEntry& entry);
  void finishNumbers(const SimNode& node, const controlplane::FleetState& state, const controlplane::NodeEntry& entry);
  void finishCounts(const SimNode& node, const controlplane::NodeEntry& entry);

  World& world_;
  const SimFleetDisk* database_ = nullptr;  // whose word counts
  const std::vector<std::unique_ptr<SimNode>>* nodes_ = nullptr;
  std::map<NodeId, std::set<std::string>> committed_;                // versions
  std::map<Digest, NodeId> assignments_;                             // envelopes that are stored, anywhere
  std::map<NodeId, std::vector<Told>> told_;                         // by node
  std::map<NodeId, std::map<std::string, std::size_t>> everStored_;  // in any database, at any time
  using Lineage = std::pair<const SimFleetDisk*, NodeId>;
  std::map<Lineage, std::map<std::string, std::size_t>> stored_;  // in one database, since it was restored
};

}  // namespace flotilla::simulation
