// How every objective stands in every region: a row per region with the fleet first, a column per objective after that
// of the names. Asked anew while somebody looks; what was known stays when the server is away. Thread: GUI. Lifetime:
// api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QVariantList>
#include <vector>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class ObjectivesModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)  // somebody looks
  Q_PROPERTY(bool byName READ byName WRITE setByName NOTIFY changed)        // regions; else by the least budget left
  Q_PROPERTY(QString state READ state NOTIFY changed)                       // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)                   // a sentence, if failed or denied
  Q_PROPERTY(bool known READ known NOTIFY changed)                          // an answer came, however old
  Q_PROPERTY(QVariantList objectives READ objectives NOTIFY changed)        // [{name, title, target}], by column
  Q_PROPERTY(int rows READ rowCount NOTIFY changed)
  Q_PROPERTY(int regions READ regions NOTIFY changed)         // without the fleet
  Q_PROPERTY(QString counted READ counted NOTIFY changed)     // "14:05"; empty before the first look
  Q_PROPERTY(int unsent READ unsent NOTIFY changed)           // standings that the answer left out
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)  // of FreshnessChip
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)

 public:
  static constexpr std::chrono::seconds kEvery{5};
  enum Role { StatusRole = Qt::UserRole, BurnRole, DoubtRole, BurningRole };

  ObjectivesModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  bool active() const { return poll_.active(); }
  void setActive(bool active);
  bool byName() const { return byName_; }
  void setByName(bool byName);
  QString state() const { return poll_.state(); }
  QString problem() const { return poll_.problem(); }
  bool known() const { return poll_.known(); }
  QVariantList objectives() const;
  int regions() const;
  QString counted() const;
  int unsent() const;
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }

  // Cells as an address names them: "availability" for the fleet, "eu-west/availability" for a region.
  Q_INVOKABLE QString cellAt(int row, int column) const;  // empty outside
  Q_INVOKABLE int rowOf(const QString& cell) const;       // -1 if there is none
  Q_INVOKABLE int columnOf(const QString& cell) const;    // likewise
  Q_INVOKABLE QString worstCell() const;                  // where the least is left; empty without objectives
  Q_INVOKABLE void reload();

  const Objectives& told() const { return told_; }
  const Objective* objective(const ObjectiveName& name) const;
  const ObjectiveStanding* standing(const ObjectiveName& name, const RegionName& region) const;

 signals:
  void activeChanged();
  void changed();
  void ticked();

 private:
  void ask();
  void take(Objectives told);
  void arrange();  // rows, from what was told
  const ObjectiveStanding* at(int row, int column) const;
  QVariant nameData(const RegionName& region, int role) const;

  OperatorApi& api_;
  FleetMirror& mirror_;
  Objectives told_;
  std::vector<RegionName> rows_;
  bool byName_ = false;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
