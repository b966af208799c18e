// What the accepted assignment asks of this node, per workload. Pure. Thread: any.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "services/agent/core/agent.h"
#include "services/agent/core/verify/assignment_check.h"

namespace flotilla::agent {

struct Desired {
  AssignmentTarget target;
  std::uint64_t floor = 0;  // of the target's release
  std::uint64_t generation = 0;
};
using DesiredMap = std::map<WorkloadName, Desired>;

NodeFacts nodeFacts(const AgentConfig& config, const AgentState& state, std::string keyFingerprint, TimePoint now);

DesiredMap desiredOf(const CheckedAssignment& checked);

// The stored assignment, with every signature and digest checked again. Its expiry, its place in the order of
// generations and the key it was bound to were judged when it was accepted and do not end what it began (domain.md rule
// 6).
Result<DesiredMap> reopenAssignment(const AgentConfig& config, const AgentState& state);

// Why the reopened assignment does not ask for what the record says; nullptr if it does.
const Error* mismatch(const Result<DesiredMap>& desired, const WorkloadRecord& record);

}  // namespace flotilla::agent
