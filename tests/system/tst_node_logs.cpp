// Logs and traces on real programs: requests that fail leave traces on the node, and an operator finds them from afar.
// The slots run in order.
#include <QDir>
#include <QJsonArray>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const QString kNode = "rotterdam-1";

const QByteArray kFleet = R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 60s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: antwerp, region: eu-west, title: Antwerp, latitude: 51.2, longitude: 4.4}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {source: unreliable-source, rate_per_second: 20, health_window: 1s, min_success_ratio: 0.1, max_p95_ms: 2000}
  - name: shelf-counter
    artifact: shelf-counter
    config: {runtime: runtime-process, source: none, rate_per_second: 5, memory_mb: 64, cpu_percent: 50,
             max_processes: 16, health_window: 2s, min_success_ratio: 0.9, max_p95_ms: 2000}
)";

}  // namespace

class TstNodeLogs : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void a_failing_request_is_found_with_its_trace();
  void the_trace_is_shown_as_a_tree_and_nothing_in_it_reaches_the_terminal();
  void what_a_service_writes_is_found();
  void an_assignment_is_found_by_its_rollout();
  void the_question_is_in_the_audit_log_and_the_lines_are_nowhere();
  void a_question_that_makes_no_sense_is_refused();
  void lines_outlive_a_kill_of_the_agent();
  void a_flood_of_lines_neither_grows_the_agent_nor_keeps_it_from_reporting();
  void a_node_that_is_away_is_told_as_such();

 private:
  Cluster cluster_{{.server = {}, .agents = {}, .serverData = {}, .ratePerSecond = 20}};
  QString corr_;

  QStringList agentSettings() const { return {"plugins=" + cluster_.path("plugins"), "traces.share=0.2"}; }
  Answer logs(const QStringList& more) { return cluster_.ctl(QStringList{"nodes", "logs", kNode} + more); }
  QJsonObject excerpt(const QStringList& more) { return logs(more).json["excerpt"].toObject(); }
  QJsonArray lines(const QStringList& more) { return excerpt(more)["lines"].toArray(); }
  // Without -o json, as people see it.
  Answer asText(const QStringList& arguments) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments);
  }
};

void TstNodeLogs::initTestCase() {
  const QString plugins = cluster_.path("plugins");
  QVERIFY(QDir().mkpath(plugins));
  for (const char* name : {"libonnxruntime.so.1", "runtime-onnx.so", "runtime-process.so", "source-replay.so"})
    QVERIFY(QFile::link(QStringLiteral(FLOTILLA_BINARY_DIR "/bin/plugins/") + name, plugins + "/" + name));
  QVERIFY(QFile::link(FLOTILLA_BINARY_DIR "/tests/fixtures/unreliable_source.so", plugins + "/unreliable-source.so"));
  QVERIFY2(cluster_.startServer() && cluster_.declareFleet() && cluster_.makeKeys("keys"), cluster_.lastProblem());
  QVERIFY(writeFile(cluster_.path("fleet.yaml"), kFleet));
  const Answer applied = cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")});
  QVERIFY2(applied.ok(), qPrintable(applied.err));
  QVERIFY2(cluster_.enrolNode(0) && cluster_.startAgent(0, agentSettings()), cluster_.lastProblem());
  QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
  QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
}

void TstNodeLogs::cleanup() {
  if (QTest::currentTestFailed()) cluster_.printLogs();
}

void TstNodeLogs::a_failing_request_is_found_with_its_trace() {
  QJsonArray found;
  QVERIFY2(cluster_.eventually("a failed request", 30s,
                               [&] {
                                 found = lines({"--traces", "--level", "warn", "--workload", "meter-reader"});
                                 return !found.isEmpty();
                               }),
           cluster_.lastProblem());
  const QJsonObject line = found.at(0).toObject();
  QCOMPARE(line["message"].toString(), QString("request failed"));
  QCOMPARE(line["version"].toString(), QString("1.0.0"));
  corr_ = line["corr"].toString();
  QCOMPARE(corr_.size(), 26);
  const QJsonArray spans = line["spans"].toArray();
  QCOMPARE(spans.at(0)["name"].toString(), QString("request"));
  QCOMPARE(spans.at(1)["name"].toString(), QString("source"));
  QCOMPARE(spans.at(1)["note"].toString(), QString("sensor_silent"));
  QVERIFY2(cluster_.eventually("a sampled request", 30s,
                               [&] {
                                 for (const QJsonValue trace : lines({"--traces", "--text", "traced"}))
                                   if (trace["spans"].toArray().size() == 4) return true;
                                 return false;
                               }),
           cluster_.lastProblem());
}

void TstNodeLogs::the_trace_is_shown_as_a_tree_and_nothing_in_it_reaches_the_terminal() {
  const Answer answer = asText({"nodes", "trace", kNode, corr_});
  QVERIFY2(answer.ok(), qPrintable(answer.err));
  QVERIFY2(answer.out.contains("\n  request "), qPrintable(answer.out));
  QVERIFY2(answer.out.contains("\n    source "), qPrintable(answer.out));
  QVERIFY2(answer.out.contains(" ms  sensor_silent"), qPrintable(answer.out));
  QVERIFY2(answer.out.contains("does not\\u000aanswer"), qPrintable(answer.out));
  QVERIFY(!answer.out.contains(QChar(0x1b)));
  const Answer none = asText({"nodes", "trace", kNode, "01NOSUCHREQUEST"});
  QVERIFY(!none.ok());
  QVERIFY2(none.err.contains("nothing about 01NOSUCHREQUEST"), qPrintable(none.err));
}

