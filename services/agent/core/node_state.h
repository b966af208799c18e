// What the node knows durably, in one place: state.db mirrored in memory, and the boot record beside it. Every change
// is durable when the call returns; after an error memory and disk are as before. Thread: the agent's loop. Lifetime:
// owned by the Agent.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "services/agent/core/install/boot_record.h"
#include "services/agent/core/ports.h"

namespace flotilla::agent {

class NodeState {
 public:
  NodeState(Files& files, AgentStore& store, Path data) : store_(store), boot_(files, std::move(data)) {}

  // Reads both. Floors become the higher of the two places.
  Status load();

  const AgentState& values() const { return state_; }
  Status apply(const StateChange& change);
  // The rollout that asked for a generation, for the log lines of its events.
  void nameRollout(std::uint64_t generation, std::string rollout);

  // An empty entry for a workload that has none.
  BootEntry bootEntry(const WorkloadName& workload) const;
  const BootRecord& bootRecord() const { return boot_.record(); }
  bool bootDamaged() const { return boot_.damaged(); }
  // Writes nothing if the entry is already so.
  Status writeBoot(const BootEntry& entry);

  std::uint64_t floorOf(const ArtifactName& artifact) const;
  std::uint64_t generation() const { return state_.assignment ? state_.assignment->generation : 0; }
  // How often this content failed on this node, and whether it did so under this generation.
  std::size_t failuresOf(const Digest& digest) const;
  bool hasFailed(std::uint64_t generation, const Digest& digest) const;
  // Manifests that nothing new begins with: what this workload has proven here, holds as its way back, or is
  // installing.
  std::set<Digest> held(const WorkloadName& workload) const;

 private:
  Status raiseFloorsFromBootRecord();

  AgentStore& store_;
  BootRecordFile boot_;
  AgentState state_;
  std::uint64_t rolloutGeneration_ = 0;
  std::string rollout_;
};

}  // namespace flotilla::agent
