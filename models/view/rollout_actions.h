// What people say to a rollout from the console, and the same as lines for flotillactl. Thread: GUI. Lifetime: the api
// outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/async.h"

namespace flotilla::view {

class RolloutActions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int running READ running NOTIFY runningChanged)  // that wait for their answer

 public:
  explicit RolloutActions(OperatorApi& api, QObject* parent = nullptr);

  int running() const { return running_; }

  // `verb`: start, pause, resume, promote, skip, approve, reject, abort. `place` is that of a wave, `digest` of the
  // plan that was read (for approve and reject).
  Q_INVOKABLE void say(const QString& verb, const QString& rollout, int place, const QString& digest,
                       const QString& reason);
  Q_INVOKABLE QString line(const QString& verb, const QString& rollout, const QString& wave, const QString& digest,
                           const QString& reason) const;

 signals:
  void runningChanged();
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  void tell(const QString& verb, const Result<Rollout>& rollout);

  OperatorApi& api_;
  int running_ = 0;
  Guard guard_;
};

// As a shell takes it: quoted only if it has to be.
QString shellQuoted(const QString& value);
// What went wrong and what to do, in one sentence.
QString problemOf(const Error& error);

}  // namespace flotilla::view
