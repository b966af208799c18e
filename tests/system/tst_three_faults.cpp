// What people are told while three things go wrong in a fleet of three regions, one after the other: a bad model in one
// region, a region that is cut off, and a node that is sick. At most one page for one cause, and nobody is woken for a
// node. The slots run in order. With FLOTILLA_FLEET=demo, in the deep set, that fleet is the one of the demonstration;
// else a smaller one, whose nodes are missed within seconds.
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "tests/support/faulty_link.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

// slo-and-alerts.md: what is counted is looked at this much later, at least, because reports take a while.
constexpr qint64 kLag = 30'000;
constexpr qint64 kTicketAfter = 6'000;  // as set below

const QByteArray kSmallFleet = R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 8s}
  - {name: us-east, title: Eastern North America, offline_after: 8s}
  - {name: ap-south, title: South Asia, offline_after: 8s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: boston, region: us-east, title: Boston, latitude: 42.4, longitude: -71.1}
  - {name: mumbai, region: ap-south, title: Mumbai, latitude: 19.1, longitude: 72.9}
workloads:
  - name: meter-reader
    artifact: meter-reader
    config: {rate_per_second: 50, health_window: 1s, min_success_ratio: 0.9, max_p95_ms: 2000}
objectives:
  - {name: right-readings, title: Readings that are right, indicator: correct, workload: meter-reader, target: 0.94, period: 2h}
  - {name: answers, title: Answers, indicator: success, workload: meter-reader, target: 0.99, period: 2h}
  - {name: reachable, title: Nodes that report, indicator: reachability, target: 0.9, period: 2h}
)";

struct World {
  QByteArray fleet;
  QStringList sites;  // of each node
  QStringList west;   // those in eu-west
  int sick = 0;       // in ap-south
  QString sickName;
  QString right;  // the objective of readings that are right
  double target = 0;
  qint64 westOfflineAfter = 0, sickOfflineAfter = 0;  // ms
};

World chosenWorld() {
  if (qEnvironmentVariable("FLOTILLA_FLEET") != "demo")
    return {kSmallFleet,   {"rotterdam", "rotterdam", "boston", "boston", "mumbai", "mumbai"},
            {"rotterdam"}, 4,
            "mumbai-1",    "right-readings",
            0.94,          8'000,
            8'000};
  return {readFile(FLOTILLA_SOURCE_DIR "/resources/fleets/demo.yaml"),
          {"rotterdam", "rotterdam", "antwerp", "antwerp", "gothenburg", "gothenburg", "baltimore", "baltimore",
           "montreal", "montreal", "chennai", "chennai"},
          {"rotterdam", "antwerp"},
          10,
          "chennai-1",
          "meter-right",
          0.85,
          30'000,
          60'000};
}

const QString kAlerting = R"(receivers:
  - {name: pager, notifiers: [{kind: webhook, settings: {url: 'http://127.0.0.1:%1/pager'}}]}
  - {name: desk, notifiers: [{kind: webhook, settings: {url: 'http://127.0.0.1:%1/desk'}}]}
route:
  receiver: desk
  group_by: [region, objective, service]
  group_wait: 1s
  group_interval: 2s
  repeat_interval: 4h
  routes:
    - {matchers: [severity=page], receiver: pager}
    - {matchers: [alertname=NodeOffline], group_by: [site, cause]}
)";

}  // namespace

class TstThreeFaults : public QObject {
  Q_OBJECT

  const World world_ = chosenWorld();
  Cluster cluster_{{.server = {"objectives.slot=1s", "alerts.node_offline_for=6s"}, .agents = {}, .serverData = {}}};
  QTemporaryDir folder_;
  QProcess receiver_;
  FaultyLink west_;
  QString began_;

