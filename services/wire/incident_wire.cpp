#include "services/wire/incident_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::INCIDENT_STATE_MERGED, IncidentState::Merged));
static_assert(sameEnum(v1::INCIDENT_SEVERITY_SEV4, IncidentSeverity::Sev4));
static_assert(sameEnum(v1::INCIDENT_EVENT_KIND_BREAK_GLASS, IncidentEventKind::BreakGlass));

void writeTimes(const IncidentTimes& times, v1::IncidentTimes& out) {
  putTime(out, &v1::IncidentTimes::mutable_first_bad, times.firstBad);
  putTime(out, &v1::IncidentTimes::mutable_detected, times.detected);
  putTime(out, &v1::IncidentTimes::mutable_paged, times.paged);
  putTime(out, &v1::IncidentTimes::mutable_acknowledged, times.acknowledged);
  putTime(out, &v1::IncidentTimes::mutable_first_action, times.firstAction);
  putTime(out, &v1::IncidentTimes::mutable_mitigated, times.mitigated);
  putTime(out, &v1::IncidentTimes::mutable_resolved, times.resolved);
}

IncidentTimes readTimes(const v1::IncidentTimes& times) {
  return {timeOf(times.has_first_bad(), times.first_bad()),
          timeOf(times.has_detected(), times.detected()),
          timeOf(times.has_paged(), times.paged()),
          timeOf(times.has_acknowledged(), times.acknowledged()),
          timeOf(times.has_first_action(), times.first_action()),
          timeOf(times.has_mitigated(), times.mitigated()),
          timeOf(times.has_resolved(), times.resolved())};
}

v1::IncidentAlert writeAlert(const IncidentAlert& alert) {
  v1::IncidentAlert out;
  out.set_alert(alert.alert.value);
  putTime(out, &v1::IncidentAlert::mutable_began, alert.began);
  putTime(out, &v1::IncidentAlert::mutable_ended, alert.ended);
  putTime(out, &v1::IncidentAlert::mutable_paged, alert.paged);
  out.mutable_labels()->insert(alert.labels.begin(), alert.labels.end());
  out.set_summary(alert.summary);
  return out;
}

v1::IncidentEvent writeEvent(const IncidentEvent& event) {
  v1::IncidentEvent out;
  out.set_seq(event.seq);
  putTime(out, &v1::IncidentEvent::mutable_at, event.at);
  putTime(out, &v1::IncidentEvent::mutable_written_at, event.writtenAt);
  out.set_kind(writeEnum<v1::IncidentEventKind>(event.kind));
  out.set_actor(event.actor);
  out.set_text(event.text);
  out.set_reference(event.reference);
  out.set_pinned(event.pinned);
  out.set_hash(event.hash.toString());
  return out;
}

v1::RecentChange writeChange(const RecentChange& change) {
  v1::RecentChange out;
  putTime(out, &v1::RecentChange::mutable_at, change.at);
  out.set_reference(change.reference);
  out.set_text(change.text);
  out.set_actor(change.actor);
  out.set_suspected(change.suspected);
  out.set_during(change.during);
  return out;
}

RecentChange readChange(const v1::RecentChange& change) {
  return {timeOf(change.has_at(), change.at()),
          change.reference(),
          change.text(),
          change.actor(),
          change.suspected(),
          change.during()};
}

void writeLength(const std::optional<Duration>& length, google::protobuf::Duration* (v1::IncidentDurations::*put)(),
                 v1::IncidentDurations& out) {
  if (length) *(out.*put)() = toProto(*length);
}

v1::IncidentDurations writeDurations(const IncidentDurations& durations) {
  v1::IncidentDurations out;
  writeLength(durations.toDetect, &v1::IncidentDurations::mutable_to_detect, out);
  writeLength(durations.toAcknowledge, &v1::IncidentDurations::mutable_to_acknowledge, out);
  writeLength(durations.toMitigate, &v1::IncidentDurations::mutable_to_mitigate, out);
  writeLength(durations.toResolve, &v1::IncidentDurations::mutable_to_resolve, out);
  return out;
}

Result<IncidentSeverity> readSeverity(v1::IncidentSeverity severity) {
  return readEnum(severity, IncidentSeverity::Sev4, "severity");
}

}  // namespace

v1::Incident toProto(const Incident& incident) {
  v1::Incident out;
  out.set_id(incident.id.value);
  out.set_title(incident.title);
  out.set_severity(writeEnum<v1::IncidentSeverity>(incident.severity));
  out.set_state(writeEnum<v1::IncidentState>(incident.state));
  out.set_region(incident.region.value);
  out.set_workload(incident.workload.value);
  out.set_drill(incident.drill);
  out.set_opened_by(incident.openedBy);
  putTime(out, &v1::Incident::mutable_opened_at, incident.openedAt);
  putTime(out, &v1::Incident::mutable_changed_at, incident.changedAt);
  writeTimes(incident.times, *out.mutable_times());
  out.set_commander(incident.commander);
  out.set_scribe(incident.scribe);
  out.set_liaison(incident.liaison);
  out.set_suspect(incident.suspect.value);
  out.set_merged_into(incident.mergedInto.value);
  out.set_reason(incident.reason);
  writeAll(incident.alerts, out.mutable_alerts(), writeAlert);
  out.set_events(incident.events);
  out.set_head(optionalText(incident.head));
  return out;
}

