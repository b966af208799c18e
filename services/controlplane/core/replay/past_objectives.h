// What objectives would have said in the past, from the counts that were written down then. Counts that came late are
// counted where they belong, as a new look at the books would. Thread: load() on the telemetry loop, the rest anywhere,
// one at a time. Lifetime: the store outlives it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "services/controlplane/core/objectives/ledger.h"

namespace flotilla::controlplane {

class PastObjectives {
 public:
  // These objectives need not be the declared ones. Errors: those of the store; too_long when more than kMostJudged
  // places would be judged; too_old when slots are not known any more.
  static Result<PastObjectives> load(TelemetryStore& store, std::vector<Objective> objectives, LedgerConfig config,
                                     TimePoint from, TimePoint to, TimePoint now);

  // The burn alerts of that time, each firing once, oldest first; one that still fires at `to` is not resolved. They
  // are judged once a slot, as late as it was done then. Silence (AlertKind::Missing) is about what was known at the
  // time, which the books do not say. Errors: cancelled, when `wanted` becomes false.
  Result<std::vector<ObjectiveAlert>> alerts(const std::function<bool()>& wanted) const;

 private:
  PastObjectives(std::unique_ptr<Ledger> ledger, Duration slot, TimePoint from, TimePoint to)
      : ledger_(std::move(ledger)), slot_(slot), from_(from), to_(to) {}

  std::unique_ptr<Ledger> ledger_;
  Duration slot_;
  TimePoint from_, to_;
};

inline constexpr std::int64_t kMostJudged = 1'000'000;  // objectives in places, at times

}  // namespace flotilla::controlplane
