// The story of a release on two nodes, with real programs: from enrolment through rollouts, a forged release and a
// damaged store to an outage, a renewed identity and a revoked node. The slots are its chapters and run in order.
#include <QDir>
#include <QSet>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kNodes = 2;
constexpr int kRate = 50;
const QStringList kNames{"rotterdam-1", "rotterdam-2"};

QStringList blobsBelow(const QString& folder) {
  QStringList out;
  const QDir root(folder);
  for (const QString& group : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    for (const QString& name : QDir(root.filePath(group)).entryList(QDir::Files))
      out << root.filePath(group + "/" + name);
  return out;
}

bool flipLastByte(const QString& path) {
  QByteArray content = readFile(path);
  if (content.isEmpty()) return false;
  content.back() = static_cast<char>(content.back() ^ 1);
  return writeFile(path, content);
}

}  // namespace

class TstStory : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void a_first_version_is_proven_on_every_node();
  void a_second_version_replaces_it_and_a_rollback_returns_the_first();
  void a_release_signed_by_strangers_is_refused_while_the_old_version_serves();
  void a_damaged_blob_is_refused_while_the_old_version_serves();
  void nodes_count_on_while_the_control_plane_is_away_and_deliver_everything();
  void identities_are_renewed_while_sessions_go_on();
  void a_revoked_node_is_disconnected_and_refused();
  void the_audit_log_tells_the_story_and_is_intact();

 private:
  Cluster cluster_{{.server = {"nodes.certificate_life=40s"}, .agents = {}, .serverData = {}, .ratePerSecond = kRate}};
  QMap<QString, QString> fingerprints_;

  QString fingerprint(const QString& name) { return cluster_.node(name)["fingerprint"].toString(); }

  bool allRun(const QString& version) {
    for (const QString& name : kNames) {
      const QJsonObject workload = cluster_.workloadOf(name);
      if (workload["version"].toString() != version || !workload["proven"].toBool()) return false;
    }
    return true;
  }

  // Every node refuses the version for this reason, and what ran before goes on counting.
  void expectRefusal(const QString& version, const QString& reason, const QString& running) {
    const Answer begun = cluster_.ctl({"deploy", "meter-reader", version});
    QVERIFY2(begun.ok(), qPrintable(begun.err));
    const QString id = begun.json["id"].toString();
    QVERIFY2(cluster_.eventually("the rollout fails", 30s,
                                 [&] { return cluster_.rollout(id)["state"].toString() == "ROLLOUT_STATE_FAILED"; }),
             cluster_.lastProblem());
    const QJsonArray nodes = cluster_.rollout(id)["nodes"].toArray();
    QCOMPARE(nodes.size(), kNodes);
    for (const QJsonValue node : nodes) {
      QCOMPARE(node["outcome"].toString(), QString("NODE_OUTCOME_REFUSED"));
      QCOMPARE(node["reason"].toString(), reason);
    }
    for (const QString& name : kNames) {
      const qint64 before = cluster_.requests(name, running);
      QVERIFY(before > 0);
      QVERIFY2(cluster_.eventually(name + " goes on serving " + running, 10s,
                                   [&] { return cluster_.requests(name, running) >= before + kRate; }),
               cluster_.lastProblem());
    }
    QVERIFY(allRun(running));
  }
};

void TstStory::initTestCase() {
  QVERIFY2(cluster_.startAll(kNodes), cluster_.lastProblem());
  for (const QString& name : kNames) fingerprints_[name] = fingerprint(name);
  QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
  QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 2, .bundle = {}}), cluster_.lastProblem());
}

void TstStory::cleanup() {
  if (QTest::currentTestFailed()) cluster_.printLogs();
}

void TstStory::a_first_version_is_proven_on_every_node() {
  QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
  QVERIFY(allRun("1.0.0"));
  for (const QString& name : kNames)
    QVERIFY2(cluster_.eventually("requests of " + name, 10s, [&] { return cluster_.requests(name, "1.0.0") > 0; }),
             cluster_.lastProblem());
}

void TstStory::a_second_version_replaces_it_and_a_rollback_returns_the_first() {
  QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
  QVERIFY(allRun("2.0.0"));
  const Answer back = cluster_.ctl({"rollback", "meter-reader-2", "--wait", "--timeout-wait", "30s"});
  QVERIFY2(back.ok(), qPrintable(back.err));
  QVERIFY(allRun("1.0.0"));
  QCOMPARE(cluster_.rollout("meter-reader-2")["state"].toString(), QString("ROLLOUT_STATE_ROLLED_BACK"));
}

void TstStory::a_release_signed_by_strangers_is_refused_while_the_old_version_serves() {
  QVERIFY2(cluster_.makeKeys("strangers"), cluster_.lastProblem());
  QVERIFY2(cluster_.publish({.version = "3.0.0", .counter = 3, .bundle = {}, .keys = "strangers"}),
           cluster_.lastProblem());
  expectRefusal("3.0.0", "V16_threshold", "1.0.0");
}

