// One game day with what became of its faults, asked for anew every second while somebody looks: what is said about it
// at the top, its faults with how each was met, and the same node by node. An answer about another game day than the
// one that is shown is dropped. Thread: GUI. Lifetime: the api and the mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <QVariantMap>
#include <optional>

#include "models/domain/game_day_api.h"
#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/keyed_rows.h"
#include "models/view/node_faults_model.h"
#include "models/view/poll.h"

namespace flotilla::view {

class GameDayWatch : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString gameDay READ gameDay WRITE setGameDay NOTIFY changed)  // id; empty = none
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)        // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                       // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)
  Q_PROPERTY(QString title READ title NOTIFY changed)
  Q_PROPERTY(QString status READ status NOTIFY changed)  // shape and colour of the state
  Q_PROPERTY(QString word READ word NOTIFY changed)      // of the state
  Q_PROPERTY(QString about READ about NOTIFY changed)    // "GAME-3 in eu-west, started 14:01 by m.keller"
  Q_PROPERTY(QString note READ note NOTIFY changed)      // what it is to show
  Q_PROPERTY(QString end READ end NOTIFY changed)        // how it ended; empty while it goes on
  Q_PROPERTY(bool open READ open NOTIFY changed)
  Q_PROPERTY(bool mayAbort READ mayAbort NOTIFY changed)           // it is open, and nobody did yet
  Q_PROPERTY(QStringList incidents READ incidents NOTIFY changed)  // that it led to
  Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)         // [{name, value, mono}]: who, when
  Q_PROPERTY(QVariantMap left READ left NOTIFY ticked)             // {text, clock, share} until it is over; empty then
  Q_PROPERTY(QString summary READ summary NOTIFY changed)          // "3 nodes: 2 under way, 1 over"
  // [{name, value, what}]: the longest of the three times, and what each is
  Q_PROPERTY(QVariantList marks READ marks NOTIFY changed)
  Q_PROPERTY(flotilla::view::KeyedRows* faults READ faults CONSTANT)
  Q_PROPERTY(flotilla::view::NodeFaultsModel* nodes READ nodes CONSTANT)

 public:
  static constexpr std::chrono::seconds kEvery{1};

  GameDayWatch(GameDayApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  QString gameDay() const { return QString::fromStdString(id_.value); }
  void setGameDay(const QString& id);
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
  QString note() const;
  QString end() const;
  bool open() const;
  bool mayAbort() const;
  QStringList incidents() const;
  QVariantList facts() const;
  QVariantMap left() const;
  QString summary() const;
  QVariantList marks() const;
  KeyedRows* faults() { return &faults_; }
  NodeFaultsModel* nodes() { return &nodes_; }
  Q_INVOKABLE void reload();

 signals:
  void changed();
  void ticked();

 private:
  void ask();
  void take(GameDayDetail told);
  void tellFaults();
  QVariantMap faultRow(std::uint32_t place) const;
  const GameDay& day() const { return told_->gameDay; }

  GameDayApi& api_;
  FleetMirror& mirror_;
  GameDayId id_;
  std::optional<GameDayDetail> told_;
  KeyedRows faults_;
  NodeFaultsModel nodes_;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
