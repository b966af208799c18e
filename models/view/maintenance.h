// Maintenance that was announced: the windows of the alerting document over one week, as clocks here show it, and which
// of them are open now. Asked anew now and then while somebody looks. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>
#include <functional>
#include <vector>

#include "models/domain/alerting.h"
#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

// From when to when a window is open, in the order of time, as far as that touches the span.
using Openings = std::vector<std::pair<TimePoint, TimePoint>>;
// By the clock on the wall of its zone: an hour that clocks skip is not there. A zone that is not known is never open.
Openings openingsOf(const MaintenanceWindow& window, TimePoint from, TimePoint to);

// Reads the windows of an alerting document.
using WindowsReader = std::function<Result<std::vector<MaintenanceWindow>>(const std::string& yaml)>;

class Maintenance : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)  // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                 // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool known READ known NOTIFY changed)
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)
  Q_PROPERTY(int week READ week WRITE setWeek NOTIFY changed)  // 0 = this one
  Q_PROPERTY(QString weekText READ weekText NOTIFY changed)    // "23 to 29 November, CET"
  Q_PROPERTY(QStringList days READ days NOTIFY changed)        // "Mon 23", Monday first
  Q_PROPERTY(double now READ now NOTIFY ticked)                // days since the week began; outside 0 to 7 not in it
  // [{name, hours: "sun from 02:00 to 04:30", zone: "Europe/Amsterdam", what: matchers, reason, open: bool, until:
  // "04:30",
  //   bars: [{from, to}] in days since the week began, words}]
  Q_PROPERTY(QVariantList windows READ windows NOTIFY changed)
  Q_PROPERTY(QStringList openNow READ openNow NOTIFY changed)  // "uplink-work until 17:05"
  Q_PROPERTY(QString declared READ declared NOTIFY changed)    // who declared it and when, a sentence

 public:
  static constexpr std::chrono::seconds kEvery{30};

  Maintenance(OperatorApi& api, FleetMirror& mirror, WindowsReader read, QObject* parent = nullptr);

  bool active() const { return poll_.active(); }
  void setActive(bool active);
  QString state() const { return poll_.state(); }
  QString problem() const { return readProblem_.isEmpty() ? poll_.problem() : readProblem_; }
  bool known() const { return poll_.known() && readProblem_.isEmpty(); }
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }
  int week() const { return week_; }
  void setWeek(int week);
  QString weekText() const;
  QStringList days() const;
  double now() const;
  QVariantList windows() const { return windows_; }
  QStringList openNow() const { return openNow_; }
  QString declared() const;
  Q_INVOKABLE void reload();

 signals:
  void changed();
  void ticked();

 private:
  void ask();
  void take(AlertingDocument document);
  void arrange();
  TimePoint monday() const;  // of the week that is shown
  double dayOf(TimePoint at) const;

  OperatorApi& api_;
  FleetMirror& mirror_;
  const WindowsReader read_;
  AlertingDocument document_;
  std::vector<MaintenanceWindow> all_;
  QString readProblem_;
  int week_ = 0;
  qint64 minute_ = 0;  // in which it was arranged
  QVariantList windows_;
  QStringList openNow_;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