Result<Incident> fromProto(const v1::Incident& incident) {
  Incident out;
  out.id = IncidentId(incident.id());
  out.title = incident.title();
  FLOTILLA_TRY(out.severity, readSeverity(incident.severity()));
  FLOTILLA_TRY(out.state, readEnum(incident.state(), IncidentState::Merged, "state"));
  out.region = RegionName(incident.region());
  out.workload = WorkloadName(incident.workload());
  out.drill = incident.drill();
  out.openedBy = incident.opened_by();
  out.openedAt = timeOf(incident.has_opened_at(), incident.opened_at());
  out.changedAt = timeOf(incident.has_changed_at(), incident.changed_at());
  out.times = readTimes(incident.times());
  out.commander = incident.commander();
  out.scribe = incident.scribe();
  out.liaison = incident.liaison();
  out.suspect = RolloutId(incident.suspect());
  out.mergedInto = IncidentId(incident.merged_into());
  out.reason = incident.reason();
  for (const v1::IncidentAlert& alert : incident.alerts())
    out.alerts.push_back({out.id,
                          AlertId(alert.alert()),
                          timeOf(alert.has_began(), alert.began()),
                          timeOf(alert.has_ended(), alert.ended()),
                          timeOf(alert.has_paged(), alert.paged()),
                          {alert.labels().begin(), alert.labels().end()},
                          alert.summary()});
  out.events = incident.events();
  FLOTILLA_TRY(out.head, readOptionalDigest(incident.head(), "head"));
  return out;
}

v1::GetIncidentResponse toProto(const IncidentDetail& detail) {
  v1::GetIncidentResponse out;
  *out.mutable_incident() = toProto(detail.incident);
  *out.mutable_durations() = writeDurations(detail.durations);
  writeAll(detail.changes, out.mutable_changes(), writeChange);
  writeAll(detail.events, out.mutable_events(), writeEvent);
  for (const std::string& name : detail.runbooks) out.add_runbooks(name);
  out.set_intact(detail.intact);
  return out;
}

Result<IncidentDetail> fromProto(const v1::GetIncidentResponse& detail) {
  IncidentDetail out;
  FLOTILLA_TRY(out.incident, under("incident", fromProto(detail.incident())));
  out.durations = durationsOf(out.incident.times);
  for (const v1::RecentChange& change : detail.changes()) out.changes.push_back(readChange(change));
  for (const v1::IncidentEvent& event : detail.events()) {
    IncidentEvent one;
    one.incident = out.incident.id;
    one.seq = event.seq();
    one.at = timeOf(event.has_at(), event.at());
    one.writtenAt = timeOf(event.has_written_at(), event.written_at());
    FLOTILLA_TRY(one.kind, readEnum(event.kind(), IncidentEventKind::BreakGlass, "kind"));
    one.actor = event.actor();
    one.text = event.text();
    one.reference = event.reference();
    one.pinned = event.pinned();
    FLOTILLA_TRY(one.hash, readDigest(event.hash(), "hash"));
    out.events.push_back(std::move(one));
  }
  out.runbooks = {detail.runbooks().begin(), detail.runbooks().end()};
  out.intact = detail.intact();
  return out;
}

v1::OpenIncidentRequest toProto(const NewIncident& incident) {
  v1::OpenIncidentRequest out;
  out.set_title(incident.title);
  if (incident.severity) out.set_severity(writeEnum<v1::IncidentSeverity>(*incident.severity));
  out.set_region(incident.region.value);
  out.set_workload(incident.workload.value);
  out.set_alert(incident.alert.value);
  out.set_drill(incident.drill);
  return out;
}

Result<NewIncident> fromProto(const v1::OpenIncidentRequest& request) {
  NewIncident out{
      request.title(), {}, RegionName(request.region()), WorkloadName(request.workload()), AlertId(request.alert()),
      request.drill()};
  if (request.severity() != v1::INCIDENT_SEVERITY_UNSPECIFIED) {
    FLOTILLA_TRY(out.severity, readSeverity(request.severity()));
  }
  return out;
}

v1::EditIncidentRequest toProto(const IncidentChange& change) {
  v1::EditIncidentRequest out;
  out.set_id(change.id.value);
  if (change.title) out.set_title(*change.title);
  if (change.severity) out.set_severity(writeEnum<v1::IncidentSeverity>(*change.severity));
  if (change.commander) out.set_commander(*change.commander);
  if (change.scribe) out.set_scribe(*change.scribe);
  if (change.liaison) out.set_liaison(*change.liaison);
  if (change.suspect) out.set_suspect(change.suspect->value);
  return out;
}

Result<IncidentChange> fromProto(const v1::EditIncidentRequest& request) {
  IncidentChange out{IncidentId(request.id())};
  if (request.has_title()) out.title = request.title();
  if (request.severity() != v1::INCIDENT_SEVERITY_UNSPECIFIED) {
    FLOTILLA_TRY(out.severity, readSeverity(request.severity()));
  }
  if (request.has_commander()) out.commander = request.commander();
  if (request.has_scribe()) out.scribe = request.scribe();
  if (request.has_liaison()) out.liaison = request.liaison();
  if (request.has_suspect()) out.suspect = RolloutId(request.suspect());
  return out;
}

v1::MoveIncidentRequest toProto(const IncidentMove& move) {
  v1::MoveIncidentRequest out;
  out.set_id(move.id.value);
  out.set_to(writeEnum<v1::IncidentState>(move.to));
  out.set_reason(move.reason);
  return out;
}

Result<IncidentMove> fromProto(const v1::MoveIncidentRequest& request) {
  FLOTILLA_TRY(const auto to, readEnum(request.to(), IncidentState::Merged, "to"));
  return IncidentMove{IncidentId(request.id()), to, request.reason()};
}

v1::NoteIncidentRequest toProto(const IncidentNote& note) {
  v1::NoteIncidentRequest out;
  out.set_id(note.id.value);
  out.set_text(note.text);
  out.set_pinned(note.pinned);
  return out;
}

IncidentNote fromProto(const v1::NoteIncidentRequest& request) {
  return {IncidentId(request.id()), request.text(), request.pinned()};
}

}  // namespace flotilla::wire
