#include "services/controlplane/core/judge/static_gate.h"

#include <algorithm>

namespace flotilla::controlplane::judge {

GateResult burnRateGate(const Counts& canary, double objective) {
  GateResult out{GateState::Unknown, 0, kBurnRateLimit, static_cast<std::size_t>(canary.requests)};
  if (canary.requests == 0 || !(objective > 0 && objective < 1)) return out;
  out.value = static_cast<double>(badOf(canary)) / static_cast<double>(canary.requests) / (1 - objective);
  if (out.value <= kBurnRateLimit)
    out.state = GateState::Pass;
  else if (badOf(canary) >= kBurnRateBad)
    out.state = GateState::Fail;
  return out;
}

GateResult crashLoopGate(std::span<const std::optional<std::uint32_t>> restarts) {
  GateResult out{GateState::Unknown, 0, static_cast<double>(kCrashLoopNodes)};
  std::size_t looping = 0;
  for (std::size_t i = 0; i < restarts.size(); ++i) {
    if (!restarts[i]) {
      ++out.missing;
      continue;
    }
    ++out.judged;
    if (*restarts[i] >= kCrashLoopRestarts) ++looping;
    if (!out.worst || *restarts[i] > *restarts[*out.worst]) out.worst = i;
  }
  out.value = static_cast<double>(looping);
  if (out.judged > 0) out.state = looping >= kCrashLoopNodes ? GateState::Fail : GateState::Pass;
  return out;
}

GateResult memoryGate(std::span<const MemoryUse> nodes) {
  GateResult out;
  double highestShare = -1;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i].usedBytes || nodes[i].limitBytes == 0) {
      ++out.missing;
      continue;
    }
    ++out.judged;
    const auto used = static_cast<double>(*nodes[i].usedBytes), limit = static_cast<double>(nodes[i].limitBytes);
    if (used / limit <= highestShare) continue;
    highestShare = used / limit;
    out.value = used;
    out.limit = limit;
    out.worst = i;
  }
  if (out.worst) out.state = out.value > out.limit ? GateState::Fail : GateState::Pass;
  return out;
}

GateResult latencyGate(std::optional<Duration> p99, Duration objective) {
  GateResult out;
  out.limit = kLatencyFactor * static_cast<double>(objective.count());
  if (!p99 || objective <= Duration::zero()) return out;
  out.value = static_cast<double>(p99->count());
  out.state = out.value > out.limit ? GateState::Fail : GateState::Pass;
  return out;
}

GateState worstOf(std::span<const GateState> states) {
  const auto has = [&](GateState state) { return std::find(states.begin(), states.end(), state) != states.end(); };
  if (has(GateState::Fail)) return GateState::Fail;
  return states.empty() || has(GateState::Unknown) ? GateState::Unknown : GateState::Pass;
}

}  // namespace flotilla::controlplane::judge
