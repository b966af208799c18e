// The second factor of an account: codes of an authenticator app, and recovery codes for who lost it. Pure but for the
// randomness given. Thread: any.
#pragma once

#include <string>
#include <vector>

#include "models/domain/result.h"
#include "services/controlplane/core/fleet/account_records.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kRecoveryCodes = 10;

// Approvers, security administrators and administrators need one.
bool demandsSecondFactor(const std::vector<Grant>& grants);

// The account after this code was used: it works once. Of six digits it is one of the app, else a recovery code; an
// account without a second factor takes any. Errors: Unauthenticated/"code_needed" without one, and "wrong_code".
Result<AccountRecord> useCode(AccountRecord account, const std::string& code, TimePoint now);

// The account with the prepared factor as its own, which this is a code of. Errors: Precondition/"not_prepared",
// Invalid/"wrong_code".
Result<AccountRecord> enableFactor(AccountRecord account, const std::string& code, TimePoint now);

// New ones for the account; those before are void. The texts are shown once.
std::vector<std::string> renewRecovery(AccountRecord& account, Random& random);

}  // namespace flotilla::controlplane
