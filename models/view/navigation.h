// Where in the console somebody is: page, scope, filter, selection; also as an address that can be copied and opened
// again. A link may open, never act. Thread: GUI.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <vector>

namespace flotilla::view {

// flotilla:///nodes?q=region:eu-west&scope=eu-west/rotterdam&sel=rotterdam-2
struct Place {
  QString page = QStringLiteral("overview");
  QString scope;      // "", "eu-west" or "eu-west/rotterdam"
  QString filter;     // a selector
  QString selection;  // name of a node, id of a rollout, digest of a release, cell of the SLOs, drift, id of an
                      // incident, a run or a game day, "new" or a name and "/edit" for the document of a runbook
  friend bool operator==(const Place&, const Place&) = default;
};

QString toAddress(const Place& place);
// Nothing for what is no address of ours, or names a page that does not exist.
bool fromAddress(const QString& address, Place& place);

class Navigation : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString page READ page NOTIFY changed)
  Q_PROPERTY(QString scope READ scope NOTIFY changed)
  Q_PROPERTY(QString filter READ filter NOTIFY changed)
  Q_PROPERTY(QString selection READ selection NOTIFY changed)
  Q_PROPERTY(QString address READ address NOTIFY changed)
  Q_PROPERTY(bool canGoBack READ canGoBack NOTIFY changed)

 public:
  using QObject::QObject;
  static const QStringList& pages();  // overview, topology, nodes, rollouts, artifacts, slos, drift, alerts,
                                      // incidents, runbooks, game-days, approvals, audit, settings

  QString page() const { return now_.page; }
  QString scope() const { return now_.scope; }
  QString filter() const { return now_.filter; }
  QString selection() const { return now_.selection; }
  QString address() const { return toAddress(now_); }
  bool canGoBack() const { return !back_.empty(); }

  Q_INVOKABLE void open(const QString& page, const QString& filter = {}, const QString& selection = {});
  Q_INVOKABLE void setScope(const QString& scope);
  Q_INVOKABLE void setFilter(const QString& filter);        // stays on the page, no step back
  Q_INVOKABLE void setSelection(const QString& selection);  // likewise
  Q_INVOKABLE bool openAddress(const QString& address);
  Q_INVOKABLE void goBack();

 signals:
  void changed();

 private:
  void go(Place place, bool remember);

  Place now_;
  std::vector<Place> back_;
};

}  // namespace flotilla::view
