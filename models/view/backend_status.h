// The control plane that the console brought along: whether there is one, and how it is. The program sets it. Thread:
// GUI.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

namespace flotilla::view {

class BackendStatus : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString state READ state NOTIFY changed)      // none (a remote server), starting, running, crashed
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // why it ended, a sentence
  Q_PROPERTY(QString data READ data NOTIFY changed)        // its data directory

 public:
  using QObject::QObject;
  QString state() const { return state_; }
  QString problem() const { return problem_; }
  QString data() const { return data_; }
  void set(const QString& state, const QString& problem, const QString& data);
  Q_INVOKABLE void restart() { emit restartRequested(); }

 signals:
  void changed();
  void restartRequested();

 private:
  QString state_ = QStringLiteral("none");
  QString problem_;
  QString data_;
};

}  // namespace flotilla::view
