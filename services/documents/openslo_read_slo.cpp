// An SLO, as it is written.
#include <cmath>

#include "services/documents/openslo_duration.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/yaml_window.h"

namespace flotilla::openslo {
namespace {

constexpr std::array<std::string_view, 3> kBudgetingNames{"Occurrences", "Timeslices", "RatioTimeslices"};

bool isStartTime(const std::string& text) {
  constexpr std::string_view kForm = "dddd-dd-dd dd:dd:dd";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (kForm[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != kForm[i]) return false;
  return true;
}

void readCalendar(Fields& calendar) {
  const std::string start = calendar.neededText("startTime");
  if (!start.empty() && !isStartTime(start))
    calendar.error("startTime", "bad_value", "must be a date and a time there, for example 2026-01-01 00:00:00");
  if (const YamlNode* const zone = calendar.need("timeZone"))
    if (const auto known = yamlZone(*zone); !known.ok())
      calendar.error("timeZone", "bad_value", known.error().message, known.error().fix);
}

void readWindow(const Item& item, Slo& slo, Findings& findings) {
  Fields window(*item.node, item.where, findings);
  window.need("duration");
  slo.window = window.length("duration");
  slo.windowWhere = window.at("duration");
  const YamlNode* const calendar = window.find("calendar");
  const bool rolling = window.flag("isRolling").value_or(calendar == nullptr);
  if (const YamlNode* const length = window.find("duration"); rolling && slo.window) {
    const char unit = length->text.back();
    if (unit == 'M' || unit == 'Q' || unit == 'Y')
      window.warn("duration", "month_length", length->text + " counts as " + shorthand(*slo.window),
                  "a window that moves follows no calendar; write the days");
  }
  if (rolling && calendar != nullptr)
    window.error("calendar", "bad_value", "has no place in a window that moves", "remove it, or isRolling");
  if (!rolling && calendar == nullptr) window.error("calendar", "missing_key", "is missing, and isRolling is false");
  if (!rolling) slo.calendar = window.at(calendar == nullptr ? "isRolling" : "calendar");
  if (calendar != nullptr) window.within("calendar", *calendar, readCalendar);
  window.finish();
}

// The specification takes a bare number for minutes, its own library does not.
std::optional<Duration> sliceWindow(Fields& objective) {
  const YamlNode* const node = objective.find("timeSliceWindow");
  if (node == nullptr) return {};
  const auto minutes = yamlInteger(*node, 1, 24 * 60);
  if (!minutes.ok()) return objective.length("timeSliceWindow");
  objective.warn("timeSliceWindow", "bare_number", "a number without a unit counts as minutes",
                 "write " + node->text + "m");
  return std::chrono::minutes(*minutes);
}

std::optional<double> readTarget(Fields& objective, Where& where) {
  const bool share = objective.has("target"), percent = objective.has("targetPercent");
  if (objective.usable() && share == percent)
    objective.error("target", share ? "bad_value" : "missing_key", "must have exactly one of target and targetPercent");
  const char* const name = share ? "target" : "targetPercent";
  where = objective.at(name);
  const auto value = objective.number(name);
  if (!value) return {};
  const double whole = share ? 1 : 100;
  if (*value >= 0 && *value < whole) return *value / whole;
  objective.error(name, "out_of_range", share ? "must be from 0 to below 1" : "must be from 0 to below 100",
                  share && *value > 1 && *value < 100 ? "did you mean targetPercent?" : "");
  return {};
}

SloObjective readObjective(const Item& item, const Slo& slo, Reading& reading) {
  SloObjective out;
  out.where = item.where;
  Fields objective(*item.node, item.where, reading.findings);
  out.displayName = objective.text("displayName");
  out.target = readTarget(objective, out.targetWhere);
  out.op = objective.word<Comparison>("op", kComparisonNames);
  out.value = objective.number("value");
  out.timeSliceTarget = objective.number("timeSliceTarget");
  out.timeSliceWindow = sliceWindow(objective);
  out.indicator = readIndicator(objective, reading);
  if (out.timeSliceTarget && (*out.timeSliceTarget <= 0 || *out.timeSliceTarget > 1))
    objective.error("timeSliceTarget", "out_of_range", "must be above 0 and at most 1");
  const bool slices = slo.budgeting == Budgeting::Timeslices;
  if (slices) objective.need("timeSliceTarget");
  if (slices || slo.budgeting == Budgeting::RatioTimeslices) objective.need("timeSliceWindow");
  const auto weight = objective.number("compositeWeight");
  if (weight && *weight <= 0) objective.error("compositeWeight", "out_of_range", "must be above 0");
  objective.finish();
  return out;
}

}  // namespace

void readSlo(Fields& spec, Slo& slo, Reading& reading) {
  const std::string service = spec.neededText("service");
  if (!service.empty()) slo.service = Use{spec.at("service"), service};
  slo.indicator = readIndicator(spec, reading);
  const auto windows = spec.list("timeWindow", 1);
  if (windows.size() > 1) spec.error("timeWindow", "bad_value", "must have exactly one element");
  if (windows.size() == 1) readWindow(windows.front(), slo, reading.findings);
  spec.need("budgetingMethod");
  slo.budgeting = spec.word<Budgeting>("budgetingMethod", kBudgetingNames);
  for (const Item& item : spec.list("objectives", 1)) slo.objectives.push_back(readObjective(item, slo, reading));
  for (const Item& item : spec.list("alertPolicies", 0, kMaxPolicies))
    if (auto use = readListed(Kind::AlertPolicy, "alertPolicyRef", item, reading)) slo.policies.push_back(*use);
}

}  // namespace flotilla::openslo
