// Runs the ledger: takes what nodes report and what the control plane sees of them, writes it down every second, and
// judges once a slot. Pure of threads and clocks; those are ports. Thread: the telemetry loop, on which everything is
// called and answered. Lifetime: what `Ports` refers to outlives it; tasks it has posted become no-ops.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "models/domain/budget.h"
#include "services/controlplane/core/objectives/indicator_history.h"
#include "services/controlplane/core/objectives/ledger.h"
#include "services/controlplane/core/objectives/readings.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::controlplane {

// How everything stands, for whoever asks.
struct ObjectivesView {
  TimePoint at{};  // up to when everything is counted; zero before the first look
  std::vector<Objective> objectives;
  std::vector<ObjectiveStanding> standings;
  std::vector<ObjectiveAlert> alerts;  // that fire, and the newest that have resolved
};

// The same for rollouts; without tiers. It is not believed for longer than five slots, 5 min at least.
BudgetLook budgetLookOf(const ObjectivesView& view, TimePoint now, Duration slot);

class Telemetry {
 public:
  struct Ports {
    Executor& loop;
    Clock& clock;
    TelemetryStore& store;
    // Writes what else reports count, before they are counted here: if it fails, they are not.
    std::function<Status()> writeFirst = {};
  };
  using OnView = std::function<void(const ObjectivesView&)>;  // after every look

  Telemetry(Ports ports, LedgerConfig config, OnView onView);

  // Reads the past and begins. Errors: those of the store.
  Status start(std::vector<Objective> objectives);
  void setObjectives(std::vector<Objective> objectives);
  void expect(std::set<std::pair<WorkloadName, RegionName>> places) { ledger_.expect(std::move(places)); }

  // `counted` is called once it is written down, never before; while the disk is full that is when it is not any more.
  void take(const NodeId& node, const ReportSpan& report, std::vector<Observation> observations,
            std::function<void()> counted);
  const std::map<NodeId, std::uint64_t>& counted() const { return ledger_.counted(); }
  // Writes what is not written yet; before the end.
  void close() { writeDown(); }
  void see(std::vector<Observation> observations);

  std::vector<Tally> history(const ObjectiveName& objective, const RegionName& region, TimePoint from, TimePoint to,
                             Duration step) const {
    return ledger_.history(objective, region, from, to, step);
  }
  std::vector<SeriesPart> parts(const ObjectiveName& objective, const RegionName& region, TimePoint from) const {
    return ledger_.parts(objective, region, from);
  }
  // What has come up to now; see readings.h.
  Result<std::vector<IndicatorReading>> readings(const ReadingScope& scope);
  // Likewise; see indicator_history.h.
  Result<std::vector<IndicatorStep>> steps(const HistoryScope& scope);

 private:
  void tick();
  void writeDown();
  void judge();
  void resolveOrphans(Books& books) const;

  Ports ports_;
  LedgerConfig config_;
  Ledger ledger_;
  OnView onView_;
  ObjectiveAlerts alerts_;
  std::vector<ObjectiveAlert> resolved_;  // newest last
  std::vector<std::function<void()>> waiting_;
  TimePoint judgedAt_{};
  bool failing_ = false;  // the last write failed, and was told
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace flotilla::controlplane
