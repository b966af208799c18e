#include "models/domain/rollout_approvals.h"

#include <algorithm>

namespace flotilla {

std::string whyItDoesNotCount(const Rollout& rollout, const RolloutApproval& approval, TimePoint now) {
  if (approval.plan != rollout.planDigest) return "another plan";
  if (!approval.approved) return {};  // what a rejection did stays done
  if (approval.by == rollout.author) return "wrote the plan";
  return now < approval.expires ? std::string() : "expired";
}

std::uint32_t approvalsOf(const Rollout& rollout, std::uint32_t wave, TimePoint now) {
  const bool rejected =
      std::any_of(rollout.approvals.begin(), rollout.approvals.end(), [&](const RolloutApproval& approval) {
        return approval.wave == wave && !approval.approved && approval.plan == rollout.planDigest;
      });
  if (rejected) return 0;
  return static_cast<std::uint32_t>(
      std::count_if(rollout.approvals.begin(), rollout.approvals.end(), [&](const RolloutApproval& approval) {
        return approval.wave == wave && approval.approved && whyItDoesNotCount(rollout, approval, now).empty();
      }));
}

}  // namespace flotilla
