#include "services/controlplane/core/accounts/account_changes.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/core/accounts/bearer.h"
#include "services/controlplane/core/accounts/one_time_code.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kShortestLife = std::chrono::minutes(1);
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kSecretBytes = 32;

// Who could make an administrator log in anew could become one.
Result<const OperatorRecord*> manageable(const FleetState& state, const std::string& name, const Caller& caller) {
  const OperatorRecord* op = operatorNamed(state, name);
  if (op == nullptr) return noOperator(state, name);
  const bool isAdministrator = std::any_of(op->grants.begin(), op->grants.end(),
                                           [](const Grant& grant) { return grant.role == Role::Administrator; });
  if (isAdministrator && !caller.mayEverywhere(Role::Administrator))
    return Error{ErrorCode::Denied, "role_missing", caller.name + " may not do this to an administrator", "name",
                 "ask an administrator"};
  return op;
}

bool isHeldBy(const std::vector<Grant>& grants, const Grant& wanted) {
  const Caller holder{{}, grants};
  if (wanted.regions.empty()) return holder.mayEverywhere(wanted.role);
  return std::all_of(wanted.regions.begin(), wanted.regions.end(),
                     [&](const RegionName& region) { return holder.mayIn(wanted.role, region); });
}

Status checkGrants(const FleetState& state, const std::vector<Grant>& grants, const Caller& caller) {
  if (grants.empty()) return invalid("no_role", "an API token needs a role", "grants", "give at least one --role");
  for (const Grant& grant : grants) {
    const std::string role(toText(grant.role));
    if (grant.role == Role::Approver || grant.role == Role::Administrator)
      return invalid("role_of_people", "an API token cannot be " + role + ": agreeing is for people", "grants",
                     "leave this role out");
    for (const RegionName& region : grant.regions)
      if (!state.regions.contains(region)) return noRegion(state, region, "grants.regions");
    if (!isHeldBy(caller.grants, grant))
      return Error{ErrorCode::Denied, "role_missing", caller.name + " has not the role " + role + " to give it away",
                   "grants", "give what you have"};
  }
  return okStatus();
}

Status checkNewToken(const FleetState& state, const OperatorId& owner, const NewApiToken& wanted) {
  FLOTILLA_CHECK(checkName("name", wanted.name));
  if (wanted.lifetime < kShortestLife || wanted.lifetime > kLongestApiToken)
    return invalid("bad_lifetime", "an API token lives 1 minute to 90 days", "lifetime", "for example 30d");
  std::size_t count = 0;
  for (const auto& [id, token] : state.apiTokens) {
    if (token.owner != owner) continue;
    ++count;
    if (token.name == wanted.name)
      return Error{ErrorCode::Conflict, "token_exists", "you have an API token " + wanted.name + " already", "name",
                   "choose another name, or revoke that one"};
  }
  if (count < kApiTokensEach) return okStatus();
  return Error{ErrorCode::Exhausted, "too_many_tokens", "you have 50 API tokens", {}, "revoke what is not used"};
}

}  // namespace

Error personNeeded(const std::string& what) {
  return {ErrorCode::Denied, "person_needed", what + " is for people, not for API tokens", "authorization",
          "log in and do it yourself"};
}

Invitation renewInvitation(AccountRecord& account, const std::string& name, TimePoint now, Random& random) {
  Invitation out{name, makeOneTimeCode(random), now + kInvitationLife};
  account.invitation = hashOfOneTimeCode(out.code);
  account.invitationExpires = out.expires;
  return out;
}

Result<Decision<Invitation>> inviteOperator(const FleetState& state, const NewInvitation& wanted, const Caller& caller,
                                            TimePoint now, Random& random) {
  FLOTILLA_TRY(const OperatorRecord* const op, manageable(state, wanted.name, caller));
  AccountRecord account = accountFor(state, op->id);
  Decision<Invitation> out;
  out.answer = renewInvitation(account, op->name, now, random);
  account.invitationResets = wanted.resetSecondFactor;
  out.fact.object = "operator/" + op->name;
  out.fact.detail = wanted.resetSecondFactor ? "without the second factor" : "";
  out.mutation.rows.emplace_back(std::move(account));
  return out;
}

