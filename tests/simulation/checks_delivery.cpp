#include "tests/simulation/checks_delivery.h"

#include "services/controlplane/core/inventory/numbering.h"
#include "services/crypto/hash.h"

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;
using namespace controlplane;

constexpr Duration kOnItsWay = 5min;               // what was told last has this time to arrive
constexpr std::uint32_t kPlacesOfNodes = 1 << 16;  // events with a place above that are the control plane's own

// Without its time, which the control plane puts right.
std::string keyOf(const NodeEvent& event) {
  return event.workload.value + " " + std::string(toText(event.state)) + " g" + std::to_string(event.generation) + " " +
         event.version.toString() + " " + event.reason;
}

std::string nameOf(const SimNode& node) {
  return "node " + std::to_string(node.index());
}

}  // namespace

void DeliveryChecks::onStored(const SimNode& node, const agent::StateChange& change) {
  for (const agent::WorkloadRecord& record : change.workloads)
    if (record.state == InstallState::Committed) committed_[node.id()].insert(record.target.version.toString());
  if (change.assignment) {
    const auto stored = assignments_.find(sha256(change.assignment->envelope));
    if (stored != assignments_.end() && stored->second != node.id())
      world_.violated("W7", nameOf(node) + " accepted the assignment of node " + stored->second.value);
  }
  for (const NodeEvent& event : change.events) told_[node.id()].push_back({world_.elapsed(), keyOf(event)});
}

void DeliveryChecks::onCommitted(const SimFleetDisk& database, const SimFleetDisk::Commit& commit) {
  for (const Mutation& mutation : commit.mutations)
    for (const Row& row : mutation.rows) {
      if (const auto* assignment = std::get_if<AssignmentRecord>(&row))
        assignments_.emplace(sha256(assignment->envelope), assignment->node);
      if (const auto* node = std::get_if<RolloutNode>(&row)) checkProven(database.state(), *node);
      const auto* record = std::get_if<NodeEventRecord>(&row);
      if (record == nullptr || record->place >= kPlacesOfNodes) continue;
      const std::string key = keyOf(record->event);
      ++everStored_[record->node][key];
      ++stored_[{&database, record->node}][key];
    }
}

// What counts as a success is one: the node has committed that version itself.
void DeliveryChecks::checkProven(const FleetState& state, const RolloutNode& row) {
  const auto rollout = state.rollouts.find(row.rollout);
  if (row.outcome != NodeOutcome::Proven || rollout == state.rollouts.end()) return;
  const std::string version = rollout->second.to.toString();
  if (committed_[row.node].contains(version)) return;
  for (const auto& node : *nodes_) {
    if (node->id() != row.node) continue;
    for (const auto& [name, record] : node->store().state().workloads)  // what was stored without an answer counts too
      if (record.target.version.toString() == version && record.state == InstallState::Committed) return;
  }
  world_.violated("W3",
                  row.rollout.value + " counts node " + row.nodeName + " as proven, which never committed " + version);
}

void DeliveryChecks::onRestored(const SimFleetDisk& database) {
  std::erase_if(stored_, [&](const auto& item) { return item.first.first == &database; });
}

void DeliveryChecks::onTold(SimPlane& plane, const SimNode& node, const v1::ServerMessage& message) {
  const auto entry = plane.database().state().nodes.find(node.id());
  if (entry == plane.database().state().nodes.end())
    return world_.violated("acknowledged", nameOf(node) + " is answered, and not in the database");
  const NodeStatus& status = entry->second.status;
  if (message.has_ack() || message.has_welcome()) {
    const std::uint64_t said = message.has_ack() ? message.ack().seq() : message.welcome().last_seq();
    if (said > onTheirNumbers(status, status.lastSeq))
      world_.violated("acknowledged", "report " + std::to_string(said) + " of " + nameOf(node) +
                                          " is acknowledged, and the database has them up to " +
                                          std::to_string(onTheirNumbers(status, status.lastSeq)));
  }
  if (message.has_assignment() && !assignments_.contains(sha256(message.assignment().envelope())))
    world_.violated("acknowledged", nameOf(node) + " is given an assignment that is not stored");
  if (message.has_renewed() && entry->second.record.certificatePem != message.renewed().certificate_pem())
    world_.violated("acknowledged", nameOf(node) + " is given a certificate that is not stored");
}

