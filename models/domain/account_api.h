// What people and programs can say about themselves, and security administrators about all of them, in domain types.
// Thread and lifetime: as OperatorApi.
#pragma once

#include <string>
#include <vector>

#include "models/domain/account.h"
#include "models/domain/page.h"

namespace flotilla {

class AccountApi {
 public:
  virtual ~AccountApi() = default;
  // Errors: Unauthenticated/"code_needed" asks for the second factor, "wrong_credentials" does not say what was wrong;
  // Exhausted/"too_many_attempts" says when to try again.
  virtual void logIn(const LogIn& who, Done<LoggedIn> done) = 0;
  virtual void acceptInvitation(const InvitationAnswer& answer, Done<LoggedIn> done) = 0;
  virtual void logOut(Done<bool> done) = 0;  // true; the session is over
  virtual void confirm(const Confirmation& what, Done<Account> done) = 0;
  virtual void listSessions(const ListQuery& query, bool everybody, Done<Page<OperatorSession>> done) = 0;
  virtual void endSession(const SessionId& session, Done<OperatorSession> done) = 0;
  virtual void account(Done<Account> done) = 0;
  virtual void changePassword(const PasswordChange& change, Done<Account> done) = 0;
  virtual void prepareSecondFactor(Done<SecondFactorSecret> done) = 0;
  // The recovery codes, shown once.
  virtual void enableSecondFactor(const std::string& code, Done<std::vector<std::string>> done) = 0;
  virtual void renewRecoveryCodes(Done<std::vector<std::string>> done) = 0;
  virtual void inviteOperator(const NewInvitation& wanted, Done<Invitation> done) = 0;
  virtual void disableOperator(const std::string& name, Done<Operator> done) = 0;
  virtual void enableOperator(const std::string& name, Done<Operator> done) = 0;
  virtual void createApiToken(const NewApiToken& wanted, Done<CreatedApiToken> done) = 0;
  virtual void listApiTokens(const ListQuery& query, bool everybody, Done<Page<ApiToken>> done) = 0;
  virtual void revokeApiToken(const ApiTokenId& token, Done<ApiToken> done) = 0;
};

}  // namespace flotilla
