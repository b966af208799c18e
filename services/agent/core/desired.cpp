#include "services/agent/core/desired.h"

#include <utility>

namespace flotilla::agent {

NodeFacts nodeFacts(const AgentConfig& config, const AgentState& state, std::string keyFingerprint, TimePoint now) {
  NodeFacts facts;
  facts.node = config.node;
  facts.keyFingerprint = std::move(keyFingerprint);
  facts.hardware = config.hardware;
  facts.agentVersion = config.version;
  facts.highestEpoch = state.highestEpoch;
  facts.current = state.assignment;
  facts.floors = state.floors;
  facts.now = now;
  facts.region = config.region;
  facts.site = config.site;
  return facts;
}

DesiredMap desiredOf(const CheckedAssignment& checked) {
  DesiredMap desired;
  for (const AssignmentTarget& target : checked.assignment.targets)
    desired[target.workload] = {target, checked.releases.at(target.workload).floor, checked.assignment.generation};
  return desired;
}

Result<DesiredMap> reopenAssignment(const AgentConfig& config, const AgentState& state) {
  if (!state.assignment) return DesiredMap{};
  const StoredAssignment& stored = *state.assignment;
  const auto content = signedContent(stored.envelope, config.root);
  if (!content)
    return precondition("V20_stored_assignment", "the stored assignment is damaged or signed by nobody known");
  NodeFacts facts = nodeFacts(config, state, content->keyFingerprint, content->notBefore);
  facts.highestEpoch = stored.epoch;
  facts.current.reset();
  FLOTILLA_TRY(const CheckedAssignment checked, checkAssignment(stored.envelope, stored.releases, config.root, facts));
  return desiredOf(checked);
}

const Error* mismatch(const Result<DesiredMap>& desired, const WorkloadRecord& record) {
  static const Error kForgotten =
      precondition("V24_mismatch", "the stored assignment does not ask for what was being installed");
  if (!desired) return &desired.error();
  const auto found = desired->find(record.workload);
  if (found == desired->end()) return &kForgotten;
  const Desired& wanted = found->second;
  const bool same = wanted.generation == record.generation && wanted.target == record.target;
  return same ? nullptr : &kForgotten;
}

}  // namespace flotilla::agent
