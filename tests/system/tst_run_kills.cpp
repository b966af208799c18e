// flotillad is killed at random moments while two people follow a runbook: between and during previews, agreement,
// acts, verification and undo. Nothing that was acknowledged is lost, and no act is done twice. The number of kills
// comes from FLOTILLA_KILLS (8 unless given), the seed from FLOTILLA_SEED (random unless given; printed).
#include <QJsonArray>
#include <QtTest>

#include "tests/support/kills.h"
#include "tests/support/operator.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const QByteArray kBook = R"(runbook: in-and-out
title: Take a node out and let it in
owner: platform
match: [[a=b]]
inputs: [{name: node, type: node}]
stop: {after: 1h}
steps:
  - {key: look, kind: read, title: See it, show: [{nodes: {where: "name:{node}"}}]}
  - key: out
    kind: act
    title: Take it out
    risk: reversible
    checks: [{title: It is in, nodes: {where: "name:{node} identity:active"}, is: "= 1"}]
    action: {quarantine: {where: "name:{node}"}}
    undo: {readmit: {where: "name:{node}"}}
    approval: {count: 1}
    verify: {title: It is out, nodes: {where: "name:{node} identity:quarantined"}, is: "= 1", within: 1m}
  - {key: say, kind: note, title: Say what it was}
)";

}  // namespace

class TstRunKills : public QObject {
  Q_OBJECT

  Cluster cluster_;
  OperatorAtWork alice_, bob_;
  Kills kills_{cluster_, 8, 120};
  QMap<QString, QStringList> kept_;  // by run: hashes of the evidence that somebody saw

  QStringList runIds() {
    QStringList out;
    for (const QJsonValue run : alice_.ctl({"runs", "list", "--limit", "1000"}).json["runs"].toArray())
      out << run["id"].toString();
    return out;
  }
  static QStringList hashesOf(const QJsonValue& detail) {
    QStringList out;
    for (const QJsonValue one : detail["evidence"].toArray()) out << one["hash"].toString();
    return out;
  }
  static qsizetype count(const QJsonValue& detail, const QString& kind) {
    const QJsonArray all = detail["evidence"].toArray();
    return std::count_if(all.begin(), all.end(),
                         [&](const QJsonValue& one) { return one["kind"].toString() == "EVIDENCE_KIND_" + kind; });
  }

  // What comes next, by whoever says it; nothing: only time passes.
  QStringList next(const QJsonValue& detail) const {
    const QString id = detail["run"]["id"].toString(), step = detail["run"]["step"].toString();
    const QJsonArray attempts = detail["run"]["attempts"].toArray();
    const QJsonValue last = attempts.isEmpty() ? QJsonValue() : attempts.last();
    const QString state = last["step"].toString() == step ? last["state"].toString() : QString();
    const QString digest = last["subject"].toString();
    if (step == "say" && count(detail, "UNDO") == 0) {
      const Answer asked = alice_.ctl({"runs", "undo", id, "out"});
      if (!asked.ok()) return {};
      return alice_.arguments({"runs", "undo", id, "out", "--digest", asked.json["digest"].toString()});
    }
    if (step == "say") return alice_.arguments({"runs", "note", id, "done"});
    if (state == "STEP_STATE_AWAITING") return bob_.arguments({"runs", "approve", id, "--digest", digest});
    if (state == "STEP_STATE_PREVIEWED") return alice_.arguments({"runs", "act", id, "--digest", digest});
    if (state == "STEP_STATE_VERIFYING") return {};
    return alice_.arguments({"runs", "step", id});
  }

  // The newest run that is under way, or another one.
  QJsonValue current() {
    const Answer open = alice_.ctl({"runs", "list", "--filter", "open:yes"});
    if (!open.ok()) return {};
    const QJsonArray runs = open.json["runs"].toArray();
    if (!runs.isEmpty()) return alice_.ctl({"runs", "show", runs[0]["id"].toString()}).json;
    return alice_.ctl({"runs", "start", "in-and-out", "--set", "node=rotterdam-1"}).json;
  }

  void remember(const QJsonValue& detail) {
    const QString id = detail["run"]["id"].toString();
    const QStringList hashes = hashesOf(detail);
    QVERIFY2(detail["intact"].toBool(), qPrintable(id));
    QCOMPARE(hashes.mid(0, kept_[id].size()), kept_[id]);
    kept_[id] = hashes;
  }

 private slots:
  void initTestCase() {
    kills_.print();
    QVERIFY2(cluster_.startAll(1), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("book.yaml"), kBook));
    const Answer applied = cluster_.ctl({"runbooks", "apply", cluster_.path("book.yaml")});
    QVERIFY2(applied.ok(), qPrintable(applied.err));
    QCOMPARE(alice_.join(cluster_, "alice", {"operator", "security-admin"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator", "approver"}), QString());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void nothing_acknowledged_is_lost_and_nothing_is_done_twice() {
    const auto next = [this]() -> QStringList {
      const QJsonValue detail = current();
      if (!detail["run"].isObject()) return {};
      remember(detail);
      return this->next(detail);
    };
    kills_.goOn(
        next, [this](const QJsonObject& detail) { remember(detail); }, [] {});
  }

  void each_act_is_in_the_audit_log_as_often_as_in_the_evidence() {
    QMap<QString, int> acts, undos;
    for (const QJsonValue entry : cluster_.ctl({"audit", "list", "--limit", "1000"}).json["entries"].toArray()) {
      const QString detail = entry["detail"].toString(), run = detail.section("RUN-", 1).section(',', 0, 0);
      if (entry["action"] == "QuarantineNode") ++acts["RUN-" + run];
      if (entry["action"] == "ReadmitNode") ++undos["RUN-" + run];
    }
    int all = 0;
    for (const QString& id : runIds()) {
      const QJsonValue detail = alice_.ctl({"runs", "show", id}).json;
      remember(detail);
      QCOMPARE(count(detail, "ACTION"), qsizetype{acts[id]});
      QCOMPARE(count(detail, "UNDO"), qsizetype{undos[id]});
      QVERIFY2(acts[id] <= 1 && undos[id] <= acts[id], qPrintable(id));
      all += acts[id];
    }
    QVERIFY(all > 0);
    QVERIFY(cluster_.auditIsIntact());
    qInfo("%lld runs, %d acts", qint64{kept_.size()}, all);
  }
};

QTEST_GUILESS_MAIN(TstRunKills)
#include "tst_run_kills.moc"