void TstNodeLogs::what_a_service_writes_is_found() {
  QVERIFY2(cluster_.publish({.version = "1.0.0",
                             .counter = 1,
                             .bundle = FLOTILLA_BINARY_DIR "/services/shelf-counter/1.0.0",
                             .artifact = "shelf-counter",
                             .kind = "service"}),
           cluster_.lastProblem());
  QVERIFY(cluster_.ctl({"deploy", "shelf-counter", "1.0.0", "--wait", "--timeout-wait", "60s"}).ok());
  QVERIFY2(cluster_.eventually("a line of the service", 30s,
                               [&] {
                                 for (const QJsonValue line : lines({"--text", "COUNTING, PORT"}))
                                   if (line["workload"].toString() == "shelf-counter") return true;
                                 return false;
                               }),
           cluster_.lastProblem());
}

void TstNodeLogs::an_assignment_is_found_by_its_rollout() {
  const QJsonArray found = lines({"--corr", "shelf-counter-1"});
  QVERIFY(!found.isEmpty());
  QStringList messages, states;
  for (const QJsonValue line : found) {
    messages << line["message"].toString();
    for (const QJsonValue field : line["fields"].toArray())
      if (field["name"].toString() == "state") states << field["value"].toString();
  }
  QVERIFY2(messages.contains("an assignment was accepted"), qPrintable(messages.join(", ")));
  QVERIFY2(states.contains("assigned") && states.contains("committed"), qPrintable(states.join(", ")));
}

void TstNodeLogs::the_question_is_in_the_audit_log_and_the_lines_are_nowhere() {
  QVERIFY(logs({"--text", "needle-in-the-hay"}).ok());
  bool told = false;
  const QJsonArray entries =
      cluster_.ctl({"audit", "list", "--filter", "action:GetNodeLogs"}).json["entries"].toArray();
  for (const QJsonValue entry : entries)
    told = told ||
           (entry["detail"].toString().contains("needle-in-the-hay") && entry["object"].toString() == "node/" + kNode);
  QVERIFY(told);
  QVERIFY(cluster_.auditIsIntact());
  for (const char* name : {"flotilla.db", "flotilla.db-wal", "telemetry.db", "telemetry.db-wal"})
    QVERIFY2(!readFile(cluster_.serverData() + "/" + name).contains("sensor_silent"), name);
}

void TstNodeLogs::a_question_that_makes_no_sense_is_refused() {
  QVERIFY(!logs({"--limit", "501"}).ok());
  QVERIFY(!logs({"--corr", "a b"}).ok());
  QVERIFY(!logs({"--level", "loud"}).ok());
  const Answer answer =
      cluster_.ctl({"call", "NodeService/GetNodeLogs", "{\"node\": \"rotterdam-1\", \"query\": {\"limit\": 501}}"});
  QVERIFY(!answer.ok());
  QVERIFY2(answer.err.contains("limit"), qPrintable(answer.err));
}

void TstNodeLogs::lines_outlive_a_kill_of_the_agent() {
  cluster_.agent(0).kill();
  QVERIFY2(cluster_.startAgent(0, agentSettings()), cluster_.lastProblem());
  QVERIFY2(cluster_.eventually("the trace of before", 30s,
                               [&] {
                                 return !lines({"--corr", corr_}).isEmpty();
                               }),
           cluster_.lastProblem());
}

// The service's own words are as good as any: its file is replaced by one that writes without an end.
void TstNodeLogs::a_flood_of_lines_neither_grows_the_agent_nor_keeps_it_from_reporting() {
  const QString folder = cluster_.path("loud");
  QVERIFY(QDir().mkpath(folder));
  QVERIFY(QFile::copy(FLOTILLA_BINARY_DIR "/services/shelf-counter/1.0.0/shelf-counter", folder + "/shelf-counter"));
  const QByteArray loud =
      "#!/bin/sh\n"
      "head -c 100000000 /dev/zero | tr '\\0' x | fold -w 1000 &\n"
      "exec \"$(dirname \"$0\")/shelf-counter\"\n";
  QVERIFY(writeFile(folder + "/loud", loud));
  QVERIFY(QFile::setPermissions(folder + "/loud", QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
  QByteArray spec = readFile(QStringLiteral(FLOTILLA_BINARY_DIR "/services/shelf-counter/1.0.0/service.json"));
  spec.replace("[\"shelf-counter\"]", "[\"loud\"]");
  QVERIFY(writeFile(folder + "/service.json", spec));
  QVERIFY2(cluster_.publish(
               {.version = "1.1.0", .counter = 2, .bundle = folder, .artifact = "shelf-counter", .kind = "service"}),
           cluster_.lastProblem());
  QVERIFY(cluster_.ctl({"deploy", "shelf-counter", "1.1.0", "--wait", "--timeout-wait", "90s"}).ok());
  QVERIFY2(cluster_.eventually("lines that were left out", 60s,
                               [&] {
                                 return !lines({"--text", "left out", "--workload", "shelf-counter"}).isEmpty();
                               }),
           cluster_.lastProblem());
  const QJsonObject node = cluster_.node(kNode);
  QCOMPARE(node["liveness"].toString(), QString("LIVENESS_LIVE"));
  QVERIFY2(number(node["agent_rss_kb"]) < 45 * 1024, qPrintable(QString::number(number(node["agent_rss_kb"]))));
  qInfo("agent %lld KiB", static_cast<long long>(number(node["agent_rss_kb"])));
}

void TstNodeLogs::a_node_that_is_away_is_told_as_such() {
  cluster_.agent(0).kill();
  QVERIFY2(cluster_.eventually("the node is away", 30s,
                               [&] {
                                 const Answer answer = logs({});
                                 return !answer.ok() && answer.err.contains("is not connected") &&
                                        answer.err.contains("last seen");
                               }),
           cluster_.lastProblem());
}

QTEST_GUILESS_MAIN(TstNodeLogs)
#include "tst_node_logs.moc"
