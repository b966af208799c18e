// Who has agreed to a wave. Pure.
#pragma once

#include "models/domain/rollout.h"

namespace flotilla::controlplane {

// Different people other than the author who approved exactly this plan and whose word has not expired.
std::uint32_t approvalsOf(const Rollout& rollout, std::uint32_t wave, TimePoint now);

}  // namespace flotilla::controlplane
