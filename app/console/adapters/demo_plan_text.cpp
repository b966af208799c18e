#include "app/console/adapters/demo_plan_text.h"

#include <charconv>
#include <functional>
#include <map>
#include <sstream>

namespace flotilla::console {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string withoutComment(const std::string& line) {
  const auto at = line.find(" #");
  return line.starts_with("#") ? "" : at == std::string::npos ? line : line.substr(0, at);
}

std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// "[a, b]" or "a"
std::vector<std::string> listOf(std::string text) {
  if (text.starts_with("[") && text.ends_with("]")) text = text.substr(1, text.size() - 2);
  std::vector<std::string> out;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');)
    if (const std::string word = unquoted(trimmed(part)); !word.empty()) out.push_back(word);
  return out;
}

// The value of `key` in "{count: 1, role: approver}"; empty without one.
std::string memberOf(const std::string& text, const std::string& key) {
  const auto at = text.find(key + ":");
  if (at == std::string::npos) return {};
  const auto from = at + key.size() + 1;
  return trimmed(text.substr(from, text.find_first_of(",}", from) - from));
}

template <class T>
bool parseTo(const std::string& text, T& out) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && rest == text.data() + text.size();
}

bool parseTo(const std::string& text, Duration& out) {
  const auto parsed = parseDuration(text);
  if (parsed) out = *parsed;
  return parsed.ok();
}

bool parseSize(const std::string& text, WaveSize& out) {
  if (text == "rest") return true;
  if (text.starts_with("{regions:")) {
    out.kind = WaveSize::Kind::Regions;
    const auto from = text.find('['), to = text.find(']');
    if (from == std::string::npos || to == std::string::npos) return false;
    for (const std::string& region : listOf(text.substr(from, to - from + 1))) out.regions.emplace_back(region);
    return !out.regions.empty();
  }
  if (text.ends_with("%")) {
    out.kind = WaveSize::Kind::Percent;
    return parseTo(text.substr(0, text.size() - 1), out.percent) && out.percent > 0 && out.percent <= 100;
  }
  out.kind = WaveSize::Kind::Count;
  return parseTo(text, out.count) && out.count > 0;
}

using Setter = std::function<bool(RolloutPlan&, const std::string&)>;

const std::map<std::string, Setter>& planKeys() {
  static const std::map<std::string, Setter> kKeys{
      {"workload", [](RolloutPlan& p, const std::string& v) { return !(p.workload = WorkloadName(v)).value.empty(); }},
      {"to",
       [](RolloutPlan& p, const std::string& v) {
         const auto parsed = parseVersion(v);
         if (parsed) p.to = *parsed;
         return parsed.ok();
       }},
      {"from",
       [](RolloutPlan& p, const std::string& v) {
         const auto parsed = parseVersion(v);
         if (parsed) p.from = *parsed;
         return parsed.ok();
       }},
      {"selector", [](RolloutPlan& p, const std::string& v) { return !(p.selector = v).empty(); }},
      {"regions",
       [](RolloutPlan& p, const std::string& v) {
         for (const std::string& region : listOf(v)) p.regions.emplace_back(region);
         return !p.regions.empty();
       }},
      {"deadline", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.deadline); }},
      {"late_nodes",
       [](RolloutPlan& p, const std::string& v) { return (p.updateLate = v == "update") || v == "skip"; }},
      {"on_failure",
       [](RolloutPlan& p, const std::string& v) {
         for (std::size_t i = 0; i < kOnFailureNames.size(); ++i)
           if (kOnFailureNames[i] == v) p.onFailure = static_cast<OnFailure>(i);
         return toText(p.onFailure) == v;
       }},
      {"gates", [](RolloutPlan&, const std::string& v) { return v.empty(); }},
      {"waves", [](RolloutPlan&, const std::string& v) { return v.empty(); }}};
  return kKeys;
}

