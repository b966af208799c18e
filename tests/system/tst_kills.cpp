// Programs are killed at random moments while a client gives orders. Whatever the client was told to be done is still
// there afterwards, so is everything that the nodes logged of their installations, every node ends on the last deployed
// version, and the audit log is unbroken. The number of kills of
// each kind comes from FLOTILLA_KILLS (3 unless given), the seed from FLOTILLA_SEED (random unless given; printed).
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kNodes = 2;
constexpr int kLongestPauseMs = 700;  // between two orders, so that kills meet every stage of an installation
const QStringList kNames{"rotterdam-1", "rotterdam-2"};
const QStringList kVersions{"1.0.0", "2.0.0"};

int fromEnvironment(const char* name, int otherwise) {
  bool given = false;
  const int value = qEnvironmentVariableIntValue(name, &given);
  return given ? value : otherwise;
}

// What happened, when, under which assignment; the same text for a line of an agent's log and an event of the server.
QString eventKey(const QString& at, const QString& state, const QString& generation) {
  return QString::number(QDateTime::fromString(at, Qt::ISODateWithMs).toMSecsSinceEpoch()) + " " +
         QString(state).remove("INSTALL_STATE_").toLower() + " " + generation;
}

QSet<QString> loggedEvents(const QString& log) {
  QSet<QString> out;
  for (const QString& line : log.split('\n')) {
    const QJsonObject entry = QJsonDocument::fromJson(line.toUtf8()).object();
    if (entry["msg"].toString() != "install event") continue;
    out << eventKey(entry["at"].toString(), entry["state"].toString(), entry["generation"].toString());
  }
  return out;
}

}  // namespace

class TstKills : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void nothing_acknowledged_is_lost();

 private:
  Cluster cluster_;
  const int kills_ = fromEnvironment("FLOTILLA_KILLS", 3);
  const quint32 seed_ = static_cast<quint32>(
      fromEnvironment("FLOTILLA_SEED", static_cast<int>(QRandomGenerator::global()->bounded(1'000'000))));
  QRandomGenerator random_{seed_};
  QMap<QString, QString> rollouts_;  // acknowledged: id -> version
  QSet<QString> operators_;          // acknowledged
  int tokens_ = 0;                   // acknowledged
  int orders_ = 0;
  QMap<QString, qint64> counted_;  // per node, the most that was ever shown

  void giveOrder();
  void rememberDeploy();
  void watchCounts();
  void killServer();
  void killAgent();
  void expectRunning();
  void expectRolloutsEnd();
  bool spentItsTries(const QString& name);
  bool runs(const QString& name, const QString& version);
  void expectAudit();
  void expectRollouts();
  void expectOperators();
  void expectConvergence();
  void expectEvents(int node);
  QJsonArray list(const QStringList& command, const char* field) {
    return cluster_.ctl(command + QStringList{"list", "--limit", "1000"}).json[field].toArray();
  }
};

void TstKills::initTestCase() {
  qInfo("seed %u, %d kills of flotillad and %d of agents (FLOTILLA_SEED, FLOTILLA_KILLS)", seed_, kills_, kills_);
  QVERIFY2(cluster_.startAll(kNodes), cluster_.lastProblem());
  for (int i = 0; i < kVersions.size(); ++i)
    QVERIFY2(cluster_.publish({.version = kVersions[i], .counter = i + 1, .bundle = {}}), cluster_.lastProblem());
}

void TstKills::cleanup() {
  if (QTest::currentTestFailed()) cluster_.printLogs();
}

void TstKills::rememberDeploy() {
  const QString& version = kVersions[random_.bounded(static_cast<int>(kVersions.size()))];
  const Answer answer = cluster_.ctl({"--timeout", "3s", "deploy", "meter-reader", version});
  if (answer.ok()) rollouts_[answer.json["id"].toString()] = version;
}

void TstKills::giveOrder() {
  ++orders_;
  const QString name = "op-" + QString::number(orders_);
  switch (random_.bounded(3)) {
    case 0:
      tokens_ += cluster_.ctl({"--timeout", "3s", "token", "create", "--site", "antwerp"}).ok();
      break;
    case 1:
      if (cluster_.ctl({"--timeout", "3s", "operator", "add", name, "--role", "viewer"}).ok()) operators_ << name;
      break;
    default:
      rememberDeploy();
  }
}

