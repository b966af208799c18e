#include "services/controlplane/core/incidents/opening.h"

#include <algorithm>

#include "models/domain/alert_fields.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/fleet/numbered.h"
#include "services/controlplane/core/incidents/incident_words.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kIdPrefix = "INC-";
constexpr std::size_t kChangesTold = 20;

std::string summaryOf(const AlertFiring& alert) {
  const auto found = alert.annotations.find(std::string(kSummary));
  return found == alert.annotations.end() ? titleOf(alert.labels) : found->second;
}

void earlier(TimePoint& known, TimePoint found) {
  if (found != TimePoint{} && (known == TimePoint{} || found < known)) known = found;
}

// What was changed before anybody knew, and what was done about it since.
void tellChanges(IncidentEdit& edit, const FleetState& state, const IncidentInput& input) {
  const Incident& incident = edit.incident();
  ChangeQuestion question = changesAround(incident, input);
  const TimePoint known = incident.times.detected == TimePoint{} ? input.now : incident.times.detected;
  question.until = known;
  const std::vector<AuditEntry> audit = input.auditSince(question.began - kChangesBefore);
  const auto changes = recentChanges(state, audit, question);
  for (std::size_t i = 0; i < std::min(changes.size(), kChangesTold); ++i) {
    const RecentChange& one = changes[i];
    edit.tell({IncidentEventKind::Change, one.at, one.text, one.actor, one.reference, one.suspected});
  }
  for (const AuditEntry& entry : audit)
    if (entry.at > known && entry.seq <= input.auditSeq && concerns(state, entry, question.region, question.workload))
      noteAction(edit, entry);
}

}  // namespace

std::uint64_t nextIncidentNumber(const FleetState& state) {
  return nextNumber(state.incidents, kIdPrefix);
}

ChangeQuestion changesAround(const Incident& incident, const IncidentInput& input) {
  const IncidentTimes& times = incident.times;
  TimePoint began = incident.openedAt;
  earlier(began, times.detected);
  earlier(began, times.firstBad);
  RolloutId named;
  for (const IncidentAlert& alert : incident.alerts)
    if (named.empty()) named = RolloutId(labelOf(alert.labels, label::kRollout));
  return {incident.region, incident.workload, named, began, input.grain, input.now};
}

TimePoint toldAt(const FleetState& state, const AlertId& alert, TimePoint began) {
  TimePoint out{};
  for (const auto& [key, entry] : state.notifications) {
    const bool told = std::find(entry.firing.begin(), entry.firing.end(), alert) != entry.firing.end();
    // The series of messages may have begun with another alert of the group.
    if (told) earlier(out, entry.firstAt >= began ? entry.firstAt : entry.at);
  }
  return out;
}

void noteAction(IncidentEdit& edit, const AuditEntry& entry) {
  Incident& changed = edit.change();
  changed.auditSeen = entry.seq;
  earlier(changed.times.firstAction, entry.at);
  edit.tell({IncidentEventKind::Action, entry.at, actionText(entry), entry.actor, "audit/" + std::to_string(entry.seq),
             true});
}

void tellPage(IncidentEdit& edit, IncidentAlert alert, TimePoint at) {
  alert.paged = at;
  edit.put(alert);
  earlier(edit.change().times.paged, at);
  edit.tell({IncidentEventKind::Paged,
             at,
             "people were told: " + titleOf(alert.labels),
             {},
             "alert/" + alert.alert.value,
             true});
}

void join(IncidentEdit& edit, const FleetState& state, const AlertFiring& alert, const IncidentInput& input) {
  const TimePoint told = toldAt(state, alert.alert, alert.began);
  const IncidentAlert part{edit.incident().id, alert.alert, alert.began, {}, {}, alert.labels, summaryOf(alert)};
  edit.put(part);
  const TimePoint firstBad = input.firstBadOf(alert);
  const std::string reference = "alert/" + alert.alert.value;
  IncidentTimes& times = edit.change().times;
  if (firstBad != TimePoint{} && (times.firstBad == TimePoint{} || firstBad < times.firstBad))
    edit.tell({IncidentEventKind::Alert, firstBad, "what led to it began", {}, reference, true});
  edit.tell({IncidentEventKind::Alert, alert.began, part.summary, {}, reference, true});
  earlier(times.firstBad, firstBad);
  earlier(times.detected, alert.began);
  if (told != TimePoint{}) tellPage(edit, part, told);
  edit.change().severity = std::min(edit.incident().severity, severityOf(alert.labels));
}

IncidentEdit openIncident(const FleetState& state, const IncidentOpening& opening, const AlertFiring* alert,
                          std::uint64_t number, const IncidentInput& input) {
  Incident incident;
  incident.id = IncidentId(std::string(kIdPrefix) + std::to_string(number));
  incident.title = opening.title;
  incident.region = opening.region;
  incident.workload = opening.workload;
  incident.severity = IncidentSeverity::Sev4;
  if (alert != nullptr) {
    if (incident.title.empty()) incident.title = titleOf(alert->labels);
    incident.region = RegionName(labelOf(alert->labels, label::kRegion));
    incident.workload = WorkloadName(labelOf(alert->labels, label::kWorkload));
  }
  incident.drill = opening.drill;
  incident.openedBy = opening.by;
  incident.openedAt = input.now;
  incident.auditSeen = input.auditSeq;
  IncidentEdit edit(std::move(incident), input.now);
  edit.tell({IncidentEventKind::Opened,
             input.now,
             opening.by.empty() ? "opened, because of a page" : "opened by hand",
             opening.by,
             {},
             true});
  if (alert != nullptr) join(edit, state, *alert, input);
  if (opening.severity) edit.change().severity = *opening.severity;
  if (alert == nullptr && !opening.severity) edit.change().severity = IncidentSeverity::Sev3;
  edit.change().suspect = suspectOf(state, changesAround(edit.incident(), input));
  tellChanges(edit, state, input);
  return edit;
}

}  // namespace flotilla::controlplane
