// Rollouts that carry services: real flotillad, real nodes, the sample service and versions of it that end by
// themselves. The slots run in order.
#include <QDir>
#include <QtTest>
#include <csignal>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kNodes = 2;
const QStringList kNames{"rotterdam-1", "rotterdam-2"};
constexpr auto kBundle = FLOTILLA_BINARY_DIR "/services/shelf-counter/1.0.0";

// Processes of services that were started from below this folder.
QList<qint64> servicesBelow(const QString& folder) {
  QList<qint64> out;
  for (const QString& pid : QDir("/proc").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const QString program = QFile::symLinkTarget("/proc/" + pid + "/exe");
    if (program.startsWith(folder + "/workloads/")) out << pid.toLongLong();
  }
  return out;
}

}  // namespace

class TstServices : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void a_service_is_rolled_out_and_asked_on_every_node();
  void a_service_that_was_killed_is_started_anew_and_counted();
  void one_that_ends_at_once_is_refused_and_says_why();
  void one_that_ends_in_its_health_window_is_taken_back_by_the_node();
  void one_that_ends_again_and_again_later_is_told_as_a_crash_loop();
  void nothing_of_a_service_survives_its_agent();

 private:
  Cluster cluster_{{.server = {}, .agents = {}, .serverData = {}, .ratePerSecond = 5}};

  QJsonObject shelf(const QString& node) {
    for (const QJsonValue workload : cluster_.node(node)["workloads"].toArray())
      if (workload["workload"].toString() == "shelf-counter") return workload.toObject();
    return {};
  }
  qint64 asked(const QString& node, const QString& version) {
    for (const QJsonValue totals : shelf(node)["totals"].toArray())
      if (totals["version"].toString() == version) return number(totals["requests"]) - number(totals["errors"]);
    return 0;
  }
  bool allRun(const QString& version) {
    for (const QString& name : kNames)
      if (shelf(name)["version"].toString() != version) return false;
    return true;
  }

  // The sample service, told to end so many seconds after its start.
  bool publishEnding(const QString& version, int counter, int seconds) {
    const QString folder = cluster_.path("service-" + version);
    QDir().mkpath(folder);
    QFile::copy(QString(kBundle) + "/shelf-counter", folder + "/shelf-counter");
    QByteArray spec = readFile(QString(kBundle) + "/service.json");
    spec.replace("\"readiness\"",
                 "\"env\": {\"SHELF_COUNTER_CRASH_AFTER_S\": \"" + QByteArray::number(seconds) + "\"}, \"readiness\"");
    return writeFile(folder + "/service.json", spec) && publish(version, counter, folder);
  }
  bool publish(const QString& version, int counter, const QString& folder) {
    return cluster_.publish(
        {.version = version, .counter = counter, .bundle = folder, .artifact = "shelf-counter", .kind = "service"});
  }
  Answer deploy(const QString& version) {
    return cluster_.ctl({"deploy", "shelf-counter", version, "--wait", "--timeout-wait", "40s"});
  }
};

void TstServices::initTestCase() {
  QVERIFY2(cluster_.startAll(kNodes), cluster_.lastProblem());
  QByteArray fleet = readFile(cluster_.path("fleet.yaml"));
  fleet += R"(  - name: shelf-counter
    artifact: shelf-counter
    config: {runtime: runtime-process, source: none, rate_per_second: 5, memory_mb: 64, cpu_percent: 50,
             max_processes: 16, health_window: 3s, min_success_ratio: 0.9, max_p95_ms: 2000}
)";
  QVERIFY(writeFile(cluster_.path("fleet.yaml"), fleet));
  QVERIFY(cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")}).ok());
  QVERIFY2(publish("1.0.0", 1, kBundle), cluster_.lastProblem());
}

void TstServices::cleanup() {
  if (QTest::currentTestFailed()) cluster_.printLogs();
}

void TstServices::a_service_is_rolled_out_and_asked_on_every_node() {
  const Answer deployed = deploy("1.0.0");
  QVERIFY2(deployed.ok(), qPrintable(deployed.out + deployed.err));
  QVERIFY(allRun("1.0.0"));
  for (int node = 0; node < kNodes; ++node) {
    QVERIFY2(cluster_.eventually("answers of the service", 10s, [&] { return asked(kNames[node], "1.0.0") > 20; }),
             cluster_.lastProblem());
    QCOMPARE(servicesBelow(cluster_.agentData(node)).size(), 1);
    QCOMPARE(cluster_.node(kNames[node])["health"].toString(), QString("NODE_HEALTH_HEALTHY"));
  }
}

