#include "models/domain/access.h"

#include <algorithm>

#include "models/domain/utf8.h"

namespace flotilla {

Result<Role> parseRole(std::string_view text) {
  const auto at = std::find(kRoleNames.begin(), kRoleNames.end(), text);
  if (at != kRoleNames.end()) return static_cast<Role>(at - kRoleNames.begin());
  return invalid("unknown_role", "\"" + excerpt(text, 40) + "\" is not a role", "role",
                 "one of viewer, operator, approver, security-admin, enroller, auditor, administrator");
}

bool roleIncludes(Role granted, Role needed) {
  if (granted == needed || granted == Role::Administrator || needed == Role::Viewer) return true;
  return (granted == Role::Operator && needed == Role::Enroller) ||
         (granted == Role::SecurityAdmin && needed == Role::Auditor);
}

bool Caller::may(Role needed) const {
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& g) { return roleIncludes(g.role, needed); });
}

bool Caller::mayIn(Role needed, const RegionName& region) const {
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& g) {
    const bool there = g.regions.empty() || std::find(g.regions.begin(), g.regions.end(), region) != g.regions.end();
    return there && roleIncludes(g.role, needed);
  });
}

bool Caller::mayEverywhere(Role needed) const {
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& g) { return g.regions.empty() && roleIncludes(g.role, needed); });
}

}  // namespace flotilla
