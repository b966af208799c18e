#include "models/domain/policy_text.h"

#include <array>

#include "models/domain/overload.h"

namespace flotilla {
namespace {

constexpr std::size_t kListed = 8;
constexpr std::array<const char*, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string minuteText(std::uint32_t minute) {
  const std::string digits = std::to_string(10'000 + minute / 60 * 100 + minute % 60).substr(1);
  return digits.substr(0, 2) + ":" + digits.substr(2);
}

std::string choice(const std::string& field, const std::vector<std::string>& values) {
  if (values.size() == 1) return field + ":" + values.front();
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : "|") + value;
  return field + ":(" + out + ")";
}

std::string demandText(const PolicyDemand& demand) {
  return std::visit(
      Overload{[](const SignatureDemand& d) {
                 return "its release is signed by at least " + std::to_string(d.count) +
                        (d.count == 1 ? " release key" : " different release keys");
               },
               [](const HardwareDemand& d) { return "runs only on " + listText(d.classes); },
               [](const ResidencyDemand& d) { return "runs only in " + listText(d.regions); },
               [](const TimeWindow& d) { return "begins only on " + windowText(d); },
               [](const FreezeDemand& d) {
                 return "nothing begins from " + momentText(d.from) + " to " + momentText(d.to) +
                        (d.reason.empty() ? std::string() : ": " + d.reason);
               },
               [](const ApprovalDemand& d) {
                 return "the first wave that begins asks for at least " + std::to_string(d.count) +
                        (d.count == 1 ? " approval by " : " approvals by ") + roleText(d.role);
               },
               [](const AgentDemand& d) { return "runs only under agent " + d.least.toString() + " or newer"; }},
      demand);
}

}  // namespace

std::string ruleText(const PolicyRule& rule) {
  return "rule '" + rule.name + "': ";
}

std::string listText(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == kListed && names.size() > kListed + 1)
      return out + " and " + std::to_string(names.size() - kListed) + " more";
    out += (i == 0 ? "" : ", ") + names[i];
  }
  return out;
}

std::string momentText(TimePoint at) {
  std::string text = toRfc3339(at).substr(0, 16);
  text[10] = ' ';
  return text + " UTC";
}

std::string windowText(const TimeWindow& window) {
  std::string days;
  bool every = true;
  for (std::size_t day = 0; day < kDays.size(); ++day) {
    every = every && window.days[day];
    if (window.days[day]) days += (days.empty() ? "" : ", ") + std::string(kDays[day]);
  }
  return (every ? "every day" : days) + " from " + minuteText(window.fromMinute) + " to " +
         minuteText(window.toMinute) + " (" + window.zone + ")";
}

std::string roleText(Role role) {
  const std::string name(toText(role));
  return (std::string_view("aeiou").find(name.front()) == std::string_view::npos ? "a " : "an ") + name;
}

std::string allowedSelector(const PolicyRule& rule) {
  std::vector<std::string> regions;
  if (const auto* residency = std::get_if<ResidencyDemand>(&rule.demand))
    for (const RegionName& region : residency->regions) regions.push_back(region.value);
  std::string allowed;
  if (!regions.empty()) allowed = choice("region", regions);
  if (const auto* hardware = std::get_if<HardwareDemand>(&rule.demand)) allowed = choice("hardware", hardware->classes);
  if (const auto* agent = std::get_if<AgentDemand>(&rule.demand)) allowed = "agent>=" + agent->least.toString();
  if (allowed.empty() || rule.where.empty()) return allowed;
  return "(not (" + rule.where + ") or " + allowed + ")";
}

std::string meaningOf(const PolicyRule& rule) {
  std::string out = rule.workloads.empty() ? "everything" : listText(rule.workloads);
  if (!rule.where.empty()) out += " on nodes with " + rule.where;
  return out + ": " + demandText(rule.demand);
}

}  // namespace flotilla
