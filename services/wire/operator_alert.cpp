#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::SILENCE_STATE_EXPIRED, SilenceState::Expired));

using LabelMap = google::protobuf::Map<std::string, std::string>;

void writeLabels(const Labels& labels, LabelMap* out) {
  out->insert(labels.begin(), labels.end());
}
Labels readLabels(const LabelMap& labels) {
  return {labels.begin(), labels.end()};
}

void writeTime(TimePoint at, google::protobuf::Timestamp* out) {
  *out = toProto(at);
}

v1::Alert writeAlert(const Alert& alert) {
  v1::Alert out;
  out.set_id(alertIdOf(alert.labels).value);
  writeLabels(alert.labels, out.mutable_labels());
  writeLabels(alert.annotations, out.mutable_annotations());
  writeTime(alert.startsAt, out.mutable_starts_at());
  writeTime(alert.endsAt, out.mutable_ends_at());
  writeTime(alert.updatedAt, out.mutable_updated_at());
  out.set_generator_url(alert.generatorUrl);
  return out;
}

Alert readAlert(const v1::Alert& alert) {
  return {readLabels(alert.labels()), readLabels(alert.annotations()), fromProto(alert.starts_at()),
          fromProto(alert.ends_at()), fromProto(alert.updated_at()),   alert.generator_url()};
}

}  // namespace

v1::AlertStatus toProto(const AlertStatus& status) {
  v1::AlertStatus out;
  *out.mutable_alert() = writeAlert(status.alert);
  out.set_fires(status.fires);
  for (const SilenceId& id : status.silencedBy) out.add_silenced_by(id.value);
  for (const AlertId& id : status.inhibitedBy) out.add_inhibited_by(id.value);
  for (const std::string& window : status.mutedBy) out.add_muted_by(window);
  for (const std::string& receiver : status.receivers) out.add_receivers(receiver);
  out.set_acknowledged_by(status.acknowledgedBy);
  if (status.acknowledgedAt != TimePoint{}) writeTime(status.acknowledgedAt, out.mutable_acknowledged_at());
  out.set_why(status.why);
  return out;
}

Result<AlertStatus> fromProto(const v1::AlertStatus& status) {
  AlertStatus out;
  out.alert = readAlert(status.alert());
  out.fires = status.fires();
  for (const std::string& id : status.silenced_by()) out.silencedBy.emplace_back(id);
  for (const std::string& id : status.inhibited_by()) out.inhibitedBy.emplace_back(id);
  out.mutedBy.assign(status.muted_by().begin(), status.muted_by().end());
  out.receivers.assign(status.receivers().begin(), status.receivers().end());
  out.acknowledgedBy = status.acknowledged_by();
  if (status.has_acknowledged_at()) out.acknowledgedAt = fromProto(status.acknowledged_at());
  out.why = status.why();
  return out;
}

v1::AlertGroup toProto(const AlertGroup& group) {
  v1::AlertGroup out;
  out.set_key(group.key);
  out.set_receiver(group.receiver);
  writeLabels(group.labels, out.mutable_labels());
  writeAll(group.alerts, out.mutable_alerts(), kWrite);
  if (group.notifiedAt != TimePoint{}) writeTime(group.notifiedAt, out.mutable_notified_at());
  out.set_escalations(group.escalations);
  return out;
}

Result<AlertGroup> fromProto(const v1::AlertGroup& group) {
  AlertGroup out;
  out.key = group.key();
  out.receiver = group.receiver();
  out.labels = readLabels(group.labels());
  FLOTILLA_CHECK(readAll(group.alerts(), "alerts", out.alerts, kRead));
  if (group.has_notified_at()) out.notifiedAt = fromProto(group.notified_at());
  out.escalations = group.escalations();
  return out;
}

v1::AlertFiring toProto(const AlertFiring& firing) {
  v1::AlertFiring out;
  out.set_alert(firing.alert.value);
  writeTime(firing.began, out.mutable_began());
  if (firing.hasEnded()) writeTime(firing.ended, out.mutable_ended());
  writeLabels(firing.labels, out.mutable_labels());
  writeLabels(firing.annotations, out.mutable_annotations());
  out.set_generator_url(firing.generatorUrl);
  return out;
}

