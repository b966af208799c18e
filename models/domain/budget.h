// What an error budget lets rollouts do, who let them go on in spite of it, and what it was spent on. The states are
// those of objective.h; which budget decides in a region is services/controlplane/core/budgets/budgets.h. Thread:
// values, pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/domain/objective.h"
#include "models/domain/rollout_plan.h"

namespace flotilla {

using BudgetOverrideId = Id<struct BudgetOverrideTag>;  // override-<n>

// Whether rollouts are held by its budget. Left open, what users feel holds them (answers, and nodes that are there);
// what is about rollouts, repairs and telemetry (in_step, deployment, rollback, recovery, reduction, delivery) only
// informs, because it would hold the very rollouts that mend it.
bool enforcesBudget(const Objective& objective);

// What a state means for a rollout, where it would give a node something. States are cumulative: what holds in one
// holds in the worse ones too, so that nothing becomes easier by getting worse.
struct BudgetRules {
  std::uint32_t soakTimes = 1;  // waves that touch the region soak so many times as long
  std::uint32_t approvals = 0;  // that a wave needs at least before it begins
  bool mayAssign = true;        // new assignments there; what goes back, and what soaks, never asks
  bool oneRegion = false;       // only while no node of the rollout is under way in another region
  friend bool operator==(const BudgetRules&, const BudgetRules&) = default;
};
BudgetRules budgetRules(BudgetState state, RolloutPurpose purpose);
// "its nodes there wait", "it needs 2 approvals and soaks 2 times as long": of a wave, for people.
std::string inWords(const BudgetRules& rules);
// "waves soak twice as long and need two approvals", for people.
std::string meaningForRollouts(BudgetState state);
// True if `a` holds more than `b`; unknown is as restricted, and less than it where both are there.
bool isWorse(BudgetState a, BudgetState b);

// Somebody lets rollouts go on where a budget would hold them. It ends by itself.
struct BudgetOverride {
  BudgetOverrideId id;
  RegionName region;        // empty = everywhere; in a region it lifts the fleet's budget there as well
  ObjectiveName objective;  // empty = all
  std::string reason;       // 1 to 500 bytes
  std::string by;           // operator
  TimePoint at{};
  TimePoint expires{};         // brought forward to when it was revoked
  std::string revokedBy = {};  // operator; empty if nobody did
  friend bool operator==(const BudgetOverride&, const BudgetOverride&) = default;
};
inline constexpr Duration kOverrideLife = std::chrono::hours(24);
inline constexpr Duration kShortestOverride = std::chrono::minutes(1);
inline constexpr Duration kLongestOverride = std::chrono::hours(24 * 7);
inline constexpr std::size_t kMaxOverrides = 100;  // at a time

// Whether it lifts this objective's budget for what happens in `region` (empty = the fleet as a whole).
bool lifts(const BudgetOverride& override, const ObjectiveName& objective, const RegionName& region, TimePoint now);

// How budgets stood when somebody looked last; tiers are left out.
struct BudgetLook {
  TimePoint staleAt{};  // from then on nothing is known; zero = nobody has looked yet
  std::map<std::pair<ObjectiveName, RegionName>, ObjectiveStanding> standings;
};

// A budget has no say before it was observed for a hundredth of its period, a day at most: one quiet node that is late
// would otherwise overspend the budget of a month on the first day of a fleet.
Duration budgetWarmUp(const Objective& objective);

// What bad events were spent on.
enum class DebitCause { Rollout, Maintenance, Incident, Unexplained };
inline constexpr std::array<std::string_view, 4> kDebitCauseNames{"rollout", "maintenance", "incident", "unexplained"};
constexpr std::string_view toText(DebitCause cause) {
  return kDebitCauseNames[static_cast<std::size_t>(cause)];
}

struct CauseTotal {
  DebitCause cause = DebitCause::Unexplained;
  std::string id;  // rollout, maintenance window or incident; empty if unexplained
  std::uint64_t bad = 0;
  friend bool operator==(const CauseTotal&, const CauseTotal&) = default;
};
// Bad events of one cause without a pause between them.
struct BudgetDebit {
  CauseTotal spent;
  RegionName region;  // empty = counted for the whole fleet only
  TimePoint from{}, to{};
  friend bool operator==(const BudgetDebit&, const BudgetDebit&) = default;
};

// Of one objective in one region, or the fleet. The sums over `causes` and over all debits are exactly tally.bad.
struct BudgetReport {
  ObjectiveName objective;
  RegionName region;
  TimePoint from{}, to{};           // whole hours at the beginning
  Tally tally;                      // counted in that time
  double allowed = 0;               // bad events that the target allows in the whole period, if it goes on like that
  std::vector<CauseTotal> causes;   // largest first
  std::vector<BudgetDebit> debits;  // the largest, largest first, at most kMaxDebits
};
inline constexpr std::size_t kMaxDebits = 20;

// A budget as it is shown: how it stands, and what that means for rollouts now.
struct Budget {
  ObjectiveStanding standing;
  bool enforced = false;
  bool warmingUp = false;  // observed for too short a time to have a say
  std::string meaning;     // for rollouts, one sentence
};

}  // namespace flotilla
