// What becomes of an assignment: it is checked, and accepted or refused as a whole.
#include <algorithm>
#include <set>

#include "services/agent/core/agent_impl.h"
#include "services/crypto/hash.h"
#include "services/runtime/log.h"

namespace flotilla::agent {

void Agent::Impl::onAssignment(std::string envelope, std::vector<std::string> releases) {
  if (node.values().orders.isolated)
    return reject(envelope, precondition("isolated", "the node is isolated, so it starts nothing"));
  // It comes with every session, and was checked when it was accepted.
  if (const auto& has = node.values().assignment; has && has->envelope == envelope) return;
  const auto checked = checkAssignment(envelope, releases, config.root, facts());
  if (!checked) return reject(envelope, checked.error());
  if (const Status fits = checkCapacity(checked->assignment); !fits) return reject(envelope, fits.error());
  accept({std::move(envelope), std::move(releases), checked->assignment.epoch, checked->assignment.generation},
         *checked);
}

NodeFacts Agent::Impl::facts() const {
  NodeFacts facts = nodeFacts(config, node.values(), keyFingerprint, ports.clock.now());
  facts.policy = policy.current();
  facts.policyUnreadable = policy.unreadable();
  for (const auto& [name, workload] : workloads) facts.held.emplace(name, node.held(name));
  return facts;
}

Status Agent::Impl::checkCapacity(const Assignment& assignment) const {
  if (node.bootDamaged())
    return precondition("boot_record_unreadable", "the boot record cannot be read, so nothing is installed");
  std::set<WorkloadName> names;
  for (const auto& [name, workload] : workloads) names.insert(name);
  for (const AssignmentTarget& target : assignment.targets) names.insert(target.workload);
  if (names.size() <= kMaxWorkloads) return okStatus();
  return Error{ErrorCode::Exhausted, "too_many_workloads",
               "a node runs at most " + std::to_string(kMaxWorkloads) + " workloads"};
}

// One transaction: the assignment, and an attempt for every workload that may take one. The others finish what they do
// and look then.
void Agent::Impl::accept(StoredAssignment stored, const CheckedAssignment& checked) {
  DesiredMap wanted = desiredOf(checked);
  StateChange change;
  change.highestEpoch = std::max(stored.epoch, node.values().highestEpoch);
  change.assignment = std::move(stored);
  for (const auto& [name, target] : wanted)
    if (auto attempt = attemptAt(target)) change.workloads.push_back(std::move(*attempt));
  for (const WorkloadRecord& attempt : change.workloads)
    change.events.push_back(InstallMachine::eventOf(attempt, ports.clock.now()));
  node.nameRollout(checked.assignment.generation, checked.assignment.rollout);
  if (const Status stored_ = node.apply(change); !stored_) {
    log::error("an assignment could not be stored", {{"message", stored_.error().message}});
    return;
  }
  log::info("an assignment was accepted",
            {{"corr", checked.assignment.rollout}, {"generation", std::to_string(checked.assignment.generation)}});
  desired = std::move(wanted);
  lastRefusal = {};
  for (const WorkloadRecord& attempt : change.workloads) add(attempt).begin(attempt);
  for (const auto& [name, target] : desired)
    if (const auto found = workloads.find(name); found != workloads.end()) found->second->onWanted(target.target);
  reporter.soon();
}

std::optional<WorkloadRecord> Agent::Impl::attemptAt(const Desired& wanted) {
  const auto found = workloads.find(wanted.target.workload);
  if (found != workloads.end() && !found->second->takesAttempts(wanted.target)) return std::nullopt;
  const WorkloadRecord* before = found == workloads.end() ? nullptr : &found->second->record();
  return newAttempt(before, wanted.target, wanted.floor, wanted.generation, makeUuid(ports.clock.now(), ports.random));
}

void Agent::Impl::reject(const std::string& envelope, const Error& why) {
  if (why.reason == "V23_replayed") return;
  const std::pair refusal{sha256(envelope), why.reason};
  if (refusal == lastRefusal) return;
  log::warn("an assignment was refused", {{"reason", why.reason}, {"message", why.message}});
  StateChange change;
  if (why.reason == "V22_equivocation" && node.values().assignment)
    change.evidence = {{node.values().assignment->envelope, envelope}};
  const auto content = signedContent(envelope, config.root);
  if (content && content->node == config.node) describeRefusal(*content, why, change);
  if (change.events.empty()) {
    NodeEvent event;
    event.at = ports.clock.now();
    event.state = InstallState::Refused;
    event.generation = content ? content->generation : claimedGeneration(envelope, config.node);
    event.reason = why.reason;
    event.message = why.message;
    change.events = {std::move(event)};
  }
  if (const Status stored = node.apply(change); !stored) {
    log::error("a refusal could not be stored", {{"message", stored.error().message}});
    return;
  }
  lastRefusal = refusal;
  for (const WorkloadRecord& refused : change.workloads) add(refused).adopt(refused);
  reporter.soon();
}

// The state of a workload tells of the refusal only if that assignment was newer than what the workload did last, and
// nothing is under way.
void Agent::Impl::describeRefusal(const Assignment& content, const Error& why, StateChange& change) const {
  std::size_t room = kMaxWorkloads - std::min(kMaxWorkloads, workloads.size());
  for (const AssignmentTarget& target : content.targets) {
    const auto found = workloads.find(target.workload);
    const WorkloadRecord* before = found == workloads.end() ? nullptr : &found->second->record();
    WorkloadRecord refused = newAttempt(before, target, 0, content.generation, {});
    refused.state = InstallState::Refused;
    refused.reason = why.reason;
    refused.message = why.message;
    change.events.push_back(InstallMachine::eventOf(refused, ports.clock.now()));
    const bool newer =
        content.epoch >= node.values().highestEpoch && (before == nullptr || content.generation > before->generation);
    const bool idle = before == nullptr ? room > 0 : found->second->settled();
    if (!newer || !idle) continue;
    if (before == nullptr) --room;
    change.workloads.push_back(std::move(refused));
  }
}

}  // namespace flotilla::agent