// Totals of a node only grow, also over kills of either side.
void TstKills::watchCounts() {
  for (const QJsonValue node : cluster_.ctl({"--timeout", "3s", "nodes", "list"}).json["nodes"].toArray()) {
    qint64 sum = 0;
    for (const QJsonValue totals : node["workloads"][0]["totals"].toArray()) {
      QVERIFY(number(totals["requests"]) >= 0);
      QVERIFY(number(totals["errors"]) >= 0 && number(totals["errors"]) <= number(totals["requests"]));
      sum += number(totals["requests"]);
    }
    const QString name = node["name"].toString();
    QVERIFY2(sum >= counted_[name],
             qPrintable(QString("%1 went from %2 to %3 requests").arg(name).arg(counted_[name]).arg(sum)));
    counted_[name] = sum;
  }
}

// The kill comes while an order is on its way, at any of its stages.
void TstKills::killServer() {
  QProcess order;
  order.start(Cluster::program("flotillactl"),
              {"--data", cluster_.serverData(), "--timeout", "3s", "-o", "json", "operator", "add",
               "during-" + QString::number(++orders_), "--role", "viewer"});
  QTest::qWait(random_.bounded(60));
  const bool wasRunning = cluster_.server().running();
  cluster_.server().kill();
  QVERIFY(order.state() == QProcess::NotRunning || order.waitForFinished());
  const bool acknowledged = order.exitStatus() == QProcess::NormalExit && order.exitCode() == 0;
  const QByteArray answer = order.readAllStandardOutput();
  if (acknowledged) {
    QVERIFY2(answer.contains("\"invitation\""), answer.constData());
    operators_ << "during-" + QString::number(orders_);
  }
  QVERIFY2(wasRunning, "flotillad ended by itself");
  QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
}

void TstKills::killAgent() {
  const int node = random_.bounded(kNodes);
  QVERIFY2(cluster_.agent(node).running(), "an agent ended by itself");
  cluster_.agent(node).kill();
  QVERIFY2(cluster_.startAgent(node), cluster_.lastProblem());
}

void TstKills::expectRunning() {
  for (int node = 0; node < kNodes; ++node) QVERIFY2(cluster_.agent(node).running(), "an agent ended by itself");
  QVERIFY2(cluster_.server().running(), "flotillad ended by itself");
}

void TstKills::expectAudit() {
  QVERIFY(cluster_.auditIsIntact());
  int tokens = 0;
  QSet<QString> objects;
  for (const QJsonValue entry : list({"audit"}, "entries")) {
    tokens += entry["action"].toString() == "CreateEnrolToken" ? 1 : 0;
    if (entry["action"].toString() == "CreateRollout" || entry["action"].toString() == "CreateOperator")
      objects << entry["object"].toString();
  }
  QVERIFY2(tokens >= tokens_ + kNodes,
           qPrintable(QString("%1 tokens in the audit log, %2 given out").arg(tokens).arg(tokens_ + kNodes)));
  for (const QString& id : rollouts_.keys()) QVERIFY2(objects.contains("rollout/" + id), qPrintable(id));
  for (const QString& name : operators_) QVERIFY2(objects.contains("operator/" + name), qPrintable(name));
}

void TstKills::expectRollouts() {
  QMap<QString, QString> found;
  for (const QJsonValue rollout : list({"rollouts"}, "rollouts"))
    found[rollout["id"].toString()] = rollout["to"].toString();
  for (auto at = rollouts_.begin(); at != rollouts_.end(); ++at)
    QVERIFY2(found[at.key()] == at.value(), qPrintable(at.key() + " is " + found[at.key()]));
}

void TstKills::expectOperators() {
  QSet<QString> found;
  for (const QJsonValue one : list({"operator"}, "operators")) found << one["name"].toString();
  for (const QString& name : operators_) QVERIFY2(found.contains(name), qPrintable(name));
}

