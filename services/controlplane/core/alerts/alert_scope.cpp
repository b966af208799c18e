#include "services/controlplane/core/alerts/alert_scope.h"

#include <algorithm>

#include "models/domain/alert_fields.h"

namespace flotilla::controlplane {
namespace {

// region="eu-west"
bool pinsRegion(const Matcher& matcher) {
  return matcher.name == label::kRegion && matcher.isEqual && !matcher.isRegex && !matcher.value.empty();
}

}  // namespace

RegionName regionOf(const Labels& labels) {
  return RegionName(labelOf(labels, label::kRegion));
}

bool mayWithAlert(const Caller& caller, Role role, const Labels& labels) {
  const RegionName region = regionOf(labels);
  return region.empty() ? caller.mayEverywhere(role) : caller.mayIn(role, region);
}

Status checkSilenceScope(const Caller& caller, const std::vector<Matcher>& matchers) {
  if (caller.mayEverywhere(Role::Operator)) return okStatus();
  const bool own = std::any_of(matchers.begin(), matchers.end(), [&](const Matcher& matcher) {
    return pinsRegion(matcher) && caller.mayIn(Role::Operator, RegionName(matcher.value));
  });
  if (own) return okStatus();
  return Error{ErrorCode::Denied, "out_of_scope",
               caller.name + " may silence only what is in one region that they operate", "matchers",
               "add a matcher with the name of that region, such as region=\"eu-west\""};
}

bool maySeeSilence(const Caller& caller, const Silence& silence) {
  return std::all_of(silence.matchers.begin(), silence.matchers.end(), [&](const Matcher& matcher) {
    return !pinsRegion(matcher) || caller.mayIn(Role::Viewer, RegionName(matcher.value));
  });
}

}  // namespace flotilla::controlplane
