// What people say about alerts and budgets from the console, and the same as lines for flotillactl. Thread: GUI.
// Lifetime: the api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/async.h"

namespace flotilla::view {

class AlertActions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int running READ running NOTIFY runningChanged)  // that wait for their answer

 public:
  explicit AlertActions(OperatorApi& api, QObject* parent = nullptr);

  int running() const { return running_; }

  // `key` is that of a row of AlertBoard: a group, of which all that fire are meant, or an alert.
  Q_INVOKABLE void acknowledge(const QString& key, bool isGroup, const QString& note);
  Q_INVOKABLE void unacknowledge(const QString& key, bool isGroup);
  Q_INVOKABLE void expireSilence(const QString& id);
  // `cell` as ObjectivesModel names it.
  Q_INVOKABLE void overrideBudget(const QString& cell, const QString& reason, int minutes);
  Q_INVOKABLE void revokeOverride(const QString& id);

  Q_INVOKABLE QString acknowledgeLine(const QString& key, bool isGroup, const QString& note) const;
  Q_INVOKABLE QString expireLine(const QString& id) const;
  Q_INVOKABLE QString overrideLine(const QString& cell, const QString& reason, int minutes) const;

 signals:
  void runningChanged();
  void alertsChanged();   // somebody said something about them: what is shown is old
  void budgetsChanged();  // likewise
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  void begin();
  void end();
  void failed(const QString& what, const Error& error);
  void done(const QString& text, const QString& detail, const QString& page, const QString& id);

  OperatorApi& api_;
  int running_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
