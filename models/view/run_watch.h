// One run of a runbook with all that belongs to it, asked for anew every second while somebody looks: what is said
// about it at the top, its steps and its evidence. An answer about another run than the one that is shown is dropped.
// Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantMap>
#include <optional>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/keyed_rows.h"
#include "models/view/poll.h"

namespace flotilla::view {

class RunWatch : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString run READ run WRITE setRun NOTIFY changed)        // id; empty = none
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)  // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                 // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)
  Q_PROPERTY(QString title READ title NOTIFY changed)
  Q_PROPERTY(QString status READ status NOTIFY changed)  // shape and colour of the state
  Q_PROPERTY(QString word READ word NOTIFY changed)      // of the state
  Q_PROPERTY(QString about READ about NOTIFY changed)    // "RUN-31 for INC-204 in eu-west, started 14:01 by m.keller"
  Q_PROPERTY(QString end READ end NOTIFY changed)        // why it ended, and when; empty while it goes on
  Q_PROPERTY(QString incident READ incident NOTIFY changed)
  Q_PROPERTY(QString owner READ owner NOTIFY changed)
  Q_PROPERTY(bool mine READ mine NOTIFY changed)  // the caller takes its steps
  Q_PROPERTY(bool open READ open NOTIFY changed)
  Q_PROPERTY(QString at READ at NOTIFY changed)  // key of the step that it is at; empty when it is over
  Q_PROPERTY(bool drill READ drill NOTIFY changed)
  Q_PROPERTY(bool intact READ intact NOTIFY changed)         // the hashes of the evidence are right
  Q_PROPERTY(QString progress READ progress NOTIFY changed)  // "4 of 7"
  Q_PROPERTY(QString kept READ kept NOTIFY changed)          // "24 entries, hash-chained"
  Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)   // [{name, value, mono}]: runbook, inputs
  Q_PROPERTY(QVariantMap stop READ stop NOTIFY ticked)       // {text, left, share, called: bool}; empty: never
  Q_PROPERTY(flotilla::view::KeyedRows* steps READ steps CONSTANT)
  Q_PROPERTY(flotilla::view::KeyedRows* evidence READ evidence CONSTANT)  // newest first

 public:
  static constexpr std::chrono::seconds kEvery{1};

  RunWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  QString run() const { return QString::fromStdString(id_.value); }
  void setRun(const QString& id);
  bool active() const { return poll_.active(); }
  void setActive(bool active);
  QString state() const { return poll_.state(); }
  QString problem() const { return poll_.problem(); }
  bool found() const { return told_.has_value(); }
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }
  QString title() const;
  QString status() const;
  QString word() const;
  QString about() const;
  QString end() const;
  QString incident() const;
  QString owner() const;
  bool mine() const;
  bool open() const;
  QString at() const { return told_ ? QString::fromStdString(told_->run.step) : QString(); }
  bool drill() const { return told_ && told_->run.drill; }
  bool intact() const { return !told_ || told_->intact; }
  QString progress() const;
  QString kept() const;
  QVariantList facts() const;
  QVariantMap stop() const;
  KeyedRows* steps() { return &steps_; }
  KeyedRows* evidence() { return &evidence_; }
  Q_INVOKABLE void reload();

  const RunDetail* detail() const { return told_ ? &*told_ : nullptr; }
  const RunStep* step(const std::string& key) const;  // null if there is none
  const QString& caller() const { return caller_; }
  void setCaller(const QString& caller);
  TimePoint now() const { return mirror_.now(); }

 signals:
  void changed();
  void ticked();

 private:
  void ask();
  void take(RunDetail told);
  void tellSteps();
  void tellEvidence();

  OperatorApi& api_;
  FleetMirror& mirror_;
  RunId id_;
  QString caller_;
  std::optional<RunDetail> told_;
  KeyedRows steps_;
  KeyedRows evidence_;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
