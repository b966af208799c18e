// Saturation on real programs: thresholds that are over whatever the machine does, and thresholds that never are.
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

class TstFullMachine : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}}};

  QJsonObject machine(const QString& node) { return cluster_.node(node)["saturation"].toObject(); }
  QJsonObject reading(const QStringList& place) {
    for (const QJsonValue& value : cluster_.ctl(QStringList{"indicators"} + place).json["readings"].toArray())
      if (value["indicator"] == "INDICATOR_SATURATION") return value["tally"].toObject();
    return {};
  }
  static qint64 over(const QJsonObject& of) { return number(of["over"]); }
  static qint64 slotsOf(const QJsonObject& of) { return number(of["total"]); }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startServer() && cluster_.declareFleet(), cluster_.lastProblem());
    QByteArray fleet = readFile(cluster_.path("fleet.yaml"));
    fleet += "objectives:\n  - {name: room, title: Room to spare, indicator: saturation, target: 0.9, period: 1h}\n";
    QVERIFY(writeFile(cluster_.path("fleet.yaml"), fleet));
    const Answer applied = cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")});
    QVERIFY2(applied.ok(), qPrintable(applied.err));
    QVERIFY2(cluster_.makeKeys("keys") && cluster_.enrolNode(0) && cluster_.enrolNode(1), cluster_.lastProblem());
    QVERIFY2(cluster_.startAgent(
                 0, {"saturation.cpu_percent=100", "saturation.memory_percent=0", "saturation.disk_percent=0"}),
             cluster_.lastProblem());
    QVERIFY2(cluster_.startAgent(
                 1, {"saturation.cpu_percent=100", "saturation.memory_percent=100", "saturation.disk_percent=100"}),
             cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_node_over_its_thresholds_says_for_how_long() {
    QVERIFY2(cluster_.eventually(
                 "both were measured", 60s,
                 [&] { return slotsOf(machine("rotterdam-1")) >= 5 && slotsOf(machine("rotterdam-2")) >= 5; }),
             cluster_.lastProblem());
    const QJsonObject full = machine("rotterdam-1");
    QCOMPARE(over(full), slotsOf(full));
    for (const char* resource : {"memory", "disk"}) {
      const QJsonObject use = full[resource].toObject();
      QVERIFY2(slotsOf(use) >= 5 && over(use) == slotsOf(use) && use["permille"].toInt() > 0, resource);
    }
    QCOMPARE(over(full["cpu"].toObject()), 0);
    const Answer shown = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "nodes", "show", "rotterdam-1"});
    QVERIFY2(shown.out.contains("any of them in 100"), qPrintable(shown.out));
  }

  void a_node_that_is_never_over_them_says_that() {
    const QJsonObject idle = machine("rotterdam-2");
    QVERIFY(slotsOf(idle) >= 5);
    QCOMPARE(over(idle), 0);
    for (const char* resource : {"cpu", "memory", "disk"}) QVERIFY2(slotsOf(idle[resource].toObject()) >= 5, resource);
  }

  void it_is_told_of_nodes_their_region_and_the_fleet_and_objectives_count_it() {
    QVERIFY2(cluster_.eventually("it is counted", 60s,
                                 [&] {
                                   return number(reading({"--node", "rotterdam-1"})["total"]) >= 5;
                                 }),
             cluster_.lastProblem());
    const QJsonObject full = reading({"--node", "rotterdam-1"});
    QCOMPARE(full["bad"], full["total"]);
    QCOMPARE(number(reading({"--node", "rotterdam-2"})["bad"]), 0);
    for (const QStringList& place : QList<QStringList>{{"--site", "rotterdam"}, {"--region", "eu-west"}, {}}) {
      const QJsonObject both = reading(place);
      QVERIFY(number(both["bad"]) >= number(full["bad"]) && number(both["bad"]) < number(both["total"]));
    }
    QVERIFY2(cluster_.eventually(
                 "the objective counts it", 60s,
                 [&] {
                   for (const QJsonValue& value : cluster_.ctl({"objectives", "list"}).json["standings"].toArray())
                     if (value["objective"] == "room" && value["region"] == "eu-west")
                       return number(value["tally"]["bad"]) > 0;
                   return false;
                 }),
             cluster_.lastProblem());
  }

  void a_threshold_that_is_no_percentage_is_refused() {
    const Answer refused = cluster_.run(
        "flotilla-agent", {"run", "--data", cluster_.agentData(1), "--set", "saturation.disk_percent=101"});
    QVERIFY(!refused.ok());
    QVERIFY2(refused.err.contains("saturation.disk_percent"), qPrintable(refused.err));
  }
};

QTEST_GUILESS_MAIN(TstFullMachine)
#include "tst_full_machine.moc"
