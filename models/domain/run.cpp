#include "models/domain/run.h"

#include <algorithm>

namespace flotilla {

const StepAttempt* Run::last(std::string_view key) const {
  const auto at = std::find_if(attempts.rbegin(), attempts.rend(), [&](const StepAttempt& a) { return a.step == key; });
  return at == attempts.rend() ? nullptr : &*at;
}

const StepAttempt* Run::find(std::uint32_t seq) const {
  const auto at = std::find_if(attempts.begin(), attempts.end(), [&](const StepAttempt& a) { return a.seq == seq; });
  return at == attempts.end() ? nullptr : &*at;
}

void Run::put(const RunApproval& approval) {
  const auto at = std::find_if(approvals.begin(), approvals.end(), [&](const RunApproval& a) {
    return a.attempt == approval.attempt && a.actor == approval.actor;
  });
  if (at == approvals.end())
    approvals.push_back(approval);
  else
    *at = approval;
}

}  // namespace flotilla
