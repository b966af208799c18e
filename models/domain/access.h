// Who may do what, where: operators, roles and grants.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

enum class Role { Viewer, Operator, Approver, SecurityAdmin, Enroller, Auditor, Administrator };

inline constexpr std::array<std::string_view, 7> kRoleNames{"viewer",   "operator", "approver",     "security-admin",
                                                            "enroller", "auditor",  "administrator"};
constexpr std::string_view toText(Role role) {
  return kRoleNames[static_cast<std::size_t>(role)];
}
Result<Role> parseRole(std::string_view text);

// Everybody may look; an operator may also enrol; a security administrator may also audit; an administrator may do
// everything.
bool roleIncludes(Role granted, Role needed);

// A role in some regions; no regions = the whole fleet.
struct Grant {
  Role role = Role::Viewer;
  std::vector<RegionName> regions;
  friend bool operator==(const Grant&, const Grant&) = default;
};

struct Operator {
  OperatorId id;
  std::string name;  // [a-z0-9-]{1,63}, unique
  std::vector<Grant> grants;
  TimePoint createdAt{};
};

// Whoever comes through the socket in the data directory: the owner of the server's machine.
inline constexpr std::string_view kLocalAdministrator = "local-administrator";

// How somebody became known: as the owner of the server's machine, by logging in, or by an API token.
enum class PrincipalKind { Local, Session, ApiToken };

inline constexpr std::array<std::string_view, 3> kPrincipalKindNames{"local", "session", "api-token"};
constexpr std::string_view toText(PrincipalKind kind) {
  return kPrincipalKindNames[static_cast<std::size_t>(kind)];
}

// The principal behind a request, as the dispatcher established it.
struct Caller {
  std::string name;  // of the operator, or "local-administrator"
  std::vector<Grant> grants;
  PrincipalKind kind = PrincipalKind::Local;
  std::string credential = {};  // id of the session or of the API token

  bool may(Role needed) const;                              // somewhere
  bool mayIn(Role needed, const RegionName& region) const;  // there
  bool mayEverywhere(Role needed) const;                    // in the whole fleet
};

}  // namespace flotilla
