// flotillad is killed at random moments while rollouts go through their waves. No kill changes how one ends, and none
// repeats what was done: a good version is promoted everywhere, a bad one is caught by its canary and taken back and is
// never given to another node, every node installs each version once, and the audit log has each turn once. The number
// of kills comes from FLOTILLA_KILLS (4 unless given), the seed from FLOTILLA_SEED (random unless given; printed).
#include <QRandomGenerator>
#include <QSet>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kNodes = 4;
constexpr int kShortestLifeMs = 200;
constexpr int kLongestLifeMs = 4'000;
const QStringList kSites{"rotterdam", "rotterdam", "antwerp", "antwerp"};

int fromEnvironment(const char* name, int otherwise) {
  bool given = false;
  const int value = qEnvironmentVariableIntValue(name, &given);
  return given ? value : otherwise;
}

QByteArray planTo(const QString& version) {
  return ("workload: meter-reader\nto: " + version +
          "\ndeadline: 1m\n"
          "gates: {bad_event: wrong_answer, interval: 1s, warm_up: 1s, slow_ms: 1000, max_p95_ms: 1000}\n"
          "waves:\n"
          "  - {name: canary, size: 1, soak: 7s, limit: 2m}\n"
          "  - {name: all, size: rest, soak: 3s, limit: 2m}\n")
      .toUtf8();
}

}  // namespace

class TstRolloutKills : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void a_kill_changes_no_outcome_and_repeats_no_action();

 private:
  Cluster cluster_;
  const int kills_ = fromEnvironment("FLOTILLA_KILLS", 4);
  const quint32 seed_ = static_cast<quint32>(
      fromEnvironment("FLOTILLA_SEED", static_cast<int>(QRandomGenerator::global()->bounded(1'000'000))));
  QRandomGenerator random_{seed_};
  int killed_ = 0;
  int counter_ = 1;

  QString begin(const QString& version);
  void killWhileItRuns(const QString& rollout);
  void expectGood(const QString& rollout, const QString& version);
  void expectBad(const QString& rollout, const QString& version);
  void expectOnce(const QString& rollout, const QStringList& actions);
  QString publishAs(const char* bundle);
  int installs(const QString& node, const QString& version);
};

void TstRolloutKills::initTestCase() {
  qInfo("seed %u, %d kills (FLOTILLA_SEED, FLOTILLA_KILLS)", seed_, kills_);
  QVERIFY2(cluster_.startServer() && cluster_.declareFleet() && cluster_.makeKeys("keys"), cluster_.lastProblem());
  for (int node = 0; node < kNodes; ++node)
    QVERIFY2(cluster_.enrolNode(node, kSites[node]) && cluster_.startAgent(node), cluster_.lastProblem());
  QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = counter_, .bundle = Cluster::sampleBundle("2.0.0")}),
           cluster_.lastProblem());
  QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
}

void TstRolloutKills::cleanup() {
  if (QTest::currentTestFailed()) cluster_.printLogs();
}

// A new version each round, made of a sample bundle: 2.0.0 is good, 3.0.0 answers wrongly.
QString TstRolloutKills::publishAs(const char* bundle) {
  const QString version = QString::number(++counter_) + ".0.0";
  const bool done =
      cluster_.publish({.version = version, .counter = counter_, .bundle = Cluster::sampleBundle(bundle)});
  return done ? version : QString();
}

QString TstRolloutKills::begin(const QString& version) {
  const QString path = cluster_.path("plan.yaml");
  if (!writeFile(path, planTo(version))) return {};
  const Answer answer = cluster_.ctl({"rollouts", "create", "-f", path, "--start"});
  return answer.ok() ? answer.json["id"].toString() : QString();
}

