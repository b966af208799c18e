// Telemetry: the books on their loop, drift, replays, and what the fleet loop tells them once a slot.
#include "app/controlplane/server.h"

#include "services/documents/profile_json.h"

namespace flotilla::controlplane {
namespace {

constexpr const char* kRolloutBooks =
    "rollouts";  // as a node whose reports are numbered by the time up to which they tell
constexpr auto kCommitted = std::chrono::seconds(5);  // what ended longer ago is in the read model
constexpr int kLateReports = 3;                       // intervals after which a report is late; a slot is judged then

drift::WindowOrigin originOf(const NodeRecord& node) {
  return {node.id, node.name, node.region, node.site};
}

}  // namespace

Status Server::openTelemetry() {
  const Duration reports = config_.length("nodes.report_interval");
  const LedgerConfig ledger{.slot = config_.length("objectives.slot"),
                            .lag = kLateReports * reports,
                            .nodeSlot = config_.length("objectives.node_slot")};
  plane_->objectiveSlot = ledger.slot;
  telemetry_ =
      std::make_unique<Telemetry>(Telemetry::Ports{telemetryLoop_, clock_, *telemetryStore_,
                                                   [this] { return drift_ ? drift_->write() : okStatus(); }},
                                  ledger, [this](const ObjectivesView& view) {
                                    loop_.post([this, view] {
                                      plane_->objectives = view;
                                      fleet_->setBudgets(budgetLookOf(view, clock_.now(), plane_->objectiveSlot));
                                    });
                                  });
  plane_->objectiveHistory = [this](const ObjectiveName& name, const RegionName& region, TimePoint from, TimePoint to,
                                    Duration step) {
    return telemetryLoop_.run([&] { return telemetry_->history(name, region, from, to, step); });
  };
  plane_->objectiveParts = [this](const ObjectiveName& name, const RegionName& region, TimePoint from) {
    return telemetryLoop_.run([&] { return telemetry_->parts(name, region, from); });
  };
  plane_->replay = [this, ledger](ReplayJob job, std::function<void(Result<ReplayOutcome>)> done) {
    replay(std::move(job), ledger, std::move(done));
  };
  plane_->indicatorReadings = [this](const ReadingScope& scope) {
    return telemetryLoop_.run([&] { return telemetry_->readings(scope); });
  };
  plane_->indicatorSteps = [this](const HistoryScope& scope) {
    return telemetryLoop_.run([&] { return telemetry_->steps(scope); });
  };
  FLOTILLA_CHECK(telemetryLoop_.run([this] { return telemetry_->start(declaredObjectives()); }));
  FLOTILLA_CHECK(openDrift());
  FLOTILLA_CHECK(openBusiness());
  const auto count = [this](const NodeRecord& node, const NodeReport& report, const AgentHub::Arrival& arrival,
                            std::function<void()> counted) {
    telemetryLoop_.post([this, id = node.id, span = spanOf(node, report, arrival.before),
                         observations = observationsOf(node, report, arrival.wireBytes), counted = std::move(counted),
                         origin = originOf(node), windows = report.windows]() mutable {
      drift_->take(origin, span.last, windows);
      telemetry_->take(id, span, std::move(observations),
                       [this, counted = std::move(counted)] { loop_.post(counted); });
    });
  };
  auto counted = telemetryLoop_.run([this] { return telemetry_->counted(); });
  rolloutsCounted_ =
      std::max(fromMicros(static_cast<std::int64_t>(counted[NodeId(kRolloutBooks)])), clock_.now() - ledger.keepSlots);
  agents_->countReportsWith(count, std::move(counted));
  return okStatus();
}

Status Server::openDrift() {
  driftStore_ = std::make_unique<SqliteDriftStore>(telemetryStore_->database());
  drift::DriftConfig drift;
  drift.budget.daysPerFalseAlarm = static_cast<double>(config_.integer("drift.days_per_false_alarm"));
  drift.learning.span = config_.length("drift.beginning");
  const auto readBlob = [this](const Digest& digest) { return blobs_->read(digest, kMaxProfileBytes); };
  drift_ = std::make_unique<DriftWatch>(
      DriftWatch::Ports{telemetryLoop_, clock_, *driftStore_, readBlob}, drift, config_.length("drift.every"),
      [this](const auto& findings) { loop_.post([this, findings] { plane_->drifts = findings; }); });
  plane_->driftStandings = [this](const drift::DriftBook::Scope& scope) {
    return telemetryLoop_.run([&] { return drift_->standings(scope); });
  };
  return telemetryLoop_.run([this] { return drift_->start(); });
}

// The books are read on their loop; what follows from them is worked out on one that nobody waits for.
void Server::replay(ReplayJob job, const LedgerConfig& ledger, std::function<void(Result<ReplayOutcome>)> done) {
  if (std::exchange(replaying_, true))
    return done(Error{ErrorCode::Unavailable, "busy", "another replay is under way", {}, "try again when it is over"});
  const auto answer = [this, done = std::move(done)](Result<ReplayOutcome> outcome) {
    loop_.post([this, done, outcome = std::move(outcome)] {
      replaying_ = false;
      done(outcome);
    });
  };
  telemetryLoop_.post([this, job = std::move(job), ledger, answer]() mutable {
    std::vector<Objective> objectives;
    for (const auto& [name, objective] : job.objectives) objectives.push_back(objective);
    telemetry_->close();
    auto past = PastObjectives::load(*telemetryStore_, std::move(objectives), ledger, job.from, job.to, clock_.now());
    if (!past) return answer(past.error());
    auto loaded = std::make_shared<const PastObjectives>(std::move(past).value());
    replayLoop_.post([this, job = std::move(job), loaded, answer] {
      const auto burning = loaded->alerts([this] { return !stopping_; });
      answer(burning ? runReplay(job, *burning) : Result<ReplayOutcome>(burning.error()));
    });
  });
}

std::vector<Objective> Server::declaredObjectives() const {
  std::vector<Objective> out;
  for (const auto& [name, objective] : fleet_->state().objectives) out.push_back(objective);
  return out;
}

// Once a slot; telling what is declared is cheap.
void Server::lookAtNodes() {
  if (clock_.now() < lookedAt_ + plane_->objectiveSlot) return;
  lookedAt_ = clock_.now();
  const FleetState& state = fleet_->state();
  const TimePoint ended = std::exchange(rolloutsCounted_, lookedAt_ - kCommitted);
  telemetryLoop_.post([this, upTo = static_cast<std::uint64_t>(toMicros(rolloutsCounted_)),
                       rollouts = endedRollouts(state, ended, rolloutsCounted_)]() mutable {
    telemetry_->take(NodeId(kRolloutBooks), upTo, std::move(rollouts), [] {});
  });
  telemetryLoop_.post([this, seen = observer_.look(state, lookedAt_, plane_->reportInterval),
                       places = servingPlaces(state), objectives = declaredObjectives()]() mutable {
    telemetry_->see(std::move(seen));
    telemetry_->expect(std::move(places));
    telemetry_->setObjectives(std::move(objectives));
  });
}

}  // namespace flotilla::controlplane
