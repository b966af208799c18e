#include <QSignalSpy>
#include <QTest>

#include "ui/console/controls/row_selection.h"

using flotilla::console::controls::RowSelection;

class TstRowSelection : public QObject {
  Q_OBJECT

 private slots:
  void a_range_counts_in_either_direction() {
    RowSelection rows;
    rows.setRowCount(100);
    rows.addRange(20, 10);
    QCOMPARE(rows.count(), 11);
    QVERIFY(rows.contains(10) && rows.contains(20) && !rows.contains(21));
  }

  void rows_outside_are_ignored() {
    RowSelection rows;
    rows.setRowCount(3);
    rows.toggle(-1);
    rows.toggle(3);
    rows.addRange(5, 9);
    QCOMPARE(rows.count(), 0);
    rows.addRange(-4, 99);
    QCOMPARE(rows.rows(), QList<int>({0, 1, 2}));
  }

  void fewer_rows_forget_the_rest() {
    RowSelection rows;
    rows.setRowCount(10);
    rows.addAll();
    rows.setRowCount(4);
    QCOMPARE(rows.count(), 4);
    rows.setRowCount(10);
    QCOMPARE(rows.count(), 4);
  }

  void every_change_raises_the_revision_once() {
    RowSelection rows;
    rows.setRowCount(100'000);
    const QSignalSpy changed(&rows, &RowSelection::changed);
    const int before = rows.revision();
    rows.addAll();
    QCOMPARE(rows.count(), 100'000);
    QCOMPARE(rows.revision(), before + 1);
    QCOMPARE(changed.size(), 1);
  }
};

QTEST_APPLESS_MAIN(TstRowSelection)
#include "tst_row_selection.moc"
