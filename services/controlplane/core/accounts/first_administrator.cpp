#include "services/controlplane/core/accounts/first_administrator.h"

#include <algorithm>

#include "services/controlplane/core/accounts/account_changes.h"
#include "services/controlplane/core/accounts/account_view.h"

namespace flotilla::controlplane {
namespace {

constexpr const char* kName = "admin";

}  // namespace

std::optional<Decision<Invitation>> inviteFirstAdministrator(const FleetState& state, TimePoint now, Random& random) {
  const bool somebody = std::any_of(state.accounts.begin(), state.accounts.end(),
                                    [](const auto& entry) { return !entry.second.passwordHash.empty(); });
  if (somebody) return std::nullopt;
  const OperatorRecord* known = operatorNamed(state, kName);
  const OperatorRecord op =
      known != nullptr ? *known
                       : OperatorRecord{OperatorId(makeUuid(now, random)), kName, {{Role::Administrator, {}}}, now};
  if (!Caller{op.name, op.grants}.mayEverywhere(Role::Administrator)) return std::nullopt;
  AccountRecord account = accountFor(state, op.id);
  Decision<Invitation> out;
  out.answer = renewInvitation(account, op.name, now, random);
  out.fact = {std::string(kLocalAdministrator),
              "InviteFirstAdministrator",
              "operator/" + op.name,
              "the program was started, and nobody has a password",
              {},
              {}};
  if (known == nullptr) out.mutation.rows.emplace_back(op);
  out.mutation.rows.emplace_back(std::move(account));
  return out;
}

}  // namespace flotilla::controlplane
