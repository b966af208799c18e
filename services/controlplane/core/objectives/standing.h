// How an objective stands: budget, burn on two windows for each of its alerts, and what holds an alert back. Pure.
// Thread: any.
#pragma once

#include <optional>
#include <span>

#include "models/domain/objective.h"
#include "services/controlplane/core/objectives/slot_series.h"

namespace flotilla::controlplane {

// Where a tier can hardly ever fire (models/domain/burn_tiers.h), it fires when half of everything within this is bad
// instead.
inline constexpr Duration kOutageWindow = std::chrono::minutes(5);
inline constexpr double kOutageShare = 0.5;
inline constexpr std::uint64_t kOutageBad = 5;

// `now` is the end of what is complete: reports take a while, so it lies behind the clock. `expected` says that
// something ought to have been observed, because nodes are there that should serve; without it silence is no alert.
ObjectiveStanding standingOf(const Objective& objective, const RegionName& region, const SlotSeries& series,
                             std::span<const BurnTier> tiers, bool expected, TimePoint now);

// Bad share over allowed share: 1 uses the budget up in exactly its period. 0 without observations.
double burnOf(const Tally& tally, double target);

// How much of its period something has been observed for, at most 1. A budget is for the whole period: what has been
// spent of it is burn * window / period (SRE Workbook, chapter 5), so that a day of burn 2 costs a new fleet a
// fifteenth of its 30 days and not all that it may ever miss. 1 without an observation.
double observedShare(std::optional<TimePoint> first, Duration period, TimePoint now);

}  // namespace flotilla::controlplane
