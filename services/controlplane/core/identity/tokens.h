// Enrolment tokens, made once, shown once, kept as hashes; and operators, who are invited. Pure but for the randomness
// given.
#pragma once

#include "models/domain/account.h"
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
  Invitation invitation;
};
// Only an administrator makes administrators.
Result<Decision<CreatedOperator>> createOperator(const FleetState& state, const NewOperator& wanted,
                                                 const Caller& caller, TimePoint now, Random& random);

// Sessions and API tokens of the operator are unknown from then on. Nobody removes themselves, so at least one
// administrator stays. Errors: NotFound/"no_operator", Precondition/"yourself".
Result<Decision<Operator>> removeOperator(const FleetState& state, const std::string& name, const Caller& caller);

}  // namespace flotilla::controlplane
