// What people say about incidents from the console, and the same as lines for flotillactl. Thread: GUI. Lifetime: the
// api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/async.h"

namespace flotilla::view {

class IncidentActions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int running READ running NOTIFY runningChanged)  // that wait for their answer

 public:
  explicit IncidentActions(OperatorApi& api, QObject* parent = nullptr);

  int running() const { return running_; }
  // Where post-mortems go: the user's downloads, unless somebody says otherwise.
  QString folder() const { return folder_; }
  void setFolder(const QString& folder) { folder_ = folder; }

  // `who` leads it from now on; one in triage becomes active.
  Q_INVOKABLE void take(const QString& incident, const QString& who, bool triage);
  // `state`: active, mitigated, resolved, review, closed, cancelled.
  Q_INVOKABLE void move(const QString& incident, const QString& state, const QString& reason);
  // Writes its post-mortem as a page of HTML into folder(), over one that was written before.
  Q_INVOKABLE void writePostmortem(const QString& incident);
  Q_INVOKABLE void note(const QString& incident, const QString& text, bool pinned);
  // `verb`: take, mitigate, resolve, reopen, review, close, cancel, note, postmortem.
  Q_INVOKABLE QString line(const QString& verb, const QString& incident, const QString& text, bool pinned) const;

 signals:
  void runningChanged();
  void incidentsChanged();  // what is shown of them is old
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  Done<Incident> done(const QString& told, const QString& otherwise);

  void keep(const QString& incident, const PaperText& paper);

  OperatorApi& api_;
  QString folder_;
  int running_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
