#include "services/controlplane/core/policy/plan_check.h"

#include <algorithm>
#include <set>

#include "models/domain/policy_text.h"
#include "services/documents/signed_documents.h"
#include "services/runtime/zone.h"

namespace flotilla::controlplane {
namespace {

PolicyNode policyNode(const NodeEntry& entry) {
  const auto agent = parseVersion(entry.record.agentVersion);
  return {entry.record.region, entry.record.site, entry.record.hardware, agent ? *agent : Version{}};
}

// What is not known is not let through: the node would refuse.
bool concerns(const PolicyRule& rule, const NodeEntry& node) {
  return scopeOf(rule, policyNode(node)) != PolicyScope::Outside;
}

std::vector<const NodeEntry*> concerned(const PolicyRule& rule, const std::vector<const NodeEntry*>& nodes) {
  std::vector<const NodeEntry*> out;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(out),
               [&](const NodeEntry* node) { return concerns(rule, *node); });
  return out;
}

std::size_t keyIdsOn(const ReleaseRecord& release) {
  std::set<KeyId> ids;
  const auto envelope = parseEnvelope(release.envelope);
  if (!envelope) return 0;
  for (const EnvelopeSignature& signature : envelope->signatures) ids.insert(signature.keyId);
  return ids.size();
}

// "4 of the 12 nodes are", or "node boston-1 is"
std::string someOf(const std::vector<const NodeEntry*>& some, std::size_t all, const char* one, const char* several) {
  if (some.size() == 1) return "node " + some.front()->record.name + " " + one;
  return std::to_string(some.size()) + " of the " + std::to_string(all) + " nodes " + several;
}

template <class Get>
std::string valuesOf(const std::vector<const NodeEntry*>& nodes, Get get, std::size_t& count) {
  std::set<std::string> values;
  for (const NodeEntry* node : nodes) values.insert(get(node->record));
  count = values.size();
  return listText(std::vector<std::string>(values.begin(), values.end()));
}

PolicyViolation unfitNodes(const PolicyRule& rule, const std::vector<const NodeEntry*>& unfit, std::size_t all) {
  PolicyViolation out{rule.name, ruleText(rule), {}};
  const std::string selector = allowedSelector(rule);
  if (const auto* agent = std::get_if<AgentDemand>(&rule.demand)) {
    out.message += someOf(unfit, all, "has", "have") + " an agent older than " + agent->least.toString() + " (" +
                   unfit.front()->record.name + ": " + unfit.front()->record.agentVersion + ")";
    out.fix = "update their agents, or leave them out with the selector " + selector;
    return out;
  }
  std::size_t values = 0;
  const auto* residency = std::get_if<ResidencyDemand>(&rule.demand);
  const std::string seen = residency != nullptr
                               ? valuesOf(
                                     unfit, [](const NodeRecord& node) { return node.region.value; }, values)
                               : valuesOf(
                                     unfit, [](const NodeRecord& node) { return node.hardware; }, values);
  const std::string allowed =
      residency != nullptr ? listText(residency->regions) : listText(std::get<HardwareDemand>(rule.demand).classes);
  out.message += someOf(unfit, all, "is", "are") + (residency != nullptr ? " in " : " ") + seen + ", which " +
                 (values == 1 ? "is" : "are") + " not among " + allowed;
  out.fix = "leave them out with the selector " + selector + ", or sign a policy that allows them";
  return out;
}

std::string asksText(const ApprovalRule& rule) {
  if (rule.count == 0) return "asks for no approval";
  return "asks for " + std::to_string(rule.count) + (rule.count == 1 ? " approval by " : " approvals by ") +
         roleText(rule.role);
}

std::optional<PolicyViolation> unapproved(const PolicyRule& rule, const PlannedStart& start) {
  const auto* demand = std::get_if<ApprovalDemand>(&rule.demand);
  if (demand == nullptr || !start.asksFirst) return std::nullopt;
  const std::string wanted = std::to_string(demand->count) + " by " + roleText(demand->role);
  if (!start.first)
    return PolicyViolation{
        rule.name, ruleText(rule) + "what is deployed without a plan is approved by nobody, and needs " + wanted,
        "deploy it by a plan: flotillactl rollouts create -f plan.yaml"};
  const ApprovalRule& approvals = start.first->approvals;
  if (approvals.count >= demand->count && roleIncludes(approvals.role, demand->role)) return std::nullopt;
  return PolicyViolation{rule.name,
                         ruleText(rule) + "wave " + start.first->name + ", which begins first, " + asksText(approvals) +
                             ", and has to ask for " + wanted,
                         "write approvals: {count: " + std::to_string(demand->count) +
                             ", role: " + std::string(toText(demand->role)) + "} in that wave of the plan"};
}

std::optional<PolicyViolation> closedNow(const PolicyRule& rule, ClosedHours hours, TimePoint now) {
  const bool asks = hours == ClosedHours::Refuse ||
                    (hours == ClosedHours::RefuseFreeze && std::holds_alternative<FreezeDemand>(rule.demand));
  return asks ? closedBy(rule, now, nextOpening) : std::nullopt;
}

std::optional<PolicyViolation> brokenBy(const PolicyRule& rule, const PlannedStart& start, TimePoint now) {
  const auto about = concerned(rule, start.nodes);
  if (!isAbout(rule, start.workload) || about.empty()) return std::nullopt;
  std::vector<const NodeEntry*> unfit;
  std::copy_if(about.begin(), about.end(), std::back_inserter(unfit),
               [&](const NodeEntry* node) { return !fits(rule, policyNode(*node)); });
  if (!unfit.empty()) return unfitNodes(rule, unfit, start.nodes.size());
  if (std::holds_alternative<SignatureDemand>(rule.demand) && start.release != nullptr) {
    const Release& release = start.release->release;
    return unsignedBy(rule, release.artifact.value + " " + release.version.toString(), keyIdsOn(*start.release));
  }
  if (auto violation = unapproved(rule, start)) return violation;
  return closedNow(rule, start.closed, now);
}

}  // namespace

