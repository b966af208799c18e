#include <algorithm>

#include "models/domain/overload.h"
#include "services/documents/plan_limits.h"
#include "services/documents/policy_limits.h"
#include "services/documents/signed_documents.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxMachineName = 64;
constexpr std::size_t kMaxZoneName = 64;

template <class Names>
OrderedJson namesJson(const Names& names) {
  OrderedJson list = OrderedJson::array();
  for (const auto& name : names) list.push_back(name.value);
  return list;
}

OrderedJson windowJson(const TimeWindow& window) {
  OrderedJson days = OrderedJson::array();
  for (std::size_t day = 0; day < kDayNames.size(); ++day)
    if (window.days[day]) days.push_back(kDayNames[day]);
  return {{"zone", window.zone}, {"days", days}, {"from_minute", window.fromMinute}, {"to_minute", window.toMinute}};
}

void addDemand(const PolicyDemand& demand, OrderedJson& out) {
  std::visit(Overload{[&](const SignatureDemand& d) { out["signatures"] = d.count; },
                      [&](const HardwareDemand& d) { out["hardware"] = d.classes; },
                      [&](const ResidencyDemand& d) { out["residency"] = namesJson(d.regions); },
                      [&](const TimeWindow& d) { out["window"] = windowJson(d); },
                      [&](const FreezeDemand& d) {
                        out["freeze"] = {{"from", toRfc3339(d.from)}, {"to", toRfc3339(d.to)}, {"reason", d.reason}};
                      },
                      [&](const ApprovalDemand& d) {
                        out["approvals"] = {{"count", d.count}, {"role", toText(d.role)}};
                      },
                      [&](const AgentDemand& d) { out["min_agent"] = d.least.toString(); }},
             demand);
}

Result<std::size_t> readDay(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonAscii(node, 1, 8));
  const auto at = std::find(kDayNames.begin(), kDayNames.end(), text);
  if (at == kDayNames.end()) return invalid("bad_day", "must be mon, tue, wed, thu, fri, sat or sun");
  return static_cast<std::size_t>(at - kDayNames.begin());
}

Result<std::string> readLine(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonText(node));
  if (characterCount(text) <= kMaxFreezeReason && !hasControls(text, false)) return text;
  return invalid("bad_reason", "must be at most 200 characters on one line");
}

Result<std::string> readScope(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonText(node));
  if (text.empty() || text.size() > kMaxScopeBytes) return invalid("bad_selector", "must have 1 to 1024 bytes");
  FLOTILLA_CHECK(parsePolicyScope(text));
  return text;
}

Result<TimeWindow> readSignedWindow(const Json& node, const std::string& path) {
  TimeWindow window;
  std::vector<std::size_t> days;
  JsonReader reader(node, path);
  reader.required("zone", window.zone, asciiOf(1, kMaxZoneName));
  reader.required("days", days, listOf<std::size_t>(1, kDayNames.size(), readDay));
  reader.required("from_minute", window.fromMinute, integerFrom(0, 24 * 60 - 1));
  reader.required("to_minute", window.toMinute, integerFrom(1, 24 * 60));
  reader.check(window.fromMinute != window.toMinute, "to_minute", "is the same as from_minute");
  FLOTILLA_CHECK(reader.finish());
  window.days.fill(false);
  for (const std::size_t day : days) window.days[day] = true;
  return window;
}

Result<FreezeDemand> readSignedFreeze(const Json& node, const std::string& path) {
  FreezeDemand freeze;
  JsonReader reader(node, path);
  reader.required("from", freeze.from, parsedBy(parseRfc3339));
  reader.required("to", freeze.to, parsedBy(parseRfc3339));
  reader.check(freeze.from < freeze.to, "to", "is not after from");
  reader.required("reason", freeze.reason, readLine);
  FLOTILLA_CHECK(reader.finish());
  return freeze;
}

Result<ApprovalDemand> readSignedApprovals(const Json& node, const std::string& path) {
  ApprovalDemand demand;
  JsonReader reader(node, path);
  reader.required("count", demand.count, integerFrom(1, kMaxDemandedApprovals));
  reader.required("role", demand.role, parsedBy(parseRole));
  FLOTILLA_CHECK(reader.finish());
  return demand;
}

Result<PolicyRule> readSignedRule(const Json& node, const std::string& path) {
  PolicyRule rule;
  int demands = 0;
  JsonReader reader(node, path);
  SignatureDemand signatures;
  HardwareDemand hardware;
  ResidencyDemand residency;
  TimeWindow window;
  FreezeDemand freeze;
  ApprovalDemand approvals;
  AgentDemand agent;
  const auto take = [&](bool there, const auto& value) {
    if (!there) return;
    rule.demand = value;
    ++demands;
  };
  reader.required("name", rule.name, jsonName);
  reader.optional("where", rule.where, readScope);
  reader.optional("workloads", rule.workloads, listOf<WorkloadName>(1, kMaxPolicyNames, jsonName));
  take(reader.optional("signatures", signatures.count, integerFrom(1, kMaxDemandedSignatures)), signatures);
  take(reader.optional("hardware", hardware.classes,
                       listOf<std::string>(1, kMaxPolicyNames, tokenUpTo(kMaxMachineName))),
       hardware);
  take(reader.optional("residency", residency.regions, listOf<RegionName>(1, kMaxPolicyNames, jsonName)), residency);
  take(reader.optional("window", window, readSignedWindow), window);
  take(reader.optional("freeze", freeze, readSignedFreeze), freeze);
  take(reader.optional("approvals", approvals, readSignedApprovals), approvals);
  take(reader.optional("min_agent", agent.least, parsedBy(parseVersion)), agent);
  FLOTILLA_CHECK(reader.finish());
  if (demands != 1) return DocumentTraits<Json>::refuse(node, "bad_value", "must have exactly one demand", path, "");
  FLOTILLA_TRY(rule.scope, parsePolicyScope(rule.where));
  return rule;
}

}  // namespace

std::string encodePolicy(const Policy& policy) {
  OrderedJson json = documentWithHeader("policy");
  json["version"] = policy.version;
  json["rules"] = OrderedJson::array();
  for (const PolicyRule& rule : policy.rules) {
    OrderedJson one;
    one["name"] = rule.name;
    if (!rule.where.empty()) one["where"] = rule.where;
    if (!rule.workloads.empty()) one["workloads"] = namesJson(rule.workloads);
    addDemand(rule.demand, one);
    json["rules"].push_back(std::move(one));
  }
  return dumpJson(json);
}

Result<Policy> parsePolicy(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json));
  Policy policy;
  JsonReader reader(document, "");
  readHeader(reader, "policy");
  reader.required("version", policy.version, integerFrom(1, kMaxPolicyVersion));
  reader.required("rules", policy.rules, listOf<PolicyRule>(1, kMaxPolicyRules, readSignedRule));
  reader.unique("rules", policy.rules, "name", [](const PolicyRule& rule) { return rule.name; });
  FLOTILLA_CHECK(reader.finish());
  return policy;
}

}  // namespace flotilla
