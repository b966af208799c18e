// The checks between "bytes arrived" and "this may be downloaded": V15, V16, V19 to V28 of the verification order.
// Pure. Every failure is an Error whose reason is the check's own code; nothing is trusted before its check. Thread:
// any; values in, values out.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/domain/assignment.h"
#include "models/domain/policy.h"
#include "models/domain/release.h"
#include "models/domain/trust.h"
#include "services/agent/core/agent_state.h"

namespace flotilla::agent {

// What the node knows of itself when it judges an assignment.
struct NodeFacts {
  NodeId node;
  std::string keyFingerprint;
  std::string hardware;
  Version agentVersion;
  std::uint64_t highestEpoch = 0;
  std::optional<StoredAssignment> current;  // the last accepted one
  std::map<ArtifactName, std::uint64_t> floors;
  TimePoint now{};         // t0, fixed for the whole check
  RegionName region = {};  // empty = this node does not know
  SiteName site = {};
  // What binds whatever is begun; nothing if the fleet has none, or if nothing is begun. It outlives the check.
  const Policy* policy = nullptr;
  bool policyUnreadable = false;                       // there is one, and this agent cannot read it
  std::map<WorkloadName, std::set<Digest>> held = {};  // NodeState::held: no policy keeps the node from it
};

struct CheckedAssignment {
  Assignment assignment;
  std::map<WorkloadName, Release> releases;  // of every target
};

// Reasons, in the order they are checked:
//   V19_*  the envelope or a document is not strict JSON, or names a workload twice
//   V16_*, V36_*  not signed by a threshold of assignment keys; V16_foreign_root if no signer is one that root names
//   V21_wrong_node, V21_wrong_key
//   V22_stale_epoch, V22_equivocation (same epoch and generation, other bytes: the caller keeps both)
//   V23_stale_generation, V23_expired, V23_not_yet; V23_replayed for the very same bytes again (harmless)
//   V24_release_missing, V15_length, V15_digest, V16_* of the release, V24_mismatch (field names what differs),
//   V17_release_expired V25_hardware, V25_agent_too_old, V26_below_floor, V27_policy
Result<CheckedAssignment> checkAssignment(const std::string& envelope, const std::vector<std::string>& releaseEnvelopes,
                                          const RootDocument& root, const NodeFacts& facts);

// A refusal that is worth a report names node and generation if the signature was good; nullopt for bytes of unknown
// origin.
std::optional<Assignment> signedContent(const std::string& envelope, const RootDocument& root);

// What bytes of unknown origin say of their generation, if they say they are for this node; else 0. Good for telling
// the sender which of its assignments was refused, and for nothing else.
std::uint64_t claimedGeneration(const std::string& envelope, const NodeId& node);

}  // namespace flotilla::agent
