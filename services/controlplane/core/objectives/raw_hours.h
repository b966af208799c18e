// What telemetry.db keeps: counts as they came, by the hour and in it by slots. Objectives are computed from them, so
// another limit or another objective can look at the same past. Thread: values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/objective_alert.h"
#include "services/telemetry/arm_counts.h"

namespace flotilla::controlplane {

// The same record serves all: events in `requests`, bad ones in `errors`, a distribution in the histogram.
enum class RawKind {
  Served,          // answers in a region, latencies in us
  States,          // nodes of a region, one event per node and slot: bad if it was offline; lags of live ones in s
  Node,            // answers of one node
  Deployments,     // nodes of a region that an ended rollout had given something
  Rollouts,        // that have ended; not a sum over regions
  Recoveries,      // pages that resolved, with how long they fired in s; not a sum over regions
  Traffic,         // bytes of answers; bad: bytes that reports of them took
  NodeStates,      // as States, of one node
  NodeTraffic,     // as Traffic, of one node
  Delivery,        // records that nodes of a region made; bad if they will never come
  NodeDelivery,    // as Delivery, of one node
  Saturation,      // slots of a second of nodes of a region; bad if something was used too much
  NodeSaturation,  // as Saturation, of one node
};
inline constexpr std::array<std::string_view, 13> kRawKindNames{
    "served",      "states",       "node",     "deployments",   "rollouts",   "recoveries",     "traffic",
    "node_states", "node_traffic", "delivery", "node_delivery", "saturation", "node_saturation"};
constexpr std::string_view nameOf(RawKind kind) {
  return kRawKindNames[static_cast<std::size_t>(kind)];
}

constexpr bool isOfNode(RawKind kind) {
  return kind == RawKind::Node || kind == RawKind::NodeStates || kind == RawKind::NodeTraffic ||
         kind == RawKind::NodeDelivery || kind == RawKind::NodeSaturation;
}
// What the fleet counts is what its regions count; of the others it has records of its own, with an empty scope.
constexpr bool addsUp(RawKind kind) {
  return kind != RawKind::Rollouts && kind != RawKind::Recoveries;
}

// An hour is kept in parts, so that little of it is written again while it grows. What is rolled up has only the first.
inline constexpr Duration kPart = std::chrono::minutes(5);

struct RawKey {
  RawKind kind = RawKind::Served;
  std::string scope;     // region, or node id; see addsUp
  std::string workload;  // of answers, deployments and rollouts
  std::string version;
  std::int64_t hour = 0;   // since the epoch
  std::uint32_t part = 0;  // of the hour: the one in which the slot begins
  friend auto operator<=>(const RawKey&, const RawKey&) = default;
};

// A part of an hour, or all of it.
struct RawHour {
  RawKey key;
  Duration slot{};                            // a divisor of an hour
  std::map<std::uint32_t, ArmCounts> bySlot;  // by number in the hour; those that saw something

  // Adds to the slot that holds `at`, which lies in this hour.
  void add(TimePoint at, const ArmCounts& counts);
  // All slots into one of an hour.
  void rollUp();
  std::string encodeSlots() const;
  // Errors: Internal/"bad_hour".
  Status decodeSlots(std::string_view bytes);
};

inline constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();  // of hours
std::int64_t hourOf(TimePoint at);
TimePoint startOfHour(std::int64_t hour);
// In which part of its hour the slot begins that holds `at`.
std::uint32_t partOf(TimePoint at, Duration slot);

// What an objective counts in such a record, and in which kind of record.
RawKind rawKindOf(Indicator indicator);
Tally tallyOf(const Objective& objective, const ArmCounts& counts);

// The durable side. Thread: that of the ledger. Lifetime: outlives it.
class TelemetryStore {
 public:
  virtual ~TelemetryStore() = default;
  // All of it in one transaction; what is there under the same key is replaced. `counted` is the newest report of each
  // node that is in these hours, so that what a node sends again counts once.
  virtual Status write(const std::vector<RawHour>& hours, const std::map<NodeId, std::uint64_t>& counted) = 0;
  virtual Result<std::map<NodeId, std::uint64_t>> counted() = 0;
  // Nothing (an empty hour) if there is none.
  virtual Result<RawHour> read(const RawKey& key) = 0;
  // Every part of the hours of this kind in [from, to], older hours first.
  virtual Status each(RawKind kind, std::int64_t from, std::int64_t to,
                      const std::function<void(const RawHour&)>& take) = 0;
  // Those of one scope, of hours in [from, to], older hours first.
  virtual Status eachOf(RawKind kind, const std::string& scope, std::int64_t from, std::int64_t to,
                        const std::function<void(const RawHour&)>& take) = 0;
  // Alerts by what makes them the same and when they began; what is there is replaced.
  virtual Status writeAlerts(const std::vector<ObjectiveAlert>& alerts) = 0;
  // Those that fire, and the newest `most` that have resolved, oldest first.
  virtual Result<std::vector<ObjectiveAlert>> alerts(std::size_t most) = 0;
  // In one transaction: nothing but these is left of that hour of this kind.
  virtual Status replace(RawKind kind, std::int64_t hour, const std::vector<RawHour>& parts) = 0;
  // Removes the hours of this kind before `before`; how many parts there were.
  virtual Result<std::uint64_t> remove(RawKind kind, std::int64_t before) = 0;
};

}  // namespace flotilla::controlplane
