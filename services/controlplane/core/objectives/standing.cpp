#include "services/controlplane/core/objectives/standing.h"

#include <algorithm>

#include "models/domain/burn_tiers.h"
#include "services/controlplane/core/objectives/guard.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kSilence = std::chrono::minutes(5);
constexpr int kSilentSlots = 5;

double shareOf(const Tally& tally) {
  return tally.total == 0 ? 0 : static_cast<double>(tally.bad) / static_cast<double>(tally.total);
}

bool isOutage(const SlotSeries& series, TimePoint now) {
  const Tally seen = series.sum(now - std::max(kOutageWindow, kSilentSlots * series.slot()), now);
  return seen.bad >= kOutageBad && shareOf(seen) >= kOutageShare;
}

TierStanding tierStanding(const Objective& objective, const BurnTier& tier, const SlotSeries& series, TimePoint now) {
  TierStanding out;
  out.tier = tier;
  out.longTally = series.sum(now - tier.longWindow, now);
  out.shortTally = series.sum(now - tier.shortWindow, now);
  out.longBurn = burnOf(out.longTally, objective.target);
  out.shortBurn = burnOf(out.shortTally, objective.target);
  if (!canFire(tier, objective.target)) {
    out.burning = isOutage(series, now);
    return out;
  }
  if (out.longBurn < tier.burn || out.shortBurn < tier.burn) return out;
  out.guardedBy = mayBeAccident(out.longTally, objective.target, objective.goodSlot > 0);
  out.burning = out.guardedBy.empty();
  return out;
}

}  // namespace

double observedShare(std::optional<TimePoint> first, Duration period, TimePoint now) {
  if (!first || now <= *first) return 1;
  return std::min(1.0, static_cast<double>((now - *first).count()) / static_cast<double>(period.count()));
}

double burnOf(const Tally& tally, double target) {
  return shareOf(tally) / (1 - target);
}

ObjectiveStanding standingOf(const Objective& objective, const RegionName& region, const SlotSeries& series,
                             std::span<const BurnTier> tiers, bool expected, TimePoint now) {
  ObjectiveStanding out;
  out.objective = objective.name;
  out.region = region;
  out.tally = series.sum(now - objective.period, now);
  for (const BurnTier& tier : tiers) out.tiers.push_back(tierStanding(objective, tier, series, now));
  out.lastObserved = series.lastObserved();
  out.firstObserved = series.firstObserved();
  if (out.tally.total > 0)
    out.budgetLeft = 1 - burnOf(out.tally, objective.target) * observedShare(out.firstObserved, objective.period, now);
  const Duration patience = std::max(kSilence, kSilentSlots * series.slot());
  out.missing = expected && (!out.lastObserved || *out.lastObserved + patience <= now);
  out.state = out.missing ? BudgetState::Unknown : budgetStateOf(out.budgetLeft);
  if (!out.tiers.empty() && out.budgetLeft && *out.budgetLeft > 0) {
    const double burn = out.tiers.front().longBurn;
    if (burn > *out.budgetLeft)
      out.exhaustedIn =
          Duration(static_cast<Duration::rep>(*out.budgetLeft / burn * static_cast<double>(objective.period.count())));
  }
  return out;
}

}  // namespace flotilla::controlplane
