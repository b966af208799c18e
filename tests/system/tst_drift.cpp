// Drift on real programs: the cameras of one region go dim, then one sensor of another region breaks. Each is told as
// what it is, and nothing else is. The slots run in order.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kWest = 3, kEast = 2;  // nodes 0 to 2 and 3 to 4
constexpr int kBroken = 1;           // rotterdam-2

}  // namespace

class TstDrift : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"drift.every=1s", "drift.beginning=10s"},
                    .agents = {"windows.records=600", "windows.shortest=1s"},
                    .serverData = {}}};
  QString since_;

  QJsonArray drift(const QStringList& place) {
    return cluster_.ctl(QStringList{"drift"} + place).json["standings"].toArray();
  }
  QJsonObject first(const QStringList& place) { return drift(place).at(0).toObject(); }
  QString verdict(const QStringList& place) { return first(place)["verdict"].toString(); }

  QJsonArray alerts() {
    QJsonArray out;
    const QString filter = "alertname:(RegionDrift|SensorDrift)";
    for (const QJsonValue& status : cluster_.ctl({"alerts", "list", "--filter", filter}).json["alerts"].toArray())
      if (status["fires"].toBool()) out << status["alert"];
    return out;
  }
  // "RegionDrift us-east" or "SensorDrift rotterdam-2".
  QStringList told() {
    QStringList out;
    for (const QJsonValue& alert : alerts()) {
      const QJsonObject labels = alert["labels"].toObject();
      out << labels["alertname"].toString() + " " + labels[labels.contains("node") ? "node" : "region"].toString();
    }
    out.sort();
    return out;
  }
  QString overview() { return cluster_.run("flotillactl", {"--data", cluster_.serverData(), "drift"}).out; }

 private slots:
  void initTestCase() {
    const TwoRegions fleet{.offlineAfter = "60s", .ratePerSecond = 150, .objectives = {}};
    QVERIFY2(startTwoRegions(cluster_, fleet, {"rotterdam", "rotterdam", "rotterdam", "boston", "boston"}),
             cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
  }
  void cleanup() {
    if (!QTest::currentTestFailed()) return;
    qInfo("%s", qPrintable(overview()));
    cluster_.printLogs();
  }

  void nothing_drifts_while_nothing_has_changed() {
    for (const char* region : {"eu-west", "us-east"})
      QVERIFY2(cluster_.eventually("a region is steady", 90s,
                                   [&] {
                                     return verdict({"--region", region}) == "DRIFT_VERDICT_STEADY" &&
                                            first({"--region", region})["learnt"].toBool();
                                   }),
               qPrintable(overview()));
    QCOMPARE(told(), QStringList{});
    const QJsonObject node = first({"--node", "rotterdam-1"});
    QVERIFY(node["profiled"].toBool());
    QCOMPARE(node["features"].toArray().size(), 64 + 1);
    QVERIFY(number(node["records"]) >= 600);
    const QJsonObject status = cluster_.node("rotterdam-1");
    qInfo("agent %lld kB, worker %lld kB", number(status["agent_rss_kb"]), number(status["worker_rss_kb"]));
  }

  void a_region_whose_cameras_go_dim_is_told_and_nobody_else() {
    for (int node = kWest; node < kWest + kEast; ++node) {
      cluster_.agent(node).stop();
      QVERIFY2(cluster_.startAgent(node, {"sensor.gain=0.6"}), cluster_.lastProblem());
    }
    QVERIFY2(cluster_.eventually("the region is told", 120s, [&] { return !told().isEmpty(); }),
             qPrintable(overview()));
    QCOMPARE(told(), QStringList{"RegionDrift us-east"});
    QCOMPARE(first({"--region", "us-east"})["cause"].toString(), "DRIFT_CAUSE_REGION");
    QCOMPARE(verdict({"--region", "eu-west"}), "DRIFT_VERDICT_STEADY");
    const QString why = alerts()[0].toObject()["annotations"].toObject()["summary"].toString();
    QVERIFY2(why.contains("inputs of meter-reader 2.0.0 drift in us-east") && why.contains("deviations"),
             qPrintable(why));
    since_ = alerts()[0].toObject()["starts_at"].toString();
  }

  void a_broken_sensor_is_told_as_that_node() {
    cluster_.agent(kBroken).stop();
    QVERIFY2(cluster_.startAgent(kBroken, {"sensor.gain=0"}), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("the node is told", 120s, [&] { return told().size() > 1; }), qPrintable(overview()));
    QCOMPARE(told(), (QStringList{"RegionDrift us-east", "SensorDrift rotterdam-2"}));
    QCOMPARE(first({"--node", "rotterdam-2"})["cause"].toString(), "DRIFT_CAUSE_SENSOR");
    for (const char* node : {"rotterdam-1", "rotterdam-3"})
      QVERIFY2(verdict({"--node", node}) == "DRIFT_VERDICT_STEADY", qPrintable(overview()));
    QVERIFY(verdict({"--region", "eu-west"}) != "DRIFT_VERDICT_DRIFTED");
  }

  void the_inputs_of_a_node_can_be_had() {
    const QString file = cluster_.path("inputs.jsonl");
    const auto capture = [&](const QString& node, const QStringList& more) {
      return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData(), "drift", "capture", node,
                                                     "--workload", "meter-reader", "--out", file} +
                                             more);
    };
    const Answer got = capture("rotterdam-2", {"--samples", "20", "--reason", "is the lens dirty"});
    QVERIFY2(got.ok() && got.out.contains("20 inputs of meter-reader 2.0.0 on rotterdam-2"),
             qPrintable(got.out + got.err));
    QList<QByteArray> lines = readFile(file).trimmed().split('\n');
    QCOMPARE(lines.size(), 20);
    for (const QByteArray& line : lines) {
      const QJsonObject input = QJsonDocument::fromJson(line).object();
      const QJsonArray values = input["input"].toArray();
      QCOMPARE(values.size(), 64);
      QCOMPARE(input["output"].toArray().size(), 10);
      for (const QJsonValue& value : values) QCOMPARE(value.toDouble(), 0.0);  // its sensor is broken
    }
    const Answer audit = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "audit", "list"});
    QVERIFY2(audit.out.contains("is the lens dirty") && audit.out.contains("node/rotterdam-2"), qPrintable(audit.out));
    cluster_.agent(kBroken).stop();
    const Answer away = capture("rotterdam-2", {"--reason", "once more"});
    QVERIFY2(!away.ok() && away.err.contains("is not connected"), qPrintable(away.err));
  }

  void histograms_stand_beside_those_of_the_training() {
    const Answer shown = cluster_.run(
        "flotillactl", {"--data", cluster_.serverData(), "drift", "show", "--region", "us-east", "--features", "1"});
    QVERIFY2(shown.out.contains("TRAINING") && shown.out.contains("####") && shown.out.contains("----"),
             qPrintable(shown.out + shown.err));
    const QJsonObject feature = cluster_.ctl({"drift", "show", "--node", "boston-1", "--since", "1h"})
                                    .json["standings"][0]["features"][0]
                                    .toObject();
    QCOMPARE(feature["histogram"]["counts"].toArray().size(), 20);
    const Answer both = cluster_.run(
        "flotillactl", {"--data", cluster_.serverData(), "drift", "--region", "eu-west", "--site", "boston"});
    QVERIFY2(both.err.contains("name one of them"), qPrintable(both.err));
    QVERIFY(cluster_.ctl({"drift", "--site", "rotterdam"}).json["standings"].toArray().size() == 1);
  }

  void a_killed_control_plane_remembers() {
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    const QStringList both{"RegionDrift us-east", "SensorDrift rotterdam-2"};
    QVERIFY2(cluster_.eventually("it says the same", 60s, [&] { return told() == both; }), qPrintable(overview()));
    for (const QJsonValue& alert : alerts())
      if (alert["labels"]["alertname"] == "RegionDrift") QCOMPARE(alert["starts_at"].toString(), since_);
  }

  void a_region_that_is_as_before_is_told_no_more() {
    for (int node = kWest; node < kWest + kEast; ++node) {
      cluster_.agent(node).stop();
      QVERIFY2(cluster_.startAgent(node), cluster_.lastProblem());
    }
    QVERIFY2(cluster_.eventually("the region is over", 120s,
                                 [&] { return told() == QStringList{"SensorDrift rotterdam-2"}; }),
             qPrintable(told().join(", ") + "\n" + overview()));
  }
};

QTEST_GUILESS_MAIN(TstDrift)
#include "tst_drift.moc"
