#include "models/view/incident_actions.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <algorithm>

#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {

IncidentActions::IncidentActions(OperatorApi& api, QObject* parent)
    : QObject(parent), api_(api), folder_(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation)) {}

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

void IncidentActions::writePostmortem(const QString& incident) {
  ++running_;
  emit runningChanged();
  api_.postmortem(IncidentId(incident.toStdString()), PaperFormat::Html,
                  guard_.onGui<PaperText>([this, incident](Result<PaperText> paper) {
                    --running_;
                    emit runningChanged();
                    if (paper) return keep(incident, *paper);
                    emit finished(QStringLiteral("failed"), QStringLiteral("No post-mortem"), problemOf(paper.error()),
                                  {}, {});
                  }));
}

// A name that came from elsewhere leads to no other folder.
void IncidentActions::keep(const QString& incident, const PaperText& paper) {
  const QString name = QFileInfo(text(paper.fileName)).fileName();
  QDir().mkpath(folder_);
  QSaveFile file(QDir(folder_).filePath(name));
  const bool kept = !name.isEmpty() && file.open(QIODevice::WriteOnly) &&
                    file.write(QByteArray::fromStdString(paper.text)) >= 0 && file.commit();
  if (kept)
    emit finished(QStringLiteral("healthy"), QStringLiteral("Post-mortem of ") + incident + QStringLiteral(" written"),
                  QDir::toNativeSeparators(file.fileName()), {}, {});
  else
    emit finished(QStringLiteral("failed"), QStringLiteral("The post-mortem cannot be written"),
                  QDir::toNativeSeparators(folder_) + QStringLiteral(": ") + file.errorString(), {}, {});
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
  if (verb == QLatin1String("postmortem"))
    return out + QStringLiteral(" --format html --out post-mortem-%1.html").arg(incident);
  const bool says = !text.trimmed().isEmpty() || verb == QLatin1String("cancel");
  return verb == QLatin1String("take") || !says ? out : out + QStringLiteral(" --reason ") + said;
}

}  // namespace flotilla::view
