// What operators do to silences. Pure but for the randomness given. Thread: the fleet loop.
#pragma once

#include "models/domain/alert_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxSilences = 2000;  // that have not ended
inline constexpr Duration kLongestSilence = std::chrono::hours(24 * 400);
inline constexpr Duration kExpiredSilenceKept = std::chrono::hours(24 * 5);

// Those that ended long ago go away with it. Errors: Invalid/"no_matchers", "matches_all", "bad_matcher" and the like
// about matchers[n], "bad_time", "bad_comment", "bad_annotations"; Exhausted/"too_many_silences";
// Denied/"out_of_scope", see alert_scope.h.
Result<Decision<Silence>> createSilence(const FleetState& state, const NewSilence& wanted, const Caller& caller,
                                        TimePoint now, Random& random);

// Who made it stays. One that has begun keeps when it did. Errors: as above; NotFound/"no_silence",
// Precondition/"silence_expired".
Result<Decision<Silence>> updateSilence(const FleetState& state, const SilenceId& id, const NewSilence& wanted,
                                        const Caller& caller, TimePoint now);

// Ends it now; one that has ended stays as it is.
Result<Decision<Silence>> expireSilence(const FleetState& state, const SilenceId& id, const Caller& caller,
                                        TimePoint now);

}  // namespace flotilla::controlplane
