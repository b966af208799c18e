#include "models/domain/policy.h"

#include <algorithm>

#include "models/domain/policy_text.h"

namespace flotilla {
namespace {

using Values = std::vector<SelectorValue>;

SelectorValues policyValues(const PolicyNode& node) {
  return [&node](std::string_view field) -> Values {
    if (field == "region" && !node.region.empty()) return {node.region.value};
    if (field == "site" && !node.site.empty()) return {node.site.value};
    if (field == "hardware" && !node.hardware.empty()) return {node.hardware};
    if (field == "agent" && node.agent != Version{}) return {node.agent};
    return {};
  };
}

// A field of the selector that this node has no value for; empty if there is none.
std::string unknownField(const Selector& selector, const SelectorValues& valuesOf) {
  if (selector.kind == Selector::Kind::Term)
    return valuesOf(selector.term.field).empty() ? selector.term.field : std::string();
  for (const Selector& child : selector.children)
    if (std::string field = unknownField(child, valuesOf); !field.empty()) return field;
  return {};
}

const char* howToKnow(const std::string& field) {
  if (field == "region") return "set region in the settings of its agent, or enrol it anew";
  return "enrol the node anew";
}

PolicyViolation unknown(const PolicyRule& rule, const std::string& field) {
  return {rule.name, ruleText(rule) + "this node does not know its " + field + ", and the rule asks for it",
          howToKnow(field)};
}

template <class T>
bool contains(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string leaveOut(const PolicyRule& rule, const std::string& allow) {
  return "leave the node out of the rollout (selector " + allowedSelector(rule) + "), or sign a policy that allows " +
         allow;
}

// Of a node whose scope is inside.
std::optional<PolicyViolation> unfit(const PolicyRule& rule, const PolicyNode& node) {
  if (fits(rule, node)) return std::nullopt;
  if (const auto* residency = std::get_if<ResidencyDemand>(&rule.demand)) {
    if (node.region.empty()) return unknown(rule, "region");
    return PolicyViolation{rule.name,
                           ruleText(rule) + "this node is in " + node.region.value + ", which is not among " +
                               listText(residency->regions),
                           leaveOut(rule, node.region.value)};
  }
  if (const auto* hardware = std::get_if<HardwareDemand>(&rule.demand))
    return PolicyViolation{
        rule.name,
        ruleText(rule) + "this node is " + node.hardware + ", which is not among " + listText(hardware->classes),
        leaveOut(rule, node.hardware)};
  const Version& least = std::get<AgentDemand>(rule.demand).least;
  return PolicyViolation{
      rule.name,
      ruleText(rule) + "the agent of this node is " + node.agent.toString() + ", older than " + least.toString(),
      "update the agent to " + least.toString() + " or newer"};
}

}  // namespace

std::vector<SelectorField> policySelectorFields() {
  using Kind = SelectorKind;
  return {{"region", Kind::Text, "Region that the node is in."},
          {"site", Kind::Text, "Site that the node stands at."},
          {"hardware", Kind::Text, "Machine architecture, for example x86_64."},
          {"agent", Kind::Version, "Version of the node agent."}};
}

Result<Selector> parsePolicyScope(std::string_view text) {
  return parseSelector(text, policySelectorFields(),
                       [](std::string_view) -> Result<std::function<bool(std::string_view)>> {
                         return invalid("bad_pattern", "patterns are not possible here, because nodes judge it too", {},
                                        "write values, for example region:(eu-west|eu-north)");
                       });
}

bool isAbout(const PolicyRule& rule, const WorkloadName& workload) {
  return rule.workloads.empty() || contains(rule.workloads, workload);
}

PolicyScope scopeOf(const PolicyRule& rule, const PolicyNode& node) {
  if (rule.where.empty()) return PolicyScope::Inside;
  const SelectorValues values = policyValues(node);
  if (!unknownField(rule.scope, values).empty()) return PolicyScope::Unknown;
  return matches(rule.scope, values) ? PolicyScope::Inside : PolicyScope::Outside;
}

Error refusedBy(const PolicyViolation& violation, std::string reason, std::string field) {
  return precondition(std::move(reason), violation.message, std::move(field), violation.fix);
}

std::optional<TimePoint> opensAt(const PolicyRule& rule, TimePoint now, const NextOpening& nextOpening) {
  if (const auto* window = std::get_if<TimeWindow>(&rule.demand)) return nextOpening(*window, now);
  if (const auto* freeze = std::get_if<FreezeDemand>(&rule.demand))
    return now >= freeze->from && now < freeze->to ? freeze->to : now;
  return now;
}

std::optional<PolicyViolation> closedBy(const PolicyRule& rule, TimePoint now, const NextOpening& nextOpening) {
  const auto opens = opensAt(rule, now, nextOpening);
  if (opens == now) return std::nullopt;
  PolicyViolation out{rule.name, ruleText(rule), {}};
  if (const auto* freeze = std::get_if<FreezeDemand>(&rule.demand)) {
    out.message += "nothing is begun from " + momentText(freeze->from) + " to " + momentText(freeze->to);
    if (!freeze->reason.empty()) out.message += " (" + freeze->reason + ")";
    out.fix = "wait until " + momentText(freeze->to);
    return out;
  }
  out.message += "new versions begin only on " + windowText(std::get<TimeWindow>(rule.demand));
  out.message += opens ? ", which opens at " + momentText(*opens) : ", which does not open within two weeks";
  out.fix = opens ? "wait until " + momentText(*opens) : "look whether this machine knows the time zone (tzdata)";
  return out;
}

std::optional<PolicyViolation> unsignedBy(const PolicyRule& rule, const std::string& release, std::size_t signers) {
  const auto* demand = std::get_if<SignatureDemand>(&rule.demand);
  if (demand == nullptr || signers >= demand->count) return std::nullopt;
  return PolicyViolation{rule.name,
                         ruleText(rule) + std::to_string(signers) + (signers == 1 ? " release key" : " release keys") +
                             " signed " + release + ", and " + std::to_string(demand->count) + " have to",
                         "sign it under a new version with " + std::to_string(demand->count) +
                             " keys: flotillactl release sign --key ... --key ..."};
}

bool fits(const PolicyRule& rule, const PolicyNode& node) {
  if (const auto* residency = std::get_if<ResidencyDemand>(&rule.demand))
    return contains(residency->regions, node.region);
  if (const auto* hardware = std::get_if<HardwareDemand>(&rule.demand))
    return contains(hardware->classes, node.hardware);
  if (const auto* agent = std::get_if<AgentDemand>(&rule.demand)) return node.agent >= agent->least;
  return true;
}

std::optional<PolicyViolation> violationOnNode(const Policy& policy, const PolicyNode& node, const PolicyCase& begun,
                                               const NextOpening& nextOpening) {
  for (const PolicyRule& rule : policy.rules) {
    if (!isAbout(rule, begun.workload)) continue;
    const PolicyScope scope = scopeOf(rule, node);
    if (scope == PolicyScope::Unknown) return unknown(rule, unknownField(rule.scope, policyValues(node)));
    if (scope == PolicyScope::Outside) continue;
    auto violation = unfit(rule, node);
    if (!violation) violation = unsignedBy(rule, begun.release, begun.signers);
    if (!violation) violation = closedBy(rule, begun.now, nextOpening);
    if (violation) return violation;
  }
  return std::nullopt;
}

}  // namespace flotilla
