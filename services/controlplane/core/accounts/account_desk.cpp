#include "services/controlplane/core/accounts/account_desk.h"

#include <algorithm>

#include "services/controlplane/core/accounts/account_changes.h"
#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/core/accounts/bearer.h"
#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kWrittenEvery = std::chrono::minutes(5);
constexpr Duration kExpiredTokensKept = std::chrono::hours(24 * 7);

Error unauthenticated(const char* reason, const std::string& message, const char* fix) {
  return {ErrorCode::Unauthenticated, reason, message, "authorization", fix};
}

Error sessionEnded() {
  return unauthenticated("session_ended", "this session has ended", "log in again");
}

bool isSecret(const std::string& secret, const Digest& kept) {
  return equalSecrets(sha256(secret).toString(), kept.toString());
}

bool isDisabled(const FleetState& state, const OperatorId& id) {
  const auto at = state.accounts.find(id);
  return at != state.accounts.end() && at->second.disabled;
}

template <class Map>
auto* findIn(const Map& map, const std::string& id) {
  const auto at = map.find(typename Map::key_type(id));
  return at == map.end() ? nullptr : &at->second;
}

}  // namespace

// After a start nobody knows what was seen since it was written last.
TimePoint AccountDesk::seenAt(const SessionRecord& session) const {
  const auto at = seen_.find(session.id);
  if (at != seen_.end()) return at->second;
  return std::max(session.seenAt, std::min(session.seenAt + kWrittenEvery, startedAt_));
}

TimePoint AccountDesk::usedAt(const ApiTokenRecord& token) const {
  const auto at = used_.find(token.id);
  return at == used_.end() ? token.usedAt : at->second;
}

Status AccountDesk::checkSession(const SessionRecord& session) const {
  const TimePoint now = ports_.clock.now();
  const bool isOver = now >= session.expires || now - seenAt(session) >= limits_.idle;
  if (isOver || !state().operators.contains(session.owner) || isDisabled(state(), session.owner)) return sessionEnded();
  return okStatus();
}

Status AccountDesk::checkToken(const ApiTokenRecord& token) const {
  if (ports_.clock.now() >= token.expires)
    return unauthenticated("token_expired", "the API token " + token.name + " has expired", "make a new one");
  if (isDisabled(state(), token.owner))
    return unauthenticated("operator_disabled", "the operator of this API token is disabled",
                           "ask a security administrator");
  return okStatus();
}

Result<Caller> AccountDesk::identify(std::string_view text) {
  FLOTILLA_TRY(const Bearer bearer, parseBearer(text));
  const TimePoint now = ports_.clock.now();
  if (bearer.kind == PrincipalKind::Session) {
    const SessionRecord* session = findIn(state().sessions, bearer.id);
    if (session == nullptr || !isSecret(bearer.secret, session->secretHash)) return sessionEnded();
    FLOTILLA_CHECK(checkSession(*session));
    seen_[session->id] = now;
    const OperatorRecord& op = state().operators.at(session->owner);
    return Caller{op.name, sessionGrants(op, accountFor(state(), op.id)), bearer.kind, bearer.id};
  }
  const ApiTokenRecord* token = findIn(state().apiTokens, bearer.id);
  if (token == nullptr || !isSecret(bearer.secret, token->secretHash) || !state().operators.contains(token->owner))
    return unauthenticated("token_unknown", "this token is not known here", "use an API token of this server");
  FLOTILLA_CHECK(checkToken(*token));
  used_[token->id] = std::chrono::floor<std::chrono::minutes>(now);
  const OperatorRecord& op = state().operators.at(token->owner);
  return Caller{op.name, cutGrants(token->grants, op.grants), bearer.kind, bearer.id};
}

Status AccountDesk::stillHolds(const Caller& caller) const {
  if (caller.kind == PrincipalKind::Local) return okStatus();
  if (caller.kind == PrincipalKind::Session) {
    const SessionRecord* session = findIn(state().sessions, caller.credential);
    return session == nullptr ? Status(sessionEnded()) : checkSession(*session);
  }
  const ApiTokenRecord* token = findIn(state().apiTokens, caller.credential);
  if (token == nullptr || !state().operators.contains(token->owner))
    return unauthenticated("token_unknown", "this API token was revoked", "use another one");
  return checkToken(*token);
}

Status AccountDesk::checkConfirmed(const Caller& caller) const {
  if (caller.kind == PrincipalKind::Local) return okStatus();
  if (caller.kind == PrincipalKind::ApiToken) return personNeeded("this");
  const SessionRecord* session = findIn(state().sessions, caller.credential);
  if (session != nullptr && ports_.clock.now() < session->confirmedAt + kConfirmedFor) return okStatus();
  return Error{ErrorCode::Denied,
               "confirmation_needed",
               "show again that it is you: nobody has asked for five minutes",
               {},
               "give your password or a code, then repeat it"};
}

Status AccountDesk::checkSecondFactor(const Caller& caller) const {
  if (caller.kind != PrincipalKind::Session || !accountView(state(), caller).needsSecondFactor) return okStatus();
  return Error{ErrorCode::Denied,
               "second_factor_needed",
               "the roles of " + caller.name + " demand a second factor",
               {},
               "set one up first: an authenticator app"};
}

std::vector<OperatorSession> AccountDesk::sessions(const Caller& caller, bool everybody) const {
  std::vector<OperatorSession> out = sessionsFor(state(), caller, everybody);
  std::erase_if(out, [&](const OperatorSession& session) { return !checkSession(state().sessions.at(session.id)); });
  for (OperatorSession& session : out) session.seenAt = seenAt(state().sessions.at(session.id));
  return out;
}

std::vector<ApiToken> AccountDesk::apiTokens(const Caller& caller, bool everybody) const {
  std::vector<ApiToken> out = apiTokensFor(state(), caller, everybody);
  for (ApiToken& token : out) token.usedAt = usedAt(state().apiTokens.at(token.id));
  return out;
}

void AccountDesk::tick() {
  Mutation out;
  const TimePoint now = ports_.clock.now();
  for (const auto& [id, session] : state().sessions) {
    const auto seen = seen_.find(id);
    if (!checkSession(session)) {
      out.removals.push_back({id});
    } else if (seen != seen_.end() && seen->second - session.seenAt >= kWrittenEvery) {
      SessionRecord row = session;
      row.seenAt = seen->second;
      out.rows.emplace_back(std::move(row));
    }
  }
  for (const auto& [id, token] : state().apiTokens) {
    const auto used = used_.find(id);
    if (now - token.expires >= kExpiredTokensKept) {
      out.removals.push_back({id});
    } else if (used != used_.end() && used->second - token.usedAt >= kWrittenEvery) {
      ApiTokenRecord row = token;
      row.usedAt = used->second;
      out.rows.emplace_back(std::move(row));
    }
  }
  std::erase_if(seen_, [&](const auto& entry) { return !state().sessions.contains(entry.first); });
  std::erase_if(used_, [&](const auto& entry) { return !state().apiTokens.contains(entry.first); });
  if (!out.empty()) ports_.fleet.submit(std::move(out), [](const Status&) {});
}

}  // namespace flotilla::controlplane
