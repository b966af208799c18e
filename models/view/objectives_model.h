// How every objective stands in every region: a row per region with the fleet first, a column per objective after that
// of the names. Asked anew while somebody looks; what was known stays when the server is away. Thread: GUI. Lifetime:
// api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QVariantList>
#include <vector>

#include "models/view/polled_table.h"

namespace flotilla::view {

class ObjectivesModel : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool byName READ byName WRITE setByName NOTIFY changed)  // regions; else by the least budget left
  Q_PROPERTY(QVariantList objectives READ objectives NOTIFY changed)  // [{name, title, target}], by column
  Q_PROPERTY(int regions READ regions NOTIFY changed)                 // without the fleet
  Q_PROPERTY(QString counted READ counted NOTIFY changed)             // "14:05"; empty before the first look
  Q_PROPERTY(int unsent READ unsent NOTIFY changed)                   // standings that the answer left out

 public:
  static constexpr std::chrono::seconds kEvery{5};
  enum Role { StatusRole = Qt::UserRole, BurnRole, DoubtRole, BurningRole };

  ObjectivesModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  bool byName() const { return byName_; }
  void setByName(bool byName);
  QVariantList objectives() const;
  int regions() const;
  QString counted() const;
  int unsent() const;

  // Cells as an address names them: "availability" for the fleet, "eu-west/availability" for a region.
  Q_INVOKABLE QString cellAt(int row, int column) const;  // empty outside
  Q_INVOKABLE int rowOf(const QString& cell) const;       // -1 if there is none
  Q_INVOKABLE int columnOf(const QString& cell) const;    // likewise
  Q_INVOKABLE QString worstCell() const;                  // where the least is left; empty without objectives

  const Objectives& told() const { return told_; }
  const Objective* objective(const ObjectiveName& name) const;
  const ObjectiveStanding* standing(const ObjectiveName& name, const RegionName& region) const;

 private:
  void ask() override;
  void take(Objectives told);
  void arrange();  // rows, from what was told
  const ObjectiveStanding* at(int row, int column) const;
  QVariant nameData(const RegionName& region, int role) const;

  Objectives told_;
  std::vector<RegionName> rows_;
  bool byName_ = false;
};

}  // namespace flotilla::view
