#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>

namespace flotilla::console::gallery {

// Made-up nodes for the gallery, any number of them, the same ones each time. GUI thread.
class SampleNodes : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(int count MEMBER count_ WRITE setCount NOTIFY countChanged)

 public:
  enum Role { Status = Qt::UserRole, Tone, Value, Edge };

  using QAbstractTableModel::QAbstractTableModel;

  void setCount(int count);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

 signals:
  void countChanged();

 private:
  int count_ = 200;
};

}  // namespace flotilla::console::gallery
