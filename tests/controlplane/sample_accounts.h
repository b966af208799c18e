// Sample rows of people who log in; see sample_rows.h. Thread: values.
#pragma once

#include <optional>
#include <tuple>

#include "services/controlplane/core/fleet/state.h"
#include "tests/controlplane/sample_runs.h"

namespace flotilla::controlplane::test {

inline auto tied(const AccountRecord& r) {
  const auto& [a, b, c, d, e, f, g, h, i, j] = r;
  return std::tie(a, b, c, d, e, f, g, h, i, j);
}
inline auto tied(const SessionRecord& r) {
  const auto& [a, b, c, d, e, f, g, h, i] = r;
  return std::tie(a, b, c, d, e, f, g, h, i);
}
inline auto tied(const ApiTokenRecord& r) {
  const auto& [a, b, c, d, e, f, g, h] = r;
  return std::tie(a, b, c, d, e, f, g, h);
}

struct AccountSample {
  AccountRecord account;
  SessionRecord session;
  ApiTokenRecord token;
};

// The account is that of the sample's operator; session and token are somebody else's.
inline AccountSample accountOf(const SampleValues& v) {
  const OperatorId other(v.key + " other");
  AccountSample out;
  out.account = {OperatorId(v.key), v.text, v.bytes, v.bytes, v.number, {}, v.digest, v.time, v.flag, v.flag};
  if (v.flag) out.account.recovery = {v.digest, {}};
  out.session = {SessionId(v.key + "u"), other, v.digest, v.time, v.time, v.time, v.time, v.text, v.text};
  out.token = {ApiTokenId(v.key + "v"), other, v.text, v.digest, v.grants, v.time, v.time, v.time};
  return out;
}

// What operators had before there were accounts has become an API token of theirs.
inline bool isIn(const FleetState& state, const std::optional<AccountSample>& sample, const OperatorRecord& op) {
  const auto token = state.apiTokens.find(ApiTokenId(op.id.value));
  if (!sample)
    return state.accounts.empty() && state.sessions.empty() && state.apiTokens.size() == 1 &&
           token != state.apiTokens.end() && token->second.owner == op.id && token->second.name == "before-accounts" &&
           token->second.grants == op.grants && token->second.createdAt == op.createdAt &&
           !token->second.secretHash.isZero() && token->second.expires != TimePoint{};
  return state.accounts.size() == 1 && tied(state.accounts.at(sample->account.id)) == tied(sample->account) &&
         state.sessions.size() == 1 && tied(state.sessions.at(sample->session.id)) == tied(sample->session) &&
         state.apiTokens.size() == 1 && tied(state.apiTokens.at(sample->token.id)) == tied(sample->token);
}

}  // namespace flotilla::controlplane::test
