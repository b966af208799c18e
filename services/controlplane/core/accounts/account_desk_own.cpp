// What people do about themselves once they are logged in.
#include "services/controlplane/core/accounts/account_changes.h"
#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/accounts/account_view.h"
#include "services/controlplane/core/accounts/password_rules.h"
#include "services/controlplane/core/accounts/second_factor.h"
#include "services/controlplane/core/accounts/totp.h"
#include "services/runtime/base32.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kTryAgain = std::chrono::seconds(2);

Error wrongPassword(const char* field) {
  return {ErrorCode::Unauthenticated, "wrong_credentials", "this is not your password", field, "try again"};
}

Error noSession(const Caller& caller) {
  return precondition("no_session", caller.name + " is not logged in", {}, "log in as an operator");
}

// About the account of whoever asks.
template <class T>
Settled<T> aboutAccount(Settled<T> out, const std::string& name, const char* detail) {
  out.fact.object = "operator/" + name;
  out.fact.detail = detail;
  return out;
}

}  // namespace

Result<AccountDesk::Own> AccountDesk::own(const Asker& asker) const {
  const Caller& caller = asker.caller;
  if (caller.kind == PrincipalKind::ApiToken) return personNeeded("this");
  if (caller.kind == PrincipalKind::Local) return noSession(caller);
  FLOTILLA_CHECK(stillHolds(caller));
  const SessionRecord& session = state().sessions.at(SessionId(caller.credential));
  return Own{state().operators.at(session.owner), accountFor(state(), session.owner), session};
}

Settled<Unit> AccountDesk::logOut(const Asker& asker) const {
  const auto mine = own(asker);
  if (!mine) return mine.error();
  Settled<Unit> out = Unit{};
  out.mutation.removals.push_back({mine->session.id});
  out.fact.object = "session/" + mine->session.id.value;
  out.fact.detail = "of " + mine->op.name;
  return out;
}

Settled<Account> AccountDesk::finishConfirm(const Asker& asker, const Result<AccountRecord>& shown) {
  const auto mine = own(asker);
  if (!mine) return mine.error();
  if (!shown) return aboutAccount<Account>(shown.error(), mine->op.name, "refused");
  throttle_.succeeded(mine->op.name, asker.source);
  SessionRecord session = mine->session;
  session.confirmedAt = ports_.clock.now();
  Settled<Account> out = accountView(mine->op, *shown, session);
  out.mutation.rows.emplace_back(*shown);
  out.mutation.rows.emplace_back(session);
  return aboutAccount(std::move(out), mine->op.name, "");
}

void AccountDesk::confirm(const Confirmation& what, const Asker& asker, const Settle<Account>& settle) {
  const auto mine = own(asker);
  if (!mine) return settle(mine.error());
  if (what.code.empty() && what.password.empty())
    return settle(invalid("nothing_shown", "neither a password nor a code was given", "password", "give one of both"));
  if (const Status may = mayTry(mine->op.name, asker); !may) return settle(may.error());
  if (!what.code.empty() && mine->account.secondFactor.empty())
    return settle(finishConfirm(
        asker, invalid("no_second_factor", "this account has no second factor", "code", "give the password")));
  if (!what.code.empty()) return settle(finishConfirm(asker, useCode(mine->account, what.code, ports_.clock.now())));
  if (what.password.size() > kPasswordBytes) return settle(finishConfirm(asker, wrongPassword("password")));
  const std::string kept = mine->account.passwordHash;
  const bool taken = ports_.hasher.verify(what.password, kept, [=, this](const PasswordVerdict& verdict) {
    const auto again = own(asker);
    const bool matches = again && verdict.matches && again->account.passwordHash == kept;
    settle(finishConfirm(asker, matches ? Result<AccountRecord>(again->account) : wrongPassword("password")));
  });
  if (taken) return;
  throttle_.takeBack(mine->op.name, asker.source);
  settle(tooManyAttempts(kTryAgain));
}

