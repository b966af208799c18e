// How people become known: log-ins and invitations.
#include "services/controlplane/core/accounts/account_changes.h"
#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/core/accounts/bearer.h"
#include "services/controlplane/core/accounts/one_time_code.h"
#include "services/controlplane/core/accounts/password_rules.h"
#include "services/controlplane/core/accounts/second_factor.h"
#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kSessionIdBytes = 8;
constexpr std::size_t kSessionSecretBytes = 32;
constexpr std::size_t kLongestName = 63;
constexpr Duration kBusyFor = std::chrono::seconds(2);
constexpr const char* kUnknown = "(unknown)";  // no name of an operator

Error wrongCredentials() {
  return {ErrorCode::Unauthenticated,
          "wrong_credentials",
          "the name or the password is not right",
          {},
          "try again, or ask a security administrator for an invitation"};
}

Error operatorDisabled(const std::string& name) {
  return {ErrorCode::Denied,
          "operator_disabled",
          "the operator " + name + " is disabled",
          {},
          "ask a security administrator"};
}

std::string from(const Asker& asker) {
  return asker.local ? " through the socket" : asker.source.empty() ? "" : " from " + asker.source;
}

// A refusal that the audit log has. What was typed as a name and is none may be a password, so it is not repeated.
template <class T>
Settled<T> refusedEntry(const Error& error, const OperatorRecord* op, const Asker& asker) {
  Settled<T> out = error;
  out.fact.actor = kUnknown;
  out.fact.object = "operator/" + (op == nullptr ? std::string(kUnknown) : op->name);
  out.fact.detail = "refused: " + error.reason + from(asker);
  return out;
}

// What failures are counted under, whether there is such an operator or not.
std::string throttleKey(const std::string& name) {
  return name.size() <= kLongestName ? name : kUnknown;
}

}  // namespace

Error tooManyAttempts(Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return {ErrorCode::Exhausted,
          "too_many_attempts",
          "too many attempts",
          {},
          "try again in " + std::to_string(std::max<std::int64_t>(seconds, 1)) + " s"};
}

// Whoever owns the machine needs no guessing.
Status AccountDesk::mayTry(const std::string& account, const Asker& asker) {
  if (asker.local) return okStatus();
  const TimePoint now = ports_.clock.now();
  if (const auto wait = throttle_.wait(account, asker.source, now)) return tooManyAttempts(*wait);
  throttle_.tried(account, asker.source, now);
  return okStatus();
}

void AccountDesk::addSession(const OperatorRecord& op, const Asker& asker, Settled<LoggedIn>& out,
                             const AccountRecord& account) {
  const TimePoint now = ports_.clock.now();
  const std::string secret = ports_.random.bytes(kSessionSecretBytes);
  const SessionRecord session{SessionId(toHex(ports_.random.bytes(kSessionIdBytes))),
                              op.id,
                              sha256(secret),
                              now,
                              now,
                              now,
                              now + limits_.longest,
                              asker.source,
                              asker.program};
  const SessionRecord* oldest = nullptr;
  std::size_t count = 0;
  for (const auto& [id, other] : state().sessions) {
    if (other.owner != op.id) continue;
    ++count;
    if (oldest == nullptr || other.createdAt < oldest->createdAt) oldest = &other;
  }
  if (count >= limits_.each) out.mutation.removals.push_back({oldest->id});
  out.answer = LoggedIn{sessionText(session.id, secret), session.expires, accountView(op, account, session)};
  out.mutation.rows.emplace_back(account);
  out.mutation.rows.emplace_back(session);
  out.fact.actor = op.name;
  out.fact.object = "session/" + session.id.value;
  out.fact.detail = "of " + op.name + from(asker);
}

void AccountDesk::logIn(const LogIn& who, const Asker& asker, const Settle<LoggedIn>& settle) {
  const std::string key = throttleKey(who.name);
  if (const Status may = mayTry(key, asker); !may) return settle(may.error());
  const OperatorRecord* op = operatorNamed(state(), who.name);
  if (who.password.empty() || who.password.size() > kPasswordBytes)
    return settle(refusedEntry<LoggedIn>(wrongCredentials(), op, asker));
  const std::string kept = op == nullptr ? std::string() : accountFor(state(), op->id).passwordHash;
  const bool taken = ports_.hasher.verify(who.password, kept, [=, this](const PasswordVerdict& verdict) {
    settle(finishLogIn(who, asker, kept, verdict));
  });
  if (taken) return;
  throttle_.takeBack(key, asker.local ? std::string() : asker.source);
  settle(tooManyAttempts(kBusyFor));
}