const std::map<std::string, Setter>& gateKeys() {
  static const std::map<std::string, Setter> kKeys{
      {"compare", [](RolloutPlan& p, const std::string& v) { return (p.gates.compare = v == "true") || v == "false"; }},
      {"bad_event",
       [](RolloutPlan& p, const std::string& v) {
         p.gates.badEvent = v == "error" ? BadEvent::Error : BadEvent::WrongAnswer;
         return v == "error" || v == "wrong_answer";
       }},
      {"interval", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.gates.interval); }},
      {"warm_up", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.gates.warmUp); }},
      {"alpha", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.gates.alpha); }},
      {"tolerance", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.gates.tolerance); }},
      {"min_requests", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.gates.minRequests); }},
      {"min_success_ratio",
       [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.gates.minSuccessRatio.emplace()); }}};
  return kKeys;
}

const std::map<std::string, Setter>& waveKeys() {
  static const std::map<std::string, Setter> kKeys{
      {"name", [](RolloutPlan& p, const std::string& v) { return !(p.waves.back().name = v).empty(); }},
      {"size", [](RolloutPlan& p, const std::string& v) { return parseSize(v, p.waves.back().size); }},
      {"soak", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.waves.back().soak); }},
      {"limit", [](RolloutPlan& p, const std::string& v) { return parseTo(v, p.waves.back().limit); }},
      {"approvals", [](RolloutPlan& p,
                       const std::string& v) { return parseTo(memberOf(v, "count"), p.waves.back().approvals.count); }},
      {"window", [](RolloutPlan&, const std::string& v) { return v.starts_with("{"); }},
      {"rate", [](RolloutPlan&, const std::string& v) { return v.starts_with("{"); }}};
  return kKeys;
}

Error at(int line, const char* reason, const std::string& message, const std::string& field, const char* fix) {
  return invalid(reason, "line " + std::to_string(line) + ": " + message, field, fix);
}

Status checkWhole(const RolloutPlan& plan, int lines) {
  if (plan.workload.value.empty()) return at(1, "missing_key", "workload is missing", "workload", "say what it is for");
  if (plan.to == Version{}) return at(1, "missing_key", "to is missing", "to", "say which version it brings");
  if (plan.waves.empty()) return at(lines, "missing_key", "waves are missing", "waves", "at least one wave");
  for (std::size_t i = 0; i < plan.waves.size(); ++i)
    if (plan.waves[i].name.empty())
      return at(lines, "missing_key", "a wave has no name", "waves[" + std::to_string(i) + "].name", "name it");
  return okStatus();
}

}  // namespace

Result<RolloutPlan> readDemoPlan(const std::string& text) {
  RolloutPlan plan;
  std::istringstream lines(text);
  std::string raw, block;
  int number = 0;
  while (std::getline(lines, raw)) {
    ++number;
    const std::string line = withoutComment(raw);
    if (trimmed(line).empty()) continue;
    std::string entry = trimmed(line);
    const bool top = line.front() != ' ';
    if (block == "waves" && entry.starts_with("- ")) {
      plan.waves.emplace_back();
      entry = trimmed(entry.substr(2));
    }
    const auto colon = entry.find(':');
    if (colon == std::string::npos)
      return at(number, "bad_value", "\"" + entry + "\" is no key with a value", block, "write key: value");
    const std::string key = entry.substr(0, colon), value = unquoted(trimmed(entry.substr(colon + 1)));
    if (top) block = key;
    const auto& keys = top ? planKeys() : block == "gates" ? gateKeys() : waveKeys();
    const auto found = keys.find(key);
    const std::string field = top || block.empty() ? key
                              : block == "waves"   ? "waves[" + std::to_string(plan.waves.size() - 1) + "]." + key
                                                   : block + "." + key;
    if (found == keys.end() || (!top && block == "waves" && plan.waves.empty()))
      return at(number, "unknown_key", key + " is no key here", field, "see resources/plans/careful.yaml");
    if (!found->second(plan, value))
      return at(number, "bad_value", "\"" + value + "\" is no value for " + key, field,
                "see resources/plans/careful.yaml");
  }
  FLOTILLA_CHECK(checkWhole(plan, number));
  return plan;
}

}  // namespace flotilla::console