// Kills of one agent may meet the trial of a version as often as it has tries: then the node gives it up, as it should,
// until it is deployed again.
bool TstKills::spentItsTries(const QString& name) {
  const QJsonObject workload = cluster_.workloadOf(name);
  return workload["state"].toString() == "INSTALL_STATE_ROLLED_BACK" &&
         workload["reason"].toString() == "no_tries_left";
}

bool TstKills::runs(const QString& name, const QString& version) {
  const QJsonObject workload = cluster_.workloadOf(name);
  return workload["version"].toString() == version && workload["proven"].toBool() &&
         workload["state"].toString() == "INSTALL_STATE_COMMITTED";
}

void TstKills::expectRolloutsEnd() {
  QVERIFY2(cluster_.eventually("every rollout ends", 30s,
                               [&] {
                                 for (const QJsonValue rollout : list({"rollouts"}, "rollouts"))
                                   if (rollout["state"].toString() == "ROLLOUT_STATE_RUNNING") return false;
                                 return true;
                               }),
           cluster_.lastProblem());
}

// Also a deploy whose answer got lost is a deploy: the newest rollout names the version.
void TstKills::expectConvergence() {
  const QString version = list({"rollouts"}, "rollouts").at(0)["to"].toString();
  for (const QString& name : kNames) {
    const auto settled = [&] {
      expectRunning();
      return QTest::currentTestFailed() || runs(name, version) || spentItsTries(name);
    };
    const bool ended = cluster_.eventually(name + " runs " + version, 60s, settled);
    QVERIFY2(ended, QJsonDocument(cluster_.workloadOf(name)).toJson().constData());
    if (QTest::currentTestFailed()) return;
    if (!spentItsTries(name)) continue;
    qInfo("%s gave %s up", qPrintable(name), qPrintable(version));
    expectRolloutsEnd();
    if (QTest::currentTestFailed()) return;
    const Answer again = cluster_.ctl({"deploy", "meter-reader", version});
    QVERIFY2(again.ok(), qPrintable(again.err));
    QVERIFY2(cluster_.eventually(name + " runs " + version, 60s, [&] { return runs(name, version); }),
             cluster_.lastProblem());
  }
  expectRolloutsEnd();
}

void TstKills::expectEvents(int node) {
  const QSet<QString> logged = loggedEvents(cluster_.agent(node).log());
  QVERIFY2(logged.size() >= 8, "the agent logged less than one installation");
  QSet<QString> missing;
  const bool complete = cluster_.eventually(kNames[node] + " told everything it logged", 30s, [&] {
    missing = logged;
    for (const QJsonValue event :
         cluster_.ctl({"nodes", "events", kNames[node], "--limit", "1000"}).json["events"].toArray())
      missing.remove(eventKey(event["at"].toString(), event["state"].toString(), event["generation"].toString()));
    return missing.isEmpty();
  });
  QVERIFY2(complete, qPrintable(QStringList(missing.values()).join(", ")));
  qInfo("%s: %d logged events, all on the server", qPrintable(kNames[node]), static_cast<int>(logged.size()));
}

void TstKills::nothing_acknowledged_is_lost() {
  QList<bool> kills;  // true: flotillad
  for (int i = 0; i < 2 * kills_; ++i) kills.append(i < kills_);
  std::shuffle(kills.begin(), kills.end(), random_);
  rememberDeploy();
  for (const bool ofServer : kills) {
    for (int orders = random_.bounded(1, 4); orders > 0; --orders) giveOrder();
    QTest::qWait(random_.bounded(kLongestPauseMs));
    ofServer ? killServer() : killAgent();
    if (QTest::currentTestFailed()) return;
    watchCounts();
    if (QTest::currentTestFailed()) return;
  }
  expectConvergence();
  if (QTest::currentTestFailed()) return;
  watchCounts();
  expectRollouts();
  expectOperators();
  expectAudit();
  for (int node = 0; node < kNodes; ++node) {
    expectEvents(node);
    if (QTest::currentTestFailed()) return;
  }
  expectRunning();
  qInfo("%d orders, acknowledged: %d rollouts, %d operators, %d tokens", orders_, static_cast<int>(rollouts_.size()),
        static_cast<int>(operators_.size()), tokens_);
}

QTEST_GUILESS_MAIN(TstKills)
#include "tst_kills.moc"
