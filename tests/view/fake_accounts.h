// An account API that answers what the test says. Thread: the test's.
#pragma once

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "models/domain/account_api.h"

namespace flotilla::view::test {

inline Account accountOf(bool needsFactor = false) {
  Account account;
  account.name = "ann";
  account.kind = PrincipalKind::Session;
  account.needsSecondFactor = needsFactor;
  return account;
}

// What is not about logging in is not asked.
class FakeAccounts final : public AccountApi {
 public:
  std::deque<Result<LoggedIn>> logIns;
  Result<Account> known = accountOf();
  Result<Account> confirmed = accountOf();
  std::vector<LogIn> asked;
  std::vector<Confirmation> confirmations;
  int loggedOut = 0;
  bool silent = false;
  std::vector<std::function<void()>> held;

  void logIn(const LogIn& who, Done<LoggedIn> done) override {
    asked.push_back(who);
    auto answer = logIns.front();
    logIns.pop_front();
    done(std::move(answer));
  }
  void logOut(Done<bool> done) override {
    ++loggedOut;
    done(true);
  }
  void confirm(const Confirmation& what, Done<Account> done) override {
    confirmations.push_back(what);
    done(confirmed);
  }
  void account(Done<Account> done) override {
    if (silent) return held.push_back([done, answer = known] { done(answer); });
    done(known);
  }
  void acceptInvitation(const InvitationAnswer&, Done<LoggedIn>) override {}
  void listSessions(const ListQuery&, bool, Done<Page<OperatorSession>>) override {}
  void endSession(const SessionId&, Done<OperatorSession>) override {}
  void changePassword(const PasswordChange&, Done<Account>) override {}
  void prepareSecondFactor(Done<SecondFactorSecret>) override {}
  void enableSecondFactor(const std::string&, Done<std::vector<std::string>>) override {}
  void renewRecoveryCodes(Done<std::vector<std::string>>) override {}
  void inviteOperator(const NewInvitation&, Done<Invitation>) override {}
  void disableOperator(const std::string&, Done<Operator>) override {}
  void enableOperator(const std::string&, Done<Operator>) override {}
  void createApiToken(const NewApiToken&, Done<CreatedApiToken>) override {}
  void listApiTokens(const ListQuery&, bool, Done<Page<ApiToken>>) override {}
  void revokeApiToken(const ApiTokenId&, Done<ApiToken>) override {}
};

}  // namespace flotilla::view::test