std::optional<PolicyViolation> violationOf(const FleetState& state, const PlannedStart& start, TimePoint now) {
  if (!state.policy) return std::nullopt;
  if (!state.policy->policy)
    return PolicyViolation{
        {}, "the published policy cannot be read, so nothing new is begun", "publish a policy with a higher version"};
  for (const PolicyRule& rule : state.policy->policy->rules)
    if (auto violation = brokenBy(rule, start, now)) return violation;
  return std::nullopt;
}

Status checkPlanned(const FleetState& state, const PlannedStart& start, TimePoint now) {
  const auto violation = violationOf(state, start, now);
  return violation ? Status(refusedBy(*violation, "policy")) : okStatus();
}

std::vector<ClosedRule> closedRules(const FleetState& state, const WorkloadName& workload, TimePoint now) {
  std::vector<ClosedRule> out;
  if (!state.policy || !state.policy->policy) return out;
  for (const PolicyRule& rule : state.policy->policy->rules) {
    const auto opens = opensAt(rule, now, nextOpening);
    if (isAbout(rule, workload) && opens != now) out.push_back({&rule, opens});
  }
  return out;
}

const ClosedRule* closedFor(const std::vector<ClosedRule>& closed, const NodeEntry& node) {
  const auto at =
      std::find_if(closed.begin(), closed.end(), [&](const ClosedRule& one) { return concerns(*one.rule, node); });
  return at == closed.end() ? nullptr : &*at;
}

bool waitsForHours(const FleetState& state, const NodeEntry& node, TimePoint now) {
  return std::any_of(node.desired.begin(), node.desired.end(), [&](const auto& item) {
    const auto rollout = state.rollouts.find(item.second.rollout);
    const bool forward = rollout != state.rollouts.end() && rollout->second.release == item.second.release;
    if (!forward || closedFor(closedRules(state, item.first, now), node) == nullptr) return false;
    const auto has = node.workloads.find(item.first);
    const ReleaseRecord* proven =
        has != node.workloads.end() && has->second.proven ? state.releaseOf(has->second.digest) : nullptr;
    return proven == nullptr || proven->digest != item.second.release;
  });
}

}  // namespace flotilla::controlplane
