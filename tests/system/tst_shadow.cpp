// Shadow runs and weights on real processes: a better model agrees and is promoted, a broken one is refused before it
// answered one request, and one that hangs, spins, leaks or crashes costs nobody an answer. One that goes bad at a
// quarter of the requests goes back by itself while its node has no link. The slots run in order. What all of this
// costs in time is measured by tests/bench/bench_shadow.cpp.
#include <QDir>
#include <QtTest>

#include "tests/support/cluster.h"
#include "tests/support/faulty_link.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

// The first model reads 90 of 100 digits right and the second 98, so that a tenth of their answers may well differ.
const QByteArray kShadow = "shadow: {min_time: 2s, limit: 2m, good: 0.2, bad: 0.4}\n";
const QByteArray kWeights = "weights: {steps: [5, 25, 100], min_time: 2s, min_requests: 20, differ: 0.3, limit: 3m}\n";

// Long enough for what comes to be wrong later.
const QByteArray kLongShadow = "shadow: {min_time: 1m, limit: 3m, good: 0.2, bad: 0.4}\n";

QByteArray planTo(const QString& version, const QByteArray& stages) {
  return "workload: meter-reader\nto: " + version.toUtf8() +
         "\ndeadline: 10m\non_failure: stay\n"
         "gates: {compare: false, interval: 1s, warm_up: 0s, max_p95_ms: 2000}\n"
         "waves:\n  - {name: all, size: rest, soak: 1s, limit: 10m}\n" +
         stages;
}

const QStringList kEnded{"ROLLOUT_STATE_SUCCEEDED", "ROLLOUT_STATE_FAILED", "ROLLOUT_STATE_ROLLED_BACK"};

}  // namespace

class TstShadow : public QObject {
  Q_OBJECT

  Cluster cluster_;
  FaultyLink link_;
  QString node_;
  int counter_ = 0;