void DeliveryChecks::finish(const FleetState& state) {
  for (const auto& node : *nodes_) {
    const auto entry = state.nodes.find(node->id());
    if (entry == state.nodes.end()) continue;
    finishEvents(*node, entry->second);
    finishCounts(*node, entry->second);
    finishNumbers(*node, state, entry->second);
  }
}

// A control plane from before does not know what came since, and what a flipped bit took is found when it is read.
bool DeliveryChecks::mayMiss() const {
  const auto& faults = world_.faults.all();
  return faults.contains("backup_restored") || faults.contains("twin_plane") || faults.contains("bit_flip");
}

// An event is told until it has come, whatever becomes of metrics: only a queue that was full of events, or is gone, or
// that a flipped bit spoilt, may lose one.
void DeliveryChecks::finishEvents(SimNode& node, const NodeEntry& entry) {
  std::map<std::string, std::size_t> all, old;  // how often it told what, and had done so some time ago
  for (const Told& told : told_[node.id()]) {
    ++all[told.event];
    if (told.at + kOnItsWay < world_.elapsed()) ++old[told.event];
  }
  // What was stored without an answer is told and not known to be.
  const bool isKnown = !world_.faults.all().contains("state_db_appeared");
  for (const auto& [event, times] : stored_[{database_, node.id()}])
    if (isKnown && times > all[event])
      world_.violated("acknowledged", nameOf(node) + " told " + std::to_string(all[event]) + " times, and " +
                                          std::to_string(times) + " are stored: " + event);
  const NodeTelemetry& telemetry = entry.status.telemetry;
  if (telemetry.undeclaredMissing > 0 && !mayMiss())
    world_.violated("acknowledged", std::to_string(telemetry.undeclaredMissing) + " records of " + nameOf(node) +
                                        " never came, and are not declared lost");
  const QueueStatus* queue = node.queueStatus();
  if (queue == nullptr) return;
  if (queue->droppedEvents + telemetry.queuesLost > 0 || world_.faults.all().contains("bit_flip")) return;
  auto& arrived = everStored_[node.id()];
  for (const auto& [event, times] : old)
    if (times > arrived[event])
      world_.violated("acknowledged", nameOf(node) + " told " + std::to_string(times) + " times, and " +
                                          std::to_string(arrived[event]) + " came: " + event);
}

// W9: whoever decides knows of everything that nodes have accepted, and what they committed keeps older ones away.
void DeliveryChecks::finishNumbers(const SimNode& node, const FleetState& state, const NodeEntry& entry) {
  const agent::AgentState& has = node.store().state();
  if (has.highestEpoch > state.epoch)
    world_.violated("W9", nameOf(node) + " has seen epoch " + std::to_string(has.highestEpoch) +
                              ", and the control plane is in " + std::to_string(state.epoch));
  if (has.assignment && has.assignment->generation > entry.assignment.generation)
    world_.violated("W9", nameOf(node) + " has generation " + std::to_string(has.assignment->generation) +
                              ", and the control plane knows " + std::to_string(entry.assignment.generation));
  for (const auto& [workload, record] : has.workloads) {
    if (record.state != InstallState::Committed || record.target.artifact.empty()) continue;
    const auto floor = has.floors.find(record.target.artifact);
    if (record.floor > (floor == has.floors.end() ? 0 : floor->second))
      world_.violated("W9", nameOf(node) + " committed " + record.target.version.toString() +
                                " and did not raise its floor to " + std::to_string(record.floor));
  }
}

// A worker knows how many requests it answered. A machine that ends loses counts that were not written yet; none may
// be there twice.
void DeliveryChecks::finishCounts(const SimNode& node, const NodeEntry& entry) {
  for (const auto& [key, counts] : entry.totals) {
    const auto answered = node.answered().find(key.second.toString());
    const std::uint64_t really = answered == node.answered().end() ? 0 : answered->second;
    if (counts.requests > really)
      world_.violated("acknowledged", nameOf(node) + " answered " + std::to_string(really) + " requests with version " +
                                          key.second.toString() + ", and " + std::to_string(counts.requests) +
                                          " are counted");
  }
}

}  // namespace flotilla::simulation
