#include "services/agent/core/saturation_watch.h"

#include <algorithm>
#include <utility>

namespace flotilla::agent {
namespace {

constexpr std::int64_t kMostSlots = 60;  // that one look stands for
constexpr double kPermille = 1000;

std::optional<double> shareOf(const std::optional<UsedOf>& amount) {
  if (!amount || amount->total == 0) return std::nullopt;
  return std::min(1.0, static_cast<double>(amount->used) / static_cast<double>(amount->total));
}

// Counters that went back or stood still say nothing.
std::optional<UsedOf> between(const std::optional<UsedOf>& before, const std::optional<UsedOf>& now) {
  if (!before || !now || now->total <= before->total || now->used < before->used) return std::nullopt;
  return UsedOf{now->used - before->used, now->total - before->total};
}

}  // namespace

void SaturationWatch::look(const MachineUse& use, SteadyPoint now) {
  const PerResource<std::optional<double>> shares{shareOf(between(cpu_, use.cpuTime)), shareOf(use.memory),
                                                  shareOf(use.disk)};
  const Duration passed = std::chrono::duration_cast<Duration>(now - at_);
  const std::int64_t slots = std::clamp<std::int64_t>((passed + kSaturationSlot / 2) / kSaturationSlot, 0, kMostSlots);
  cpu_ = use.cpuTime;
  at_ = now;
  if (!std::exchange(looked_, true)) return;
  SlotCounts any;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    counts_.permille[i].reset();
    if (!shares[i]) continue;
    const SlotCounts one{static_cast<std::uint64_t>(slots),
                         *shares[i] * 100 > percent_[i] ? static_cast<std::uint64_t>(slots) : 0};
    counts_.permille[i] = static_cast<std::uint32_t>(*shares[i] * kPermille + 0.5);
    counts_.each[i] += one;
    any.total = one.total;
    any.over = std::max(any.over, one.over);
  }
  counts_.any += any;
}

void SaturationWatch::clear() {
  counts_.any = {};
  counts_.each = {};
}

}  // namespace flotilla::agent
