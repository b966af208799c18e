// Error budgets with real programs: a region whose budget is exhausted freezes a rollout there and not elsewhere, over
// a restart too; an override lets it go; a rollback asks nobody. The slots run in order.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

// Of two nodes in the east this one, enrolled first, begins to report when the east has nothing left for an hour: 36 s
// of it. Beside five more in the west the fleet has enough left then.
constexpr int kLate = 0;

const QByteArray kPlaces = R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 5s}
  - {name: us-east, title: Eastern North America, offline_after: 5s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: delft, region: eu-west, title: Delft, latitude: 52.0, longitude: 4.4}
  - {name: boston, region: us-east, title: Boston, latitude: 42.4, longitude: -71.1}
  - {name: quincy, region: us-east, title: Quincy, latitude: 42.3, longitude: -71.0}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {rate_per_second: 20, health_window: 1s, min_success_ratio: 0.5, max_p95_ms: 5000}
)";
const QByteArray kObjective = R"(objectives:
  - {name: reachable, title: Nodes that report, indicator: reachability, target: 0.995, period: 1h}
)";
const QByteArray kPlan = R"(workload: meter-reader
to: 2.0.0
selector: site:rotterdam or site:boston
gates: {compare: false, interval: 1s, warm_up: 0s}
waves:
  - {name: all, size: rest}
)";

}  // namespace

