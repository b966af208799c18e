// Game days on real processes: each kind of fault on an agent whose owner allows drills, one whose owner does not, a
// score from real alerts, and that everything recovers by itself when flotillad or an agent is killed meanwhile.
#include <QJsonArray>
#include <QtEndian>
#include <QtTest>

#include "tests/support/game_days.h"
#include "tests/support/operator.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const QByteArray kFleet = R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 3s}
  - {name: us-east, title: Eastern North America, offline_after: 3s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: boston, region: us-east, title: Boston, latitude: 42.4, longitude: -71.1}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {runtime: runtime-onnx, source: source-replay, rate_per_second: 20, memory_mb: 256,
             health_window: 1s, min_success_ratio: 0.9, max_p95_ms: 2000}
)";
// Puts a version on a node, as a repair does.
const QByteArray kBook = R"(runbook: put-it-there
title: Put a version on a node
owner: platform
match: [[a=b]]
inputs: [{name: node, type: node}]
stop: {after: 1h}
steps:
  - key: put
    kind: act
    title: Put it there
    risk: reversible
    checks: [{title: It is not there, nodes: {where: "name:{node} not version:2.0.0"}, is: "= 1"}]
    action: {deploy: {workload: meter-reader, version: "2.0.0", where: "name:{node}"}}
    undo: {deploy: {workload: meter-reader, version: "1.0.0", where: "name:{node}"}}
    limits: {nodes: 1, regions: 1}
    verify: {title: It is there, nodes: {where: "name:{node} version:2.0.0"}, is: "= 1", within: 5m}
  - {key: say, kind: note, title: Say what it was}
)";
constexpr int kMuch = 4 << 20;  // bytes of the second version
constexpr auto kSoon = 20s;

}  // namespace

