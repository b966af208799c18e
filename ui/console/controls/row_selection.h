#pragma once

#include <QtQml/qqmlregistration.h>
#include <QBitArray>
#include <QObject>

namespace flotilla::console::controls {

// Which rows of a table are checked, by number: one bit per row, so that "all of 100,000" is as cheap as one. It does
// not follow rows that move; whoever resets or sorts the model clears it or fills it anew by identity. GUI thread.
class RowSelection : public QObject {
  Q_OBJECT
  QML_ELEMENT
  // Rows outside 0..rowCount-1 are ignored; fewer rows forget the rest.
  Q_PROPERTY(int rowCount READ rowCount WRITE setRowCount NOTIFY changed)
  Q_PROPERTY(int count READ count NOTIFY changed)
  // Grows with every change; a binding that reads it before contains() follows the selection.
  Q_PROPERTY(int revision READ revision NOTIFY changed)

 public:
  using QObject::QObject;

  int rowCount() const { return static_cast<int>(rows_.size()); }
  void setRowCount(int count);
  int count() const { return count_; }
  int revision() const { return revision_; }

  Q_INVOKABLE bool contains(int row) const;
  Q_INVOKABLE void toggle(int row);
  Q_INVOKABLE void add(int row);
  // Adds the rows between two, in either order, both included.
  Q_INVOKABLE void addRange(int from, int to);
  Q_INVOKABLE void addAll();
  Q_INVOKABLE void clear();
  Q_INVOKABLE QList<int> rows() const;

 signals:
  void changed();

 private:
  void finish();

  QBitArray rows_;
  int count_ = 0;
  int revision_ = 0;
};

}  // namespace flotilla::console::controls
