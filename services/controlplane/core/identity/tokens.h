// Enrolment tokens and operator tokens: made once, shown once, kept as hashes. Pure but for the randomness given.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

// Region and site are those of the declaration; the caller must be an enroller there.
Result<Decision<CreatedToken>> createEnrolToken(const FleetState& state, const NewEnrolToken& wanted,
                                                const Caller& caller, const Digest& ca, TimePoint now, Random& random);

struct CreatedOperator {
  Operator op;
  CreatedToken token;
};
// Only an administrator makes administrators.
Result<Decision<CreatedOperator>> createOperator(const FleetState& state, const NewOperator& wanted,
                                                 const Caller& caller, TimePoint now, Random& random);

// The token of the operator is unknown from then on. Nobody removes themselves, so at least one administrator stays.
// Errors: NotFound/"no_operator", Precondition/"yourself".
Result<Decision<Operator>> removeOperator(const FleetState& state, const std::string& name, const Caller& caller);

// The operator behind "flo1.<id>.<secret>", or Unauthenticated ("token_unknown", "token_expired").
Result<Caller> authenticate(const FleetState& state, std::string_view token, TimePoint now);

}  // namespace flotilla::controlplane