Result<AlertFiring> fromProto(const v1::AlertFiring& firing) {
  return AlertFiring{AlertId(firing.alert()),
                     fromProto(firing.began()),
                     firing.has_ended() ? fromProto(firing.ended()) : TimePoint{},
                     readLabels(firing.labels()),
                     readLabels(firing.annotations()),
                     firing.generator_url()};
}

Result<ReplayReport> fromProto(const v1::ReplayResponse& answer) {
  ReplayReport out{{}, {}, answer.total_messages(), answer.total_firings()};
  for (const v1::ReplayedMessage& message : answer.messages()) {
    ReplayedMessage one{fromProto(message.at()), message.receiver(),           message.on_call(),
                        message.reason(),        readLabels(message.labels()), {}};
    for (const v1::ReplayedAlert& alert : message.alerts())
      one.alerts.push_back({AlertId(alert.alert()), readLabels(alert.labels()), alert.fires()});
    out.messages.push_back(std::move(one));
  }
  for (const v1::AlertFiring& firing : answer.firings()) {
    FLOTILLA_TRY(AlertFiring one, fromProto(firing));
    out.firings.push_back(std::move(one));
  }
  return out;
}

v1::Acknowledgement toProto(const Acknowledgement& acknowledgement) {
  v1::Acknowledgement out;
  out.set_alert(acknowledgement.alert.value);
  out.set_by(acknowledgement.by);
  writeTime(acknowledgement.at, out.mutable_at());
  out.set_note(acknowledgement.note);
  return out;
}

Result<Acknowledgement> fromProto(const v1::Acknowledgement& acknowledgement) {
  return Acknowledgement{AlertId(acknowledgement.alert()), acknowledgement.by(), fromProto(acknowledgement.at()),
                         acknowledgement.note()};
}

v1::Matcher toProto(const Matcher& matcher) {
  v1::Matcher out;
  out.set_name(matcher.name);
  out.set_value(matcher.value);
  out.set_is_regex(matcher.isRegex);
  out.set_is_equal(matcher.isEqual);
  return out;
}

Result<Matcher> fromProto(const v1::Matcher& matcher) {
  return Matcher{matcher.name(), matcher.value(), matcher.is_regex(), matcher.is_equal()};
}

v1::Silence toProto(const SilenceStatus& status) {
  const Silence& silence = status.silence;
  v1::Silence out;
  out.set_id(silence.id.value);
  writeAll(silence.matchers, out.mutable_matchers(), kWrite);
  writeTime(silence.startsAt, out.mutable_starts_at());
  writeTime(silence.endsAt, out.mutable_ends_at());
  writeTime(silence.updatedAt, out.mutable_updated_at());
  out.set_created_by(silence.createdBy);
  out.set_comment(silence.comment);
  writeLabels(silence.annotations, out.mutable_annotations());
  out.set_state(writeEnum<v1::SilenceState>(status.state));
  return out;
}

Result<SilenceStatus> fromProto(const v1::Silence& silence) {
  SilenceStatus out;
  out.silence = {SilenceId(silence.id()),
                 {},
                 fromProto(silence.starts_at()),
                 fromProto(silence.ends_at()),
                 fromProto(silence.updated_at()),
                 silence.created_by(),
                 silence.comment(),
                 readLabels(silence.annotations())};
  FLOTILLA_CHECK(readAll(silence.matchers(), "matchers", out.silence.matchers, kRead));
  FLOTILLA_TRY(out.state, readEnum(silence.state(), SilenceState::Expired, "state"));
  return out;
}

v1::GetAlertingResponse toProto(const AlertingDocument& document) {
  v1::GetAlertingResponse out;
  out.set_text(document.text);
  out.set_built_in(document.builtIn);
  out.set_applied_by(document.appliedBy);
  if (document.appliedAt != TimePoint{}) writeTime(document.appliedAt, out.mutable_applied_at());
  for (const std::string& note : document.notes) out.add_notes(note);
  out.set_revision(document.revision);
  return out;
}

Result<AlertingDocument> fromProto(const v1::GetAlertingResponse& document) {
  AlertingDocument out;
  out.text = document.text();
  out.builtIn = document.built_in();
  out.appliedBy = document.applied_by();
  if (document.has_applied_at()) out.appliedAt = fromProto(document.applied_at());
  out.notes.assign(document.notes().begin(), document.notes().end());
  out.revision = document.revision();
  return out;
}

}  // namespace flotilla::wire