class TstGameDay : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"alerts.node_offline_for=1s"},
                    .agents = {"telemetry.metric_quota_kb=256", "telemetry.event_quota_kb=64"},
                    .serverData = {}}};
  const GameDays games_{cluster_};
  OperatorAtWork alice_;
  const QString one_ = "rotterdam-1", two_ = "rotterdam-2", refuses_ = "boston-1";

  QString filler(int node) { return cluster_.agentData(node) + "/telemetry.filler"; }
  QJsonObject clockOf(const QString& node) { return cluster_.node(node)["telemetry"].toObject()["clock"].toObject(); }
  int restarts(const QString& node) { return cluster_.workloadOf(node)["restarts"].toInt(); }
  // How much has come of what is being downloaded.
  qint64 arrived(int node) {
    qint64 most = 0;
    for (const QFileInfo& part : QDir(cluster_.agentData(node) + "/dl").entryInfoList(QDir::Files))
      most = std::max(most, part.size());
    return most;
  }
  // Whether a program is connected to the operators' listener: nobody else is while a test asks.
  bool talksToOperators() const {
    const QStringList at = cluster_.address("operators").split(':');
    quint32 address = 0;
    for (const QString& part : at[0].split('.')) address = address << 8 | part.toUInt();
    const QString remote = QString("%1:%2")
                               .arg(qFromBigEndian(address), 8, 16, QLatin1Char('0'))
                               .arg(at[1].toUInt(), 4, 16, QLatin1Char('0'))
                               .toUpper();
    for (const QByteArray& line : (readFile("/proc/net/tcp") + readFile("/proc/net/tcp6")).split('\n')) {
      const QList<QByteArray> fields = line.simplified().split(' ');
      if (fields.size() > 3 && fields[2].endsWith(remote.toUtf8()) && fields[3] == "01") return true;
    }
    return false;
  }
  bool publishMuch() {
    const QString folder = cluster_.path("much");
    if (!QDir().mkpath(folder)) return false;
    for (const QString& name : QDir(Cluster::sampleBundle("2.0.0")).entryList(QDir::Files))
      if (!QFile::copy(Cluster::sampleBundle("2.0.0") + "/" + name, folder + "/" + name)) return false;
    return writeFile(folder + "/notes.txt", QByteArray(kMuch, 'n')) &&
           cluster_.publish({.version = "2.0.0", .counter = 2, .bundle = folder});
  }
  qsizetype linesOf(int node, const QString& text) { return cluster_.agent(node).log().count(text); }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("fleet.yaml"), kFleet));
    QVERIFY(cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")}).ok());
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    for (int node = 0; node < 3; ++node) {
      QVERIFY2(cluster_.enrolNode(node, node < 2 ? "rotterdam" : "boston"), cluster_.lastProblem());
      QVERIFY2(cluster_.startAgent(node, {node < 2 ? "drills=allow" : "drills=refuse"}), cluster_.lastProblem());
    }
    QVERIFY2(cluster_.eventually("all connect", 30s,
                                 [&] { return number(cluster_.ctl({"status"}).json["connected"]) == 3; }),
             cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
    QVERIFY2(publishMuch(), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("book.yaml"), kBook));
    const Answer book = cluster_.ctl({"runbooks", "apply", cluster_.path("book.yaml")});
    QVERIFY2(book.ok(), qPrintable(book.err));
    QCOMPARE(alice_.join(cluster_, "alice", {"operator"}), QString());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void nodes_say_whether_they_allow_drills() {
    const QStringList allowing{"nodes", "list", "--filter", "drills:allow"};
    QCOMPARE(cluster_.ctl(allowing).json["nodes"].toArray().size(), 2);
    QCOMPARE(cluster_.node(refuses_)["drills"].toString(), QString("DRILL_CONSENT_REFUSE"));
  }

  void whether_drills_are_allowed_is_one_of_two_words() {
    const Answer answer = cluster_.run("flotilla-agent", {"config", "print", "--set", "drills=yes"});
    QCOMPARE(answer.exitCode, 2);
    QVERIFY2(answer.err.contains("drills: allow, or drills: refuse"), qPrintable(answer.err));
  }

  void nothing_is_started_where_no_node_allows_it() {
    const QStringList fault{"kill-worker where=name:" + refuses_};
    const Answer read = games_.preview(fault);
    QVERIFY(!read.ok());
    QVERIFY2(read.json["problems"].toArray().at(0).toString().contains("none of these nodes allows drills"),
             qPrintable(read.out));
    const Answer started = games_.start(fault);
    QVERIFY(!started.ok());
    QVERIFY2(started.err.contains("drills: allow"), qPrintable(started.err));
  }

  void a_killed_worker_comes_back_and_a_node_that_refuses_does_nothing() {
    const int before = restarts(one_);
    const QString id =
        games_.begin({"kill-worker for=3s where=name:rotterdam-1 or name:boston-1"}, {"--most-regions", "2"});
    QCOMPARE(id, QString("GAME-1"));
    QVERIFY2(games_.reaches(id, one_, "OVER", kSoon), cluster_.lastProblem());
    QCOMPARE(games_.faultState(id, refuses_), QString("REFUSED"));
    QVERIFY2(games_.fault(id, refuses_)["reason"].toString().contains("drills: refuse"),
             qPrintable(games_.fault(id, refuses_)["reason"].toString()));
    QVERIFY2(cluster_.eventually("its worker is back", kSoon, [&] { return restarts(one_) == before + 1; }),
             cluster_.lastProblem());
    QCOMPARE(restarts(refuses_), 0);
    QVERIFY2(games_.becomes(id, "ENDED", kSoon), cluster_.lastProblem());
  }

  void a_worker_is_killed_again_and_again() {
    const int before = restarts(two_);
    const QString id = games_.begin({"kill-worker for=12s every=2s workload=meter-reader where=name:rotterdam-2"});
    QVERIFY2(cluster_.eventually("three times", 30s, [&] { return restarts(two_) >= before + 3; }),
             cluster_.lastProblem());
    QVERIFY2(games_.reaches(id, two_, "OVER", kSoon), cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ENDED", 60s), cluster_.lastProblem());
  }

  void cut_links_are_detected_and_scored_and_their_incident_is_a_drill() {
    const QString id = games_.begin({"cut-link for=50s where=region:eu-west"}, {"--note", "who notices?"});
    QVERIFY2(games_.reaches(id, one_, "UNDER_WAY", kSoon), cluster_.lastProblem());
    const QStringList firing{"alerts", "list", "--filter", "state:firing region:eu-west"};
    QVERIFY2(cluster_.eventually("people could know", 30s,
                                 [&] { return cluster_.ctl(firing).json["alerts"].toArray().size() == 3; }),
             cluster_.lastProblem());
    for (const QJsonValue alert : cluster_.ctl(firing).json["alerts"].toArray())
      QVERIFY(cluster_.ctl({"alerts", "ack", alert["alert"]["id"].toString()}).ok());
    const QStringList drills{"incidents", "list", "--filter", "drill:yes"};
    QVERIFY2(cluster_.eventually("an incident", 60s,
                                 [&] { return cluster_.ctl(drills).json["incidents"].toArray().size() == 1; }),
             cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ENDED", 90s), cluster_.lastProblem());
    QCOMPARE(games_.faultState(id, one_), QString("OVER"));
    QCOMPARE(games_.faultState(id, two_), QString("OVER"));
    const QJsonValue score = games_.shown(id)["scores"].toArray().at(0);
    QVERIFY(!score["detected"].toString().isEmpty() && !score["acknowledged"].toString().isEmpty());
    QVERIFY(score["began"].toString() < score["detected"].toString());
    QVERIFY(score["detected"].toString() < score["acknowledged"].toString());
    QVERIFY(score["acknowledged"].toString() < score["mitigated"].toString());
    QVERIFY(cluster_.ctl({"incidents", "list", "--filter", "drill:no"}).json["incidents"].toArray().isEmpty());
  }

  void what_nobody_notices_is_not_detected() {
    const QString id = games_.begin({"slow-link for=20s delay=2s where=name:rotterdam-1"});
    // The round trip is known to be no shorter.
    QVERIFY2(cluster_.eventually("its messages come later", kSoon,
                                 [&] { return number(clockOf(one_)["uncertainty_us"]) > 900'000; }),
             cluster_.lastProblem());
    QVERIFY2(games_.reaches(id, one_, "OVER", 40s), cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ENDED", 60s), cluster_.lastProblem());
    QVERIFY(games_.shown(id)["scores"].toArray().at(0)["detected"].toString().isEmpty());
    QVERIFY2(cluster_.eventually("as before", 30s, [&] { return number(clockOf(one_)["uncertainty_us"]) < 500'000; }),
             cluster_.lastProblem());
  }

  void a_full_quota_is_free_again() {
    const QString id = games_.begin({"fill-quota for=5s where=name:rotterdam-1"});
    QVERIFY2(cluster_.eventually("it is full", kSoon, [&] { return QFileInfo(filler(0)).size() > 200 << 10; }),
             cluster_.lastProblem());
    QVERIFY2(games_.reaches(id, one_, "OVER", kSoon), cluster_.lastProblem());
    QVERIFY(!QFile::exists(filler(0)));
    QVERIFY2(games_.becomes(id, "ENDED", kSoon), cluster_.lastProblem());
  }

  void a_skewed_clock_is_put_right_by_the_control_plane_and_by_time() {
    const QString id = games_.begin({"skew-clock for=8s by=-10m where=name:rotterdam-2"});
    QVERIFY2(cluster_.eventually("it is ten minutes behind", kSoon,
                                 [&] { return number(clockOf(two_)["offset_us"]) > 590'000'000; }),
             cluster_.lastProblem());
    QCOMPARE(cluster_.node(two_)["liveness"].toString(), QString("LIVENESS_LIVE"));
    QVERIFY2(games_.reaches(id, two_, "OVER", kSoon), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("it is right", kSoon,
                                 [&] { return std::abs(number(clockOf(two_)["offset_us"])) < 5'000'000; }),
             cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ENDED", kSoon), cluster_.lastProblem());
  }

  void an_agent_starts_anew_and_is_back() {
    const qsizetype before = linesOf(1, "starting anew");
    const QString id = games_.begin({"restart-agent where=name:rotterdam-2"});
    QVERIFY2(games_.reaches(id, two_, "OVER", 30s), cluster_.lastProblem());
    QCOMPARE(linesOf(1, "starting anew"), before + 1);
    QVERIFY2(games_.fault(id, two_)["reason"].toString().contains("back"), "it does not say so");
    QVERIFY(cluster_.agent(1).running());
    QVERIFY2(games_.becomes(id, "ENDED", 30s), cluster_.lastProblem());
  }

  void a_second_game_day_on_a_node_is_refused_and_the_first_is_aborted() {
    const QString id = games_.begin({"skew-clock for=10m by=1h where=name:rotterdam-1"});
    QVERIFY2(games_.reaches(id, one_, "UNDER_WAY", kSoon), cluster_.lastProblem());
    const Answer second = games_.start({"fill-quota where=name:rotterdam-1"});
    QVERIFY(!second.ok());
    QVERIFY2(second.err.contains(id), qPrintable(second.err));
    const Answer aborted = cluster_.ctl({"game-days", "abort", id, "--reason", "a call came in"});
    QVERIFY2(aborted.ok(), qPrintable(aborted.err));
    QVERIFY2(games_.reaches(id, one_, "OVER", kSoon), cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ABORTED", kSoon), cluster_.lastProblem());
    QVERIFY(!cluster_.ctl({"game-days", "abort", id, "--reason", "again"}).ok());
  }

  void a_rollout_waits_until_the_game_day_is_over() {
    const QString id = games_.begin({"skew-clock for=10m by=1m where=name:rotterdam-2"});
    const QStringList deploy{"deploy", "meter-reader", "2.0.0", "--selector", "name:rotterdam-2"};
    const Answer refused = cluster_.ctl(deploy);
    QVERIFY(!refused.ok());
    QVERIFY2(refused.err.contains(id + " is under way on rotterdam-2") &&
                 refused.err.contains("flotillactl game-days abort " + id),
             qPrintable(refused.err));
    QVERIFY(cluster_.ctl({"game-days", "abort", id, "--reason", "there is work to do"}).ok());
    QVERIFY2(games_.becomes(id, "ABORTED", kSoon), cluster_.lastProblem());
    const Answer deployed = cluster_.ctl(deploy + QStringList{"--wait", "--timeout-wait", "60s"});
    QVERIFY2(deployed.ok(), qPrintable(deployed.err));
  }

  // A repair does not wait for it. Its download feels the link, and goes on by itself.
  void a_download_stops_while_the_link_is_cut_and_goes_on_from_there() {
    const qsizetype cuts = linesOf(0, "the link is cut"), over = linesOf(0, "a fault is over");
    const QString id = games_.begin(
        {"slow-link for=60s delay=1s where=name:rotterdam-1", "cut-link for=10s after=25s where=name:rotterdam-1"});
    QVERIFY2(games_.reaches(id, one_, "UNDER_WAY", kSoon), cluster_.lastProblem());
    const Answer begun = alice_.ctl({"runs", "start", "put-it-there", "--drill", "--set", "node=rotterdam-1"});
    QVERIFY2(begun.ok(), qPrintable(begun.err));
    const RunAtWork run(alice_, "RUN-1");
    QVERIFY(run.say("step") && run.act());
    QVERIFY2(cluster_.eventually("something comes", 60s, [&] { return arrived(0) > 64 << 10; }),
             cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("it is cut", 60s, [&] { return linesOf(0, "the link is cut") > cuts; }),
             cluster_.lastProblem());
    const qint64 had = arrived(0);
    QVERIFY2(had > 0 && had < kMuch, qPrintable(QString::number(had)));
    qint64 most = had;
    QVERIFY2(cluster_.eventually("the cut is over", 60s,
                                 [&] {
                                   if (linesOf(0, "a fault is over") > over) return true;
                                   most = std::max(most, arrived(0));
                                   return false;
                                 }),
             cluster_.lastProblem());
    QCOMPARE(most, had);
    qint64 least = kMuch;
    QVERIFY2(cluster_.eventually("it goes on", 60s,
                                 [&] {
                                   least = std::min(least, arrived(0));
                                   return arrived(0) > had;
                                 }),
             cluster_.lastProblem());
    QCOMPARE(least, had);
    QVERIFY(run.wait());
    QCOMPARE(cluster_.workloadOf(one_)["version"].toString(), QString("2.0.0"));
    QVERIFY(run.say("note", {"it came in the end"}));
    QVERIFY2(games_.becomes(id, "ENDED", 120s), cluster_.lastProblem());
  }

  // The nodes end their faults while nobody can tell them to.
  void when_flotillad_is_killed_the_nodes_recover_and_it_learns_of_that() {
    const QString id =
        games_.begin({"fill-quota for=6s where=name:rotterdam-1", "cut-link for=6s where=name:rotterdam-2"});
    QVERIFY2(games_.reaches(id, one_, "UNDER_WAY", kSoon) && games_.reaches(id, two_, "UNDER_WAY", kSoon, 1),
             cluster_.lastProblem());
    const qsizetype over = linesOf(0, "a fault is over"), overThere = linesOf(1, "a fault is over");
    cluster_.server().kill();
    QVERIFY2(cluster_.eventually("the nodes end them", 30s,
                                 [&] {
                                   return linesOf(0, "a fault is over") == over + 1 &&
                                          linesOf(1, "a fault is over") == overThere + 1;
                                 }),
             cluster_.lastProblem());
    QVERIFY(!QFile::exists(filler(0)));
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(games_.reaches(id, one_, "OVER", 30s) && games_.reaches(id, two_, "OVER", 30s, 1), cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ENDED", 60s), cluster_.lastProblem());
    QCOMPARE(linesOf(0, "a fault began"), linesOf(0, "a fault is over"));
  }

  // The console cannot start one yet, so its operator does so with flotillactl.
  void when_the_console_that_watches_it_is_killed_it_ends_all_the_same() {
    Program console("flotilla", cluster_.path("flotilla.log"));
    QVERIFY(console.start(Cluster::program("flotilla"), alice_.consoleArguments() + QStringList{"--theme", "dark"}));
    QVERIFY2(cluster_.eventually("the console is connected", 60s, [&] { return talksToOperators(); }), "it is not");
    const GameDays hers(cluster_, alice_);
    const QString id =
        hers.begin({"fill-quota for=8s where=name:rotterdam-1", "cut-link for=8s where=name:rotterdam-2"});
    QVERIFY2(hers.reaches(id, one_, "UNDER_WAY", kSoon) && hers.reaches(id, two_, "UNDER_WAY", kSoon, 1),
             cluster_.lastProblem());
    QVERIFY2(console.running() && talksToOperators(), qPrintable(console.log()));
    console.kill();
    QVERIFY2(games_.reaches(id, one_, "OVER", 30s) && games_.reaches(id, two_, "OVER", 30s, 1), cluster_.lastProblem());
    QVERIFY2(games_.becomes(id, "ENDED", 60s), cluster_.lastProblem());
    QVERIFY(!talksToOperators());
    QVERIFY(!QFile::exists(filler(0)));
    QCOMPARE(cluster_.node(two_)["liveness"].toString(), QString("LIVENESS_LIVE"));
  }

  void when_an_agent_is_killed_its_faults_end_with_it() {
    const QString id =
        games_.begin({"fill-quota for=10m where=name:rotterdam-1", "skew-clock for=10m by=1h where=name:rotterdam-1"});
    QVERIFY2(games_.reaches(id, one_, "UNDER_WAY", kSoon) && games_.reaches(id, one_, "UNDER_WAY", kSoon, 1),
             cluster_.lastProblem());
    QVERIFY(QFile::exists(filler(0)));
    cluster_.agent(0).kill();
    QVERIFY(QFile::exists(filler(0)));
    QVERIFY2(cluster_.startAgent(0, {"drills=allow"}), cluster_.lastProblem());
    QVERIFY2(games_.reaches(id, one_, "OVER", 30s) && games_.reaches(id, one_, "OVER", 30s, 1), cluster_.lastProblem());
    QVERIFY(!QFile::exists(filler(0)));
    QVERIFY2(games_.becomes(id, "ENDED", 60s), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("its clock is right", kSoon,
                                 [&] { return std::abs(number(clockOf(one_)["offset_us"])) < 5'000'000; }),
             cluster_.lastProblem());
  }

  void each_fault_is_in_the_audit_log() {
    int given = 0;
    for (const QJsonValue entry : cluster_.ctl({"audit", "list", "--limit", "1000"}).json["entries"].toArray())
      given += entry["action"] == "GiveFault" ? 1 : 0;
    int told = 0;
    for (const QJsonValue game : cluster_.ctl({"game-days", "list", "--limit", "1000"}).json["game_days"].toArray())
      for (const QJsonValue one : game["nodes"].toArray()) told += one["told"].toString().isEmpty() ? 0 : 1;
    QVERIFY(told > 0);
    QCOMPARE(given, told);
    QVERIFY(cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstGameDay)
#include "tst_game_day.moc"
