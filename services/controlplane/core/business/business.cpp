#include "services/controlplane/core/business/business.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/objectives/slot_series.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostIndicatorTitle = 80, kMostIndicatorUnit = 20;  // characters

std::size_t charactersOf(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool isPlainText(const std::string& text, std::size_t most) {
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  return !controls && charactersOf(text) <= most;
}

std::string fieldAt(const char* list, std::size_t at, const char* field) {
  return std::string(list) + "[" + std::to_string(at) + "]." + field;
}

Status checkIndicator(const BusinessIndicator& one, std::size_t at) {
  const auto field = [&](const char* name) { return fieldAt("indicators", at, name); };
  FLOTILLA_CHECK(checkName(field("name"), one.name.value));
  if (one.title.empty() || !isPlainText(one.title, kMostIndicatorTitle))
    return invalid("bad_title", "a title has 1 to 80 characters, and no control characters", field("title"));
  if (!isPlainText(one.unit, kMostIndicatorUnit))
    return invalid("bad_unit", "a unit has at most 20 characters, and no control characters", field("unit"));
  if (one.goal && !std::isfinite(*one.goal))
    return invalid("bad_goal", "a goal is a number", field("goal"), "write a number, or leave it out");
  return okStatus();
}

// The document as the audit log digests it.
std::string textOf(const std::map<BusinessName, BusinessIndicator>& all) {
  std::string out;
  for (const auto& [name, one] : all)
    out += name.value + "\t" + one.title + "\t" + one.unit + "\t" + (one.lessIsBetter ? "less" : "more") + "\t" +
           (one.goal ? std::to_string(*one.goal) : "") + "\t" + std::string(toText(one.aggregation)) + "\n";
  return out;
}

std::string countText(const BusinessDiff& diff) {
  return std::to_string(diff.created.size()) + " created, " + std::to_string(diff.updated.size()) + " updated, " +
         std::to_string(diff.deleted.size()) + " deleted";
}

Status checkPlace(const FleetState& state, BusinessPoint& point, const Caller& caller) {
  if (!point.site.empty()) {
    const auto site = state.sites.find(point.site);
    if (site == state.sites.end()) return noSite(state, point.site);
    if (!point.region.empty() && point.region != site->second.region)
      return invalid("conflicting_places", "site " + point.site.value + " is not in " + point.region.value, "site",
                     "leave the region out, or write " + site->second.region.value);
    point.region = site->second.region;
  }
  if (!point.region.empty() && !state.regions.contains(point.region)) return noRegion(state, point.region, "region");
  if (mayAt(caller, Role::Enroller, point.region)) return okStatus();
  return Error{ErrorCode::Denied, "out_of_scope",
               caller.name + " may not report for " + (point.region.empty() ? "the fleet" : point.region.value),
               "region", "report for a region of yours, or ask for the role enroller there"};
}

Status checkPoint(const FleetState& state, BusinessPoint& point, const Caller& caller, TimePoint now) {
  if (const auto known = findBusiness(state, point.indicator, "indicator"); !known) return known.error();
  FLOTILLA_CHECK(checkPlace(state, point, caller));
  if (!std::isfinite(point.value))
    return invalid("bad_value", "a value is a finite number", "value", "leave the point out if there is none");
  if (point.at == TimePoint{}) point.at = now;
  if (point.at > now + kBusinessAhead)
    return invalid("bad_time", "the time lies more than 5 min ahead", "at", "set the clock of whoever reports");
  if (point.at < now - kBusinessOldest)
    return invalid("bad_time", "the time is more than 90 d ago", "at", "report what is newer");
  point.at = std::chrono::floor<std::chrono::seconds>(point.at);
  return okStatus();
}

}  // namespace

