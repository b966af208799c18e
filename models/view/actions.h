// What people do to the fleet from the console: each action is prepared, confirmed, sent, and its end told. Thread:
// GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>
#include <QVariantMap>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class Actions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int running READ running NOTIFY runningChanged)  // actions that wait for their answer
  // The enrolment sheet: after createToken(), what to run on the new machine. Secrets: shown, never stored.
  Q_PROPERTY(
      QVariantMap enrolment READ enrolment NOTIFY enrolmentChanged)  // {state: idle|asking|ready|failed, problem,
                                                                     //  token, command, expires, site}
  // The deploy and roll-back sheets: what would happen. {state: idle|asking|ready|failed, problem, total, withWayBack,
  // nodes: [{id, name, region, site, from, wayBack, live}], excluded: [{name, reason, message}],
  // regions: [{name, count}], blocked: sentence or empty}
  Q_PROPERTY(QVariantMap preview READ preview NOTIFY previewChanged)
  Q_PROPERTY(QStringList siteNames READ siteNames NOTIFY sitesChanged)
  Q_PROPERTY(QStringList regionNames READ regionNames NOTIFY sitesChanged)

 public:
  Actions(OperatorApi& api, FleetMirror& mirror, QString enrolAddress, QObject* parent = nullptr);

  int running() const { return running_; }
  QVariantMap enrolment() const { return enrolment_; }
  QVariantMap preview() const { return preview_; }
  QStringList siteNames() const;
  QStringList regionNames() const;

  // `labels` is "key=value key=value"; `minutes` is how long the token can be used.
  Q_INVOKABLE void createToken(const QString& site, const QString& labels, int minutes, bool needsApproval);
  Q_INVOKABLE void forgetToken();

  // `verb`: approve, reject, quarantine, readmit, revoke, retire. One call per node; `finished` comes once for all.
  Q_INVOKABLE void changeNodes(const QString& verb, const QStringList& ids, const QString& reason);
  // Whether the verb can be used on a node in that identity.
  Q_INVOKABLE bool canChange(const QString& verb, const QString& identity) const;

  // `selector` empty = the whole fleet.
  Q_INVOKABLE void previewDeploy(const QString& workload, const QString& version, const QString& selector);
  Q_INVOKABLE void deploy(const QString& workload, const QString& version, const QString& selector,
                          int deadlineMinutes);
  Q_INVOKABLE void previewRollBack(const QString& rollout);
  Q_INVOKABLE void rollBack(const QString& rollout);
  Q_INVOKABLE void forgetPreview();

  // The same as a line for flotillactl.
  Q_INVOKABLE QString deployLine(const QString& workload, const QString& version, const QString& selector,
                                 int deadlineMinutes) const;
  Q_INVOKABLE QString rollBackLine(const QString& rollout) const;
  Q_INVOKABLE QString nodesLine(const QString& verb, const QStringList& names, const QString& reason) const;
  Q_INVOKABLE QString tokenLine(const QString& site, const QString& labels, int minutes, bool needsApproval) const;

 signals:
  void runningChanged();
  void enrolmentChanged();
  void previewChanged();
  void sitesChanged();
  // For a toast: `status` is healthy or failed; `page` and `id` lead to the object, may be empty.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  void tellRollout(const Result<Rollout>& rollout, const char* what);
  void begin(int calls = 1);
  void end();

  OperatorApi& api_;
  FleetMirror& mirror_;
  const QString enrolAddress_;
  int running_ = 0;
  QVariantMap enrolment_;
  QVariantMap preview_;
  std::uint64_t previewAsked_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
