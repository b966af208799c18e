#include "services/controlplane/core/identity/tokens.h"

#include <algorithm>
#include <set>

#include "services/controlplane/core/fleet/not_found.h"
#include "services/crypto/enrol_token.h"
#include "services/crypto/hash.h"
#include "services/runtime/base64.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kShortest = std::chrono::minutes(1);
constexpr Duration kLongest = std::chrono::hours(24 * 7);
constexpr Duration kOperatorToken = std::chrono::hours(24 * 90);
constexpr std::size_t kMaxOpenTokens = 10'000;
constexpr std::string_view kOperatorPrefix = "flo1.";

std::string grantText(const std::vector<Grant>& grants) {
  std::string text;
  for (const Grant& grant : grants) {
    text += (text.empty() ? "" : "; ") + std::string(toText(grant.role));
    for (const RegionName& region : grant.regions) text += " " + region.value;
  }
  return text;
}

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
  OperatorRecord record{OperatorId(makeUuid(now, random)), wanted.name, wanted.grants, {}, now, now + kOperatorToken};
  const std::string secret = random.bytes(32);
  record.secretHash = sha256(secret);
  Decision<CreatedOperator> out;
  out.answer.op = {record.id, record.name, record.grants, now};
  out.answer.token = {std::string(kOperatorPrefix) + record.id.value + "." + toBase64Url(secret), record.expires};
  out.fact.object = "operator/" + record.name;
  out.fact.detail = grantText(record.grants);
  out.fact.after = "operator " + record.name + ": " + grantText(record.grants);
  out.mutation.rows.emplace_back(std::move(record));
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
  out.answer = {record.id, record.name, record.grants, record.createdAt};
  out.fact.object = "operator/" + record.name;
  out.fact.detail = "removed";
  out.fact.before = "operator " + record.name + ": " + grantText(record.grants);
  out.mutation.removals.push_back({record.id});
  return out;
}

Result<Caller> authenticate(const FleetState& state, std::string_view token, TimePoint now) {
  const Error unknown{ErrorCode::Unauthenticated, "token_unknown", "this token is not known here", "authorization",
                      "use a token that `flotillactl operator add` printed for this server"};
  if (!token.starts_with(kOperatorPrefix)) return unknown;
  token.remove_prefix(kOperatorPrefix.size());
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return unknown;
  const auto at = state.operators.find(OperatorId(std::string(token.substr(0, dot))));
  const auto secret = fromBase64(token.substr(dot + 1));
  if (at == state.operators.end() || !secret) return unknown;
  if (!equalSecrets(sha256(*secret).toString(), at->second.secretHash.toString())) return unknown;
  if (now >= at->second.expires)
    return Error{ErrorCode::Unauthenticated, "token_expired", "the token of " + at->second.name + " has expired",
                 "authorization", "ask a security administrator for a new one"};
  return Caller{at->second.name, at->second.grants};
}

}  // namespace flotilla::controlplane
