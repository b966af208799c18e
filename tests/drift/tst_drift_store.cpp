// What telemetry.db keeps of drift, and that it takes over a file from before there was any.
#include <QTemporaryDir>
#include <QtTest>

#include "services/controlplane/storage/sqlite_drift_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::drift;
using namespace std::chrono_literals;

namespace {

const SeriesKey kNode{RegionName("eu-west"), "id-a", WorkloadName("reader"), "1.0.0"};
const SeriesKey kRegion{RegionName("eu-west"), "", WorkloadName("reader"), "1.0.0"};

}  // namespace

class TstDriftStore : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::unique_ptr<SqliteTelemetryStore> open(const char* name) {
    auto store = SqliteTelemetryStore::open(folder_.filePath(name).toStdString());
    if (!store) qFatal("%s", store.error().message.c_str());
    return std::move(*store);
  }

 private slots:
  void what_is_written_is_read_again_and_replaced() {
    {
      const auto file = open("a.db");
      SqliteDriftStore store(file->database());
      QVERIFY(store.write(
          {{kNode, "rotterdam", "rotterdam-1", TimePoint(5h), "old"}, {kRegion, "", "", TimePoint(6h), "r"}},
          {{kNode, 7, "seven"}, {kNode, 8, "eight"}, {kRegion, 7, "whole"}},
          {{NodeId("id-a"), 4}, {NodeId("id-b"), 9}}));
      QVERIFY(store.write({{kNode, "rotterdam", "rotterdam-1", TimePoint(9h), std::string("n\0w", 3)}},
                          {{kNode, 8, "8"}}, {{NodeId("id-a"), 5}}));
    }
    const auto file = open("a.db");
    SqliteDriftStore store(file->database());
    std::vector<SeriesRow> rows;
    QVERIFY(store.eachSeries([&](const SeriesRow& row) { rows.push_back(row); }));
    QCOMPARE(rows.size(), std::size_t{2});
    const SeriesRow& node = rows[0].key == kNode ? rows[0] : rows[1];
    QVERIFY(node.key == kNode && node.name == "rotterdam-1" && node.site == "rotterdam" && node.ended == TimePoint(9h));
    QCOMPARE(node.series, std::string("n\0w", 3));
    std::vector<std::string> hours;
    QVERIFY(store.eachHour(kNode, 7, 9, [&](const HourRow& row) { hours.push_back(row.window); }));
    QCOMPARE(hours, (std::vector<std::string>{"seven", "8"}));
    QCOMPARE(store.hour(kRegion, 7).value(), std::string("whole"));
    QCOMPARE(store.hour(kRegion, 8).value(), std::string());
    QVERIFY((store.counted().value() == std::map<NodeId, std::uint64_t>{{NodeId("id-a"), 5}, {NodeId("id-b"), 9}}));
  }

  void nodes_go_before_regions() {
    const auto file = open("b.db");
    SqliteDriftStore store(file->database());
    QVERIFY(store.write({{kNode, "s", "n", TimePoint(7h), "n"}, {kRegion, "", "", TimePoint(7h), "r"}},
                        {{kNode, 7, "x"}, {kRegion, 7, "x"}, {kNode, 9, "x"}}, {}));
    QVERIFY(store.remove(8, 7));
    int series = 0;
    QVERIFY(store.eachSeries([&](const SeriesRow& row) { series += row.key == kRegion ? 1 : 100; }));
    QCOMPARE(series, 1);
    QVERIFY(store.hour(kNode, 7).value().empty());
    QCOMPARE(store.hour(kNode, 9).value(), std::string("x"));
    QCOMPARE(store.hour(kRegion, 7).value(), std::string("x"));
  }

  void a_file_of_a_schema_before_is_taken_over_data() {
    QTest::addColumn<QString>("fixture");
    QTest::newRow("without drift") << "telemetry_0002.sql";
    QTest::newRow("windows without numbers") << "telemetry_0003.sql";
    QTest::newRow("without business") << "telemetry_0004.sql";
  }
  void a_file_of_a_schema_before_is_taken_over() {
    QFETCH(QString, fixture);
    const std::string path = folder_.filePath(fixture + ".db").toStdString();
    {
      const auto database = Database::open(path).value();
      QFile sql(QStringLiteral(FLOTILLA_SOURCE_DIR "/tests/drift/fixtures/") + fixture);
      QVERIFY(sql.open(QIODevice::ReadOnly));
      QVERIFY(database->execute(sql.readAll().constData()));
    }
    const auto file = open(qPrintable(fixture + ".db"));
    QCOMPARE(file->counted().value().at(NodeId("node-1")), std::uint64_t{7});
    SqliteDriftStore store(file->database());
    QCOMPARE(store.counted().value().at(NodeId("node-1")), std::uint64_t{7});  // its windows were counted with it
    QVERIFY(store.write({{kNode, "s", "n", TimePoint(7h), "n"}}, {}, {}));
    QCOMPARE(file->database().integer("PRAGMA user_version").value(), std::int64_t{6});
  }
};

QTEST_GUILESS_MAIN(TstDriftStore)
#include "tst_drift_store.moc"
