// Knows who is behind a request, and lets people become known: sessions that are in use, those that are over, and what
// was tried and failed. Rows say the rest; when a session was seen last is a few minutes ahead of its row. Thread: the
// fleet loop. Lifetime: its ports outlive it, and so must it what it was asked and has not answered.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/account.h"
#include "services/controlplane/core/accounts/login_throttle.h"
#include "services/controlplane/core/accounts/password_hasher.h"
#include "services/controlplane/core/accounts/settled.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

struct SessionLimits {
  Duration idle = std::chrono::minutes(30);
  Duration longest = std::chrono::hours(12);
  std::size_t each = 50;  // of an operator; then the oldest ends
};

class AccountDesk {
 public:
  struct Ports {
    Fleet& fleet;
    Clock& clock;
    Random& random;
    PasswordHasher& hasher;
  };
  explicit AccountDesk(Ports ports, SessionLimits limits = {}, ThrottleLimits throttle = {})
      : ports_(ports), limits_(limits), throttle_(throttle), startedAt_(ports.clock.now()) {}

  // Who sent this text after "Bearer"; from then on the session or token was used. Unauthenticated: "session_ended",
  // "token_unknown", "token_damaged", "token_expired", "operator_disabled".
  Result<Caller> identify(std::string_view bearer);
  // Whether somebody who was identified before still would be; says why not, in the same words.
  Status stillHolds(const Caller& caller) const;
  // Denied/"confirmation_needed" of a session that has not shown for five minutes who it is, "person_needed" of a
  // token.
  Status checkConfirmed(const Caller& caller) const;
  // Denied/"second_factor_needed" of a session whose operator has to have one and has not.
  Status checkSecondFactor(const Caller& caller) const;

  void logIn(const LogIn& who, const Asker& asker, const Settle<LoggedIn>& settle);
  void acceptInvitation(const InvitationAnswer& given, const Asker& asker, const Settle<LoggedIn>& settle);
  void confirm(const Confirmation& what, const Asker& asker, const Settle<Account>& settle);
  void changePassword(const PasswordChange& change, const Asker& asker, const Settle<Account>& settle);
  Settled<Unit> logOut(const Asker& asker) const;
  Settled<SecondFactorSecret> prepareSecondFactor(const Asker& asker);
  Settled<std::vector<std::string>> enableSecondFactor(const std::string& code, const Asker& asker);
  Settled<std::vector<std::string>> renewRecoveryCodes(const Asker& asker);
  // With when they were seen last, or used.
  std::vector<OperatorSession> sessions(const Caller& caller, bool everybody) const;
  std::vector<ApiToken> apiTokens(const Caller& caller, bool everybody) const;

  // Once a second: what is over goes, and what was seen is written down every few minutes.
  void tick();

 private:
  // Of an operator who is logged in, as things stand now.
  struct Own {
    OperatorRecord op;
    AccountRecord account;
    SessionRecord session;
  };
  Status checkSession(const SessionRecord& session) const;
  Status checkToken(const ApiTokenRecord& token) const;
  TimePoint seenAt(const SessionRecord& session) const;
  TimePoint usedAt(const ApiTokenRecord& token) const;
  Result<Own> own(const Asker& asker) const;
  Status mayTry(const std::string& account, const Asker& asker);
  void addSession(const OperatorRecord& op, const Asker& asker, Settled<LoggedIn>& out, const AccountRecord& account);
  Settled<LoggedIn> finishLogIn(const LogIn& who, const Asker& asker, const std::string& kept,
                                const PasswordVerdict& verdict);
  Result<Own> invited(const InvitationAnswer& given) const;
  Settled<LoggedIn> finishInvitation(const InvitationAnswer& given, const Asker& asker, const std::string& hash);
  Settled<Account> finishConfirm(const Asker& asker, const Result<AccountRecord>& shown);
  Settled<Account> finishChange(const Asker& asker, const std::string& kept, const std::string& hash);
  const FleetState& state() const { return ports_.fleet.state(); }

  Ports ports_;
  SessionLimits limits_;
  LoginThrottle throttle_;
  TimePoint startedAt_;
  std::map<SessionId, TimePoint> seen_;
  std::map<ApiTokenId, TimePoint> used_;
};

// Denied by anything else than the fleet: busy, or tried too often.
Error tooManyAttempts(Duration wait);

}  // namespace flotilla::controlplane
