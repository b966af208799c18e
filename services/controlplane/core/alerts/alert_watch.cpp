#include "services/controlplane/core/alerts/alert_watch.h"

#include <algorithm>
#include <utility>

#include "services/controlplane/core/alerts/apply_alerting.h"
#include "services/controlplane/core/alerts/drift_alerts.h"
#include "services/controlplane/core/alerts/firing_rows.h"
#include "services/controlplane/core/identity/shared_identities.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

// As AlertDesk::restore() wants it: what fires ends later than it was heard of.
Alert restored(const AlertFiring& firing, TimePoint now) {
  Alert out{firing.labels, firing.annotations, firing.began, firing.ended, firing.ended, firing.generatorUrl};
  if (firing.hasEnded()) return out;
  out.updatedAt = now;
  out.endsAt = now + Duration(1);
  return out;
}

template <class Map>
auto valuesOf(const Map& map) {
  std::vector<typename Map::mapped_type> out;
  out.reserve(map.size());
  for (const auto& [key, value] : map) out.push_back(value);
  return out;
}

}  // namespace

AlertWatch::AlertWatch(Ports ports, Duration reportInterval, FleetAlertLimits limits)
    : ports_(ports), reportInterval_(reportInterval), limits_(limits), audit_(ports.fleet) {}

Status AlertWatch::start() {
  const FleetState& state = ports_.fleet.state();
  const TimePoint now = upSince_ = ports_.clock.now();
  audit_.startAfter(0);
  configure();
  std::vector<Alert> alerts;
  for (const auto& [id, firing] : state.firings) alerts.push_back(restored(firing, now));
  FLOTILLA_TRY(const std::vector<AlertFiring> history, ports_.fleet.store().alertHistory());
  for (const AlertFiring& firing : history)
    if (firing.hasEnded() && firing.ended > now - kKeepResolved) alerts.push_back(restored(firing, now));
  desk_.restore(valuesOf(state.notifications), alerts, now);
  return okStatus();
}

// A document that cannot be read any more, or that this program cannot follow, leaves what holds without one.
void AlertWatch::configure() {
  const auto& declared = ports_.fleet.state().alerting;
  const std::string& text = declared ? declared->record.text : std::string();
  if (text == configured_) return;
  configured_ = text;
  Status done = desk_.configure(currentAlerting(ports_.fleet.state()));
  if (!done) {
    log::error("the alerting document cannot be followed",
               {{"field", done.error().field}, {"why", done.error().message}});
    done = desk_.configure(builtInAlerting());
  }
}

void AlertWatch::readConflicts() {
  const TimePoint since = ports_.clock.now() - limits_.conflictFor;
  std::erase_if(conflicts_, [&](const AuditEntry& entry) { return entry.at < since; });
  audit_.visitNew([&](const AuditEntry& entry) {
    const bool counts = entry.action == "equivocation" || entry.action == kSharedIdentity;
    if (counts && entry.at >= since) conflicts_.push_back(entry);
  });
}

std::vector<Alert> AlertWatch::ours(const std::vector<ObjectiveAlert>& objectives,
                                    const std::vector<DriftStanding>& drifts, TimePoint now) {
  const FleetState& state = ports_.fleet.state();
  std::vector<Alert> out = fleetAlerts(
      state, {now, upSince_, reportInterval_, limits_, conflicts_, counts_.look(state, now, reportInterval_),
              [this](const AlertId& id) { return desk_.fires(id); }});
  for (const ObjectiveAlert& alert : objectives)
    if (alert.state == AlertState::Firing || now - alert.resolvedAt < kKeepResolved)
      out.push_back(alertOf(alert, state.objectives));
  for (Alert& alert : driftAlerts(drifts)) out.push_back(std::move(alert));
  annotateRollouts(out, state);
  return out;
}

void AlertWatch::tick(const std::vector<ObjectiveAlert>& objectives, const std::vector<DriftStanding>& drifts) {
  const FleetState& state = ports_.fleet.state();
  const TimePoint now = ports_.clock.now();
  configure();
  readConflicts();
  desk_.own(ours(objectives, drifts, now), state.regions.size(), now);
  DeskTick tick = desk_.tick(now, valuesOf(state.silences), valuesOf(state.acknowledgements));
  keep(tick);
  for (DueMessage& message : tick.due) send(std::move(message));
  tickedAt_ = now;
  view_.reset();
}

const AlertsView& AlertWatch::view() const {
  if (!view_) view_ = desk_.view(tickedAt_);
  return *view_;
}

void AlertWatch::send(DueMessage message) {
  const std::string group = message.notification.groupKey;
  const std::string receiver = message.notification.receiver;
  const auto reason = std::string(toText(message.notification.reason));
  ports_.gateway.send(message.notification, message.deadline,
                      [this, group, receiver, reason, watch = std::weak_ptr<int>(alive_)](const Status& sent) {
                        if (watch.expired()) return;
                        if (!sent) {
                          log::error("nobody was told of an alert",
                                     {{"group", group}, {"receiver", receiver}, {"why", sent.error().message}});
                          return desk_.failed(group, receiver, sent.error(), ports_.clock.now());
                        }
                        log::info("told of alerts", {{"group", group}, {"receiver", receiver}, {"reason", reason}});
                        Mutation told;
                        for (NotificationEntry& entry : desk_.delivered(group, receiver))
                          told.rows.emplace_back(std::move(entry));
                        store(std::move(told));
                      });
}

void AlertWatch::keep(const DeskTick& tick) {
  Mutation mutation = firingRows(ports_.fleet.state(), tick.began, tick.ended);
  for (const NotificationEntry& entry : tick.entries) mutation.rows.emplace_back(entry);
  for (const auto& [group, receiver] : tick.forgotten) mutation.removals.push_back({NotificationKey{group, receiver}});
  store(std::move(mutation));
}

void AlertWatch::store(Mutation mutation) {
  if (mutation.empty()) return;
  ports_.fleet.submit(std::move(mutation), [](const Status& stored) {
    if (!stored) log::error("what was told of alerts cannot be kept", {{"why", stored.error().message}});
  });
}

}  // namespace flotilla::controlplane
