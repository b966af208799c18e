#include "services/controlplane/core/objectives/telemetry.h"

#include <algorithm>
#include <utility>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kWriteEvery = std::chrono::seconds(1);
constexpr std::size_t kResolvedKept = 1000;
constexpr Duration kShortestBelief = std::chrono::minutes(5);
constexpr int kBelievedSlots = 5;

// A page that has resolved, for how long it fired; nothing for any other alert.
std::vector<Observation> recoveryOf(const ObjectiveAlert& alert) {
  const bool recovered = alert.state == AlertState::Resolved && alert.key.severity == Severity::Page;
  if (!recovered || alert.key.kind != AlertKind::Burn) return {};
  ArmCounts counts;
  counts.requests = 1;
  counts.latencyUs.add(std::chrono::duration<double>(alert.resolvedAt - alert.since).count());
  return {{RawKind::Recoveries, alert.key.region.value, {}, {}, alert.resolvedAt, std::move(counts)}};
}

}  // namespace

BudgetLook budgetLookOf(const ObjectivesView& view, TimePoint now, Duration slot) {
  BudgetLook out;
  out.staleAt = now + std::max(kShortestBelief, kBelievedSlots * slot);
  for (const ObjectiveStanding& standing : view.standings) {
    ObjectiveStanding& kept = out.standings[{standing.objective, standing.region}];
    kept = standing;
    kept.tiers.clear();
  }
  return out;
}

Telemetry::Telemetry(Ports ports, LedgerConfig config, OnView onView)
    : ports_(ports), config_(config), ledger_(ports.store, config), onView_(std::move(onView)) {}

Status Telemetry::start(std::vector<Objective> objectives) {
  const TimePoint now = ports_.clock.now();
  FLOTILLA_CHECK(ledger_.open(std::move(objectives), now));
  FLOTILLA_TRY(auto known, ports_.store.alerts(kResolvedKept));
  for (ObjectiveAlert& alert : known) {
    // For as long as nobody looked, nobody knows whether it held.
    if (alert.state == AlertState::Firing)
      alerts_[alert.key] = std::move(alert);
    else
      resolved_.push_back(std::move(alert));
  }
  for (auto& [key, alert] : alerts_) alert.lastTrue = std::max(alert.lastTrue, now);
  tick();
  return okStatus();
}

void Telemetry::setObjectives(std::vector<Objective> objectives) {
  if (objectives == ledger_.objectives()) return;
  if (const Status opened = ledger_.open(std::move(objectives), ports_.clock.now()); !opened)
    log::error("objectives cannot read their past", {{"why", opened.error().message}});
  judgedAt_ = {};
}

void Telemetry::take(const NodeId& node, const ReportSpan& report, std::vector<Observation> observations,
                     std::function<void()> counted) {
  const Status taken = ledger_.take(node, report, std::move(observations), ports_.clock.now());
  if (!taken)
    return log::error("a report could not be counted", {{"node", node.value}, {"why", taken.error().message}});
  waiting_.push_back(std::move(counted));
}

void Telemetry::see(std::vector<Observation> observations) {
  for (Observation& observation : observations)
    if (const Status added = ledger_.add(std::move(observation), ports_.clock.now()); !added)
      return log::error("what was seen could not be counted", {{"why", added.error().message}});
}

Result<std::vector<IndicatorReading>> Telemetry::readings(const ReadingScope& scope) {
  writeDown();
  return readIndicators(ports_.store, scope);
}

Result<std::vector<IndicatorStep>> Telemetry::steps(const HistoryScope& scope) {
  writeDown();
  return readIndicatorHistory(ports_.store, scope);
}

void Telemetry::tick() {
  writeDown();
  if (ports_.clock.now() >= judgedAt_ + config_.slot) judge();
  ports_.loop.postAfter(kWriteEvery, [this, watch = std::weak_ptr<int>(alive_)] {
    if (!watch.expired()) tick();
  });
}

void Telemetry::writeDown() {
  Status written = ports_.writeFirst ? ports_.writeFirst() : okStatus();
  if (written) written = ledger_.flush();
  if (!written) {
    if (!std::exchange(failing_, true)) log::error("telemetry cannot be written", {{"why", written.error().message}});
    return;
  }
  if (std::exchange(failing_, false)) log::info("telemetry is written again");
  for (const auto& counted : std::exchange(waiting_, {})) counted();
}

// Of objectives that nobody declares any more.
void Telemetry::resolveOrphans(Books& books) const {
  for (const auto& [key, alert] : alerts_) {
    const auto& all = ledger_.objectives();
    if (std::any_of(all.begin(), all.end(), [&](const Objective& o) { return o.name == key.objective; })) continue;
    ObjectiveAlert gone = alert;
    gone.state = AlertState::Resolved;
    gone.resolvedAt = judgedAt_;
    books.changed.push_back(std::move(gone));
  }
}

void Telemetry::judge() {
  judgedAt_ = ports_.clock.now();
  Books books = ledger_.judge(alerts_, judgedAt_);
  for (const ObjectiveAlert& alert : books.changed) see(recoveryOf(alert));
  resolveOrphans(books);
  std::vector<ObjectiveAlert> turned;
  for (ObjectiveAlert& alert : books.changed) {
    const bool fired = alerts_.contains(alert.key);
    if (alert.state == AlertState::Resolved) {
      alerts_.erase(alert.key);
      resolved_.push_back(alert);
    } else {
      alerts_[alert.key] = alert;
    }
    if (!fired || alert.state == AlertState::Resolved) turned.push_back(std::move(alert));
  }
  if (resolved_.size() > kResolvedKept)
    resolved_.erase(resolved_.begin(), resolved_.end() - static_cast<std::ptrdiff_t>(kResolvedKept));
  if (!turned.empty())
    if (const Status written = ports_.store.writeAlerts(turned); !written)
      log::error("alerts cannot be written", {{"why", written.error().message}});
  for (const ObjectiveAlert& alert : turned)
    log::info(alert.state == AlertState::Firing ? "alert" : "alert resolved",
              {{"severity", std::string(toText(alert.key.severity))}, {"why", alert.why}});
  if (const Status pruned = ledger_.prune(judgedAt_); !pruned)
    log::error("old telemetry cannot be removed", {{"why", pruned.error().message}});
  ObjectivesView view{books.at, ledger_.objectives(), std::move(books.standings), resolved_};
  for (const auto& [key, alert] : alerts_) view.alerts.push_back(alert);
  onView_(view);
}

}  // namespace flotilla::controlplane
