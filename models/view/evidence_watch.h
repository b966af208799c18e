// Why a rollout was judged as it was, fetched while somebody looks and anew every 2 s until it ends; and its plan. An
// answer about another rollout than the one that is shown is dropped. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QVariantMap>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class EvidenceWatch : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString rollout READ rollout WRITE setRollout NOTIFY rolloutChanged)
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)  // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                       // idle, asking, ready, failed
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
  Q_PROPERTY(bool looked READ looked NOTIFY changed)  // there is a look to show
  Q_PROPERTY(QString wave READ wave NOTIFY changed)   // that the looks are of
  Q_PROPERTY(QString look READ look NOTIFY changed)   // number of the last one
  // {text: "34:1", log10, threshold (log10), thresholdText: "100:1", fails}
  Q_PROPERTY(QVariantMap meter READ meter NOTIFY changed)
  // Bad answers in percent since the wave's first look: {canary, baseline, upper, lower: [point (s, %)], canaryText,
  // baselineText, limit (negative: none)}
  Q_PROPERTY(QVariantMap rates READ rates NOTIFY changed)
  // [{name, nodes, answers, bad, badShare, slow, slowShare}]: new version, version before
  Q_PROPERTY(QVariantList arms READ arms NOTIFY changed)
  Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)         // [{name, value, mono}]
  Q_PROPERTY(QString plan READ plan NOTIFY planChanged)            // as people read it; empty until it came
  Q_PROPERTY(QString onFailure READ onFailure NOTIFY planChanged)  // roll_back, pause or stay

 public:
  static constexpr int kRefreshMs = 2'000;

  EvidenceWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  QString rollout() const { return QString::fromStdString(id_.value); }
  void setRollout(const QString& id);
  bool active() const { return active_; }
  void setActive(bool active);
  QString state() const { return state_; }
  QString problem() const { return problem_; }
  QString sentence() const { return QString::fromStdString(told_.sentence); }
  bool looked() const { return !told_.looks.empty(); }
  QString wave() const;
  QString look() const;
  QVariantMap meter() const;
  QVariantMap rates() const;
  QVariantList arms() const;
  QVariantList facts() const;
  QString plan() const { return plan_; }
  QString onFailure() const;
  // "1,204 answers, 3 bad" of a node at the last look; empty if it was not counted.
  Q_INVOKABLE QString tallyOf(const QString& node) const;

 signals:
  void rolloutChanged();
  void activeChanged();
  void changed();
  void planChanged();

 private:
  const Rollout* shown() const;
  void follow();
  void ask();
  void askPlan();
  void forget();

  OperatorApi& api_;
  FleetMirror& mirror_;
  RolloutId id_;
  bool active_ = false;
  QString state_ = QStringLiteral("idle");
  QString problem_;
  RolloutExplanation told_;
  std::map<std::string, NodeTally> tallies_;
  QString plan_;
  Digest planAsked_;
  std::uint64_t asked_ = 0;
  bool waiting_ = false;   // for an answer
  bool finished_ = false;  // the last answer is of the ended rollout
  QTimer again_;
  Guard guard_;
};

}  // namespace flotilla::view
