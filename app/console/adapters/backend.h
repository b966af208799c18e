// The control plane that the console brings along: starts flotillad on a data directory, waits until it serves, tells
// when it ends, and ends it with the console, also when the console is killed. One that runs there already is used and
// left alone.
// Enrolled nodes know the ports of their control plane, so a fleet keeps those it has: the usual ones, or, when these
// were taken as the fleet was new, free ones that are written down in DIR/ports.yaml. Thread: GUI; the child dies with
// the thread that started it. Lifetime: the destructor ends the child and waits up to the grace period.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>
#include <chrono>
#include <memory>

#include "models/domain/result.h"

namespace flotilla::console {

struct BackendOptions {
  QString data;                             // directory; made if it does not exist
  QString program;                          // of flotillad; empty = beside this one, else on PATH
  QStringList settings;                     // KEY=VALUE
  std::chrono::seconds startLimit{30};      // until it serves
  std::chrono::milliseconds grace{10'000};  // between SIGTERM and SIGKILL
};

class Backend : public QObject {
  Q_OBJECT

 public:
  explicit Backend(BackendOptions options, QObject* parent = nullptr);
  ~Backend() override;

  // Nothing happens while one is starting or running. Afterwards the state is starting, running or crashed.
  void start();
  void stop();

  const QString& state() const { return state_; }      // none, starting, running, crashed
  const QString& problem() const { return problem_; }  // why it crashed: what it said of it, or the last it wrote
  const QString& data() const { return options_.data; }
  bool isForeign() const { return foreign_; }  // somebody else started it
  QString socketPath() const;
  // Where new nodes enrol, from its ports.json; empty while unknown.
  QString enrolAddress() const;
  qint64 processId() const { return child_ ? child_->processId() : 0; }

  static QString findProgram();

 signals:
  void changed();

 private:
  // Whether another process holds the data directory. What an earlier run left there is removed otherwise.
  Result<bool> findForeign() const;
  void adopt();
  void launch();
  bool mayTakeOtherPorts() const;
  QStringList portArguments() const;
  Status rememberPorts() const;
  void onServing();
  void look();
  void keepLines();
  void onEnded(int code, QProcess::ExitStatus status);
  void set(const QString& state, const QString& problem = {});
  QString portsFile() const;
  QString keptPortsFile() const;

  const BackendOptions options_;
  QString state_ = QStringLiteral("none");
  QString problem_;
  bool foreign_ = false;
  QString program_;
  bool anyPorts_ = false;  // the usual ones are taken, and no node knows them yet
  QStringList lines_;      // the last ones of its stderr
  QElapsedTimer started_;
  QTimer look_;
  std::unique_ptr<QProcess> child_;
};

}  // namespace flotilla::console
