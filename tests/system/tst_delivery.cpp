// Telemetry on real programs while links, control planes and agents fail: every event that an agent logged is on the
// control plane once, every report that it gave up is counted, and nothing is missing without a word. The number of
// kills comes from FLOTILLA_KILLS (3 unless given), the seed from FLOTILLA_SEED. The slots run in order.
#include <QRandomGenerator>
#include <QtTest>

#include "tests/support/cluster.h"
#include "tests/support/delivery_books.h"
#include "tests/support/faulty_link.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

int fromEnvironment(const char* name, int otherwise) {
  bool given = false;
  const int value = qEnvironmentVariableIntValue(name, &given);
  return given ? value : otherwise;
}

}  // namespace

class TstDelivery : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}}};
  FaultyLink link_;
  DeliveryBooks books_{cluster_, 0, "rotterdam-1"};
  const int kills_ = fromEnvironment("FLOTILLA_KILLS", 3);
  const quint32 seed_ = static_cast<quint32>(
      fromEnvironment("FLOTILLA_SEED", static_cast<int>(QRandomGenerator::global()->bounded(1'000'000))));
  QRandomGenerator random_{seed_};
  int deploys_ = 0;

  QJsonObject telemetry() { return books_.telemetry(); }
  qint64 told(const char* field) { return number(telemetry()[field]); }
  QJsonObject delivery() { return books_.delivery(); }
  // As `flotillactl indicators` tells it of a place.
  QJsonObject deliveryOf(const QStringList& place) {
    for (const QJsonValue& value : cluster_.ctl(QStringList{"indicators"} + place).json["readings"].toArray())
      if (value["indicator"] == "INDICATOR_DELIVERY") return value["tally"].toObject();
    return {};
  }
  QString otherVersion() { return ++deploys_ % 2 == 0 ? "1.0.0" : "2.0.0"; }

  // An installation begins, once the one before has ended.
  bool order() {
    const QString version = otherVersion();
    return cluster_.eventually("a rollout begins", 60s, [&] {
      return cluster_.ctl({"deploy", "meter-reader", version}).ok();
    });
  }

  void expectAgreement() {
    QString why;
    const bool agrees =
        cluster_.eventually("both sides agree", 60s, [&] { return (why = books_.difference()).isEmpty(); });
    QVERIFY2(agrees, qPrintable(why));
  }
  bool isLive() { return cluster_.node("rotterdam-1")["liveness"] == "LIVENESS_LIVE"; }

 private slots:
  void initTestCase() {
    qInfo("seed %u, %d kills (FLOTILLA_SEED, FLOTILLA_KILLS)", seed_, kills_);
    QVERIFY2(cluster_.startServer() && cluster_.declareFleet(), cluster_.lastProblem());
    QVERIFY2(books_.declareObjective(), cluster_.lastProblem());
    QVERIFY2(cluster_.makeKeys("keys") && cluster_.enrolNode(0), cluster_.lastProblem());
    QVERIFY(link_.start(cluster_) && link_.carry(cluster_, 0));
    QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
    for (int i = 1; i <= 2; ++i)
      QVERIFY2(cluster_.publish({.version = QString("%1.0.0").arg(i), .counter = i, .bundle = {}}),
               cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_node_that_delivers_everything_says_so() {
    expectAgreement();
    QCOMPARE(telemetry()["clock"].toObject()["state"].toString(), QString("CLOCK_STATE_MEASURED"));
    const Answer shown = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "nodes", "show", "rotterdam-1"});
    QVERIFY2(shown.out.contains("waiting") && shown.out.contains("0 records as the node said, 0 without a word") &&
                 shown.out.contains(", within"),
             qPrintable(shown.out));
  }

  void a_spoiled_link_costs_nothing_data() {
    QTest::addColumn<QString>("mode");
    for (const char* mode : {"cut", "stall", "up", "down"}) QTest::newRow(mode) << QString(mode);
  }
  void a_spoiled_link_costs_nothing() {
    QFETCH(QString, mode);
    QVERIFY2(order(), cluster_.lastProblem());
    QTest::qWait(random_.bounded(400));  // any stage of the installation
    QVERIFY(link_.set(mode));
    if (mode == "up")  // reports come, answers do not: the window fills
      QVERIFY2(cluster_.eventually("no answer comes", 30s, [&] { return told("queue_depth") > 5; }),
               cluster_.lastProblem());
    else
      QVERIFY2(cluster_.eventually("nothing comes", 30s, [&] { return !isLive(); }), cluster_.lastProblem());
    QVERIFY(link_.set("pass"));
    QVERIFY2(cluster_.eventually("it comes again", 60s, [&] { return isLive() && told("queue_depth") < 5; }),
             cluster_.lastProblem());
    expectAgreement();
  }

  void a_link_of_8_kilobits_delivers_late_and_everything() {
    QVERIFY(link_.set("cut"));
    QVERIFY2(cluster_.eventually("nothing comes", 30s, [&] { return !isLive(); }), cluster_.lastProblem());
    QVERIFY(link_.set("slow"));
    const qint64 before = number(delivery()["total"]);
    QVERIFY2(cluster_.eventually("something comes", 90s, [&] { return number(delivery()["total"]) > before + 3; }),
             cluster_.lastProblem());
    QVERIFY(link_.set("pass"));
    expectAgreement();
  }

  void kills_while_the_control_plane_is_away_lose_no_event() {
    for (int kill = 0; kill < kills_; ++kill) {
      QVERIFY2(order(), cluster_.lastProblem());
      QTest::qWait(random_.bounded(1500));
      cluster_.server().kill();
      QVERIFY2(cluster_.agent(0).running(), "the agent ended by itself");
      cluster_.agent(0).kill();
      QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
      QTest::qWait(random_.bounded(700));
      cluster_.agent(0).kill();
      QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
      QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
      QVERIFY2(cluster_.eventually("the node is back", 30s, [&] { return isLive(); }), cluster_.lastProblem());
    }
    expectAgreement();
  }

  void a_full_queue_counts_what_it_drops() {
    QVERIFY2(cluster_.eventually("little waits", 60s, [&] { return isLive() && told("queue_depth") < 5; }),
             cluster_.lastProblem());
    QVERIFY(link_.set("cut"));
    cluster_.agent(0).stop();
    QVERIFY2(cluster_.startAgent(0, {"telemetry.metric_quota_kb=16", "telemetry.event_quota_kb=16",
                                     "telemetry.segment_kb=4", "report_interval=100ms"}),
             cluster_.lastProblem());
    // The first ones may have come before the link was cut, only their acknowledgement did not.
    QVERIFY2(cluster_.eventually("the queue is full", 180s, [&] { return books_.gaveUp() >= 20; }),
             cluster_.lastProblem());
    QVERIFY(link_.set("pass"));
    QVERIFY2(cluster_.eventually("what was dropped is told", 60s, [&] { return told("declared_missing") > 0; }),
             cluster_.lastProblem());
    expectAgreement();
    QVERIFY(number(delivery()["bad"]) > 0);
  }

  void what_was_dropped_is_told_of_the_node_its_site_its_region_and_the_fleet() {
    const qint64 bad = number(delivery()["bad"]);
    QVERIFY(bad > 0);
    for (const QStringList& place :
         QList<QStringList>{{"--node", "rotterdam-1"}, {"--site", "rotterdam"}, {"--region", "eu-west"}, {}}) {
      const QJsonObject told = deliveryOf(place);
      QVERIFY2(number(told["bad"]) == bad && number(told["total"]) > bad, qPrintable(place.join(' ')));
    }
  }
};

QTEST_GUILESS_MAIN(TstDelivery)
#include "tst_delivery.moc"