class TstBudgetFreeze : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}}};

  Answer say(const QStringList& arguments) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments);
  }
  QString running(const QString& node) { return cluster_.workloadOf(node)["version"].toString(); }
  QJsonObject standing(const QString& region) {
    for (const QJsonValue& value : cluster_.ctl({"budgets", "list"}).json["budgets"].toArray())
      if (value["standing"].toObject()["region"].toString() == region) return value["standing"].toObject();
    return {};
  }
  qint64 badInTheEast() { return number(standing("us-east")["tally"].toObject()["bad"]); }
  bool isWarmingUp() {
    const auto all = cluster_.ctl({"budgets", "list"}).json["budgets"].toArray();
    return std::any_of(all.begin(), all.end(), [](const QJsonValue& budget) { return budget["warming_up"].toBool(); });
  }
  bool apply(const QByteArray& fleet) {
    return writeFile(cluster_.path("fleet.yaml"), fleet) &&
           cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")}).ok();
  }
  bool waits() {
    return cluster_.eventually("the rollout waits for the budget", 30s, [&] {
      return cluster_.rollout("meter-reader-2")["reason"].toString() == "budget_exhausted";
    });
  }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(apply(kPlaces));
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    const QStringList sites{"quincy", "boston", "rotterdam", "delft", "delft", "delft", "delft"};
    for (int node = 0; node < sites.size(); ++node) {
      QVERIFY2(cluster_.enrolNode(node, sites[node]), cluster_.lastProblem());
      if (node != kLate) QVERIFY2(cluster_.startAgent(node), cluster_.lastProblem());
    }
    for (const char* version : {"1.0.0", "2.0.0"})
      QVERIFY2(cluster_.publish({.version = version, .counter = version[0] - '0', .bundle = {}}),
               cluster_.lastProblem());
    const Answer first = say({"deploy", "meter-reader", "1.0.0", "--selector", "site:rotterdam or site:boston",
                              "--wait", "--timeout-wait", "60s"});
    QVERIFY2(first.ok(), qPrintable(first.err));
    QVERIFY(apply(kPlaces + kObjective));
    QVERIFY2(
        cluster_.eventually("the east has nothing left", 90s,
                            [&] { return standing("us-east")["state"] == "BUDGET_STATE_EXHAUSTED" && !isWarmingUp(); }),
        qPrintable(say({"budgets", "list"}).out));
    QVERIFY2(cluster_.startAgent(kLate), cluster_.lastProblem());
    QVERIFY2(standing("")["state"] == "BUDGET_STATE_HEALTHY", qPrintable(say({"budgets", "list"}).out));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_region_without_a_budget_freezes_the_rollout_there_and_not_elsewhere() {
    QVERIFY(writeFile(cluster_.path("plan.yaml"), kPlan));
    const Answer planned = say({"rollouts", "plan", "-f", cluster_.path("plan.yaml")});
    QVERIFY2(planned.out.contains("objective reachable in us-east"), qPrintable(planned.out + planned.err));
    const Answer created = say({"rollouts", "create", "-f", cluster_.path("plan.yaml"), "--start"});
    QVERIFY2(created.ok(), qPrintable(created.err));
    QVERIFY2(waits(), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("the west has it", 30s, [&] { return running("rotterdam-1") == "2.0.0"; }),
             cluster_.lastProblem());
    QCOMPARE(running("boston-1"), QString("1.0.0"));
    const Answer why = say({"rollouts", "why", "meter-reader-2"});
    QVERIFY2(why.out.contains("budget is exhausted") && why.out.contains("flotillactl budgets override"),
             qPrintable(why.out));
    const Answer shown = say({"rollouts", "show", "meter-reader-2"});
    QVERIFY2(shown.out.contains("objective reachable in us-east"), qPrintable(shown.out));
  }

  void a_killed_control_plane_goes_on_waiting() {
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("it has looked", 30s,
                                 [&] { return standing("us-east")["state"] == "BUDGET_STATE_EXHAUSTED"; }),
             cluster_.lastProblem());
    QVERIFY2(waits(), cluster_.lastProblem());
    QCOMPARE(running("boston-1"), QString("1.0.0"));
    const Answer refused = say({"deploy", "meter-reader", "2.0.0", "--region", "us-east", "--preview"});
    QVERIFY(!refused.ok());
  }

  void an_override_lets_it_go() {
    const qint64 before = badInTheEast();
    cluster_.agent(kLate).stop();
    QVERIFY2(cluster_.eventually("that costs budget again", 60s, [&] { return badInTheEast() > before; }),
             cluster_.lastProblem());
    const Answer made = say({"budgets", "override", "--region", "us-east", "--objective", "reachable", "--reason",
                             "quincy is a building site", "--for", "1h"});
    QVERIFY2(made.ok() && made.out.contains("override-1"), qPrintable(made.out + made.err));
    QVERIFY2(
        cluster_.eventually("the rollout succeeds", 60s,
                            [&] { return cluster_.rollout("meter-reader-2")["state"] == "ROLLOUT_STATE_SUCCEEDED"; }),
        cluster_.lastProblem());
    QCOMPARE(running("boston-1"), QString("2.0.0"));
    const Answer list = say({"objectives", "list"});
    QVERIFY2(list.out.contains("overridden until"), qPrintable(list.out));
    const Answer audit = say({"audit", "list"});
    QVERIFY2(audit.out.contains("quincy is a building site") && audit.out.contains("waits_for_budget") &&
                 audit.out.contains("budget_lets_go"),
             qPrintable(audit.out));
    QVERIFY(cluster_.auditIsIntact());
  }

  void a_rollback_is_never_stopped() {
    const Answer ended = say({"budgets", "revoke", "override-1"});
    QVERIFY2(ended.ok(), qPrintable(ended.err));
    QVERIFY(!standing("us-east").contains("overridden_until"));
    const Answer back = say({"rollback", "meter-reader-2", "--wait", "--timeout-wait", "60s"});
    QVERIFY2(back.ok(), qPrintable(back.err));
    QCOMPARE(running("boston-1"), QString("1.0.0"));
    QCOMPARE(running("rotterdam-1"), QString("1.0.0"));
  }

  void what_was_spent_adds_up() {
    const QJsonObject report = cluster_.ctl({"budgets", "show", "reachable", "--region", "us-east"}).json;
    qint64 sum = 0;
    QStringList causes;
    for (const QJsonValue& cause : report["causes"].toArray()) {
      sum += number(cause["bad"]);
      causes << cause["id"].toString();
    }
    QVERIFY(sum > 0);
    QCOMPARE(sum, number(report["tally"].toObject()["bad"]));
    // The node that is missing is an incident once its page has fired for a while, and unexplained before.
    const bool elsewise = causes.contains("") || causes.contains("INC-1");
    QVERIFY2(causes.contains("meter-reader-2") && elsewise, qPrintable(causes.join(',')));
  }
};

QTEST_GUILESS_MAIN(TstBudgetFreeze)
#include "tst_budget_freeze.moc"
