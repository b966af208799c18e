// Rows of a short list, each a map of what its delegate shows, told apart by the first role. Rows that stay keep their
// place, so that a list neither jumps nor loses the focus when the same is asked anew. Thread: GUI.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QVariantMap>
#include <vector>

namespace flotilla::view {

class KeyedRows : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)

 public:
  // The first of `roles` is the key; keys of a list differ.
  explicit KeyedRows(QList<QByteArray> roles, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  void setRows(std::vector<QVariantMap> rows);
  Q_INVOKABLE QString keyAt(int row) const;         // empty outside
  Q_INVOKABLE int rowOf(const QString& key) const;  // -1
  Q_INVOKABLE QVariantMap at(int row) const;        // empty outside

 signals:
  void countChanged();

 private:
  QString keyOf(const QVariantMap& row) const { return row[keyName_].toString(); }

  const QList<QByteArray> roles_;
  const QString keyName_;
  std::vector<QVariantMap> rows_;
};

}  // namespace flotilla::view
