// Guards that need no comparison: a candidate that burns the error budget, crashes in loops, takes more memory than it
// may or is far too slow fails at once, in every state of a rollout that is not terminal, also while it waits for a
// human. Thread: pure functions over values. What is missing never reads as good and never as bad: a gate that cannot
// judge says unknown.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "models/domain/time.h"
#include "services/controlplane/core/judge/counts.h"

namespace flotilla::controlplane::judge {

inline constexpr double kBurnRateLimit = 14.4;  // a 30-day budget gone in two days
inline constexpr std::uint64_t kBurnRateBad = 3;
inline constexpr std::uint32_t kCrashLoopRestarts = 3;
inline constexpr Duration kCrashLoopWindow = std::chrono::minutes(10);
inline constexpr std::size_t kCrashLoopNodes = 2;
inline constexpr double kLatencyFactor = 2;
// After the start of a process (a model loads) its counts are left out of every gate, unless the plan says otherwise.
inline constexpr Duration kWarmUp = std::chrono::seconds(60);

enum class GateState { Pass, Fail, Unknown };

struct GateResult {
  GateState state = GateState::Unknown;
  double value = 0;                       // in the gate's unit; 0 if there is none
  double limit = 0;                       // in the gate's unit
  std::size_t judged = 0;                 // how many nodes or requests the value is made of
  std::size_t missing = 0;                // nodes that said nothing
  std::optional<std::size_t> worst = {};  // index of the node the value is from, for gates over nodes
  bool couldBeJudged() const { return state != GateState::Unknown; }
};

// Value: bad rate of the canaries over the step's window, in multiples of what the objective allows (0.999 allows
// 0.001). Fails above 14.4 with at least 3 bad answers. Above it with fewer, without requests, or with an objective
// outside (0, 1): unknown.
GateResult burnRateGate(const Counts& canary, double objective);

// Value: nodes with at least 3 restarts in the last 10 minutes; limit 2, fails when reached. One entry per canary node,
// none if it did not report.
GateResult crashLoopGate(std::span<const std::optional<std::uint32_t>> restarts);

struct MemoryUse {
  std::optional<std::uint64_t> usedBytes;
  std::uint64_t limitBytes = 0;  // 0: has none, and is not judged
};
// Value and limit: bytes of the node that uses most of its limit. Fails above the limit. One entry per canary node.
GateResult memoryGate(std::span<const MemoryUse> nodes);

// Value and limit: microseconds. Fails if the 99th percentile of the canaries is more than twice the objective. Unknown
// without a percentile, or with an objective that is not positive.
GateResult latencyGate(std::optional<Duration> p99, Duration objective);

// Any failure fails, then any unknown is unknown. Without gates: unknown.
GateState worstOf(std::span<const GateState> states);

}  // namespace flotilla::controlplane::judge
