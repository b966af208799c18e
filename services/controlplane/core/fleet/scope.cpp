#include "services/controlplane/core/fleet/scope.h"

#include <algorithm>

#include "services/controlplane/core/fleet/not_found.h"

namespace flotilla::controlplane {

bool mayAt(const Caller& caller, Role role, const RegionName& region) {
  return region.empty() ? caller.mayEverywhere(role) : caller.mayIn(role, region);
}

Status checkOperates(const Caller& caller, const RegionName& region) {
  if (mayAt(caller, Role::Operator, region)) return okStatus();
  return Error{ErrorCode::Denied,
               "out_of_scope",
               caller.name + " is no operator " + (region.empty() ? "of the whole fleet" : "in " + region.value),
               {},
               "ask somebody who is one there"};
}

Status checkOperatorName(const FleetState& state, const std::string& name, const std::string& field,
                         const Caller& caller) {
  const bool known = name.empty() || name == caller.name ||
                     std::any_of(state.operators.begin(), state.operators.end(),
                                 [&](const auto& entry) { return entry.second.name == name; });
  if (known) return okStatus();
  Error unknown = noOperator(state, name);
  unknown.field = field;
  return unknown;
}

}  // namespace flotilla::controlplane