Result<Decision<Operator>> setDisabled(const FleetState& state, const std::string& name, bool disabled,
                                       const Caller& caller) {
  FLOTILLA_TRY(const OperatorRecord* const op, manageable(state, name, caller));
  if (name == caller.name)
    return precondition("yourself", "nobody disables themselves", "name", "ask another administrator");
  Decision<Operator> out;
  out.answer = operatorOf(*op);
  AccountRecord account = accountFor(state, op->id);
  if (account.disabled == disabled) return out;
  account.disabled = disabled;
  out.fact.object = "operator/" + op->name;
  out.fact.before = disabled ? "enabled" : "disabled";
  out.fact.after = disabled ? "disabled" : "enabled";
  out.fact.detail = out.fact.after;
  out.mutation.rows.emplace_back(std::move(account));
  for (const auto& [id, session] : state.sessions)
    if (disabled && session.owner == op->id) out.mutation.removals.push_back({id});
  return out;
}

Result<Decision<OperatorSession>> endSession(const FleetState& state, const SessionId& id, const Caller& caller) {
  if (caller.kind == PrincipalKind::ApiToken) return personNeeded("ending a session");
  const auto at = state.sessions.find(id);
  const OperatorRecord* op = operatorNamed(state, caller.name);
  const bool own = at != state.sessions.end() && op != nullptr && at->second.owner == op->id;
  if (at == state.sessions.end() || (!own && !caller.mayEverywhere(Role::SecurityAdmin)))
    return notFound("no_session", "there is no session " + excerpt(id.value, 40), "id", "see the list of sessions");
  Decision<OperatorSession> out;
  out.answer = sessionOf(state, at->second, caller);
  out.fact.object = "session/" + id.value;
  out.fact.detail = "of " + out.answer.name;
  out.mutation.removals.push_back({id});
  return out;
}

Result<Decision<CreatedApiToken>> createApiToken(const FleetState& state, const NewApiToken& wanted,
                                                 const Caller& caller, TimePoint now, Random& random) {
  const OperatorRecord* op = operatorNamed(state, caller.name);
  if (op == nullptr || caller.kind != PrincipalKind::Session)
    return precondition("no_account", caller.name + " has no account, so it has no API tokens", {},
                        "log in as an operator");
  FLOTILLA_CHECK(checkNewToken(state, op->id, wanted));
  FLOTILLA_CHECK(checkGrants(state, wanted.grants, caller));
  const std::string secret = random.bytes(kSecretBytes);
  ApiTokenRecord record{ApiTokenId(toHex(random.bytes(kIdBytes))),
                        op->id,
                        wanted.name,
                        sha256(secret),
                        wanted.grants,
                        now,
                        now + wanted.lifetime,
                        {}};
  Decision<CreatedApiToken> out;
  out.answer = {apiTokenOf(state, record), apiTokenText(record.id, secret)};
  out.fact.object = "api-token/" + record.id.value;
  out.fact.detail = wanted.name + ": " + grantText(wanted.grants);
  out.fact.after = out.fact.detail + " expires " + toRfc3339(record.expires);
  out.mutation.rows.emplace_back(std::move(record));
  return out;
}

Result<Decision<ApiToken>> revokeApiToken(const FleetState& state, const ApiTokenId& id, const Caller& caller) {
  const bool isProgram = caller.kind == PrincipalKind::ApiToken;
  if (isProgram && caller.credential != id.value) return personNeeded("revoking another API token");
  const auto at = state.apiTokens.find(id);
  const OperatorRecord* op = operatorNamed(state, caller.name);
  const bool own = at != state.apiTokens.end() && op != nullptr && at->second.owner == op->id;
  if (at == state.apiTokens.end() || (!own && !caller.mayEverywhere(Role::SecurityAdmin)))
    return notFound("no_token", "there is no API token " + excerpt(id.value, 40), "id", "see the list of API tokens");
  Decision<ApiToken> out;
  out.answer = apiTokenOf(state, at->second);
  out.fact.object = "api-token/" + id.value;
  out.fact.detail = out.answer.name + " of " + out.answer.operatorName;
  out.mutation.removals.push_back({id});
  return out;
}

}  // namespace flotilla::controlplane