void TstStory::a_damaged_blob_is_refused_while_the_old_version_serves() {
  const QString folder = cluster_.path("damaged");
  QVERIFY(QDir().mkpath(folder));
  for (const QString& name : QDir(Cluster::sampleBundle("1.0.0")).entryList(QDir::Files))
    QVERIFY(QFile::copy(Cluster::sampleBundle("1.0.0") + "/" + name, folder + "/" + name));
  // Content that no other release has, so that damage to it is damage to this release only.
  QVERIFY(writeFile(folder + "/notes.txt", QByteArray(100'000, 'n')));
  const QStringList before = blobsBelow(cluster_.serverData() + "/blobs/sha256");
  QVERIFY2(cluster_.publish({.version = "4.0.0", .counter = 4, .bundle = folder}), cluster_.lastProblem());
  QStringList added = blobsBelow(cluster_.serverData() + "/blobs/sha256");
  for (const QString& path : before) added.removeAll(path);
  int flipped = 0;
  for (const QString& path : added)
    if (QFileInfo(path).size() == 100'000) flipped += flipLastByte(path);
  QCOMPARE(flipped, 1);
  expectRefusal("4.0.0", "V32_digest", "1.0.0");
}

void TstStory::nodes_count_on_while_the_control_plane_is_away_and_deliver_everything() {
  const qint64 before = cluster_.requests(kNames[0], "1.0.0");
  QElapsedTimer away;
  away.start();
  cluster_.server().stop();
  // Sessions never end by themselves; it does not wait for them.
  QVERIFY2(away.elapsed() < 2'000, qPrintable(QString::number(away.elapsed())));
  away.start();
  QVERIFY2(cluster_.eventually("five seconds of outage", 30s, [&] { return away.elapsed() > 5'000; }),
           cluster_.lastProblem());
  QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
  // What the source offered while nobody listened, less what a busy machine did not manage.
  const qint64 offered = away.elapsed() * kRate / 1000;
  const qint64 least = before + offered / 2;
  QVERIFY2(cluster_.eventually("the counts of the outage arrive", 20s,
                               [&] { return cluster_.requests(kNames[0], "1.0.0") >= least; }),
           cluster_.lastProblem());
  // A report delivered twice would count requests that the source never offered.
  const qint64 after = cluster_.requests(kNames[0], "1.0.0");
  const qint64 most = before + (away.elapsed() / 1000 + 3) * kRate;
  QVERIFY2(after <= most, qPrintable(QString("%1 counted, %2 offered at most").arg(after).arg(most)));
  QVERIFY(allRun("1.0.0"));
}

void TstStory::identities_are_renewed_while_sessions_go_on() {
  for (const QString& name : kNames) {
    QVERIFY2(cluster_.eventually("a new key of " + name, 45s,
                                 [&] {
                                   const QString now = fingerprint(name);
                                   return !now.isEmpty() && now != fingerprints_[name];
                                 }),
             cluster_.lastProblem());
    const qint64 before = cluster_.requests(name, "1.0.0");
    QVERIFY2(
        cluster_.eventually(name + " reports with it", 10s, [&] { return cluster_.requests(name, "1.0.0") > before; }),
        cluster_.lastProblem());
  }
  for (int node = 0; node < kNodes; ++node) QVERIFY(cluster_.agent(node).running());
}

void TstStory::a_revoked_node_is_disconnected_and_refused() {
  QVERIFY(cluster_.ctl({"nodes", "revoke", kNames[1], "--yes"}).ok());
  QVERIFY2(cluster_.eventually("the revoked node is away", 10s,
                               [&] { return number(cluster_.ctl({"status"}).json["connected"]) == kNodes - 1; }),
           cluster_.lastProblem());
  // It tries again and again, and no attempt becomes a session.
  const qsizetype before = cluster_.agent(1).log().size();
  const auto since = [&] { return cluster_.agent(1).log().mid(before); };
  const auto refusals = [&] {
    return since().count("the control plane refuses this node: it was revoked or retired; enrol it anew");
  };
  QVERIFY2(cluster_.eventually("the node is refused", 15s, [&] { return refusals() >= 2; }), cluster_.lastProblem());
  QVERIFY2(!since().contains("failed to connect"), qPrintable(since()));
  QVERIFY2(!since().contains("\"connected\""), qPrintable(since()));
  QCOMPARE(number(cluster_.ctl({"status"}).json["connected"]), kNodes - 1);
  QCOMPARE(cluster_.node(kNames[1])["identity"].toString(), QString("NODE_IDENTITY_REVOKED"));
}

void TstStory::the_audit_log_tells_the_story_and_is_intact() {
  QSet<QString> actions;
  for (const QJsonValue entry : cluster_.ctl({"audit", "list", "--limit", "1000"}).json["entries"].toArray())
    actions << entry["action"].toString();
  for (const char* action :
       {"ApplyFleet", "CreateEnrolToken", "Enrol", "PublishRelease", "CreateRollout", "RollBackRollout", "RevokeNode"})
    QVERIFY2(actions.contains(action), action);
  QVERIFY(cluster_.auditIsIntact());
}

QTEST_GUILESS_MAIN(TstStory)
#include "tst_story.moc"
