// Who has agreed to a wave, and whether that counts: the same for the engine that waits and for those who read. Thread:
// pure functions.
#pragma once

#include "models/domain/rollout.h"

namespace flotilla {

// Why an approval or a rejection means nothing now: "another plan", "expired", "wrote the plan"; empty if it counts.
std::string whyItDoesNotCount(const Rollout& rollout, const RolloutApproval& approval, TimePoint now);

// Different people other than the author who approved exactly this plan and whose word has not expired; 0 while
// somebody has rejected it and has not said otherwise since.
std::uint32_t approvalsOf(const Rollout& rollout, std::uint32_t wave, TimePoint now);

}  // namespace flotilla
