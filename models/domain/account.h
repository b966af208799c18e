// People who log in and programs that carry API tokens: what they are told about themselves, and what they say to
// become known. Thread: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/access.h"

namespace flotilla {

// Who asks, as far as it concerns themselves. Times are zero where there are none.
struct Account {
  std::string name;
  std::vector<Grant> grants;  // of the session or token: what may be done now
  PrincipalKind kind = PrincipalKind::Local;
  bool hasSecondFactor = false;
  bool needsSecondFactor = false;  // the role demands one: until then nothing but setting it up is allowed
  std::uint32_t recoveryCodesLeft = 0;
  TimePoint sessionExpires{};    // at the latest
  TimePoint confirmedUntil{};    // until then nobody asks again before an approval
  std::vector<Grant> ownGrants;  // of the operator, whatever the session may do now
};

// `code`: six digits of the second factor, or a recovery code.
struct LogIn {
  std::string name;
  std::string password;
  std::string code = {};
};

// Whoever has the one-time code sets the password.
struct InvitationAnswer {
  std::string invitation;
  std::string password;
  std::string code = {};  // of a second factor that was set up before
};

struct LoggedIn {
  std::string session;  // "fls1.<id>.<secret>", shown once; empty for a browser, which has it as a cookie
  TimePoint expires{};
  Account account;
};

// One of both: it is still the same person.
struct Confirmation {
  std::string password = {};
  std::string code = {};
};

struct OperatorSession {
  SessionId id;
  std::string name;  // of the operator
  TimePoint createdAt{};
  TimePoint seenAt{};
  TimePoint expires{};
  std::string source;    // the address it was opened from
  std::string program;   // what the browser or program said of itself
  bool current = false;  // the one that asks
};

struct PasswordChange {
  std::string current;
  std::string wanted;  // 12 to 128 characters
};

// A secret that counts once a code of it was given.
struct SecondFactorSecret {
  std::string secret;  // base32
  std::string uri;     // otpauth://totp/...
};

struct NewInvitation {
  std::string name;                // of an operator who is there
  bool resetSecondFactor = false;  // for who lost that too
};

struct Invitation {
  std::string name;  // of the operator
  std::string code;  // shown once
  TimePoint expires{};
};

inline constexpr Duration kLongestApiToken = std::chrono::hours(24 * 90);

struct ApiToken {
  ApiTokenId id;
  std::string name;  // unique per operator
  std::string operatorName;
  std::vector<Grant> grants;  // never more than the operator has at the time of use
  TimePoint createdAt{};
  TimePoint expires{};
  TimePoint usedAt{};  // to the minute; zero = never
};

struct NewApiToken {
  std::string name;
  std::vector<Grant> grants;                        // approver and administrator cannot be given
  Duration lifetime = std::chrono::hours(24 * 30);  // 1 minute to kLongestApiToken
};

struct CreatedApiToken {
  ApiToken token;
  std::string secret;  // "fltp_<id>_<secret>_<crc>", shown once
};

}  // namespace flotilla
