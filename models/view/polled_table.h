// A table that is asked for anew while somebody looks, with how that went and how old it is; what was known stays when
// the server is away. Subclasses write its name in full, from which QML's tools know it. Thread: GUI. Lifetime: api and
// mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class PolledTable : public QAbstractTableModel {
  Q_OBJECT
  QML_ANONYMOUS
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)  // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                 // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool known READ known NOTIFY changed)    // an answer to what is asked now came, however old
  Q_PROPERTY(int count READ rowCount NOTIFY changed)  // rows
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)

 public:
  bool active() const { return poll_.active(); }
  void setActive(bool active);
  QString state() const { return poll_.state(); }
  QString problem() const { return poll_.problem(); }
  bool known() const { return poll_.known(); }
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }
  Q_INVOKABLE void reload();

 signals:
  void changed();
  void ticked();

 protected:
  PolledTable(OperatorApi& api, FleetMirror& mirror, std::chrono::milliseconds every, QObject* parent);

  virtual void ask() = 0;
  // For the question that begins now: what takes its answer, unless a newer question was asked meanwhile.
  template <class T>
  Done<T> answer(std::function<void(T)> take) {
    return guard_.onGui<T>([this, number = poll_.begin(), take = std::move(take)](Result<T> result) {
      if (!poll_.took(number, result ? nullptr : &result.error(), mirror_.now())) return;
      if (result) take(std::move(*result));
      emit changed();
      emit ticked();
    });
  }
  void tellRows();  // that all of them may say something else

  OperatorApi& api_;
  FleetMirror& mirror_;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
