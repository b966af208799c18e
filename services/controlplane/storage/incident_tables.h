// The columns of incidents and what belongs to them, of runbooks and of tasks; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(Incident, "incidents", 1) {
  c("id", r.id);
  c("title", r.title);
  c("severity", r.severity);
  c("state", r.state);
  c("region", r.region);
  c("workload", r.workload);
  c("drill", r.drill);
  c("opened_by", r.openedBy);
  c("opened_at_us", r.openedAt);
  c("changed_at_us", r.changedAt);
  c("first_bad_us", r.times.firstBad);
  c("detected_us", r.times.detected);
  c("paged_us", r.times.paged);
  c("acknowledged_us", r.times.acknowledged);
  c("first_action_us", r.times.firstAction);
  c("mitigated_us", r.times.mitigated);
  c("resolved_us", r.times.resolved);
  c("commander", r.commander);
  c("scribe", r.scribe);
  c("liaison", r.liaison);
  c("suspect", r.suspect);
  c("merged_into", r.mergedInto);
  c("reason", r.reason);
  c("events", r.events);
  c("head", r.head);
  c("audit_seen", r.auditSeen);
}

FLOTILLA_TABLE(IncidentAlert, "incident_alerts", 3) {
  c("incident", r.incident);
  c("alert", r.alert);
  c("began_at_us", r.began);
  c("ended_at_us", r.ended);
  c("paged_at_us", r.paged);
  c("labels", r.labels);
  c("summary", r.summary);
}

FLOTILLA_TABLE(IncidentEvent, "incident_events", 2) {
  c("incident", r.incident);
  c("seq", r.seq);
  c("at_us", r.at);
  c("written_at_us", r.writtenAt);
  c("kind", r.kind);
  c("actor", r.actor);
  c("text", r.text);
  c("reference", r.reference);
  c("pinned", r.pinned);
  c("hash", r.hash);
}

FLOTILLA_TABLE(RunbookRecord, "runbooks", 2) {
  c("name", r.name);
  c("version", r.version);
  c("text", r.text);
  c("digest", r.digest);
  c("author", r.author);
  c("at_us", r.at);
  c("retired", r.retired);
}

FLOTILLA_TABLE(RunbookCheck, "runbook_checks", 1) {
  c("name", r.name);
  c("version", r.version);
  c("at_us", r.at);
  c("problems", r.problems);
}

FLOTILLA_TABLE(Task, "tasks", 1) {
  c("id", r.id);
  c("title", r.title);
  c("why", r.why);
  c("about", r.about);
  c("region", r.region);
  c("priority", r.priority);
  c("state", r.state);
  c("owner", r.owner);
  c("opened_by", r.openedBy);
  c("opened_at_us", r.openedAt);
  c("due_us", r.due);
  c("closed_by", r.closedBy);
  c("closed_at_us", r.closedAt);
  c("reason", r.reason);
}

}  // namespace flotilla::controlplane
