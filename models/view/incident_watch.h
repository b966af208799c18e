// One incident with all that belongs to it, asked for anew every two seconds while somebody looks: where it stands,
// what was changed before it, its times, its timeline and the runbooks for it. An answer about another one than is
// shown is dropped. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <optional>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/keyed_rows.h"
#include "models/view/poll.h"

namespace flotilla::view {

class IncidentWatch : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString incident READ incident WRITE setIncident NOTIFY changed)  // id; empty = none
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)           // somebody looks
  Q_PROPERTY(bool all READ all WRITE setAll NOTIFY changed)  // of the timeline, not only what is pinned
  Q_PROPERTY(QString state READ state NOTIFY changed)        // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)
  Q_PROPERTY(QString title READ title NOTIFY changed)
  Q_PROPERTY(QString severity READ severity NOTIFY changed)              // "sev2"
  Q_PROPERTY(QString severityStatus READ severityStatus NOTIFY changed)  // shape and colour
  Q_PROPERTY(QString word READ word NOTIFY changed)                      // of the state
  Q_PROPERTY(QString status READ status NOTIFY changed)                  // shape and colour of it
  Q_PROPERTY(QString about READ about NOTIFY ticked)                     // "INC-204 in eu-west, open for 12 m 04 s"
  Q_PROPERTY(bool open READ open NOTIFY changed)
  Q_PROPERTY(bool drill READ drill NOTIFY changed)
  Q_PROPERTY(bool intact READ intact NOTIFY changed)     // the hashes of the timeline are right
  Q_PROPERTY(QString firing READ firing NOTIFY changed)  // "2 of 3 alerts fire"
  Q_PROPERTY(QString commander READ commander NOTIFY changed)
  Q_PROPERTY(QVariantList people READ people NOTIFY changed)        // [{name, value}] roles
  Q_PROPERTY(QVariantList times READ times NOTIFY changed)          // [{name, value}] in the order that they come
  Q_PROPERTY(QVariantList durations READ durations NOTIFY changed)  // [{name, value}]
  // What was changed, the suspected one first, and the runbooks that are suggested: each row a name.
  Q_PROPERTY(flotilla::view::KeyedRows* changes READ changes CONSTANT)
  Q_PROPERTY(flotilla::view::KeyedRows* runbooks READ runbooks CONSTANT)
  Q_PROPERTY(QStringList moves READ moves NOTIFY changed)  // states that may follow
  Q_PROPERTY(int events READ events NOTIFY changed)
  Q_PROPERTY(int olderEvents READ olderEvents NOTIFY changed)  // that are wanted and for which there is no room
  Q_PROPERTY(int moreChanges READ moreChanges NOTIFY changed)  // likewise
  Q_PROPERTY(flotilla::view::KeyedRows* timeline READ timeline CONSTANT)  // newest first

 public:
  static constexpr std::chrono::seconds kEvery{2};
  static constexpr std::size_t kMostEvents = 100;
  static constexpr std::size_t kMostChanges = 20;

  IncidentWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  QString incident() const { return QString::fromStdString(id_.value); }
  void setIncident(const QString& id);
  bool active() const { return poll_.active(); }
  void setActive(bool active);
  bool all() const { return all_; }
  void setAll(bool all);
  QString state() const { return poll_.state(); }
  QString problem() const { return poll_.problem(); }
  bool found() const { return told_.has_value(); }
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }
  QString title() const;
  QString severity() const;
  QString severityStatus() const;
  QString word() const;
  QString status() const;
  QString about() const;
  bool open() const;
  bool drill() const { return told_ && told_->incident.drill; }
  bool intact() const { return !told_ || told_->intact; }
  QString firing() const;
  QString commander() const;
  QVariantList people() const;
  QVariantList times() const;
  QVariantList durations() const;
  KeyedRows* changes() { return &changes_; }
  KeyedRows* runbooks() { return &runbooks_; }
  QStringList moves() const;
  int events() const;
  int olderEvents() const { return olderEvents_; }
  int moreChanges() const;
  KeyedRows* timeline() { return &timeline_; }
  Q_INVOKABLE void reload();

 signals:
  void changed();
  void ticked();

 private:
  void ask();
  void tellTimeline();
  void tellLists();

  OperatorApi& api_;
  FleetMirror& mirror_;
  IncidentId id_;
  bool all_ = false;
  int olderEvents_ = 0;
  std::optional<IncidentDetail> told_;
  KeyedRows changes_;
  KeyedRows runbooks_;
  KeyedRows timeline_;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
