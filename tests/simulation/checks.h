// What must hold in every fleet at every moment, whatever fails: the rules W1 to W11, and that nothing unsigned runs,
// nothing acknowledged is lost, no bad version leaves its wave. Looks on, and never takes part. Thread: that of the
// world. Lifetime: as long as the world.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/checks_delivery.h"
#include "tests/simulation/checks_fetches.h"
#include "tests/simulation/checks_lasting.h"
#include "tests/simulation/checks_repeats.h"
#include "tests/simulation/operators.h"
#include "tests/simulation/sim_node.h"

namespace flotilla::simulation {

class Checks final : public NodeWatch {
 public:
  Checks(World& world, const Authority& authority)
      : world_(world), authority_(authority), delivery_(world), repeats_(world), lasting_(world), fetches_(world) {}

  void watch(const std::vector<std::unique_ptr<SimNode>>& nodes, const Operators& operators) {
    nodes_ = &nodes;
    delivery_.watch(nodes);
    operators_ = &operators;
  }
  // The database whose word counts, and the clock of whoever writes it.
  void follow(const SimFleetDisk& database, std::function<TimePoint()> now);
  // Another one, which was copied: nodes must survive what comes of it.
  void alsoSigns(SimFleetDisk& database);
  // From now on the database is that of an earlier time: what came since is forgotten by it, and known to be.
  void onRestored();

  void onStored(SimNode& node, const agent::StateChange& change) override;
  void onLoaded(SimNode& node, const SimLauncher::Loaded& loaded) override;
  void onFetched(const SimNode& node, const Digest& digest, const Status& status) override {
    fetches_.onFetched(node, digest, status);
  }
  void beforePowerLoss(const SimNode& node) override { lasting_.before(node); }
  void afterPowerLoss(const SimNode& node) override { lasting_.after(node); }
  void onTold(SimPlane& plane, std::size_t node, const v1::ServerMessage& message) {
    delivery_.onTold(plane, *nodes_->at(node), message);
  }
  void onCommitted(const SimFleetDisk::Commit& commit);

  // Now and then, while a control plane runs.
  void look(const controlplane::FleetState& state);
  // When faults have stopped and everybody had time.
  void finish(SimPlane& plane);

 private:
  struct Accepted {
    std::uint64_t epoch = 0;
    std::uint64_t generation = 0;
  };
  struct Seen {  // of a rollout
    RolloutState state = RolloutState::Draft;
    Digest plan;
    bool started = false;
    std::map<std::uint32_t, RolloutWave> waves;
    std::map<NodeId, RolloutNode> nodes;
  };
  struct NodeBooks {
    Accepted accepted;
    std::map<WorkloadName, agent::WorkloadRecord> records;
    std::vector<NodeEvent> events;  // told, oldest first
    std::uint64_t floor = 0;
    std::deque<std::string> history;  // what it did last, for whoever has to understand a violation
  };

  void checkAssignment(SimNode& node, const agent::StoredAssignment& assignment);
  void checkRecord(SimNode& node, const agent::WorkloadRecord& record);
  void sign(const SimFleetDisk::Commit& commit);
  void checkRow(const controlplane::Row& row);
  void onRollout(const Rollout& rollout);
  void onWave(const RolloutWave& wave);
  void onNode(const RolloutNode& row);
  void checkBadVersion(const PublishedRelease& release);
  void finishNode(SimNode& node, SimPlane& plane);
  void finishRollouts();
  void finishAudit(SimPlane& plane);
  const controlplane::FleetState& state() const { return database_->state(); }
  std::string historyOf(const SimNode& node) const;
  std::string outcomesOf(const PublishedRelease& release) const;
  std::string name(const SimNode& node) const { return "node " + std::to_string(node.index()); }

  World& world_;
  const Authority& authority_;
  const std::vector<std::unique_ptr<SimNode>>* nodes_ = nullptr;
  const Operators* operators_ = nullptr;
  const SimFleetDisk* database_ = nullptr;
  std::function<TimePoint()> now_;
  std::set<Digest> signed_;  // payloads of assignments that were stored
  std::map<std::size_t, NodeBooks> books_;
  std::map<RolloutId, Seen> rollouts_;
  std::map<Digest, std::set<std::size_t>> ran_;  // by manifest: nodes that loaded it
  Duration restoredAt_{-1};
  DeliveryChecks delivery_;
  RepeatChecks repeats_;
  LastingChecks lasting_;
  FetchChecks fetches_;
};

}  // namespace flotilla::simulation
