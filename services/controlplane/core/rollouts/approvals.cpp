#include "services/controlplane/core/rollouts/approvals.h"

#include <algorithm>

namespace flotilla::controlplane {

std::uint32_t approvalsOf(const Rollout& rollout, std::uint32_t wave, TimePoint now) {
  return static_cast<std::uint32_t>(
      std::count_if(rollout.approvals.begin(), rollout.approvals.end(), [&](const RolloutApproval& approval) {
        return approval.wave == wave && approval.approved && approval.by != rollout.author &&
               approval.plan == rollout.planDigest && now < approval.expires;
      }));
}

}  // namespace flotilla::controlplane
