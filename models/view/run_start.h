// Starting a run of a runbook, for an incident or for none. What the incident does not know is asked for when the
// control plane says so: then there is a field for it. Thread: GUI. Lifetime: the api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>
#include <vector>

#include "models/view/async.h"

namespace flotilla::view {

class RunStart : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString runbook READ runbook NOTIFY changed)
  Q_PROPERTY(QString incident READ incident NOTIFY changed)  // empty = for none
  Q_PROPERTY(bool drill READ drill WRITE setDrill NOTIFY changed)
  Q_PROPERTY(bool busy READ busy NOTIFY changed)  // an answer is awaited
  // Inputs that are said: [{name, value, error}]
  Q_PROPERTY(QVariantList inputs READ inputs NOTIFY changed)
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // that belongs to no input, a sentence
  Q_PROPERTY(QString line READ line NOTIFY changed)        // the same for flotillactl

 public:
  explicit RunStart(OperatorApi& api, QObject* parent = nullptr);

  QString runbook() const { return runbook_; }
  QString incident() const { return incident_; }
  bool drill() const { return drill_; }
  void setDrill(bool drill);
  bool busy() const { return busy_; }
  QVariantList inputs() const;
  QString problem() const { return problem_; }
  QString line() const;

  Q_INVOKABLE void prepare(const QString& runbook, const QString& incident);
  Q_INVOKABLE void setInput(const QString& name, const QString& value);
  Q_INVOKABLE void start();

 signals:
  void changed();
  void inputAsked(const QString& name);
  void started(const QString& run);
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  struct Input {
    QString name, value, error;
  };
  void refused(const Error& error);

  OperatorApi& api_;
  QString runbook_, incident_;
  bool drill_ = false;
  bool busy_ = false;
  std::vector<Input> inputs_;
  QString problem_;
  std::uint64_t asked_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
