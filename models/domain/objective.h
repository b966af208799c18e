// What users of a fleet are promised, how much of it may be missed, and how fast that is being used up. An objective
// holds for the whole fleet and for every region by itself. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

using ObjectiveName = Id<struct ObjectiveTag>;

// What is counted. Every indicator is a count of good among all: averages of ratios do not add up over nodes.
enum class Indicator {
  Success,       // answers of a workload that are no errors
  Correct,       // answers with a label that are right
  Latency,       // answers faster than the limit, in ms
  Reachability,  // node by node, whether it is not offline: silent for longer than its region allows
  InStep,        // live node by node, whether it has what was assigned no longer ago than the limit, in seconds
  Deployment,    // nodes that were given a version by a rollout that has ended, whether they proved it
  Rollback,      // rollouts that have ended, whether they did not have to be taken back
  Recovery,      // pages of objectives that have resolved, whether within the limit, in seconds
  Reduction,     // bytes that answers are made of, whether they stayed on the node instead of their counts
  Delivery,      // records that nodes made which arrived; bad are those that were dropped or lost there
  Saturation,    // seconds of nodes, whether neither processor, memory nor disk were over their thresholds
};
inline constexpr std::array<std::string_view, 11> kIndicatorNames{
    "success",  "correct",  "latency",   "reachability", "in_step",   "deployment",
    "rollback", "recovery", "reduction", "delivery",     "saturation"};
constexpr std::string_view toText(Indicator indicator) {
  return kIndicatorNames[static_cast<std::size_t>(indicator)];
}
// The others are about nodes.
constexpr bool isOfWorkload(Indicator indicator) {
  return indicator <= Indicator::Latency;
}
constexpr bool hasLimit(Indicator indicator) {
  return indicator == Indicator::Latency || indicator == Indicator::InStep || indicator == Indicator::Recovery;
}

// What an overspent budget does to rollouts: holds them, or only tells. Left open, the indicator decides (budget.h).
// The order is that of the stored numbers.
enum class BudgetPolicy { ByIndicator, Enforce, Inform };
inline constexpr std::array<std::string_view, 3> kBudgetPolicyNames{"by_indicator", "enforce", "inform"};
constexpr std::string_view toText(BudgetPolicy policy) {
  return kBudgetPolicyNames[static_cast<std::size_t>(policy)];
}

// Events, or slots of time in which enough of the events were good: a quiet slot then weighs as much as a busy one.
struct Tally {
  std::uint64_t total = 0;
  std::uint64_t bad = 0;

  Tally& operator+=(const Tally& other) {
    total += other.total;
    bad += other.bad;
    return *this;
  }
  friend bool operator==(const Tally&, const Tally&) = default;
};

struct Objective {
  ObjectiveName name;  // [a-z0-9-]{1,63}
  std::string title;   // for people, 1 to 80 characters
  Indicator indicator = Indicator::Success;
  WorkloadName workload;                      // if the indicator is of one
  double limit = 0;                           // if the indicator has one: ms or s
  double target = 0.99;                       // share of good, 0.5 to 0.99999
  Duration period = std::chrono::hours(720);  // that the budget is for, 1 h to 400 d; it moves with time
  double goodSlot = 0;                        // above 0: count slots of time, good if this share of their events is
  std::string owner = {};                     // who answers for it, up to 80 characters
  BudgetPolicy budgetPolicy = BudgetPolicy::ByIndicator;
  friend bool operator==(const Objective&, const Objective&) = default;
};

// "99.5 %"
std::string targetText(double target);

enum class Severity { Page, Ticket };
inline constexpr std::array<std::string_view, 2> kSeverityNames{"page", "ticket"};
constexpr std::string_view toText(Severity severity) {
  return kSeverityNames[static_cast<std::size_t>(severity)];
}

// An alert for using `budget` of the whole budget within the long window. The short one says that it still goes on.
struct BurnTier {
  Severity severity = Severity::Page;
  double budget = 0;  // share, 0 to 1
  Duration longWindow{};
  Duration shortWindow{};
  double burn = 0;  // budget * period / long window: times the pace at which the budget lasts exactly its period
  friend bool operator==(const BurnTier&, const BurnTier&) = default;
};

enum class BudgetState { Healthy, Caution, Restricted, Exhausted, Unknown };
inline constexpr std::array<std::string_view, 5> kBudgetStateNames{"healthy", "caution", "restricted", "exhausted",
                                                                   "unknown"};
constexpr std::string_view toText(BudgetState state) {
  return kBudgetStateNames[static_cast<std::size_t>(state)];
}
// From the share of the budget that is left; healthy from 50 %, caution from 25 %, exhausted at nothing.
BudgetState budgetStateOf(std::optional<double> left);

// How a tier stands now.
struct TierStanding {
  BurnTier tier;
  double longBurn = 0;
  double shortBurn = 0;
  Tally longTally, shortTally;
  bool burning = false;   // both windows are above the tier's burn, and it is more than a quiet hour's accident
  std::string guardedBy;  // why it is not burning although both windows are above: a sentence; else empty
  friend bool operator==(const TierStanding&, const TierStanding&) = default;
};

// An objective in one region, or in the whole fleet.
struct ObjectiveStanding {
  ObjectiveName objective;
  RegionName region;                 // empty = the fleet
  Tally tally;                       // of the period so far
  std::optional<double> budgetLeft;  // share; below 0 when overspent, nothing without observations
  BudgetState state = BudgetState::Unknown;
  std::optional<Duration> exhaustedIn;  // at the pace of the first tier's long window; nothing if it lasts
  std::vector<TierStanding> tiers;
  std::optional<TimePoint> lastObserved;          // the end of the newest slot with an observation
  bool missing = false;                           // nothing was observed for so long that it is an alert by itself
  bool partial = false;                           // fewer than 95 % of the nodes reported in the newest slots
  std::optional<TimePoint> firstObserved = {};    // the beginning of the oldest slot that is still counted; not sent
  std::optional<TimePoint> overriddenUntil = {};  // somebody lets rollouts go on there in spite of it
  friend bool operator==(const ObjectiveStanding&, const ObjectiveStanding&) = default;
};

}  // namespace flotilla
