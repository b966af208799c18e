// The columns of alerts and what belongs to them; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(AlertingRecord, "alerting", 1) {
  c("place", r.place);
  c("text", r.text);
  c("applied_by", r.appliedBy);
  c("applied_at_us", r.appliedAt);
}

FLOTILLA_TABLE(Silence, "silences", 1) {
  c("id", r.id);
  c("matchers", r.matchers);
  c("starts_at_us", r.startsAt);
  c("ends_at_us", r.endsAt);
  c("updated_at_us", r.updatedAt);
  c("created_by", r.createdBy);
  c("comment", r.comment);
  c("annotations", r.annotations);
}

FLOTILLA_TABLE(Acknowledgement, "acknowledgements", 1) {
  c("alert", r.alert);
  c("operator", r.by);
  c("at_us", r.at);
  c("note", r.note);
}

FLOTILLA_TABLE(NotificationEntry, "notification_entries", 2) {
  c("group_key", r.groupKey);
  c("receiver", r.receiver);
  c("firing", r.firing);
  c("resolved", r.resolved);
  c("first_at_us", r.firstAt);
  c("at_us", r.at);
  c("escalations", r.escalations);
}

FLOTILLA_TABLE(AlertFiring, "alert_history", 2) {
  c("alert", r.alert);
  c("began_at_us", r.began);
  c("ended_at_us", r.ended);
  c("labels", r.labels);
  c("annotations", r.annotations);
  c("generator_url", r.generatorUrl);
}

}  // namespace flotilla::controlplane
