#include "services/controlplane/core/identity/tokens.h"

#include <algorithm>
#include <set>

#include "services/controlplane/core/accounts/account_changes.h"
#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/crypto/enrol_token.h"
#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kShortest = std::chrono::minutes(1);
constexpr Duration kLongest = std::chrono::hours(24 * 7);
constexpr std::size_t kMaxOpenTokens = 10'000;

Status checkOperator(const FleetState& state, const NewOperator& wanted) {
  FLOTILLA_CHECK(checkName("name", wanted.name));
  if (wanted.name == kLocalAdministrator)
    return invalid("reserved_name", "local-administrator is the owner of the server's machine", "name",
                   "choose another name");
  for (const auto& [id, op] : state.operators)
    if (op.name == wanted.name)
      return Error{ErrorCode::Conflict, "operator_exists", "operator " + wanted.name + " exists already", "name",
                   "choose another name"};
  if (wanted.grants.empty())
    return invalid("no_role", "an operator needs a role", "grants", "give at least one --role");
  for (const Grant& grant : wanted.grants)
    for (const RegionName& region : grant.regions)
      if (!state.regions.contains(region)) return noRegion(state, region, "grants.regions");
  return okStatus();
}

std::size_t openTokens(const FleetState& state, TimePoint now) {
  std::size_t open = 0;
  for (const auto& [id, token] : state.tokens) open += token.usedBy.empty() && token.expires > now ? 1 : 0;
  return open;
}

}  // namespace

Result<Decision<CreatedToken>> createEnrolToken(const FleetState& state, const NewEnrolToken& wanted,
                                                const Caller& caller, const Digest& ca, TimePoint now, Random& random) {
  const auto site = state.sites.find(wanted.site);
  if (site == state.sites.end()) return noSite(state, wanted.site);
  if (!caller.mayIn(Role::Enroller, site->second.region))
    return Error{ErrorCode::Denied, "out_of_scope",
                 caller.name + " may not enrol nodes in region " + site->second.region.value, "site",
                 "ask an enroller of that region"};
  FLOTILLA_CHECK(checkLabels(wanted.labels));
  if (wanted.lifetime < kShortest || wanted.lifetime > kLongest)
    return invalid("bad_lifetime", "a token lives 1 minute to 7 days", "lifetime", "for example 1h");
  if (openTokens(state, now) >= kMaxOpenTokens)
    return Error{
        ErrorCode::Exhausted, "too_many_tokens", "10000 tokens are waiting to be used", {}, "let some expire first"};
  const EnrolToken token{TokenId(toHex(random.bytes(8))), random.bytes(32), ca};
  EnrolTokenRecord record{
      token.id, sha256(token.secret), site->second.region, wanted.site, wanted.labels, now + wanted.lifetime, {}, {},
      false,    caller.name,          wanted.needsApproval};
  Decision<CreatedToken> out;
  out.answer = {token.toText(), record.expires};
  out.fact.object = "token/" + token.id.value;
  out.fact.detail = "for site " + wanted.site.value + (wanted.needsApproval ? ", needs approval" : "");
  out.fact.after = "token " + token.id.value + " site " + wanted.site.value + " expires " + toRfc3339(record.expires);
  out.mutation.rows.emplace_back(std::move(record));
  return out;
}

Result<Decision<CreatedOperator>> createOperator(const FleetState& state, const NewOperator& wanted,
                                                 const Caller& caller, TimePoint now, Random& random) {
  FLOTILLA_CHECK(checkOperator(state, wanted));
  for (const Grant& grant : wanted.grants)
    if (grant.role == Role::Administrator && !caller.mayEverywhere(Role::Administrator))
      return Error{ErrorCode::Denied, "role_missing", caller.name + " may not make administrators", "grants",
                   "ask an administrator"};
  OperatorRecord record{OperatorId(makeUuid(now, random)), wanted.name, wanted.grants, now};
  AccountRecord account;
  account.id = record.id;
  Decision<CreatedOperator> out;
  out.answer.op = operatorOf(record);
  out.answer.invitation = renewInvitation(account, record.name, now, random);
  out.fact.object = "operator/" + record.name;
  out.fact.detail = grantText(record.grants);
  out.fact.after = "operator " + record.name + ": " + grantText(record.grants);
  out.mutation.rows.emplace_back(std::move(record));
  out.mutation.rows.emplace_back(std::move(account));
  return out;
}

Result<Decision<Operator>> removeOperator(const FleetState& state, const std::string& name, const Caller& caller) {
  const auto at = std::find_if(state.operators.begin(), state.operators.end(),
                               [&](const auto& entry) { return entry.second.name == name; });
  if (at == state.operators.end()) return noOperator(state, name);
  if (name == caller.name)
    return precondition("yourself", "nobody removes themselves", "name", "ask another administrator");
  const OperatorRecord& record = at->second;
  Decision<Operator> out;
  out.answer = operatorOf(record);
  out.fact.object = "operator/" + record.name;
  out.fact.detail = "removed";
  out.fact.before = "operator " + record.name + ": " + grantText(record.grants);
  out.mutation.removals.push_back({record.id});
  return out;
}

}  // namespace flotilla::controlplane
