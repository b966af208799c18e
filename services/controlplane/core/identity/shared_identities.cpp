#include "services/controlplane/core/identity/shared_identities.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostStarts = 8;
constexpr std::size_t kMostBoot = 64;  // bytes

}  // namespace

bool SharedIdentities::begins(const NodeId& node, const std::string& fingerprint, const std::string& boot,
                              TimePoint now) {
  if (boot.empty() || boot.size() > kMostBoot) return false;
  Known& known = nodes_[node];
  if (known.fingerprint != fingerprint) known = {fingerprint, {}, {}, {}};
  std::vector<Start>& starts = known.starts;
  std::erase_if(starts, [&](const Start& start) { return now - start.at > kSharedWithin; });
  std::erase_if(known.returns, [&](TimePoint at) { return now - at > kSharedWithin; });
  const auto seen = std::find_if(starts.begin(), starts.end(), [&](const Start& start) { return start.boot == boot; });
  const bool cameBack = seen != starts.end() && seen + 1 != starts.end();
  if (seen != starts.end()) starts.erase(seen);
  starts.push_back({boot, now});
  if (starts.size() > kMostStarts) starts.erase(starts.begin());
  if (!cameBack) return false;
  known.returns.push_back(now);
  if (known.returns.size() < kSharedReturns) return false;
  known.returns.clear();
  if (known.saidAt != TimePoint{} && now - known.saidAt < kSharedAgain) return false;
  known.saidAt = now;
  return true;
}

}  // namespace flotilla::controlplane
