#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/node_text.h"
#include "models/view/nodes_model.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

class TstNodesModel : public QObject {
  Q_OBJECT

  static QStringList names(const NodesModel& model) {
    QStringList out;
    for (int row = 0; row < model.rowCount(); ++row) out << model.nameAt(row);
    return out;
  }
  static QString cell(const NodesModel& model, int row, int column, int role = Qt::DisplayRole) {
    return model.data(model.index(row, column), role).toString();
  }

 private slots:
  void a_machine_that_is_too_full_says_of_what_and_for_how_long() {
    QVERIFY(machineOf({}).isEmpty());  // nobody measures
    Saturation used;
    used.any = {1000, 250};
    used.each = {SlotCounts{1000, 0}, SlotCounts{1000, 250}, SlotCounts{}};
    used.permille = {120, 931, std::nullopt};
    const QVariantList facts = machineOf(used);
    QCOMPARE(facts.size(), 4);
    QCOMPARE(facts[1].toMap()["value"].toString(), QString("93.1 %, too full in 25.0 % of time"));
    QCOMPARE(facts[2].toMap()["value"].toString(), QString("unknown"));
    QCOMPARE(facts[3].toMap()["status"].toString(), QString("warning"));
    used.any.over = 10;
    QCOMPARE(machineOf(used)[3].toMap()["status"].toString(), QString());
  }

  void urgent_rows_come_first_and_names_count_as_people_do() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(names(model),
             (QStringList{"boston-1", "lyon-1", "boston-2", "rotterdam-1", "rotterdam-2", "rotterdam-10"}));
    QCOMPARE(cell(model, 0, NodesModel::Status), QString("failed"));
    QCOMPARE(cell(model, 0, NodesModel::Status, NodesModel::EdgeRole), QString("failed"));
    QCOMPARE(cell(model, 1, NodesModel::Seen), QString("10 m 00 s"));
    QCOMPARE(cell(model, 1, NodesModel::Drift), QString("unknown"));
    QCOMPARE(cell(model, 2, NodesModel::Drift), QString("differs"));
    QCOMPARE(cell(model, 3, NodesModel::P95), QString("0.50 ms"));
    QCOMPARE(cell(model, 3, NodesModel::Status, NodesModel::EdgeRole), QString());
  }

  void every_column_sorts_both_ways() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    for (int column = 0; column < NodesModel::ColumnCount; ++column)
      for (const bool descending : {false, true}) {
        model.sortBy(column, descending);
        QCOMPARE(model.rowCount(), 6);
      }
    model.sortBy(NodesModel::Name, true);
    QCOMPARE(names(model).first(), QString("rotterdam-10"));
    model.sortBy(NodesModel::Seen, true);
    QCOMPARE(names(model).first(), QString("lyon-1"));
    model.sortBy(99, true);
    QCOMPARE(model.sortColumn(), int(NodesModel::Seen));
  }

  void a_filter_narrows_and_a_wrong_one_keeps_the_rows() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter("region:us-east");
    QCOMPARE(names(model), (QStringList{"boston-1", "boston-2"}));
    QCOMPARE(model.total(), 6);
    model.setFilter("regoin:us-east");
    QVERIFY(model.filterError().contains("regoin"));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.filter(), QString("region:us-east"));
    model.setFilter("label.tier:gold or name~^lyon");
    QVERIFY(model.filterError().isEmpty());
    QCOMPARE(names(model), (QStringList{"lyon-1", "boston-2"}));
    model.setFilter("");
    QCOMPARE(model.rowCount(), 6);
    model.setScope("eu-west", "lyon");
    QCOMPARE(names(model), QStringList{"lyon-1"});
  }

  void a_row_is_found_by_id_whatever_the_order() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    for (int row = 0; row < 6; ++row) QCOMPARE(model.rowOf(model.idAt(row)), row);
    QCOMPARE(model.rowOf("id-nobody"), -1);
    QCOMPARE(model.idAt(6), QString());
    QCOMPARE(model.idsAt({0, 1}), (QStringList{"id-boston-1", "id-lyon-1"}));
    model.setFilter("site:boston");
    QCOMPARE(model.rowOf("id-lyon-1"), -1);
  }

  void a_node_that_the_filter_leaves_out_is_still_known_by_name() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    model.setFilter("status:failed");
    QCOMPARE(model.idOf("rotterdam-2"), QString("id-rotterdam-2"));
    QCOMPARE(model.about("id-rotterdam-2")["site"].toString(), QString("rotterdam"));
    QCOMPARE(model.about("id-rotterdam-2")["identity"].toString(), QString("active"));
    QCOMPARE(model.idOf("nobody"), QString());
    QVERIFY(model.about("nobody").isEmpty());
  }

  void changes_are_told_at_once_and_order_follows_unless_it_is_frozen() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setFrozen(true);
    Node node = sixNodes()[5];
    node.workloads[0].state = InstallState::Halted;
    rig.mirror.apply(changed(node));
    QCOMPARE(told.count(), 1);
    QCOMPARE(told[0][0].toModelIndex().row(), 2);
    QTest::qWait(0);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(names(model)[2], QString("boston-2"));
    model.setFrozen(false);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(names(model)[1], QString("boston-2"));
  }

  void rows_that_move_by_themselves_settle_soon() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    Node node = sixNodes()[5];
    node.workloads[0].state = InstallState::Halted;
    rig.mirror.apply(changed(node));
    QTRY_COMPARE(names(model)[1], QString("boston-2"));
    rig.mirror.apply(changed(nodeOf("delft-1", "delft", "eu-west")));
    QTRY_COMPARE(model.rowCount(), 7);
  }

  void ages_are_told_every_second() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
    rig.mirror.tick(kNow + 1s);
    QCOMPARE(told.count(), 1);
    QCOMPARE(told[0][0].toModelIndex().column(), int(NodesModel::Seen));
    QCOMPARE(cell(model, 0, NodesModel::Seen), QString("2 s"));
  }

  void a_restart_empties_it() {
    Rig rig;
    NodesModel model(rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    FleetNews news;
    news.restart = true;
    rig.mirror.apply(std::move(news));
    QCOMPARE(model.rowCount(), 0);
    rig.mirror.apply(snapshot({}));
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.total(), 0);
  }
};

QTEST_GUILESS_MAIN(TstNodesModel)
#include "tst_nodes_model.moc"
