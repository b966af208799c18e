// Objectives on real programs: one region goes wrong, its page fires and nobody else's, and a control plane that is
// killed forgets neither the page nor one answer. The slots run in order.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kWest = 0, kEast = 1;

const TwoRegions kFleet{.offlineAfter = "5s",
                        .objectives = {"{name: right-readings, title: Readings that are right, indicator: correct, "
                                       "workload: meter-reader, target: 0.85, period: 1h}",
                                       "{name: reachable, title: Nodes that report, indicator: reachability, "
                                       "target: 0.9, period: 1h}"}};

}  // namespace

class TstObjectives : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}}};
  QString since_;

  QJsonObject standing(const QString& objective, const QString& region) {
    for (const QJsonValue& value : cluster_.ctl({"objectives", "list"}).json["standings"].toArray())
      if (value["objective"] == objective && value["region"] == region) return value.toObject();
    return {};
  }
  QJsonObject reading(const QStringList& place, const QString& indicator) {
    for (const QJsonValue& value : cluster_.ctl(QStringList{"indicators"} + place).json["readings"].toArray())
      if (value["indicator"] == indicator) return value["tally"].toObject();
    return {};
  }
  qint64 counted(const QString& region) {
    return number(standing("right-readings", region)["tally"].toObject()["total"]);
  }
  // Those of objectives; flotillactl alerts list shows what became of them.
  QJsonArray alerts(const QString& filter) {
    const QString request = QString(R"({"options":{"filter":"%1"}})").arg(filter);
    return cluster_.ctl({"call", "ObjectiveService/ListAlerts", request}).json["alerts"].toArray();
  }
  QStringList firing(const QString& severity) {
    QStringList out;
    for (const QJsonValue& alert : alerts("state:firing severity:" + severity))
      out << alert["objective"].toString() + " " + alert["region"].toString();
    return out;
  }
  // Answers whose truth was known, as the fleet database has them.
  qint64 labelled() {
    qint64 sum = 0;
    for (const QJsonValue& version : cluster_.ctl({"workload", "summary", "meter-reader"}).json["versions"].toArray())
      sum += number(version["labelled"]);
    return sum;
  }

 private slots:
  void initTestCase() {
    QVERIFY2(startTwoRegions(cluster_, kFleet, {"rotterdam", "boston"}), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void what_is_declared_can_be_declared_again() {
    const Answer shown = cluster_.ctl({"fleet", "show"});
    QVERIFY2(shown.ok(), qPrintable(shown.err));
    QVERIFY(writeFile(cluster_.path("again.yaml"), shown.out.toUtf8()));
    QVERIFY2(cluster_.run("flotillactl", {"--data", cluster_.serverData(), "apply", "-f", cluster_.path("again.yaml")})
                 .out.contains("nothing to change"),
             qPrintable(shown.out));
  }

  void regions_stand_apart_and_the_fleet_is_their_sum() {
    QVERIFY2(cluster_.eventually("both regions are counted", 30s,
                                 [&] { return counted("eu-west") > 300 && counted("us-east") > 300; }),
             cluster_.lastProblem());
    QVERIFY(number(standing("reachable", "")["tally"].toObject()["total"]) > 0);
    const QJsonObject west = standing("right-readings", "eu-west"), seen = west["tally"].toObject();
    const double wrong = double(number(seen["bad"])) / double(number(seen["total"]));
    QVERIFY2(wrong > 0.05 && wrong < 0.15, qPrintable(QString::number(wrong)));
    // 10 % are wrong and 15 % may be; some seconds of that cost little of an hour, and something.
    const double left = west["budget_left"].toDouble();
    QVERIFY2(left > 0.9 && left < 1, qPrintable(QString::number(left)));
    QVERIFY(firing("page").isEmpty());
  }

  void what_was_counted_can_be_asked_of_any_place() {
    QVERIFY2(cluster_.eventually("the rollout is in the books", 30s,
                                 [&] { return reading({}, "INDICATOR_DEPLOYMENT")["total"] == "2"; }),
             cluster_.lastProblem());
    QCOMPARE(number(reading({}, "INDICATOR_DEPLOYMENT")["bad"]), 0);
    QCOMPARE(reading({"--region", "eu-west"}, "INDICATOR_ROLLBACK")["total"].toString(), "1");
    QCOMPARE(reading({}, "INDICATOR_ROLLBACK")["total"].toString(), "1");
    const QJsonObject bytes = reading({"--site", "boston"}, "INDICATOR_REDUCTION");
    QVERIFY2(number(bytes["total"]) > number(bytes["bad"]) && number(bytes["bad"]) > 0,
             QJsonDocument(bytes).toJson().constData());
    QVERIFY(number(reading({"--node", "rotterdam-1"}, "INDICATOR_SUCCESS")["total"]) > 300);
    QVERIFY(number(reading({"--node", "rotterdam-1"}, "INDICATOR_REACHABILITY")["total"]) > 5);
    const Answer text = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "indicators"});
    QVERIFY2(text.out.contains("meter-reader") && text.out.contains(" x fewer"), qPrintable(text.out));
    const Answer both = cluster_.run(
        "flotillactl", {"--data", cluster_.serverData(), "indicators", "--site", "boston", "--region", "eu-west"});
    QVERIFY2(both.err.contains("name one of them"), qPrintable(both.err));
  }

  void a_region_that_goes_wrong_is_one_page_and_nobody_elses() {
    cluster_.agent(kEast).stop();
    QVERIFY2(cluster_.startAgent(kEast, {"sensor.gain=0"}), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("a page", 60s, [&] { return !firing("page").isEmpty(); }), cluster_.lastProblem());
    QCOMPARE(firing("page"), QStringList{"right-readings us-east"});
    const Answer why = cluster_.run(
        "flotillactl", {"--data", cluster_.serverData(), "alerts", "why", "right-readings", "--region", "us-east"});
    QVERIFY2(why.out.contains("page, firing since") && why.out.contains("right-readings in us-east: ") &&
                 why.out.contains("times the pace that lasts"),
             qPrintable(why.out));
    since_ = alerts("state:firing severity:page")[0].toObject()["since"].toString();
  }

  void a_killed_control_plane_forgets_neither_the_page_nor_an_answer() {
    for (int kill = 0; kill < 3; ++kill) {
      cluster_.server().kill();
      QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
      const qint64 before = counted("us-east");
      QVERIFY2(cluster_.eventually("it counts on", 30s, [&] { return counted("us-east") > before + 50; }),
               cluster_.lastProblem());
    }
    const QJsonArray pages = alerts("severity:page");
    QCOMPARE(pages.size(), 1);
    QCOMPARE(pages[0].toObject()["since"].toString(), since_);
    for (const int node : {kWest, kEast}) cluster_.agent(node).stop();
    // Every answer that the fleet knows of is counted, and once.
    QVERIFY2(cluster_.eventually("the books agree", 30s, [&] { return counted("") == labelled(); }),
             qPrintable(QString("%1 of %2").arg(counted("")).arg(labelled())));
  }

  void silence_is_told_and_is_no_page() {
    QVERIFY2(cluster_.eventually("nobody is reachable", 60s, [&] { return firing("page").contains("reachable "); }),
             cluster_.lastProblem());
    QVERIFY(!firing("page").contains("right-readings eu-west"));
  }
};

QTEST_GUILESS_MAIN(TstObjectives)
#include "tst_objectives.moc"
