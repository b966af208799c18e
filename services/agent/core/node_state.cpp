#include "services/agent/core/node_state.h"

#include <algorithm>
#include <utility>

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

// Only what is stored, and so will reach the control plane.
void logEvent(const NodeEvent& event, const std::string& rollout) {
  log::info("install event", {{"workload", event.workload.value},
                              {"corr", rollout},
                              {"state", std::string(toText(event.state))},
                              {"generation", std::to_string(event.generation)},
                              {"artifact_version", event.version.toString()},
                              {"at", toRfc3339(event.at)},
                              {"reason", event.reason},
                              {"message", event.message}});
}

}  // namespace

void NodeState::nameRollout(std::uint64_t generation, std::string rollout) {
  rolloutGeneration_ = generation;
  rollout_ = std::move(rollout);
}

Status NodeState::load() {
  boot_.read();
  FLOTILLA_TRY(state_, store_.load());
  return raiseFloorsFromBootRecord();
}

Status NodeState::raiseFloorsFromBootRecord() {
  StateChange change;
  for (const BootEntry& entry : boot_.record().entries)
    if (!entry.artifact.empty() && entry.floor > floorOf(entry.artifact))
      change.floors.emplace_back(entry.artifact, entry.floor);
  return change.floors.empty() ? okStatus() : apply(change);
}

Status NodeState::apply(const StateChange& change) {
  FLOTILLA_CHECK(store_.apply(change));
  if (change.highestEpoch) state_.highestEpoch = *change.highestEpoch;
  if (change.assignment) state_.assignment = change.assignment;
  for (const WorkloadRecord& record : change.workloads) state_.workloads[record.workload] = record;
  for (const auto& [artifact, floor] : change.floors) {
    std::uint64_t& current = state_.floors[artifact];
    current = std::max(current, floor);
  }
  state_.failed.insert(change.failed.begin(), change.failed.end());
  if (change.policy) state_.policy = change.policy;
  if (change.orders) state_.orders = *change.orders;
  for (const auto& [workload, digest] : change.proven) {
    std::erase_if(state_.failed, [text = digest.toString()](const auto& failure) { return failure.second == text; });
    std::vector<Digest>& known = state_.proven[workload];
    std::erase(known, digest);
    known.push_back(digest);
    if (known.size() > kMaxProven) known.erase(known.begin());
  }
  for (const NodeEvent& event : change.events)
    logEvent(event, event.generation == rolloutGeneration_ ? rollout_ : std::string());
  return okStatus();
}

BootEntry NodeState::bootEntry(const WorkloadName& workload) const {
  if (const BootEntry* entry = boot_.record().find(workload)) return *entry;
  BootEntry entry;
  entry.workload = workload;
  return entry;
}

Status NodeState::writeBoot(const BootEntry& entry) {
  const BootEntry* current = boot_.record().find(entry.workload);
  if (entry == (current != nullptr ? *current : bootEntry(entry.workload))) return okStatus();
  BootRecord record = boot_.record();
  FLOTILLA_CHECK(record.put(entry));
  return boot_.write(std::move(record));
}

std::uint64_t NodeState::floorOf(const ArtifactName& artifact) const {
  const auto found = state_.floors.find(artifact);
  return found == state_.floors.end() ? 0 : found->second;
}

std::size_t NodeState::failuresOf(const Digest& digest) const {
  const std::string text = digest.toString();
  return static_cast<std::size_t>(
      std::count_if(state_.failed.begin(), state_.failed.end(), [&](const auto& f) { return f.second == text; }));
}

bool NodeState::hasFailed(std::uint64_t generation, const Digest& digest) const {
  return state_.failed.contains({generation, digest.toString()});
}

std::set<Digest> NodeState::held(const WorkloadName& workload) const {
  std::set<Digest> out;
  if (const auto known = state_.proven.find(workload); known != state_.proven.end())
    out.insert(known->second.begin(), known->second.end());
  const BootEntry entry = bootEntry(workload);
  if (entry.good) {
    out.insert(entry.holds[*entry.good]);
    // The version before, which was good once: a slot holds nothing that was never on trial.
    const Slot other = otherSlot(*entry.good);
    if (entry.trying != other && failuresOf(entry.holds[other]) == 0) out.insert(entry.holds[other]);
  }
  const auto record = state_.workloads.find(workload);
  if (record != state_.workloads.end() && !isSettled(record->second.state)) out.insert(record->second.target.digest);
  out.erase(Digest{});
  return out;
}

}  // namespace flotilla::agent