void TstRolloutKills::killWhileItRuns(const QString& rollout) {
  const QStringList ended{"ROLLOUT_STATE_SUCCEEDED", "ROLLOUT_STATE_FAILED", "ROLLOUT_STATE_ROLLED_BACK",
                          "ROLLOUT_STATE_PAUSED"};
  const QDeadlineTimer deadline(180s);
  while (!deadline.hasExpired()) {
    QTest::qWait(random_.bounded(kShortestLifeMs, kLongestLifeMs));  // the life of this flotillad
    if (ended.contains(cluster_.rollout(rollout)["state"].toString())) return;
    if (killed_ >= kills_) continue;
    QVERIFY2(cluster_.server().running(), "flotillad ended by itself");
    cluster_.server().kill();
    ++killed_;
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
  }
  QFAIL(qPrintable(rollout + " did not end"));
}

// How often the node committed it.
int TstRolloutKills::installs(const QString& node, const QString& version) {
  int count = 0;
  for (const QJsonValue event : cluster_.ctl({"nodes", "events", node, "--limit", "1000"}).json["events"].toArray())
    count += event["version"].toString() == version && event["state"].toString() == "INSTALL_STATE_COMMITTED" ? 1 : 0;
  return count;
}

void TstRolloutKills::expectOnce(const QString& rollout, const QStringList& actions) {
  QStringList found;
  for (const QJsonValue entry : cluster_.ctl({"audit", "list", "--limit", "1000"}).json["entries"].toArray())
    if (entry["object"].toString() == "rollout/" + rollout && entry["actor"].toString() == "engine")
      found.prepend(entry["action"].toString());
  QCOMPARE(found, actions);
}

void TstRolloutKills::expectGood(const QString& rollout, const QString& version) {
  const QJsonObject shown = cluster_.rollout(rollout);
  QVERIFY2(shown["state"].toString() == "ROLLOUT_STATE_SUCCEEDED",
           qPrintable(rollout + " " + shown["state"].toString() + " " + shown["message"].toString()));
  for (const QJsonValue node : shown["nodes"].toArray()) {
    QCOMPARE(node["outcome"].toString(), QString("NODE_OUTCOME_PROVEN"));
    QVERIFY2(cluster_.eventually("events", 10s, [&] { return installs(node["node_name"].toString(), version) == 1; }),
             qPrintable(node["node_name"].toString()));
  }
  expectOnce(rollout, {"succeeded"});
}

void TstRolloutKills::expectBad(const QString& rollout, const QString& version) {
  const QJsonObject shown = cluster_.rollout(rollout);
  QVERIFY2(shown["state"].toString() == "ROLLOUT_STATE_ROLLED_BACK",
           qPrintable(rollout + " " + shown["state"].toString() + " " + shown["message"].toString()));
  int given = 0;
  for (const QJsonValue node : shown["nodes"].toArray()) {
    const bool canary = number(node["generation"]) > 0;
    given += canary ? 1 : 0;
    QCOMPARE(installs(node["node_name"].toString(), version), canary ? 1 : 0);
  }
  QCOMPARE(given, 1);
  expectOnce(rollout, {"rolling_back", "rolled_back"});
}

void TstRolloutKills::a_kill_changes_no_outcome_and_repeats_no_action() {
  for (int round = 0; killed_ < kills_ || round < 2; ++round) {
    const bool good = round % 2 == 0;
    const QString version = publishAs(good ? "2.0.0" : "3.0.0");
    QVERIFY2(!version.isEmpty(), cluster_.lastProblem());
    const QString rollout = begin(version);
    QVERIFY2(!rollout.isEmpty(), cluster_.lastProblem());
    killWhileItRuns(rollout);
    if (QTest::currentTestFailed()) return;
    if (good)
      expectGood(rollout, version);
    else
      expectBad(rollout, version);
    if (QTest::currentTestFailed()) return;
    QVERIFY(cluster_.auditIsIntact());
  }
  qInfo("%d kills", killed_);
}

QTEST_GUILESS_MAIN(TstRolloutKills)
#include "tst_rollout_kills.moc"
