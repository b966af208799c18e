// The books of a fleet's objectives: takes counts, keeps them by the hour in telemetry.db, and says how every objective
// stands in every region and in the fleet. Thread: one, the telemetry loop. Lifetime: the store outlives it.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "models/domain/objective_alert.h"
#include "services/controlplane/core/objectives/alert_rule.h"
#include "services/controlplane/core/objectives/raw_hours.h"
#include "services/controlplane/core/objectives/slot_series.h"

namespace flotilla::controlplane {

struct LedgerConfig {
  Duration slot = std::chrono::seconds(60);          // grain of everything; a divisor of an hour
  Duration lag = std::chrono::seconds(30);           // how long reports take: newer slots are not judged yet
  Duration keepSlots = std::chrono::hours(24 * 35);  // then an hour is one slot
  Duration keepHours = std::chrono::hours(24 * 400);
  Duration keepNodes = std::chrono::hours(24 * 7);
  Duration nodeSlot = std::chrono::minutes(5);      // grain of single nodes; about 14 KB each in memory
  Duration keepNodeSlots = std::chrono::hours(24);  // then an hour is one slot
  Duration replayed{};                              // how far back it is asked how everything stood
};

// One observation. `version` is empty for states.
struct Observation {
  RawKind kind = RawKind::Served;
  std::string scope;
  WorkloadName workload;
  std::string version;
  TimePoint at{};  // by the clock of whoever counted
  ArmCounts counts;
};

// The numbers of a report, by which it counts once, and what they tell about delivery.
struct ReportSpan {
  ReportSpan(std::uint64_t only) : first(only), last(only) {}
  std::uint64_t first;  // a merged report stands for several
  std::uint64_t last;
  std::uint64_t before = 0;  // the newest that was stored before it came
  bool numbered = false;     // every record of that node has a number: one that does not come is lost
  RegionName region = {};    // of the node
  TimePoint at{};
};
// The records that a report proves to have been made since the newest that was counted (0: none yet); bad are those
// that it leaves out.
Tally deliveryOf(std::uint64_t newest, const ReportSpan& report);

// What a look at the books gives: how everything stands, and the alerts that changed.
struct Books {
  TimePoint at{};                            // up to when everything is counted
  std::vector<ObjectiveStanding> standings;  // by objective, the fleet first, then by region
  std::vector<ObjectiveAlert> changed;
};

class Ledger {
 public:
  Ledger(TelemetryStore& store, LedgerConfig config) : store_(store), config_(config) {}

  // Reads as much of the past as these objectives look at. Again when they change.
  Status open(std::vector<Objective> objectives, TimePoint now);

  // Exactly once: a report whose number is not above the newest one of its node was counted before. A clock that is
  // ahead, or more than keepSlots behind, is not believed: what it says counts as now.
  Status take(const NodeId& node, const ReportSpan& report, std::vector<Observation> observations, TimePoint now);
  // What the control plane sees itself.
  Status add(Observation observation, TimePoint now);
  // Regions where nodes are that should serve this workload (empty = any): silence there is an alert.
  void expect(std::set<std::pair<WorkloadName, RegionName>> places) { expected_ = std::move(places); }
  // What an objective counted in [from, to) in steps of `step`, oldest first; fleet if `region` is empty. At most 1000.
  std::vector<Tally> history(const ObjectiveName& objective, const RegionName& region, TimePoint from, TimePoint to,
                             Duration step) const;
  // What it counted from the hour of `from` on; see SlotSeries::parts.
  std::vector<SeriesPart> parts(const ObjectiveName& objective, const RegionName& region, TimePoint from) const;
  // Judges what is complete. `alerts` are those known; the caller keeps what changed.
  Books judge(const ObjectiveAlerts& alerts, TimePoint now) const;

  // Writes what has come since, in one transaction; after an error it is kept for the next time.
  Status flush();
  // Rolls up and removes what is old enough. Cheap when nothing is.
  Status prune(TimePoint now);

  // The newest report of each node that was taken.
  const std::map<NodeId, std::uint64_t>& counted() const { return counted_; }
  const std::vector<Objective>& objectives() const { return objectives_; }
  // Objectives in regions and in the fleet of which anything was counted.
  std::size_t places() const { return series_.size(); }
  // Counts that were too late to be counted for an objective.
  std::uint64_t tooLate() const { return tooLate_; }

 private:
  using Place = std::pair<ObjectiveName, RegionName>;
  SlotSeries& seriesOf(const Objective& objective, const RegionName& region);
  void count(const RawKey& key, TimePoint at, const ArmCounts& counts);
  Duration slotOf(RawKind kind) const { return isOfNode(kind) ? config_.nodeSlot : config_.slot; }
  Result<RawHour*> hour(const RawKey& key);
  Status rollUp(RawKind kind, std::int64_t before);
  bool isPartial(const RegionName& region) const;
  bool isExpected(const Objective& objective, const RegionName& region) const;

  TelemetryStore& store_;
  LedgerConfig config_;
  std::vector<Objective> objectives_;
  std::map<ObjectiveName, std::vector<BurnTier>> tiers_;
  std::map<Place, SlotSeries> series_;  // region empty = the fleet
  std::set<std::pair<WorkloadName, RegionName>> expected_;
  std::map<RegionName, Tally> reporting_;  // nodes at the last look; bad = silent
  std::map<RawKey, RawHour> open_;         // parts that may still get more
  std::set<RawKey> dirty_;
  std::map<NodeId, std::uint64_t> counted_;     // newest report of each node
  std::map<NodeId, std::uint64_t> newCounted_;  // of these, what is not written yet
  std::int64_t prunedAt_ = 0;
  std::uint64_t tooLate_ = 0;
};

}  // namespace flotilla::controlplane