void TstServices::a_service_that_was_killed_is_started_anew_and_counted() {
  const qint64 before = servicesBelow(cluster_.agentData(0)).value(0);
  QVERIFY(before > 0);
  ::kill(static_cast<pid_t>(before), SIGKILL);
  QVERIFY2(cluster_.eventually("a restart is reported", 15s, [&] { return number(shelf(kNames[0])["restarts"]) == 1; }),
           cluster_.lastProblem());
  QVERIFY2(cluster_.eventually("another service", 15s,
                               [&] {
                                 const auto now = servicesBelow(cluster_.agentData(0));
                                 return now.size() == 1 && now.front() != before;
                               }),
           cluster_.lastProblem());
  const qint64 answers = asked(kNames[0], "1.0.0");
  QVERIFY2(cluster_.eventually("it answers", 10s, [&] { return asked(kNames[0], "1.0.0") > answers + 5; }),
           cluster_.lastProblem());
  QVERIFY(cluster_.agent(0).log().contains("the service was killed by signal 9"));
}

void TstServices::one_that_ends_at_once_is_refused_and_says_why() {
  const QString folder = cluster_.path("impossible");
  QDir().mkpath(folder);
  QVERIFY(QFile::copy("/bin/false", folder + "/shelf-counter"));
  QVERIFY(QFile::copy(QString(kBundle) + "/service.json", folder + "/service.json"));
  QVERIFY2(publish("1.0.1", 2, folder), cluster_.lastProblem());
  QVERIFY(!deploy("1.0.1").ok());
  for (const QString& name : kNames) {
    QCOMPARE(shelf(name)["reason"].toString(), QString("service_exited"));
    QCOMPARE(shelf(name)["message"].toString(), QString("the service exited with code 1 (before it was ready)"));
  }
  QVERIFY(allRun("1.0.0"));
}

void TstServices::one_that_ends_in_its_health_window_is_taken_back_by_the_node() {
  QVERIFY2(publishEnding("1.0.2", 3, 2), cluster_.lastProblem());
  QVERIFY(!deploy("1.0.2").ok());
  for (const QString& name : kNames) {
    QCOMPARE(shelf(name)["state"].toString(), QString("INSTALL_STATE_ROLLED_BACK"));
    QCOMPARE(shelf(name)["message"].toString(), QString("the service exited with code 3: the shelf index is damaged"));
  }
  QVERIFY(allRun("1.0.0"));
}

void TstServices::one_that_ends_again_and_again_later_is_told_as_a_crash_loop() {
  QVERIFY2(publishEnding("1.1.0", 4, 6), cluster_.lastProblem());
  const Answer deployed = deploy("1.1.0");
  QVERIFY2(deployed.ok(), qPrintable(deployed.out + deployed.err));
  QVERIFY2(cluster_.eventually("the crash loop is told", 60s,
                               [&] { return shelf(kNames[0])["reason"].toString() == "crash_loop"; }),
           cluster_.lastProblem());
  const QString message = shelf(kNames[0])["message"].toString();
  QVERIFY2(message.startsWith("crash looping: ended 3 times within 10m, last: the service exited with code 3: the "
                              "shelf index is damaged; next try after "),
           qPrintable(message));
  QCOMPARE(cluster_.node(kNames[0])["health"].toString(), QString("NODE_HEALTH_DEGRADED"));
  QVERIFY2(cluster_.ctl({"nodes", "events", kNames[0]}).out.contains("crash_loop"), "no event");
  const Answer back = cluster_.ctl({"rollback", "shelf-counter-4", "--wait", "--timeout-wait", "40s"});
  QVERIFY2(back.ok(), qPrintable(back.out + back.err));
  QVERIFY(allRun("1.0.0"));
  QCOMPARE(cluster_.node(kNames[0])["health"].toString(), QString("NODE_HEALTH_HEALTHY"));
}

void TstServices::nothing_of_a_service_survives_its_agent() {
  const auto runs = [&] { return servicesBelow(cluster_.agentData(1)).size() == 1; };
  const auto nothing = [&] { return servicesBelow(cluster_.agentData(1)).isEmpty(); };
  QVERIFY2(cluster_.eventually("the service runs", 10s, runs), cluster_.lastProblem());
  cluster_.agent(1).kill();
  QVERIFY2(cluster_.eventually("nothing after SIGKILL", 5s, nothing), cluster_.lastProblem());
  QVERIFY2(cluster_.startAgent(1), cluster_.lastProblem());
  QVERIFY2(cluster_.eventually("the service runs again", 20s, runs), cluster_.lastProblem());
  cluster_.agent(1).stop();
  QVERIFY2(cluster_.eventually("nothing after a shutdown", 5s, nothing), cluster_.lastProblem());
}

QTEST_GUILESS_MAIN(TstServices)
#include "tst_services.moc"
