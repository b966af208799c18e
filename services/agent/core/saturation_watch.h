// Counts for what share of time a machine was used more than it should be: looks at it every second, and tells sums.
// Counts, because shares of nodes do not add up. Thread: the agent's loop.
#pragma once

#include <optional>

#include "models/domain/saturation.h"
#include "services/agent/core/ports.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {

inline constexpr Duration kSaturationSlot = std::chrono::seconds(1);

// Pure: what it is shown, it counts.
class SaturationWatch {
 public:
  explicit SaturationWatch(const PerResource<std::uint32_t>& percent) : percent_(percent) {}

  // A look counts for as many slots as have passed since the one before, because processor time is known for all of
  // them: a machine that is too busy to look in time is not taken for an idle one. The first one counts nothing.
  void look(const MachineUse& use, SteadyPoint now);

  // Since clear().
  const Saturation& counts() const { return counts_; }
  void clear();

 private:
  PerResource<std::uint32_t> percent_;  // over it is saturated
  std::optional<UsedOf> cpu_;           // at the last look
  SteadyPoint at_{};
  bool looked_ = false;
  Saturation counts_;
};

}  // namespace flotilla::agent