  // What this receiver was told first of, oldest first: "alertname objective-or-node region".
  QStringList told(const QString& receiver) const {
    QStringList out;
    for (const QByteArray& line : readFile(folder_.filePath("requests.log")).split('\n')) {
      const QJsonObject request = QJsonDocument::fromJson(line).object();
      if (request["path"] != "/" + receiver) continue;
      const QJsonObject message = QJsonDocument::fromJson(request["body"].toString().toUtf8()).object();
      for (const QJsonValue alert : message["alerts"].toArray()) {
        const QString name = nameOf(alert["labels"].toObject());
        if (alert["status"] == "firing" && !out.contains(name)) out << name;
      }
    }
    return out;
  }
  // When this began to fire, in ms since the epoch, as the receiver was told; 0 if it was not.
  qint64 beganToFire(const QString& receiver, const QString& name) const {
    for (const QByteArray& line : readFile(folder_.filePath("requests.log")).split('\n')) {
      const QJsonObject request = QJsonDocument::fromJson(line).object();
      if (request["path"] != "/" + receiver) continue;
      const QJsonObject message = QJsonDocument::fromJson(request["body"].toString().toUtf8()).object();
      for (const QJsonValue alert : message["alerts"].toArray())
        if (nameOf(alert["labels"].toObject()) == name) return moment(alert["startsAt"]);
    }
    return 0;
  }
  static qint64 moment(const QJsonValue& value) {
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
  }
  // (1 - target) / error ratio * long window * burn, in ms: SRE Workbook, chapter 5. Of the first tier for pages that
  // such a ratio reaches.
  qint64 timeToFire(const QString& objective, const QString& region, double target, double errorRatio) {
    for (const QJsonValue value : cluster_.ctl({"objectives", "list"}).json["standings"].toArray()) {
      if (value["objective"] != objective || value["region"] != region) continue;
      for (const QJsonValue tier : value["tiers"].toArray()) {
        const double limit = tier["burn_limit"].toDouble(), burn = errorRatio / (1 - target);
        const double window = tier["long_window"].toString().chopped(1).toDouble();  // "12s"
        if (tier["severity"] == "SEVERITY_PAGE" && burn >= limit) return qint64(window * limit / burn * 1000);
      }
    }
    return 0;
  }
  // The same of what a replay of everything so far says, under these files.
  QStringList replayed(const QString& receiver, const QStringList& files = {}) {
    const Answer replay = cluster_.ctl(QStringList{"replay", "--from", began_} + files);
    if (!replay.ok()) return {replay.err};
    QStringList out;
    for (const QJsonValue message : replay.json["messages"].toArray()) {
      if (message["receiver"] != receiver) continue;
      for (const QJsonValue alert : message["alerts"].toArray())
        if (const QString name = nameOf(alert["labels"].toObject()); alert["fires"].toBool() && !out.contains(name))
          out << name;
    }
    return out;
  }
  static QString nameOf(const QJsonObject& labels) {
    return (labels["alertname"].toString() + " " + labels["objective"].toString() + labels["node"].toString() + " " +
            labels["region"].toString())
        .simplified();
  }
  // What flotillactl alerts why says of it, whether it fires or has ended lately.
  QString explained(const QString& name, const QString& severity) {
    for (const char* state : {"firing", "resolved"}) {
      const QStringList asked{"alerts", "list", "--filter", QString("severity:%1 state:%2").arg(severity, state)};
      for (const QJsonValue status : cluster_.ctl(asked).json["alerts"].toArray()) {
        if (nameOf(status["alert"]["labels"].toObject()) != name) continue;
        return cluster_
            .run("flotillactl", {"--data", cluster_.serverData(), "alerts", "why", status["alert"]["id"].toString()})
            .out;
      }
    }
    return {};
  }
  static QStringList sorted(QStringList names) {
    names.sort();
    return names;
  }
  // What right-readings counts of a version in a region.
  QJsonObject wrongReadings(const QString& version, const QString& region) {
    const QStringList asked{"indicators", "--version", version, "--region", region};
    for (const QJsonValue reading : cluster_.ctl(asked).json["readings"].toArray())
      if (reading["indicator"] == "INDICATOR_CORRECT") return reading["tally"].toObject();
    return {};
  }
  // Whether an alert of this objective fires, told or not.
  bool burns(const QString& objective, const QString& region) {
    const QString filter = "state:firing objective:" + objective + " region:" + region;
    const QString request = QString(R"({"options":{"filter":"%1"}})").arg(filter);
    return !cluster_.ctl({"call", "ObjectiveService/ListAlerts", request}).json["alerts"].toArray().isEmpty();
  }
  QString burnOf(const QString& region) const { return "BudgetBurn " + world_.right + " " + region; }
  qsizetype west() const {  // nodes there
    return std::count_if(world_.sites.begin(), world_.sites.end(),
                         [this](const QString& site) { return world_.west.contains(site); });
  }
  QStringList firing(const QString& severity) {
    QStringList out;
    const QJsonArray alerts =
        cluster_.ctl({"alerts", "list", "--filter", "severity:" + severity}).json["alerts"].toArray();
    for (const QJsonValue status : alerts)
      if (status["fires"].toBool()) out << status["alert"]["labels"]["alertname"].toString();
    return out;
  }