// Against the state of now: the password may have been changed, or the operator disabled, while it was looked at.
Settled<LoggedIn> AccountDesk::finishLogIn(const LogIn& who, const Asker& asker, const std::string& kept,
                                           const PasswordVerdict& verdict) {
  const OperatorRecord* op = operatorNamed(state(), who.name);
  if (op == nullptr) return refusedEntry<LoggedIn>(wrongCredentials(), nullptr, asker);
  AccountRecord account = accountFor(state(), op->id);
  if (!verdict.matches || account.passwordHash.empty() || account.passwordHash != kept)
    return refusedEntry<LoggedIn>(wrongCredentials(), op, asker);
  if (account.disabled) return refusedEntry<LoggedIn>(operatorDisabled(op->name), op, asker);
  const std::string key = throttleKey(who.name);
  const std::string source = asker.local ? std::string() : asker.source;
  auto shown = useCode(account, who.code, ports_.clock.now());
  if (!shown && who.code.empty()) {
    throttle_.takeBack(key, source);  // the question for the code is a part of logging in
    return shown.error();
  }
  if (!shown) return refusedEntry<LoggedIn>(shown.error(), op, asker);
  throttle_.succeeded(key, source);
  if (!verdict.renewed.empty()) shown->passwordHash = verdict.renewed;
  Settled<LoggedIn> out = LoggedIn{};
  addSession(*op, asker, out, *shown);
  if (shown->recovery.size() < account.recovery.size()) out.fact.detail += ", with a recovery code";
  return out;
}

// Who has this code, and may use it now.
Result<AccountDesk::Own> AccountDesk::invited(const InvitationAnswer& given) const {
  const Digest hash = hashOfOneTimeCode(given.invitation);
  const TimePoint now = ports_.clock.now();
  for (const auto& [id, account] : state().accounts) {
    const auto op = state().operators.find(id);
    if (hash.isZero() || account.invitation != hash || account.invitationExpires <= now ||
        op == state().operators.end())
      continue;
    if (account.disabled) return operatorDisabled(op->second.name);
    return Own{op->second, account, {}};
  }
  return Error{ErrorCode::Unauthenticated, "invitation_unknown", "this code is not known, was used, or has expired",
               "invitation", "ask a security administrator for a new one"};
}

void AccountDesk::acceptInvitation(const InvitationAnswer& given, const Asker& asker, const Settle<LoggedIn>& settle) {
  if (const Status may = mayTry({}, asker); !may) return settle(may.error());
  const auto own = invited(given);
  if (!own) return settle(refusedEntry<LoggedIn>(own.error(), nullptr, asker));
  const std::string source = asker.local ? std::string() : asker.source;
  throttle_.takeBack({}, source);
  if (const Status good = checkPassword("password", given.password); !good) return settle(good.error());
  const bool asksCode = !own->account.secondFactor.empty() && !own->account.invitationResets;
  if (asksCode && given.code.empty()) return settle(useCode(own->account, {}, ports_.clock.now()).error());
  const bool taken = ports_.hasher.hash(
      given.password, [=, this](const std::string& hash) { settle(finishInvitation(given, asker, hash)); });
  if (!taken) settle(tooManyAttempts(kBusyFor));
}

// Only one of two who redeem it at once finds it there.
Settled<LoggedIn> AccountDesk::finishInvitation(const InvitationAnswer& given, const Asker& asker,
                                                const std::string& hash) {
  if (hash.empty()) return tooManyAttempts(kBusyFor);
  auto own = invited(given);
  if (!own) return refusedEntry<LoggedIn>(own.error(), nullptr, asker);
  AccountRecord account = own->account;
  if (account.invitationResets) {
    account.secondFactor.clear();
    account.pendingFactor.clear();
    account.recovery.clear();
    account.lastStep = 0;
  }
  if (const Status may = mayTry(own->op.name, asker); !may) return may.error();
  auto shown = useCode(account, given.code, ports_.clock.now());
  if (!shown) return refusedEntry<LoggedIn>(shown.error(), &own->op, asker);
  throttle_.succeeded(own->op.name, asker.local ? std::string() : asker.source);
  shown->passwordHash = hash;
  shown->invitation = {};
  shown->invitationExpires = {};
  shown->invitationResets = false;
  Settled<LoggedIn> out = LoggedIn{};
  addSession(own->op, asker, out, *shown);
  for (const auto& [id, session] : state().sessions)
    if (session.owner == own->op.id) out.mutation.removals.push_back({id});
  out.fact.detail += own->account.invitationResets ? ", without the second factor of before" : "";
  return out;
}

}  // namespace flotilla::controlplane
