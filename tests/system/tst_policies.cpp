// A policy with real programs: what it forbids is refused when it is planned, and by the nodes when a control plane
// that does not know it any more asks all the same. The slots run in order.
#include <QDir>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kPlan = "workload: meter-reader\nto: 2.0.0\nwaves:\n  - {name: all, size: rest}\n";
const QString kWords = "rule 'us-only': 2 of the 2 nodes are in eu-west, which is not among us-east";

}  // namespace

class TstPolicies : public QObject {
  Q_OBJECT

  Cluster cluster_;
  QString backup_;

  Answer say(const QStringList& arguments) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments);
  }
  Answer deploy(const QString& version) {
    return say({"deploy", "meter-reader", version, "--wait", "--timeout-wait", "30s"});
  }
  QString running(const QString& node) { return cluster_.workloadOf(node)["version"].toString(); }
  QString events(const QString& node) { return say({"nodes", "events", node}).out; }

  // Signed by so many release keys.
  QString signedPolicy(int version, const QByteArray& rule, int keys) {
    const QString name = cluster_.path("policy-" + QString::number(version));
    if (!writeFile(name + ".yaml",
                   "version: " + QByteArray::number(version) + "\nrules:\n  - name: us-only\n    " + rule + "\n"))
      return {};
    QStringList arguments{"policy", "sign", name + ".yaml", "--out", name + ".dsse"};
    for (int key = 1; key <= keys; ++key) arguments << "--key" << cluster_.path("keys/release-%1.pem").arg(key);
    if (keys > 1) arguments << "--root" << cluster_.path("keys/root.json");
    const Answer made = say(arguments);
    if (!made.ok()) qWarning().noquote() << made.err;
    return made.ok() ? name + ".dsse" : QString();
  }
  void publish(const QString& file) {
    const Answer published = say({"policy", "publish", file});
    QVERIFY2(published.ok(), qPrintable(published.err));
  }
  bool bothTold(const QString& what) {
    return cluster_.eventually("both nodes told of " + what, 20s, [&] {
      return events("rotterdam-1").contains(what) && events("rotterdam-2").contains(what);
    });
  }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startAll(2), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 2, .bundle = {}}), cluster_.lastProblem());
    const Answer first = deploy("1.0.0");
    QVERIFY2(first.ok(), qPrintable(first.err));
    const Answer made = say({"backup", "create"});
    QVERIFY2(made.ok(), qPrintable(made.err));
    backup_ = made.out.trimmed();
    QVERIFY(writeFile(cluster_.path("plan.yaml"), kPlan));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void too_few_keys_are_told_before_anything_is_signed() {
    QVERIFY(writeFile(cluster_.path("p.yaml"), "version: 1\nrules: [{name: a, signatures: 1}]\n"));
    const Answer refused = say({"policy", "sign", cluster_.path("p.yaml"), "--out", cluster_.path("p.dsse"), "--key",
                                cluster_.path("keys/release-1.pem"), "--root", cluster_.path("keys/root.json")});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("1 of the 2 required release keys signed"), qPrintable(refused.err));
    QVERIFY(!QFile::exists(cluster_.path("p.dsse")));
  }

  void a_policy_reaches_every_node() {
    const QString file = signedPolicy(2, "residency: [us-east]", 2);
    QVERIFY(!file.isEmpty());
    publish(file);
    QVERIFY2(bothTold("policy accepted"), cluster_.lastProblem());
    const Answer shown = say({"policy", "show"});
    QVERIFY2(shown.out.contains("everything: runs only in us-east"), qPrintable(shown.out));
    QVERIFY(say({"audit", "list"}).out.contains("policy/2"));
  }

  void what_it_forbids_is_refused_when_it_is_planned() {
    const Answer planned = say({"rollouts", "plan", "-f", cluster_.path("plan.yaml")});
    QVERIFY2((planned.out + planned.err).contains(kWords), qPrintable(planned.out + planned.err));
    for (const QStringList& words : {QStringList{"deploy", "meter-reader", "2.0.0"},
                                     QStringList{"rollouts", "create", "-f", cluster_.path("plan.yaml")}}) {
      const Answer refused = say(words);
      QCOMPARE(refused.exitCode, 1);
      QVERIFY2(refused.err.contains(kWords), qPrintable(refused.err));
      QVERIFY2(refused.err.contains("leave them out with the selector region:us-east"), qPrintable(refused.err));
    }
  }

  void it_counts_after_a_restart_of_the_control_plane() {
    cluster_.server().stop();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(deploy("2.0.0").err.contains(kWords));
  }

  void nodes_keep_it_when_the_control_plane_has_lost_it() {
    cluster_.server().stop();
    const Answer restored = say({"backup", "restore", backup_});
    QVERIFY2(restored.ok(), qPrintable(restored.err));
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(say({"policy", "show"}).err.contains("this fleet has no policy"), qPrintable(say({"policy", "show"}).err));
    const Answer asked = deploy("2.0.0");
    QCOMPARE(asked.exitCode, 1);
    QVERIFY2(bothTold("V27 policy"), cluster_.lastProblem());
    for (const QString node : {"rotterdam-1", "rotterdam-2"}) {
      const QJsonObject workload = cluster_.workloadOf(node);
      QCOMPARE(workload["reason"].toString(), QString("V27_policy"));
      QVERIFY2(workload["message"].toString().startsWith(
                   "rule 'us-only': this node is in eu-west, which is not among us-east; leave the node out"),
               qPrintable(workload["message"].toString()));
      QCOMPARE(running(node), QString("1.0.0"));
    }
    QVERIFY(cluster_.requests("rotterdam-1", "2.0.0") <= 0);
  }

  void a_control_plane_cannot_relax_it() {
    const QString forged = signedPolicy(5, "residency: [us-east, eu-west]", 1);
    QVERIFY(!forged.isEmpty());
    publish(forged);
    QVERIFY2(bothTold("V16 threshold"), cluster_.lastProblem());
    QCOMPARE(deploy("2.0.0").exitCode, 1);
    QCOMPARE(running("rotterdam-1"), QString("1.0.0"));
  }

  void the_owners_of_the_release_keys_can() {
    const QString file = signedPolicy(6, "residency: [us-east, eu-west]", 2);
    QVERIFY(!file.isEmpty());
    publish(file);
    QVERIFY2(bothTold("policy version 6"), cluster_.lastProblem());
    const Answer taken = deploy("2.0.0");
    QVERIFY2(taken.ok(), qPrintable(taken.err));
    QCOMPARE(running("rotterdam-2"), QString("2.0.0"));
  }

  void going_back_works_whatever_it_says() {
    const QString file = signedPolicy(7, "residency: [us-east]", 2);
    QVERIFY(!file.isEmpty());
    publish(file);
    QVERIFY2(bothTold("policy version 7"), cluster_.lastProblem());
    const QString newest = say({"rollouts", "list", "--limit", "1", "-o", "json"})
                               .json["rollouts"]
                               .toArray()
                               .at(0)
                               .toObject()["id"]
                               .toString();
    const Answer back = say({"rollback", newest, "--wait", "--timeout-wait", "30s"});
    QVERIFY2(back.ok(), qPrintable(newest + back.err));
    QCOMPARE(running("rotterdam-1"), QString("1.0.0"));
    QVERIFY(cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstPolicies)
#include "tst_policies.moc"
