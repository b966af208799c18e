#include "services/controlplane/core/accounts/account_view.h"

#include <algorithm>

#include "services/controlplane/core/accounts/second_factor.h"

namespace flotilla::controlplane {
namespace {

std::string nameOf(const FleetState& state, const OperatorId& id) {
  const auto at = state.operators.find(id);
  return at == state.operators.end() ? std::string() : at->second.name;
}

// Where both hold; nothing if nowhere. No regions are all of them.
std::optional<std::vector<RegionName>> common(const std::vector<RegionName>& a, const std::vector<RegionName>& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  std::vector<RegionName> out;
  std::copy_if(a.begin(), a.end(), std::back_inserter(out),
               [&](const RegionName& region) { return std::find(b.begin(), b.end(), region) != b.end(); });
  return out.empty() ? std::nullopt : std::optional(out);
}

std::vector<Role> withoutAgreeing(Role role) {
  if (role == Role::Approver) return {Role::Viewer};
  if (role == Role::Administrator) return {Role::Operator, Role::SecurityAdmin};
  return {role};
}

}  // namespace

const OperatorRecord* operatorNamed(const FleetState& state, const std::string& name) {
  const auto at = std::find_if(state.operators.begin(), state.operators.end(),
                               [&](const auto& entry) { return entry.second.name == name; });
  return at == state.operators.end() ? nullptr : &at->second;
}

AccountRecord accountFor(const FleetState& state, const OperatorId& id) {
  const auto at = state.accounts.find(id);
  if (at != state.accounts.end()) return at->second;
  AccountRecord out;
  out.id = id;
  return out;
}

Operator operatorOf(const OperatorRecord& record) {
  return {record.id, record.name, record.grants, record.createdAt};
}

std::string grantText(const std::vector<Grant>& grants) {
  std::string text;
  for (const Grant& grant : grants) {
    text += (text.empty() ? "" : "; ") + std::string(toText(grant.role));
    for (const RegionName& region : grant.regions) text += " " + region.value;
  }
  return text;
}

std::vector<Grant> cutGrants(const std::vector<Grant>& wanted, const std::vector<Grant>& owned) {
  std::vector<Grant> out;
  for (const Grant& grant : wanted)
    for (const Role role : withoutAgreeing(grant.role))
      for (const Grant& own : owned) {
        const auto regions = common(grant.regions, own.regions);
        const Grant both{role, regions.value_or(std::vector<RegionName>())};
        if (regions && roleIncludes(own.role, role) && std::find(out.begin(), out.end(), both) == out.end())
          out.push_back(both);
      }
  return out;
}

std::vector<Grant> sessionGrants(const OperatorRecord& op, const AccountRecord& account) {
  return demandsSecondFactor(op.grants) && account.secondFactor.empty() ? std::vector<Grant>() : op.grants;
}

Account accountView(const OperatorRecord& op, const AccountRecord& account, const SessionRecord& session) {
  Account out;
  out.name = op.name;
  out.kind = PrincipalKind::Session;
  out.grants = sessionGrants(op, account);
  out.ownGrants = op.grants;
  out.hasSecondFactor = !account.secondFactor.empty();
  out.needsSecondFactor = demandsSecondFactor(op.grants) && account.secondFactor.empty();
  out.recoveryCodesLeft = static_cast<std::uint32_t>(account.recovery.size());
  out.sessionExpires = session.expires;
  out.confirmedUntil = session.confirmedAt + kConfirmedFor;
  return out;
}

Account accountView(const FleetState& state, const Caller& caller) {
  const OperatorRecord* op = operatorNamed(state, caller.name);
  if (caller.kind == PrincipalKind::Local || op == nullptr)
    return {caller.name, caller.grants, caller.kind, false, false, 0, {}, {}, caller.grants};
  const AccountRecord account = accountFor(state, op->id);
  const auto session = state.sessions.find(SessionId(caller.credential));
  if (caller.kind == PrincipalKind::Session && session != state.sessions.end())
    return accountView(*op, account, session->second);
  Account out = accountView(*op, account, {});
  out.kind = caller.kind;
  out.grants = caller.grants;
  out.needsSecondFactor = false;  // it is not for programs
  out.confirmedUntil = {};
  return out;
}

OperatorSession sessionOf(const FleetState& state, const SessionRecord& record, const Caller& caller) {
  return {record.id,        nameOf(state, record.owner),
          record.createdAt, record.seenAt,
          record.expires,   record.source,
          record.program,   caller.kind == PrincipalKind::Session && caller.credential == record.id.value};
}

ApiToken apiTokenOf(const FleetState& state, const ApiTokenRecord& record) {
  return {record.id,      record.name,  nameOf(state, record.owner), record.grants, record.createdAt,
          record.expires, record.usedAt};
}

std::vector<OperatorSession> sessionsFor(const FleetState& state, const Caller& caller, bool everybody) {
  std::vector<OperatorSession> out;
  for (const auto& [id, record] : state.sessions)
    if (everybody || nameOf(state, record.owner) == caller.name) out.push_back(sessionOf(state, record, caller));
  return out;
}

std::vector<ApiToken> apiTokensFor(const FleetState& state, const Caller& caller, bool everybody) {
  std::vector<ApiToken> out;
  for (const auto& [id, record] : state.apiTokens)
    if (everybody || nameOf(state, record.owner) == caller.name) out.push_back(apiTokenOf(state, record));
  return out;
}

}  // namespace flotilla::controlplane
