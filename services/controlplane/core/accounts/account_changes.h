// Who may invite, disable and end what, and what that changes. Pure but for the randomness given. Thread: any.
#pragma once

#include "models/domain/account.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

inline constexpr Duration kInvitationLife = std::chrono::hours(24);
inline constexpr std::size_t kApiTokensEach = 50;

// A new code for the account, which has none of its own yet otherwise; it is in the record as a hash.
Invitation renewInvitation(AccountRecord& account, const std::string& name, TimePoint now, Random& random);

// Errors: NotFound/"no_operator"; Denied/"role_missing" of an administrator, by who is none.
Result<Decision<Invitation>> inviteOperator(const FleetState& state, const NewInvitation& wanted, const Caller& caller,
                                            TimePoint now, Random& random);

// Disabling ends the sessions. Errors as of inviteOperator(), and Precondition/"yourself".
Result<Decision<Operator>> setDisabled(const FleetState& state, const std::string& name, bool disabled,
                                       const Caller& caller);

// One's own, or anybody's for security administrators; another's is as unknown as none. NotFound/"no_session".
Result<Decision<OperatorSession>> endSession(const FleetState& state, const SessionId& id, const Caller& caller);

// Errors: Invalid about each field; Precondition/"no_account" of the local administrator; Denied/"role_missing" of what
// the caller has not; Conflict/"token_exists"; Exhausted/"too_many_tokens".
Result<Decision<CreatedApiToken>> createApiToken(const FleetState& state, const NewApiToken& wanted,
                                                 const Caller& caller, TimePoint now, Random& random);

// As endSession(); a program may only give up the token that it carries. NotFound/"no_token".
Result<Decision<ApiToken>> revokeApiToken(const FleetState& state, const ApiTokenId& id, const Caller& caller);

// Of an API token that asks for what only people do.
Error personNeeded(const std::string& what);

}  // namespace flotilla::controlplane