 private slots:
  void initTestCase() {
    receiver_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    receiver_.start("python3", {FLOTILLA_SOURCE_DIR "/tests/notify/https_receiver.py", folder_.path(), "--plain"});
    QVERIFY(receiver_.waitForReadyRead(30'000));
    const QString port = QString::fromUtf8(receiver_.readLine()).trimmed();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("fleet.yaml"), world_.fleet));
    const Answer declared = cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")});
    QVERIFY2(declared.ok(), qPrintable(declared.err));
    QVERIFY(writeFile(cluster_.path("alerting.yaml"), kAlerting.arg(port).toUtf8()));
    const Answer applied = cluster_.ctl({"alerting", "apply", cluster_.path("alerting.yaml")});
    QVERIFY2(applied.ok(), qPrintable(applied.err));
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    QVERIFY(west_.start(cluster_));
    for (int node = 0; node < world_.sites.size(); ++node) {
      QVERIFY2(cluster_.enrolNode(node, world_.sites[node]), cluster_.lastProblem());
      if (world_.west.contains(world_.sites[node])) QVERIFY(west_.carry(cluster_, node));
      QVERIFY2(cluster_.startAgent(node), cluster_.lastProblem());
    }
    for (const auto& [version, counter] : {std::pair{"2.0.0", 1}, std::pair{"3.0.0", 2}})
      QVERIFY2(cluster_.publish({.version = version, .counter = counter, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
    began_ = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
  }
  void cleanupTestCase() {
    receiver_.closeWriteChannel();
    receiver_.waitForFinished();
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_bad_model_in_one_region_is_one_page() {
    const Answer forced = cluster_.ctl({"deploy", "meter-reader", "3.0.0", "--region", "us-east", "--wait"});
    QVERIFY2(forced.ok(), qPrintable(forced.err));
    QVERIFY2(cluster_.eventually("a page", 90s, [&] { return !told("pager").isEmpty(); }), cluster_.lastProblem());
    const QJsonObject seen = wrongReadings("3.0.0", "us-east");
    const double wrong = double(number(seen["bad"])) / double(number(seen["total"]));
    const qint64 within = timeToFire(world_.right, "us-east", world_.target, wrong);
    QVERIFY2(within > 0, qPrintable(QString::number(wrong)));
    qint64 serves = std::numeric_limits<qint64>::max();
    for (const QJsonValue node : cluster_.rollout("meter-reader-2")["nodes"].toArray())
      serves = std::min(serves, moment(node["proven_at"]));
    const qint64 took = beganToFire("pager", burnOf("us-east")) - serves;
    QVERIFY2(took <= within + kLag, qPrintable(QString("%1 ms, %2 by arithmetic").arg(took).arg(within)));
    qInfo("%.0f %% wrong: fired %lld ms after the model was proven; %lld by arithmetic", wrong * 100, took, within);
    const Answer back = cluster_.ctl({"deploy", "meter-reader", "2.0.0", "--region", "us-east", "--wait"});
    QVERIFY2(back.ok(), qPrintable(back.err));
    QVERIFY2(cluster_.eventually("it is over", 300s, [&] { return firing("page").isEmpty(); }), cluster_.lastProblem());
    QCOMPARE(told("pager"), QStringList{burnOf("us-east")});
  }

  void a_region_that_is_cut_off_is_one_page() {
    QVERIFY(west_.set("cut"));
    const qint64 cut = QDateTime::currentMSecsSinceEpoch();
    QVERIFY2(cluster_.eventually("a page", 120s, [&] { return told("pager").size() > 1; }), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("its budget burns as well", 60s, [&] { return burns("reachable", "eu-west"); }),
             cluster_.lastProblem());
    QVERIFY(west_.set("pass"));
    QVERIFY2(cluster_.eventually("it is over", 300s, [&] { return firing("page").isEmpty(); }), cluster_.lastProblem());
    QCOMPARE(told("pager").mid(1), QStringList{"RegionUnreachable eu-west"});
    QVERIFY(beganToFire("pager", "RegionUnreachable eu-west") - cut <= world_.westOfflineAfter + kLag);
  }

  void a_sick_node_wakes_nobody() {
    cluster_.agent(world_.sick).kill();
    const qint64 killed = QDateTime::currentMSecsSinceEpoch();
    const QString offline = "NodeOffline " + world_.sickName + " ap-south";
    QVERIFY2(cluster_.eventually("a ticket", 180s, [&] { return told("desk").contains(offline); }),
             cluster_.lastProblem());
    QVERIFY(beganToFire("desk", offline) - killed <= world_.sickOfflineAfter + kTicketAfter + kLag);
    QCOMPARE(told("pager").size(), 2);
  }

  void each_page_is_an_incident_that_knows_what_was_changed_before() {
    const QJsonArray all = cluster_.ctl({"incidents", "list"}).json["incidents"].toArray();
    QCOMPARE(all.size(), 2);
    QCOMPARE(all[1]["title"].toString(), world_.right + " uses up its budget in us-east");
    QCOMPARE(all[0]["title"].toString(), QString("eu-west cannot be reached"));
    for (const QJsonValue one : all) {
      QCOMPARE(one["state"].toString(), QString("INCIDENT_STATE_MITIGATED"));
      QCOMPARE(one["severity"].toString(), QString("INCIDENT_SEVERITY_SEV2"));
      for (const auto& [earlier, later] :
           {std::pair{"first_bad", "detected"}, std::pair{"detected", "paged"}, std::pair{"paged", "mitigated"}})
        QVERIFY2(moment(one["times"][earlier]) > 0 && moment(one["times"][earlier]) <= moment(one["times"][later]),
                 QJsonDocument(one.toObject()).toJson().constData());
    }
    const QJsonObject burn = cluster_.ctl({"incidents", "show", "INC-1"}).json;
    const QJsonArray changes = burn["changes"].toArray();
    QCOMPARE(changes[0]["reference"].toString(), QString("rollout/meter-reader-2"));
    QVERIFY(changes[0]["suspected"].toBool() && burn["intact"].toBool());
    // Putting the region back was the first thing that somebody did.
    const qint64 action = moment(burn["incident"]["times"]["first_action"]);
    QVERIFY(action >= moment(burn["incident"]["times"]["paged"]));
    QVERIFY(action <= moment(burn["incident"]["times"]["mitigated"]));
  }

  void the_runbook_that_it_is_for_is_suggested() {
    const QString file = FLOTILLA_SOURCE_DIR "/resources/runbooks/failing-deployment.yaml";
    const Answer applied = cluster_.ctl({"runbooks", "apply", file});
    QVERIFY2(applied.ok() && applied.json["applied"].toBool(), qPrintable(applied.err));
    QCOMPARE(cluster_.ctl({"runbooks", "show", "failing-deployment"}).json["text"].toString().toUtf8(), readFile(file));
    const auto suggested = [&](const char* id) { return cluster_.ctl({"incidents", "show", id}).json["runbooks"]; };
    QCOMPARE(suggested("INC-1").toArray(), QJsonArray{"failing-deployment"});
    QVERIFY(suggested("INC-2").toArray().isEmpty());
    QVERIFY(!cluster_.ctl({"runbooks", "apply", cluster_.path("fleet.yaml")}).ok());
  }

  void an_incident_is_led_to_its_end_across_a_kill() {
    for (const QStringList& said :
         {QStringList{"take", "INC-1"}, QStringList{"note", "INC-1", "it was the model", "--pin"},
          QStringList{"mitigate", "INC-1"}})
      QVERIFY2(cluster_.ctl(QStringList{"incidents"} + said).ok(), qPrintable(said.join(' ')));
    const QJsonObject before = cluster_.ctl({"incidents", "show", "INC-1"}).json;
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    const QJsonObject after = cluster_.ctl({"incidents", "show", "INC-1"}).json;
    QCOMPARE(after["incident"], before["incident"]);
    QCOMPARE(after["events"], before["events"]);
    QVERIFY(after["intact"].toBool());
    for (const char* step : {"resolve", "close"}) QVERIFY2(cluster_.ctl({"incidents", step, "INC-1"}).ok(), step);
    QVERIFY(!cluster_.ctl({"incidents", "reopen", "INC-1"}).ok());
    QCOMPARE(cluster_.ctl({"incidents", "list", "--filter", "open:yes"}).json["incidents"].toArray().size(), 1);
    const QString text =
        cluster_.run("flotillactl", {"--data", cluster_.serverData(), "incidents", "show", "INC-1"}).out;
    QVERIFY2(text.contains("it was the model") && text.contains("suspected"), qPrintable(text));
  }

  void each_can_be_explained() {
    const Answer history = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "alerts", "history"});
    for (const QString& name :
         {"BudgetBurn " + world_.right, QString("RegionUnreachable"), "NodeOffline " + world_.sickName})
      QVERIFY2(history.out.contains(name), qPrintable(history.out));
    struct Expected {
      QString name, severity, word, receiver;
    };
    for (const auto& [name, severity, word, receiver] :
         {Expected{burnOf("us-east"), "page", world_.right, "pager"},
          Expected{"RegionUnreachable eu-west", "page", QString("%1 of %1").arg(west()), "pager"},
          Expected{"NodeOffline " + world_.sickName + " ap-south", "ticket", world_.sickName, "desk"}}) {
      const QString why = explained(name, severity);
      QVERIFY2(why.contains(word) && why.contains(QString("leads to ") + receiver), qPrintable(name + ": " + why));
    }
  }

  void a_replay_tells_what_was_told() {
    // Somebody may be told of a ticket just now.
    const bool agree = cluster_.eventually("both agree", 30s, [&] {
      return replayed("pager") == told("pager") && sorted(replayed("desk")) == sorted(told("desk"));
    });
    QVERIFY2(agree, qPrintable("replayed: " + replayed("pager").join(", ") + "; " + replayed("desk").join(", ") +
                               "\ntold: " + told("pager").join(", ") + "; " + told("desk").join(", ")));
  }

  void a_report_says_it_on_one_page() {
    const QString file = qEnvironmentVariable("FLOTILLA_REPORT", cluster_.path("report.html"));
    const Answer written =
        cluster_.run("flotillactl", {"--data", cluster_.serverData(), "report", "--html", file, "--since", "1h"});
    QVERIFY2(written.ok() && written.out.contains("error budget left"), qPrintable(written.out + written.err));
    const QByteArray page = readFile(file);
    for (const QByteArray& word : {world_.right.toUtf8(), QByteArray("eu-west"), QByteArray("RegionUnreachable"),
                                   QByteArray("succeeded"), QByteArray("reduction")})
      QVERIFY2(page.contains(word), word.constData());
  }

  void a_replay_under_other_rules_tells_what_they_would() {
    QByteArray fleet = world_.fleet;
    fleet.replace("indicator: correct", "indicator: success");
    QVERIFY(writeFile(cluster_.path("blind.yaml"), fleet));
    QCOMPARE(replayed("pager", {"--fleet", cluster_.path("blind.yaml")}).join(", "), "RegionUnreachable eu-west");
    QByteArray alerting = readFile(cluster_.path("alerting.yaml"));
    alerting.replace("{matchers: [severity=page], receiver: pager}", "{matchers: [region=us-east], receiver: pager}");
    QVERIFY(writeFile(cluster_.path("east.yaml"), alerting));
    QCOMPARE(replayed("pager", {"--alerting", cluster_.path("east.yaml")}).join(", "), burnOf("us-east"));
    const Answer text = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "replay", "--since", "1h"});
    QVERIFY2(text.out.contains("What would have been told") && text.out.contains("nodes of eu-west"),
             qPrintable(text.out));
  }
};

QTEST_GUILESS_MAIN(TstThreeFaults)
#include "tst_three_faults.moc"
