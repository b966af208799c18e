#include "services/agent/core/install/health.h"

#include <string>

namespace flotilla::agent {
namespace {

constexpr double kMicrosPerMilli = 1000;

HealthJudgement unhealthy(std::string reason, std::string message) {
  return {HealthVerdict::Unhealthy, precondition(std::move(reason), std::move(message))};
}

}  // namespace

HealthJudgement judgeHealth(const ArmCounts& counts, const WorkloadConfig& config, bool fed) {
  if (!fed) return {HealthVerdict::Healthy};
  if (counts.requests == 0) return {};
  const std::uint64_t answered = counts.requests - counts.errors;
  const std::string share = std::to_string(answered) + " of " + std::to_string(counts.requests);
  if (answered == 0) return unhealthy("low_success_ratio", share + " requests were answered");
  const double ratio = static_cast<double>(answered) / static_cast<double>(counts.requests);
  if (ratio < config.minSuccessRatio)
    return unhealthy("low_success_ratio", share + " requests were answered, too few in the health window");
  const double p95Ms = counts.latencyUs.quantile(0.95) / kMicrosPerMilli;
  if (p95Ms > config.maxP95Ms)
    return unhealthy("slow_p95", "the 95th percentile was " + std::to_string(p95Ms) + " ms in the health window, " +
                                     std::to_string(config.maxP95Ms) + " ms are allowed");
  return {HealthVerdict::Healthy};
}

}  // namespace flotilla::agent
