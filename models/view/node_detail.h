// One node in full: what it should run and runs, who it is, what it did. `node` chooses it by id. Thread: GUI.
// Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>
#include <deque>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class NodeDetail : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString node READ node WRITE setNode NOTIFY nodeChanged)
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(QString name READ name NOTIFY changed)
  Q_PROPERTY(QString status READ status NOTIFY changed)
  Q_PROPERTY(QString identity READ identity NOTIFY changed)  // pending, active, quarantined, revoked, retired
  Q_PROPERTY(QString place READ place NOTIFY changed)        // "rotterdam, eu-west"
  Q_PROPERTY(QString seen READ seen NOTIFY changed)          // "seen 2 s ago"
  Q_PROPERTY(bool fresh READ fresh NOTIFY changed)
  Q_PROPERTY(QVariantList diff READ diff NOTIFY changed)  // [{name, desired, actual, differs}]
  Q_PROPERTY(int differences READ differences NOTIFY changed)
  Q_PROPERTY(QVariantList workloads READ workloads NOTIFY changed)  // [{name, state, status, version, reason, message,
                                                                    //   restarts, requests, errors, p95, accuracy,
                                                                    //   stages (nodeStages)}]
  Q_PROPERTY(QVariantList identityFacts READ identityFacts NOTIFY changed)  // [{name, value, mono}]
  Q_PROPERTY(QVariantList resourceFacts READ resourceFacts NOTIFY changed)
  // How its telemetry gets here, and whether its clock is right: [{name, value, status}]
  Q_PROPERTY(QVariantList deliveryFacts READ deliveryFacts NOTIFY changed)
  Q_PROPERTY(QVariantList labels READ labels NOTIFY changed)  // [{name, value}]
  // Points {x: ms since 1970, y} seen since the node was chosen; for LineChart.
  Q_PROPERTY(QVariantList rateSeries READ rateSeries NOTIFY sampled)
  Q_PROPERTY(QVariantList p95Series READ p95Series NOTIFY sampled)
  Q_PROPERTY(QVariantList events READ events NOTIFY eventsChanged)  // [{time, status, title, detail}], newest first
  Q_PROPERTY(QString eventsState READ eventsState NOTIFY eventsChanged)  // loading, ready, or a sentence: what failed

 public:
  NodeDetail(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  QString node() const { return QString::fromStdString(id_); }
  void setNode(const QString& id);
  bool found() const { return current() != nullptr; }
  QString name() const;
  QString status() const;
  QString identity() const;
  QString place() const;
  QString seen() const;
  bool fresh() const;
  QVariantList diff() const;
  int differences() const;
  QVariantList workloads() const;
  QVariantList identityFacts() const;
  QVariantList resourceFacts() const;
  QVariantList deliveryFacts() const;
  QVariantList labels() const;
  QVariantList rateSeries() const;
  QVariantList p95Series() const;
  QVariantList events() const { return events_; }
  QString eventsState() const { return eventsState_; }
  Q_INVOKABLE void reloadEvents();

 signals:
  void nodeChanged();
  void changed();
  void sampled();
  void eventsChanged();

 private:
  struct Sample {
    TimePoint at{};
    std::uint64_t requests = 0;
    double p95Ms = -1;
  };
  const Node* current() const;
  void onChanged(const std::vector<int>& rows);
  void sample(const Node& node);

  OperatorApi& api_;
  FleetMirror& mirror_;
  std::string id_;
  std::deque<Sample> samples_;
  QVariantList events_;
  QString eventsState_;
  std::uint64_t asked_ = 0;  // number of the last request for events; older answers are dropped
  std::string lastState_;    // of the installations when events were asked for
  Guard guard_;
};

}  // namespace flotilla::view
