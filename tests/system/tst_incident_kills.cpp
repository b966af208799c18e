// flotillad is killed at random moments while people look after incidents: they are opened, taken, written about,
// handed over, merged, cancelled, resolved, and one opens itself because of a page. Nothing that was acknowledged is
// lost, and nothing is in a timeline twice. The number of kills comes from FLOTILLA_KILLS (6 unless given), the seed
// from FLOTILLA_SEED (random unless given; printed).
#include <QJsonArray>
#include <QtTest>

#include "tests/support/kills.h"
#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kNodes = 2;  // as many as make a region that cannot be reached

// The word of an enumerator behind `prefix`, as people write it.
QString wordOf(const QJsonValue& value, const char* prefix) {
  return value.toString().mid(static_cast<qsizetype>(qstrlen(prefix))).toLower();
}

QString stateOf(const QJsonValue& incident) {
  return wordOf(incident["state"], "INCIDENT_STATE_");
}

bool isOpen(const QString& state) {
  return state == "triage" || state == "active" || state == "mitigated";
}

}  // namespace

class TstIncidentKills : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"alerts.node_offline_for=1s"}, .agents = {}, .serverData = {}}};
  Pager pager_;
  OperatorAtWork alice_, bob_;
  Kills kills_{cluster_, 6, 100};
  QMap<QString, QStringList> kept_;     // by incident: hashes of its timeline that somebody saw
  QMap<QString, QJsonObject> answers_;  // by incident: the newest that was acknowledged
  int words_ = 0;

  QJsonArray all() { return alice_.ctl({"incidents", "list", "--limit", "1000"}).json["incidents"].toArray(); }
  QJsonObject shown(const QString& id) { return alice_.ctl({"incidents", "show", id}).json; }
  static QList<QJsonObject> timelineOf(const QJsonObject& detail) {
    QList<QJsonObject> out;
    for (const QJsonValue event : detail["events"].toArray()) out << event.toObject();
    std::sort(out.begin(), out.end(),
              [](const QJsonObject& a, const QJsonObject& b) { return number(a["seq"]) < number(b["seq"]); });
    return out;
  }

  // What is shown of it goes on from what was seen before, and has what was acknowledged.
  void remember(const QJsonObject& detail) {
    const QJsonObject incident = detail["incident"].toObject();
    const QString id = incident["id"].toString();
    QVERIFY2(detail["intact"].toBool(), qPrintable(id));
    QStringList hashes;
    for (const QJsonObject& event : timelineOf(detail)) hashes << event["hash"].toString();
    QCOMPARE(hashes.size(), number(incident["events"]));
    QCOMPARE(hashes.mid(0, kept_[id].size()), kept_[id]);
    kept_[id] = hashes;
    if (!answers_.contains(id)) return;
    const QJsonObject& answer = answers_[id];
    QVERIFY2(hashes.contains(answer["head"].toString()), qPrintable(id + " has lost what was acknowledged"));
    if (answer["head"] != incident["head"]) return;  // more has happened since
    for (const char* field : {"state", "title", "severity", "commander", "scribe", "liaison", "merged_into", "reason"})
      QCOMPARE(incident[field], answer[field]);
  }
  void heard(const QJsonObject& answer) {
    const QString id = answer["id"].toString();
    if (id.isEmpty()) return;
    answers_[id] = answer;
    remember(shown(id));
  }
  void lookAtAll() {
    const QJsonArray now = all();
    QVERIFY2(now.size() >= kept_.size(), "an incident is lost");
    for (const QJsonValue incident : now) {
      remember(shown(incident["id"].toString()));
      if (QTest::currentTestFailed()) return;
    }
    for (const QString& id : answers_.keys()) QVERIFY2(kept_.contains(id), qPrintable(id + " is lost"));
  }

  QStringList by(const QStringList& words) { return (kills_.below(2) == 0 ? alice_ : bob_).arguments(words); }
  QString said(const char* what) { return QString("%1 %2").arg(what).arg(++words_); }

  // What comes next.
  QStringList next() {
    if (kills_.below(12) == 0) turnAgents();
    QList<QJsonValue> open, over;
    for (const QJsonValue incident : all()) (isOpen(stateOf(incident)) ? open : over) << incident;
    if (open.size() < 3) return by({"incidents", "open", said("matter"), "--region", "eu-west"});
    const QJsonValue one =
        !over.isEmpty() && kills_.below(6) == 0 ? over[kills_.below(over.size())] : open[kills_.below(open.size())];
    const QString id = one["id"].toString(), state = stateOf(one);
    if (state == "triage") return by({"incidents", "take", id});
    switch (kills_.below(9)) {
      case 0:
      case 1:
        return by({"incidents", "note", id, said("note"), "--pin"});
      case 2:
        return by({"incidents", "edit", id, "--commander", kills_.below(2) == 0 ? "alice" : "bob"});
      case 3:
        return by({"incidents", "edit", id, "--scribe", kills_.below(2) == 0 ? "alice" : ""});
      case 4:
        return by({"incidents", "edit", id, "--title", said("matter")});
      case 5:
        return by({"incidents", "edit", id, "--severity", kills_.below(2) == 0 ? "sev3" : "sev4"});
      case 6:
        return by({"incidents", "cancel", id, "--reason", said("reason")});
      case 7:
        return by({"incidents", "merge", id, "--into", open[kills_.below(open.size())]["id"].toString()});
      default:
        return by({"incidents", moveFrom(state), id, "--reason", said("reason")});
    }
  }
  QString moveFrom(const QString& state) {
    if (state == "active") return kills_.below(2) == 0 ? "mitigate" : "resolve";
    if (state == "mitigated") return "resolve";
    if (state == "resolved") return kills_.below(2) == 0 ? "reopen" : "review";
    return "close";
  }
  // Its region is out of reach, or is not any more: a page, for which an incident opens itself.
  void turnAgents() {
    for (int node = 0; node < kNodes; ++node) {
      if (cluster_.agent(node).running())
        cluster_.agent(node).stop();
      else
        QVERIFY2(cluster_.startAgent(node), cluster_.lastProblem());
    }
  }

  // How often the audit log says that somebody did so to it.
  QMap<QString, int> doneTo(const QString& id, const QJsonArray& audit) {
    QMap<QString, int> out;
    for (const QJsonValue entry : audit)
      if (entry["object"].toString() == "incident/" + id) ++out[entry["action"].toString()];
    return out;
  }

 private slots:
  void initTestCase() {
    kills_.print();
    QVERIFY2(cluster_.startAll(kNodes), cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator"}), QString());
    QCOMPARE(pager_.start(cluster_), QString());
    QByteArray fleet = readFile(cluster_.path("fleet.yaml"));
    QVERIFY2(cluster_.declare(fleet.replace("offline_after: 5s", "offline_after: 2s")), cluster_.lastProblem());
    turnAgents();
    QVERIFY2(cluster_.eventually("an incident opens itself", 60s, [&] { return !all().isEmpty(); }),
             cluster_.lastProblem());
    QCOMPARE(stateOf(all().at(0)), QString("triage"));
    turnAgents();
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void nothing_acknowledged_is_lost() {
    kills_.goOn([this] { return next(); }, [this](const QJsonObject& answer) { heard(answer); },
                [this] { lookAtAll(); });
  }

  void each_act_is_in_the_timeline_as_often_as_in_the_audit_log() {
    const QJsonArray audit = cluster_.ctl({"audit", "list", "--limit", "1000"}).json["entries"].toArray();
    int acts = 0, notes = 0, itself = 0;
    QStringList texts, firings;
    for (const QJsonValue incident : all()) {
      const QString id = incident["id"].toString();
      const QJsonObject detail = shown(id);
      remember(detail);
      QMap<QString, int> told;
      for (const QJsonObject& event : timelineOf(detail)) {
        if (event["actor"].toString().isEmpty()) continue;
        ++told[wordOf(event["kind"], "INCIDENT_EVENT_KIND_")];
        if (event["kind"] == "INCIDENT_EVENT_KIND_NOTE") texts << event["text"].toString();
      }
      for (const QJsonValue alert : detail["incident"].toObject()["alerts"].toArray())
        if (stateOf(incident) != "merged") firings << alert["alert"].toString() + alert["began"].toString();
      const QMap<QString, int> done = doneTo(id, audit);
      QCOMPARE(done["NoteIncident"], told["note"]);
      QCOMPARE(done["MoveIncident"], told["state"]);
      QCOMPARE(done["EditIncident"], told["role"] + told["field"]);
      QCOMPARE(done["MergeIncident"], stateOf(incident) == "merged" ? 1 : 0);
      QCOMPARE(done["OpenIncident"], incident["opened_by"].toString().isEmpty() ? 0 : 1);
      for (const int count : done) acts += count;
      notes += told["note"];
      itself += incident["opened_by"].toString().isEmpty() ? 1 : 0;
    }
    QVERIFY(acts > 0);
    QCOMPARE(texts.size(), QSet<QString>(texts.begin(), texts.end()).size());
    QCOMPARE(firings.size(), QSet<QString>(firings.begin(), firings.end()).size());
    QVERIFY(cluster_.auditIsIntact());
    qInfo("%lld incidents, %d of them opened themselves; %d acts, %d notes", qint64{kept_.size()}, itself, acts, notes);
  }
};

QTEST_GUILESS_MAIN(TstIncidentKills)
#include "tst_incident_kills.moc"