  // A release of a sample model, with what the runtime of these tests reads of its mood.
  bool publish(const QString& version, const QString& bundle, const QByteArray& mood = {}) {
    const QString folder = cluster_.path("bundle-" + version);
    QDir().mkpath(folder);
    const QDir sample(Cluster::sampleBundle(bundle));
    for (const QString& file : sample.entryList(QDir::Files)) QFile::copy(sample.filePath(file), folder + "/" + file);
    if (!mood.isEmpty() && !writeFile(folder + "/mood", mood + "\n")) return false;
    return cluster_.publish({.version = version, .counter = ++counter_, .bundle = folder});
  }
  QString begin(const QString& version, const QByteArray& stages) {
    const QString path = cluster_.path("plan.yaml");
    if (!writeFile(path, planTo(version, stages))) return {};
    const Answer answer = cluster_.ctl({"rollouts", "create", "-f", path, "--start"});
    if (!answer.ok()) qWarning().noquote() << answer.err << answer.out;
    return answer.json["id"].toString();
  }
  QJsonObject workload() { return cluster_.workloadOf(node_); }
  QString state() { return workload()["state"].toString(); }
  bool ends(const QString& state) {
    return cluster_.eventually("the node is " + state, 180s, [&] { return this->state() == state; });
  }
  QStringList statesOf(const QString& version) {
    QStringList out;
    for (const QJsonValue event : cluster_.ctl({"nodes", "events", node_, "--limit", "1000"}).json["events"].toArray())
      if (event["version"].toString() == version) out << event["state"].toString();
    return out;
  }
  qint64 failedOf(const QString& version) {
    for (const QJsonValue totals : workload()["totals"].toArray())
      if (totals["version"].toString() == version) return number(totals["errors"]);
    return 0;
  }
  // How many workers the agent has now. Any of its threads may have started them.
  qsizetype workers() {
    const QString tasks = "/proc/" + QString::number(cluster_.agent(0).pid()) + "/task";
    qsizetype count = 0;
    for (const QString& task : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      count += QString(readFile(tasks + "/" + task + "/children")).split(' ', Qt::SkipEmptyParts).size();
    return count;
  }

 private slots:
  void initTestCase() {
    const QString plugins = cluster_.path("plugins");
    QDir().mkpath(plugins);
    const QDir real(FLOTILLA_BINARY_DIR "/bin/plugins");
    for (const QString& name : real.entryList(QDir::Files))
      QVERIFY(QFile::link(real.filePath(name), plugins + "/" + name));
    QVERIFY(QFile::link(FLOTILLA_BINARY_DIR "/tests/fixtures/runtime-moody.so", plugins + "/runtime-moody.so"));
    QVERIFY2(cluster_.startServer() && cluster_.makeKeys("keys"), cluster_.lastProblem());
    QVERIFY2(cluster_.declare(R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 5s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {runtime: runtime-moody, source: source-replay, rate_per_second: 50, memory_mb: 256,
             health_window: 1s, min_success_ratio: 0.9, max_p95_ms: 2000}
)"),
             cluster_.lastProblem());
    QVERIFY2(cluster_.enrolNode(0), cluster_.lastProblem());
    QVERIFY(link_.start(cluster_) && link_.carry(cluster_, 0));
    QVERIFY2(cluster_.startAgent(0, {"plugins=" + plugins}), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("the agent connects", 20s,
                                 [&] { return number(cluster_.ctl({"status"}).json["connected"]) == 1; }),
             cluster_.lastProblem());
    node_ = cluster_.ctl({"nodes", "list"}).json["nodes"][0]["name"].toString();
    QVERIFY2(publish("1.0.0", "1.0.0") && cluster_.deploy("1.0.0"), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_better_model_agrees_in_shadow_and_takes_all_steps() {
    QVERIFY2(publish("2.0.0", "2.0.0"), cluster_.lastProblem());
    const QString rollout = begin("2.0.0", kShadow + kWeights);
    QVERIFY2(cluster_.eventually("it ends", 240s,
                                 [&] { return kEnded.contains(cluster_.rollout(rollout)["state"].toString()); }),
             cluster_.lastProblem());
    QCOMPARE(cluster_.rollout(rollout)["state"].toString(), QString("ROLLOUT_STATE_SUCCEEDED"));
    QCOMPARE(state(), QString("INSTALL_STATE_COMMITTED"));
    QCOMPARE(workload()["version"].toString(), QString("2.0.0"));
    QCOMPARE(failedOf("1.0.0"), 0);
    QCOMPARE(statesOf("2.0.0").count("INSTALL_STATE_TRYING"), 1);
  }

  void a_broken_model_is_refused_before_it_answered_one_request() {
    QVERIFY2(publish("3.0.0", "3.0.0"), cluster_.lastProblem());
    QVERIFY(!begin("3.0.0", kShadow + kWeights).isEmpty());
    QVERIFY2(ends("INSTALL_STATE_REFUSED"), cluster_.lastProblem());
    QCOMPARE(workload()["reason"].toString(), QString("shadow_differs"));
    QCOMPARE(workload()["version"].toString(), QString("2.0.0"));
    QCOMPARE(cluster_.requests(node_, "3.0.0"), 0);
    QVERIFY(!statesOf("3.0.0").contains("INSTALL_STATE_SWITCHING"));
    QVERIFY(!statesOf("3.0.0").contains("INSTALL_STATE_TRYING"));
    QCOMPARE(failedOf("2.0.0"), 0);
  }

  void one_that_misbehaves_in_shadow_costs_nobody_an_answer_data() {
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArray>("mood");
    QTest::addColumn<QStringList>("reasons");
    QTest::newRow("hangs") << "4.1.0" << QByteArray("hang") << QStringList{"shadow_silent"};
    QTest::newRow("spins") << "4.2.0" << QByteArray("spin") << QStringList{"shadow_silent"};
    // Without control groups an allocation fails, and it ends by that.
    QTest::newRow("leaks") << "4.3.0" << QByteArray("leak") << QStringList{"shadow_out_of_memory", "shadow_crashed"};
    QTest::newRow("crashes") << "4.4.0" << QByteArray("crash") << QStringList{"shadow_crashed"};
    QTest::newRow("fails") << "4.5.0" << QByteArray("fail") << QStringList{"shadow_errors"};
  }
  void one_that_misbehaves_in_shadow_costs_nobody_an_answer() {
    QFETCH(QString, version);
    QFETCH(QByteArray, mood);
    QFETCH(QStringList, reasons);
    QVERIFY2(publish(version, "2.0.0", mood), cluster_.lastProblem());
    const qint64 before = cluster_.requests(node_, "2.0.0");
    QVERIFY(!begin(version, kLongShadow).isEmpty());
    QVERIFY2(cluster_.eventually("it is refused", 180s,
                                 [&] {
                                   // The one before it may have been refused for the same reason.
                                   if (!statesOf(version).contains("INSTALL_STATE_REFUSED")) return false;
                                   const QJsonObject now = workload();
                                   return now["state"].toString() == "INSTALL_STATE_REFUSED" &&
                                          reasons.contains(now["reason"].toString());
                                 }),
             qPrintable(workload()["state"].toString() + " " + workload()["reason"].toString()));
    QCOMPARE(cluster_.requests(node_, version), 0);
    QCOMPARE(failedOf("2.0.0"), 0);
    QVERIFY(cluster_.requests(node_, "2.0.0") > before);
  }

  void one_that_goes_bad_at_a_quarter_goes_back_without_a_link() {
    QVERIFY2(publish("5.0.0", "2.0.0", "turn"), cluster_.lastProblem());
    QVERIFY(!begin("5.0.0", "weights: {steps: [25, 100], min_time: 2m, min_requests: 20, differ: 0.02, limit: 5m}\n")
                 .isEmpty());
    QVERIFY2(cluster_.eventually("it answers a quarter", 60s, [&] { return cluster_.requests(node_, "5.0.0") > 5; }),
             cluster_.lastProblem());
    QCOMPARE(workers(), qsizetype{2});
    QVERIFY(link_.set("cut"));
    QVERIFY2(cluster_.eventually("it goes back", 120s, [&] { return workers() == 1; }), cluster_.lastProblem());
    QCOMPARE(state(), QString("INSTALL_STATE_TRYING"));  // as far as the control plane knows
    QVERIFY(link_.set("pass"));
    QVERIFY2(ends("INSTALL_STATE_ROLLED_BACK"), cluster_.lastProblem());
    QCOMPARE(workload()["reason"].toString(), QString("weights_differ"));
    QCOMPARE(workload()["version"].toString(), QString("2.0.0"));
    QCOMPARE(failedOf("2.0.0"), 0);
    QCOMPARE(failedOf("5.0.0"), 0);
  }
};

QTEST_GUILESS_MAIN(TstShadow)
#include "tst_shadow.moc"
