// A game day that is being planned: its faults, which nodes each means and how many of these allow drills, said while
// it is typed; what it would do, asked 400 ms after each change; and its start, which is bound to the preview that was
// read. Whatever the control plane refuses, what was typed stays. Thread: GUI. Lifetime: the api and the mirror outlive
// it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <QVariantList>
#include <QVariantMap>
#include <vector>

#include "models/domain/game_day_api.h"
#include "models/domain/selector.h"
#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/keyed_rows.h"

namespace flotilla::view {

class GameDayDraft : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString title READ title WRITE setTitle NOTIFY changed)
  Q_PROPERTY(QString note READ note WRITE setNote NOTIFY changed)
  Q_PROPERTY(int faults READ faults NOTIFY shapeChanged)  // how many the form has
  Q_PROPERTY(int mostNodes READ mostNodes WRITE setMostNodes NOTIFY changed)
  Q_PROPERTY(int mostRegions READ mostRegions WRITE setMostRegions NOTIFY changed)
  Q_PROPERTY(int mostTraffic READ mostTraffic WRITE setMostTraffic NOTIFY changed)  // percent
  Q_PROPERTY(QString consenting READ consenting NOTIFY changed)                     // "12 of 300 nodes allow drills"
  // Of the preview: idle (something is missing), asking, ready, failed.
  Q_PROPERTY(QString state READ state NOTIFY changed)
  Q_PROPERTY(QString missing READ missing NOTIFY changed)  // what is still to be said; empty = nothing
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // that belongs to no fault
  Q_PROPERTY(QString titleProblem READ titleProblem NOTIFY changed)
  Q_PROPERTY(QVariantList figures READ figures NOTIFY changed)   // [{name, value}]: the blast radius
  Q_PROPERTY(QStringList refusals READ refusals NOTIFY changed)  // why it cannot be started now; empty = it can
  Q_PROPERTY(int allowing READ allowing NOTIFY changed)          // nodes that would do it
  Q_PROPERTY(int more READ more NOTIFY changed)                  // nodes that `targets` leaves out
  Q_PROPERTY(QString digest READ digest NOTIFY changed)          // hex; empty without a preview
  Q_PROPERTY(QString previewedAt READ previewedAt NOTIFY changed)
  Q_PROPERTY(bool busy READ busy NOTIFY changed)           // an answer to start() is awaited
  Q_PROPERTY(QString refusal READ refusal NOTIFY changed)  // why the last start came to nothing, a sentence
  Q_PROPERTY(QString line READ line NOTIFY changed)        // the same for flotillactl
  Q_PROPERTY(QStringList kinds READ kinds CONSTANT)
  Q_PROPERTY(QStringList lengths READ lengths CONSTANT)
  Q_PROPERTY(QStringList delays READ delays CONSTANT)
  Q_PROPERTY(QStringList workloads READ workloads NOTIFY placesChanged)  // "every workload" first
  Q_PROPERTY(flotilla::view::KeyedRows* targets READ targets CONSTANT)   // those that allow it first

 public:
  static constexpr int kDebounceMs = 400;
  static constexpr std::size_t kMostShown = 500;  // targets

  GameDayDraft(GameDayApi& api, FleetMirror& mirror, PatternCompiler compile, QObject* parent = nullptr);

  QString title() const { return title_; }
  void setTitle(const QString& title);
  QString note() const { return note_; }
  void setNote(const QString& note);
  int faults() const { return static_cast<int>(faults_.size()); }
  int mostNodes() const { return static_cast<int>(*limits_.nodes); }
  void setMostNodes(int most);
  int mostRegions() const { return static_cast<int>(*limits_.regions); }
  void setMostRegions(int most);
  int mostTraffic() const;
  void setMostTraffic(int percent);
  QString consenting() const;
  QString state() const { return state_; }
  QString missing() const;
  QString problem() const { return problem_; }
  QString titleProblem() const { return titleProblem_; }
  QVariantList figures() const;
  QStringList refusals() const;
  int allowing() const { return ready() ? static_cast<int>(preview_.allowing) : 0; }
  int more() const;
  QString digest() const;
  QString previewedAt() const;
  bool busy() const { return busy_; }
  QString refusal() const { return refusal_; }
  QString line() const;
  QStringList kinds() const;
  QStringList lengths() const;
  QStringList delays() const;
  QStringList workloads() const;
  KeyedRows* targets() { return &targets_; }

  // {kind, lasts, after, amount, workload: places among what is offered; meaning, where, amountName, amounts,
  // takesWorkload, matching ("6 nodes, drills are allowed on 2"), narrowable (some do not allow it), problem}
  Q_INVOKABLE QVariantMap faultAt(int index) const;
  Q_INVOKABLE void setChoice(int index, const QString& name, int place);  // kind, lasts, after, amount, workload
  Q_INVOKABLE void setWhere(int index, const QString& where);
  Q_INVOKABLE void onlyConsenting(int index);  // narrows its nodes to those that allow drills
  Q_INVOKABLE void addFault();
  Q_INVOKABLE void removeFault(int index);
  Q_INVOKABLE void preview();  // at once, and looks again at which nodes there are
  Q_INVOKABLE void start();
  Q_INVOKABLE void reset();  // to an empty form

 signals:
  void shapeChanged();  // other faults than before
  void changed();
  void placesChanged();
  void started(const QString& id);
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  struct Row {
    Fault fault;
    QString problem;                 // what is wrong with it, a sentence
    bool readable = true;            // its selector
    int matching = 0, allowing = 0;  // active nodes
  };
  static Row rowOf(Fault fault) {
    Row out;
    out.fault = std::move(fault);
    return out;
  }
  bool ready() const { return state_ == QLatin1String("ready"); }
  NewGameDay wanted() const;
  void edited();
  void ask();
  void take(const Result<GameDayPreview>& preview);
  void tellTargets();
  void refuse(const Error& error);
  void place(const Error& error);  // beside what it is about
  void look(Row& row) const;

  GameDayApi& api_;
  FleetMirror& mirror_;
  const PatternCompiler compile_;
  QString title_, note_;
  std::vector<Row> faults_;
  BlastLimits limits_ = kUsualGameDayLimits;
  QString state_ = QStringLiteral("idle");
  QString problem_, titleProblem_, refusal_;
  GameDayPreview preview_;
  TimePoint previewedAt_{};
  KeyedRows targets_;
  bool busy_ = false;
  std::uint64_t asked_ = 0;   // previews
  std::uint64_t starts_ = 0;  // changes with each form
  QTimer later_;
  Guard guard_;
};

}  // namespace flotilla::view