Result<Decision<BusinessDiff>> applyBusiness(const FleetState& state, std::vector<BusinessIndicator> wanted,
                                             bool dryRun) {
  if (wanted.size() > kMaxBusinessIndicators)
    return Error{ErrorCode::Exhausted, "too_many", "there are at most 64 business indicators", "indicators",
                 "leave out those that nobody looks at"};
  Decision<BusinessDiff> out;
  std::map<BusinessName, BusinessIndicator> after;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    FLOTILLA_CHECK(checkIndicator(wanted[i], i));
    if (!after.emplace(wanted[i].name, wanted[i]).second)
      return invalid("duplicate_name", wanted[i].name.value + " is there twice", fieldAt("indicators", i, "name"),
                     "give each a name of its own");
  }
  for (const auto& [name, one] : after) {
    const auto before = state.business.find(name);
    if (before != state.business.end() && before->second == one) {
      ++out.answer.unchanged;
      continue;
    }
    (before == state.business.end() ? out.answer.created : out.answer.updated).push_back(name);
    if (!dryRun) out.mutation.rows.emplace_back(one);
  }
  for (const auto& [name, one] : state.business) {
    if (after.contains(name)) continue;
    out.answer.deleted.push_back(name);
    if (!dryRun) out.mutation.removals.push_back({name});
  }
  out.fact.object = "business";
  out.fact.detail = countText(out.answer);
  out.fact.before = textOf(state.business);
  out.fact.after = textOf(after);
  return out;
}

Result<std::vector<BusinessPoint>> checkPoints(const FleetState& state, std::vector<BusinessPoint> points,
                                               const Caller& caller, TimePoint now) {
  if (points.empty()) return invalid("no_points", "there is no point in the report", "points", "report at least one");
  if (points.size() > kMaxBusinessPoints)
    return Error{ErrorCode::Exhausted, "too_many", "a report has at most 1000 points", "points",
                 "report them in several calls"};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Status good = checkPoint(state, points[i], caller, now);
    if (good) continue;
    Error error = good.error();
    error.field = fieldAt("points", i, error.field.c_str());
    return error;
  }
  return points;
}

Result<BusinessIndicator> findBusiness(const FleetState& state, const BusinessName& name, const std::string& field) {
  const auto known = state.business.find(name);
  if (known != state.business.end()) return known->second;
  std::vector<std::string> names;
  for (const auto& [other, one] : state.business) names.push_back(other.value);
  return notFound("no_indicator", "no business indicator \"" + excerpt(name.value, 80) + "\" is declared", field,
                  didYouMean(name.value, names, "flotillactl business list shows them; business apply declares them"));
}

BusinessPlace seenBusinessPlace(const FleetState& state, const Caller& caller) {
  BusinessPlace out{caller.mayEverywhere(Role::Viewer), {}};
  for (const auto& [name, region] : state.regions)
    if (caller.mayIn(Role::Viewer, name)) out.regions.push_back(name);
  return out;
}

Result<BusinessPlace> businessPlace(const FleetState& state, const RegionName& region, const Caller& caller) {
  if (!mayAt(caller, Role::Viewer, region))
    return Error{ErrorCode::Denied, "not_yours",
                 "you may not look at " + (region.empty() ? "the fleet" : excerpt(region.value, 80)), "region",
                 "name a region in which you may look"};
  if (region.empty()) return seenBusinessPlace(state, caller);
  if (!state.regions.contains(region)) return noRegion(state, region, "region");
  return BusinessPlace{false, {region}};
}

Status checkSpan(const BusinessSpan& span) {
  const bool whole = span.from.time_since_epoch() % kHour == Duration{} &&
                     span.to.time_since_epoch() % kHour == Duration{} && span.step % kHour == Duration{};
  if (!whole) return invalid("out_of_range", "from, to and step are whole hours", "from", "round them down");
  if (span.step < kHour) return invalid("out_of_range", "a step has to be at least 1 h", "step");
  if (span.to <= span.from) return invalid("out_of_range", "the time ends before it begins", "to");
  const auto steps = (span.to - span.from + span.step - Duration(1)) / span.step;
  if (steps > static_cast<std::int64_t>(kMaxBusinessSteps))
    return invalid("out_of_range", "an answer has at most 1000 steps", "step", "ask for longer steps");
  return okStatus();
}

}  // namespace flotilla::controlplane
