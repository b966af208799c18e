#include "services/controlplane/core/incidents/incident_watch.h"

#include <algorithm>
#include <map>
#include <utility>

#include "models/domain/alert_fields.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/incidents/from_alerts.h"
#include "services/controlplane/core/incidents/what_changed.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kLookBack = std::chrono::hours(6);  // for a first bad answer
constexpr Duration::rep kMostSlots = 1000;             // likewise

// A firing that belongs to an incident and is over, though the incident does not say so yet.
bool someEnded(const FleetState& state) {
  for (const auto& [id, incident] : state.incidents)
    for (const IncidentAlert& alert : incident.alerts) {
      if (alert.ended != TimePoint{}) continue;
      const auto at = state.firings.find(alert.alert);
      if (at == state.firings.end() || at->second.began != alert.began) return true;
    }
  return false;
}

bool isAboutIncident(const FleetState& state, const Incident& incident, const AuditEntry& entry) {
  const TimePoint known = incident.times.detected == TimePoint{} ? incident.openedAt : incident.times.detected;
  if (entry.seq <= incident.auditSeen || entry.at <= known || !isOpen(incident.state)) return false;
  return concerns(state, entry, incident.region, incident.workload);
}

}  // namespace

TimePoint firstBadSlot(std::span<const Tally> tallies, double target, TimePoint from, Duration slot) {
  TimePoint first{};
  for (std::size_t i = tallies.size(); i-- > 0;) {
    const Tally& tally = tallies[i];
    if (tally.total == 0) continue;
    // With room for the rounding of 1 - 0.9.
    if (static_cast<double>(tally.bad) <= (1 - target) * static_cast<double>(tally.total) + 1e-9) break;
    first = from + slot * static_cast<Duration::rep>(i);
  }
  return first;
}

void IncidentWatch::start() {
  std::uint64_t seen = ports_.fleet.state().auditSeq;
  for (const auto& [id, incident] : ports_.fleet.state().incidents)
    if (isOpen(incident.state)) seen = std::min(seen, incident.auditSeen);
  audit_.startAfter(seen);
}

IncidentInput IncidentWatch::input() {
  return {ports_.clock.now(),
          ports_.slot,
          audit_.visited(),
          [this](const IncidentAlert& alert) { return endOf(alert); },
          ports_.isHeldBack,
          [this](const AlertFiring& alert) { return firstBadOf(alert); },
          [this](TimePoint since) { return AuditTail::since(ports_.fleet, since); }};
}

void IncidentWatch::tick() {
  if (ports_.fleet.state().learning) return;
  ended_.clear();
  if (someEnded(ports_.fleet.state())) {
    ports_.fleet.flush();  // what is about to be stored is part of the history
    if (auto history = ports_.fleet.store().alertHistory()) ended_ = std::move(*history);
  }
  store(followAlerts(ports_.fleet.state(), input()));
  noteActions();
}

// What operators do where an incident is belongs into its timeline.
void IncidentWatch::noteActions() {
  const FleetState& state = ports_.fleet.state();
  std::map<IncidentId, IncidentEdit> edits;
  audit_.visitNew([&](const AuditEntry& entry) {
    for (const auto& [id, incident] : state.incidents) {
      if (!isAboutIncident(state, incident, entry) || incident.events >= kMaxIncidentEvents) continue;
      noteAction(edits.try_emplace(id, incident, ports_.clock.now()).first->second, entry);
    }
  });
  Mutation all;
  for (const auto& [id, edit] : edits)
    for (Row& row : edit.rows()) all.rows.push_back(std::move(row));
  store(std::move(all));
}

TimePoint IncidentWatch::endOf(const IncidentAlert& alert) const {
  const auto at = std::find_if(ended_.begin(), ended_.end(), [&](const AlertFiring& firing) {
    return firing.alert == alert.alert && firing.began == alert.began;
  });
  return at == ended_.end() ? TimePoint{} : at->ended;
}

TimePoint IncidentWatch::firstBadOf(const AlertFiring& alert) const {
  const auto& objectives = ports_.fleet.state().objectives;
  const auto objective = objectives.find(ObjectiveName(labelOf(alert.labels, label::kObjective)));
  if (objective != objectives.end() && labelOf(alert.labels, label::kAlert) == kBudgetBurn) {
    const TimePoint from = alert.began - std::min(kLookBack, ports_.slot * kMostSlots);
    const RegionName region(labelOf(alert.labels, label::kRegion));
    const auto tallies = ports_.tallies(objective->first, region, from, alert.began);
    return firstBadSlot(tallies, objective->second.target, from, ports_.slot);
  }
  const auto since = alert.annotations.find(std::string(kSince));
  if (since == alert.annotations.end()) return {};
  const auto at = parseRfc3339(since->second);
  return at && *at < alert.began ? *at : TimePoint{};
}

void IncidentWatch::store(Mutation mutation) {
  if (mutation.empty()) return;
  for (const Row& row : mutation.rows)
    if (const auto* incident = std::get_if<Incident>(&row))
      log::info("an incident changed", {{"incident", incident->id.value},
                                        {"region", incident->region.value},
                                        {"state", std::string(toText(incident->state))},
                                        {"title", incident->title}});
  ports_.fleet.submit(std::move(mutation), [](const Status& stored) {
    if (!stored) log::error("an incident cannot be kept", {{"why", stored.error().message}});
  });
}

}  // namespace flotilla::controlplane
