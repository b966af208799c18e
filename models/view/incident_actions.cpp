#include "models/view/incident_actions.h"

#include <algorithm>

#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {

IncidentActions::IncidentActions(OperatorApi& api, QObject* parent) : QObject(parent), api_(api) {}

Done<Incident> IncidentActions::done(const QString& told, const QString& otherwise) {
  ++running_;
  emit runningChanged();
  return guard_.onGui<Incident>([this, told, otherwise](Result<Incident> incident) {
    --running_;
    emit runningChanged();
    if (incident) {
      const QString id = text(incident->id.value);
      emit finished(QStringLiteral("healthy"), id + told, text(incident->title), QStringLiteral("incidents"), id);
    } else {
      emit finished(QStringLiteral("failed"), otherwise, problemOf(incident.error()), {}, {});
    }
    emit incidentsChanged();
  });
}

void IncidentActions::take(const QString& incident, const QString& who, bool triage) {
  const IncidentId id(incident.toStdString());
  IncidentChange change;
  change.id = id;
  change.commander = who.toStdString();
  const auto told = done(QStringLiteral(" is yours"), QStringLiteral("Not taken"));
  if (!triage) return api_.editIncident(change, told);
  // That it is active is said first: who leads an incident in triage would lead nothing.
  api_.moveIncident({id, IncidentState::Active, {}},
                    guard_.onGui<Incident>([this, change, told](Result<Incident> moved) {
                      if (!moved) return told(moved);
                      api_.editIncident(change, told);
                    }));
}

void IncidentActions::move(const QString& incident, const QString& state, const QString& reason) {
  const auto at = std::find(kIncidentStateNames.begin(), kIncidentStateNames.end(), state.toStdString());
  if (at == kIncidentStateNames.end()) return;
  const auto to = static_cast<IncidentState>(at - kIncidentStateNames.begin());
  api_.moveIncident({IncidentId(incident.toStdString()), to, reason.trimmed().toStdString()},
                    done(QStringLiteral(" is ") + state, QStringLiteral("It is not ") + state));
}

void IncidentActions::note(const QString& incident, const QString& text, bool pinned) {
  if (text.trimmed().isEmpty()) return;
  api_.noteIncident({IncidentId(incident.toStdString()), text.trimmed().toStdString(), pinned},
                    done(QStringLiteral(": noted"), QStringLiteral("Not noted")));
}

QString IncidentActions::line(const QString& verb, const QString& incident, const QString& text, bool pinned) const {
  QString out = QStringLiteral("flotillactl incidents %1 %2").arg(verb, shellQuoted(incident));
  const QString said = text.trimmed().isEmpty() ? QStringLiteral("TEXT") : shellQuoted(text.trimmed());
  if (verb == QLatin1String("note"))
    return out + QLatin1Char(' ') + said + (pinned ? QStringLiteral(" --pin") : QString());
  const bool says = !text.trimmed().isEmpty() || verb == QLatin1String("cancel");
  return verb == QLatin1String("take") || !says ? out : out + QStringLiteral(" --reason ") + said;
}

}  // namespace flotilla::view