void AccountDesk::changePassword(const PasswordChange& change, const Asker& asker, const Settle<Account>& settle) {
  const auto mine = own(asker);
  if (!mine) return settle(mine.error());
  if (const Status good = checkPassword("new_password", change.wanted); !good) return settle(good.error());
  if (const Status may = mayTry(mine->op.name, asker); !may) return settle(may.error());
  if (change.current.size() > kPasswordBytes)
    return settle(aboutAccount<Account>(wrongPassword("current_password"), mine->op.name, "refused"));
  const auto busy = [=, this] {
    throttle_.takeBack(mine->op.name, asker.source);
    settle(tooManyAttempts(kTryAgain));
  };
  const std::string kept = mine->account.passwordHash;
  const bool taken = ports_.hasher.verify(change.current, kept, [=, this](const PasswordVerdict& verdict) {
    if (!verdict.matches)
      return settle(aboutAccount<Account>(wrongPassword("current_password"), mine->op.name, "refused"));
    const bool also = ports_.hasher.hash(
        change.wanted, [=, this](const std::string& hash) { settle(finishChange(asker, kept, hash)); });
    if (!also) busy();
  });
  if (!taken) busy();
}

Settled<Account> AccountDesk::finishChange(const Asker& asker, const std::string& kept, const std::string& hash) {
  const auto mine = own(asker);
  if (!mine) return mine.error();
  if (hash.empty()) return tooManyAttempts(kTryAgain);
  if (mine->account.passwordHash != kept)
    return Error{ErrorCode::Conflict, "password_changed", "the password was changed meanwhile", "current_password",
                 "try again with the new one"};
  throttle_.succeeded(mine->op.name, asker.source);
  AccountRecord account = mine->account;
  account.passwordHash = hash;
  SessionRecord session = mine->session;
  session.confirmedAt = ports_.clock.now();
  Settled<Account> out = accountView(mine->op, account, session);
  out.mutation.rows.emplace_back(account);
  out.mutation.rows.emplace_back(session);
  for (const auto& [id, other] : state().sessions)
    if (other.owner == mine->op.id && id != session.id) out.mutation.removals.push_back({id});
  return aboutAccount(std::move(out), mine->op.name, "the other sessions ended");
}

Settled<SecondFactorSecret> AccountDesk::prepareSecondFactor(const Asker& asker) {
  const auto mine = own(asker);
  if (!mine) return mine.error();
  AccountRecord account = mine->account;
  account.pendingFactor = ports_.random.bytes(kTotpSecretBytes);
  Settled<SecondFactorSecret> out =
      SecondFactorSecret{toBase32(account.pendingFactor), totpUri(account.pendingFactor, mine->op.name)};
  out.mutation.rows.emplace_back(std::move(account));
  return aboutAccount(std::move(out), mine->op.name, "");
}

Settled<std::vector<std::string>> AccountDesk::enableSecondFactor(const std::string& code, const Asker& asker) {
  const auto mine = own(asker);
  if (!mine) return mine.error();
  if (const Status may = mayTry(mine->op.name, asker); !may) return may.error();
  auto account = enableFactor(mine->account, code, ports_.clock.now());
  if (!account) return account.error();
  throttle_.succeeded(mine->op.name, asker.source);
  Settled<std::vector<std::string>> out = renewRecovery(*account, ports_.random);
  out.mutation.rows.emplace_back(std::move(*account));
  return aboutAccount(std::move(out), mine->op.name, "with new recovery codes");
}

Settled<std::vector<std::string>> AccountDesk::renewRecoveryCodes(const Asker& asker) {
  const auto mine = own(asker);
  if (!mine) return mine.error();
  AccountRecord account = mine->account;
  if (account.secondFactor.empty())
    return precondition("no_second_factor", "this account has no second factor", {}, "set one up first");
  Settled<std::vector<std::string>> out = renewRecovery(account, ports_.random);
  out.mutation.rows.emplace_back(std::move(account));
  return aboutAccount(std::move(out), mine->op.name, "");
}

}  // namespace flotilla::controlplane
