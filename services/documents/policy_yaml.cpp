#include "services/documents/policy_yaml.h"

#include <algorithm>

#include "models/domain/nearest_name.h"
#include "services/documents/policy_limits.h"
#include "services/documents/yaml_fields.h"
#include "services/documents/yaml_window.h"
#include "services/runtime/zone.h"

namespace flotilla {
namespace {

Result<std::string> machineText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (isToken(text, 64)) return text;
  return invalid("bad_hardware", "must be a machine as `uname -m` says it, for example x86_64 or aarch64");
}

Result<Version> leastAgent(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (!isVisibleAscii(text, 1, 128)) return invalid("bad_version", "must be a version, for example 0.4.0");
  return parseVersion(text);
}

Result<std::string> scopeText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return invalid("bad_selector", "must not be blank", {}, "leave where out to mean every node");
  if (hasControls(text, false)) return invalid("bad_selector", "must be on one line");
  if (text.size() > kMaxScopeBytes) return invalid("bad_selector", "must have at most 1024 bytes");
  FLOTILLA_CHECK(parsePolicyScope(text));
  return text;
}

Result<std::string> reasonText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  if (characterCount(text) <= kMaxFreezeReason && !hasControls(text, false)) return text;
  return invalid("bad_reason", "must be at most 200 characters on one line");
}

Result<FreezeDemand> readFreeze(const YamlNode& node, const std::string& path) {
  FreezeDemand freeze;
  LocalMinute from, to;
  std::string zone = "UTC";
  YamlReader reader(node, path);
  reader.required("from", from, yamlLocalMinute);
  reader.required("to", to, yamlLocalMinute);
  reader.required("zone", zone, yamlZone);
  reader.optional("reason", freeze.reason, reasonText);
  const auto begin = momentOf(zone, from), end = momentOf(zone, to);
  reader.check(!begin || !end || *begin < *end, "to", "is not after from", "write when something may begin again");
  FLOTILLA_CHECK(reader.finish());
  freeze.from = begin.value_or(TimePoint{});
  freeze.to = end.value_or(TimePoint{});
  return freeze;
}

Result<ApprovalDemand> readApprovalDemand(const YamlNode& node, const std::string& path) {
  ApprovalDemand demand;
  YamlReader reader(node, path);
  reader.required("count", demand.count, yamlIntegerFrom(1, kMaxDemandedApprovals));
  reader.optional("role", demand.role, yamlWordOf(kRoleNames));
  FLOTILLA_CHECK(reader.finish());
  return demand;
}

std::string demandNames() {
  std::string all;
  for (const std::string_view name : kDemandNames)
    all += (all.empty() ? "" : name == kDemandNames.back() ? " or " : ", ") + std::string(name);
  return all;
}

// A rule asks for one thing, so that whatever it refuses can be told by its name.
Status checkOneDemand(const YamlNode& node, const std::string& path) {
  std::string first;
  for (const YamlNode& child : node.children) {
    if (std::find(kDemandNames.begin(), kDemandNames.end(), child.key) == kDemandNames.end()) continue;
    if (!first.empty())
      return yamlError(child.line, "bad_value", "a rule has one demand, and there is \"" + first + "\" already",
                       path + "." + child.key, "make a rule of its own of it");
    first = child.key;
  }
  if (!first.empty()) return okStatus();
  return yamlError(node.line, "missing_key", "a rule needs one of " + demandNames(), path);
}

Result<PolicyRule> readRule(const YamlNode& node, const std::string& path) {
  PolicyRule rule;
  SignatureDemand signatures;
  HardwareDemand hardware;
  ResidencyDemand residency;
  TimeWindow window;
  FreezeDemand freeze;
  ApprovalDemand approvals;
  AgentDemand agent;
  YamlReader reader(node, path);
  reader.required("name", rule.name, yamlName);
  reader.optional("where", rule.where, scopeText);
  reader.optional("workloads", rule.workloads,
                  listOf<WorkloadName>(1, kMaxPolicyNames, yamlName, "leave workloads out to mean all"));
  reader.unique("workloads", rule.workloads, "", [](const WorkloadName& name) { return name.value; });
  if (reader.optional("signatures", signatures.count, yamlIntegerFrom(1, kMaxDemandedSignatures)))
    rule.demand = signatures;
  if (reader.optional("hardware", hardware.classes, listOf<std::string>(1, kMaxPolicyNames, machineText)))
    rule.demand = hardware;
  reader.unique("hardware", hardware.classes, "", [](const std::string& name) { return name; });
  if (reader.optional("residency", residency.regions, listOf<RegionName>(1, kMaxPolicyNames, yamlName)))
    rule.demand = residency;
  reader.unique("residency", residency.regions, "", [](const RegionName& name) { return name.value; });
  if (reader.optional("window", window, readWindow)) rule.demand = window;
  if (reader.optional("freeze", freeze, readFreeze)) rule.demand = freeze;
  if (reader.optional("approvals", approvals, readApprovalDemand)) rule.demand = approvals;
  if (reader.optional("min_agent", agent.least, leastAgent)) rule.demand = agent;
  FLOTILLA_CHECK(reader.finish());
  FLOTILLA_CHECK(checkOneDemand(node, path));
  FLOTILLA_TRY(rule.scope, parsePolicyScope(rule.where));
  return rule;
}

}  // namespace

Result<Policy> parsePolicyYaml(std::string_view yaml) {
  if (yaml.size() > kMaxPolicyBytes) return yamlError(1, "yaml_syntax", "a policy must not be longer than 64 KiB");
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
  Policy policy;
  YamlReader reader(root, "");
  reader.required("version", policy.version, yamlIntegerFrom(1, static_cast<std::int64_t>(kMaxPolicyVersion)));
  reader.required("rules", policy.rules,
                  listOf<PolicyRule>(1, kMaxPolicyRules, readRule,
                                     "to lift all rules, leave one that always holds, such as signatures: 1"));
  reader.unique("rules", policy.rules, "name", [](const PolicyRule& rule) { return rule.name; });
  FLOTILLA_CHECK(reader.finish());
  return policy;
}

}  // namespace flotilla
