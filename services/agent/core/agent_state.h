// Everything the agent must still know after a power cut, as values. AgentStore (ports.h) keeps it in state.db.
// The boot record, not this, decides which slot runs (core/install/boot_record.h).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/domain/assignment.h"
#include "models/domain/digest.h"
#include "models/domain/install.h"
#include "services/telemetry/report.h"

namespace flotilla::agent {

// The last assignment that passed every check, byte for byte as received, with the release envelopes it names.
struct StoredAssignment {
  std::string envelope;
  std::vector<std::string> releases;
  std::uint64_t epoch = 0;
  std::uint64_t generation = 0;
};

// One install attempt, and what it became. `target` is what the assignment asked for.
struct WorkloadRecord {
  WorkloadName workload;
  InstallState state = InstallState::Idle;
  std::uint64_t generation = 0;
  std::string installId;  // new per attempt; names the attempt in the boot record
  AssignmentTarget target;
  std::uint64_t floor = 0;        // of the target's release; the node's floor rises to it after the commit
  std::uint8_t targetSlot = 0;    // where this attempt goes (0 = a, 1 = b); never the slot that runs
  std::uint32_t transitions = 0;  // of this install id; the loop guard counts them
  std::string reason;             // last refusal or roll-back
  std::string message;
  // What each slot (0 = a, 1 = b) holds, as written; empty digest = nothing whole.
  std::array<AssignmentTarget, 2> holds;
  bool proven = false;  // the good slot passed a health window
};

// The newest policy that passed every check, byte for byte as received. It was verified then; like floors and epochs it
// is kept whatever root.json says later.
struct StoredPolicy {
  std::uint64_t version = 0;
  std::string envelope;
};

// What the control plane told it to do besides, as far as it has begun.
struct StoredOrders {
  std::uint64_t number = 0;  // of the newest
  bool isolated = false;
  std::uint64_t renewal = 0;  // number with which a new certificate was wanted
  std::uint64_t renewed = 0;  // that is answered by the one it has
  OrdersDone done() const { return {renewal > renewed ? renewal - 1 : number, isolated}; }
};

inline constexpr std::size_t kMaxProven = 16;  // contents of a workload that are remembered as proven here

struct AgentState {
  std::uint64_t highestEpoch = 0;
  std::optional<StoredAssignment> assignment;
  std::map<WorkloadName, WorkloadRecord> workloads;
  std::map<ArtifactName, std::uint64_t> floors;  // anti-rollback, per artifact
  std::set<std::pair<std::uint64_t, std::string>>
      failed;  // (generation, manifest digest) that failed here: never tried again
  std::optional<StoredPolicy> policy;
  StoredOrders orders;
  std::map<WorkloadName, std::vector<Digest>> proven;  // manifests that passed a health window here, the newest last
};

// One transaction. Only what is set is written.
struct StateChange {
  std::optional<std::uint64_t> highestEpoch;
  std::optional<StoredAssignment> assignment;
  std::vector<WorkloadRecord> workloads;                       // upserts
  std::vector<std::pair<ArtifactName, std::uint64_t>> floors;  // upserts
  std::vector<std::pair<std::uint64_t, std::string>> failed;   // inserts
  std::optional<StoredPolicy> policy;
  std::optional<StoredOrders> orders;
  std::vector<std::pair<WorkloadName, Digest>> proven;  // the newest now; how often one failed before is forgotten
  std::vector<NodeEvent> events;                        // appended; leave with the next report
  std::vector<std::pair<std::string, std::string>>
      evidence;  // two statements that contradict each other, kept for people
};

}  // namespace flotilla::agent
