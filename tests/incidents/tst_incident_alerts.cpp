#include <QtTest>

#include "services/controlplane/core/budgets/attribution.h"
#include "tests/incidents/incident_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

class TstIncidentAlerts : public QObject {
  Q_OBJECT

 private slots:
  void a_page_that_was_told_opens_one_and_the_times_are_found() {
    IncidentRig rig;
    const AlertId id = rig.fire(pageLabels("answers", "eu-west", "meter-reader"), kNow - 60s);
    rig.firstBad[id] = kNow - 240s;
    rig.heldBack.insert(id);
    QCOMPARE(rig.follow(), std::size_t{0});  // nobody was told yet
    rig.tell({id}, kNow - 30s);
    QVERIFY(rig.follow() > 0);
    QCOMPARE(rig.follow(), std::size_t{0});
    const Incident& incident = rig.incident();
    QCOMPARE(incident.title, std::string("answers uses up its budget in eu-west"));
    QVERIFY(incident.state == IncidentState::Triage && incident.severity == IncidentSeverity::Sev2);
    QVERIFY(incident.region == kWest && incident.workload == kWorkload && incident.openedBy.empty());
    const IncidentTimes expected{kNow - 240s, kNow - 60s, kNow - 30s, {}, {}, {}, {}};
    QVERIFY(incident.times == expected);
    QCOMPARE(rig.told(IncidentEventKind::Alert), (Strings{"what led to it began", "it burns"}));
    QVERIFY(rig.isIntactNow());
  }

  void a_page_that_reaches_nobody_opens_one_too_unless_something_holds_it_back() {
    IncidentRig rig;
    const AlertId id = rig.fire(pageLabels("answers", "eu-west"), kNow);
    rig.now = kNow + kUntoldPatience - 1us;
    rig.follow();
    QVERIFY(rig.state.incidents.empty());
    rig.now = kNow + kUntoldPatience;
    rig.heldBack.insert(id);
    rig.follow();
    QVERIFY(rig.state.incidents.empty());
    rig.heldBack.clear();
    rig.follow();
    QVERIFY(rig.incident().times.paged == TimePoint{} && rig.told(IncidentEventKind::Paged).empty());
  }

  void a_ticket_opens_none() {
    IncidentRig rig;
    Labels labels = pageLabels("answers", "eu-west");
    labels["severity"] = "ticket";
    rig.page(labels);
    rig.follow();
    QVERIFY(rig.state.incidents.empty());
  }

  void how_bad_it_is_follows_from_where_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("region");
    QTest::addColumn<int>("severity");
    QTest::newRow("a region burns") << QByteArray("BudgetBurn") << QByteArray("eu-west") << 1;
    QTest::newRow("the fleet burns") << QByteArray("BudgetBurn") << QByteArray() << 0;
    QTest::newRow("two masters") << QByteArray("ConflictingEpochs") << QByteArray("eu-west") << 0;
    QTest::newRow("a rollout failed") << QByteArray("RolloutFailed") << QByteArray() << 1;
  }
  void how_bad_it_is_follows_from_where() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, region);
    QFETCH(int, severity);
    IncidentRig rig;
    Labels labels = pageLabels("answers", region.toStdString());
    labels["alertname"] = name.toStdString();
    rig.page(labels);
    rig.follow();
    QCOMPARE(static_cast<int>(rig.incident().severity), severity);
  }

  void whoever_acknowledges_leads() {
    IncidentRig rig;
    const AlertId id = rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    rig.state.acknowledgements[id] = {id, "anna", kNow + 95s, ""};
    rig.now += 96s;
    rig.follow();
    QVERIFY(rig.incident().state == IncidentState::Active && rig.incident().commander == "anna");
    QVERIFY(durationsOf(rig.incident().times).toAcknowledge == Duration(95s));
    QCOMPARE(rig.told(IncidentEventKind::State), Strings{"acknowledged, 1m 35s after the page"});
  }

  void the_end_of_the_last_alert_mitigates_and_its_return_does_not_stay_unseen() {
    IncidentRig rig;
    const AlertId first = rig.page(pageLabels("answers", "eu-west"));
    const AlertId second = rig.fire(pageLabels("latency", "eu-west"), kNow - 10s);
    rig.tell({first, second}, kNow, "together");
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), std::size_t{1});  // told in one message
    QCOMPARE(rig.incident().alerts.size(), std::size_t{2});
    rig.end(first, kNow + 100s);
    rig.now = kNow + 101s;
    rig.follow();
    QVERIFY(rig.incident().state == IncidentState::Triage);
    rig.end(second, kNow + 200s);
    rig.now = kNow + 201s;
    rig.follow();
    QVERIFY(rig.incident().state == IncidentState::Mitigated);
    QVERIFY(rig.incident().times.mitigated == kNow + 200s);
    rig.fire(pageLabels("answers", "eu-west"), kNow + 300s);
    rig.tell({first}, kNow + 310s, "again");
    rig.now = kNow + 311s;
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), std::size_t{1});
    QVERIFY(rig.incident().state == IncidentState::Active && rig.incident().times.mitigated == TimePoint{});
    QVERIFY(rig.isIntactNow());
  }

  void pages_of_one_suspected_rollout_are_one_incident() {
    IncidentRig rig;
    rig.roll("meter-reader-2", {"a"}, kNow - 20min);
    const AlertId burn = rig.page(pageLabels("answers", "eu-west", "meter-reader"));
    rig.firstBad[burn] = kNow - 10min;
    rig.follow();
    QCOMPARE(rig.incident().suspect, RolloutId("meter-reader-2"));
    Labels failed{{"alertname", "RolloutFailed"},
                  {"severity", "page"},
                  {"rollout", "meter-reader-2"},
                  {"workload", "meter-reader"}};
    rig.page(failed);
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), std::size_t{1});
    rig.page(pageLabels("answers", "us-east", "meter-reader"));  // the rollout was never there
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), std::size_t{2});
    QVERIFY(rig.incident(2).suspect.empty());
  }

  void a_storm_of_pages_opens_a_bounded_number() {
    IncidentRig rig;
    for (std::size_t i = 0; i < kMaxOpenIncidents + 20; ++i) rig.page(pageLabels("o" + std::to_string(i), "eu-west"));
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), kMaxOpenIncidents);
    QCOMPARE(rig.follow(), std::size_t{0});
    rig.state.incidents.begin()->second.state = IncidentState::Closed;
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), kMaxOpenIncidents + 1);
  }

  void an_alert_that_comes_and_goes_for_ever_does_not_make_one_that_grows_for_ever() {
    IncidentRig rig;
    for (std::size_t i = 0; i < kMaxIncidentAlerts + 1; ++i) {
      rig.now += 1min;
      const AlertId id = rig.page(pageLabels("answers", "eu-west"));
      rig.follow();
      rig.end(id, rig.now);
      rig.follow();
    }
    QCOMPARE(rig.state.incidents.size(), std::size_t{2});
    QCOMPARE(rig.incident().alerts.size(), kMaxIncidentAlerts);
    QVERIFY(rig.incident().events <= kMostIncidentEvents && rig.isIntactNow());
  }

  void what_was_changed_before_comes_first() {
    IncidentRig rig;
    rig.roll("meter-reader-1", {"a"}, kNow - 5h);  // too long ago
    rig.state.rollouts.at(RolloutId("meter-reader-1")).endedAt = kNow - 4h;
    rig.roll("other-1", {"a"}, kNow - 30min, WorkloadName("other"));
    rig.roll("meter-reader-2", {"a"}, kNow - 20min);  // the last before it began
    rig.roll("meter-reader-3", {"a"}, kNow - 1min);   // after it began
    rig.roll("meter-reader-4", {"c"}, kNow - 15min);  // elsewhere
    rig.audit = {{7, kNow - 25min, "anna", "ApplyFleet", "fleet", "1 change", {}, {}, {}, {}},
                 {8, kNow - 24min, "anna", "CreateSilence", "silence/x", "", {}, {}, {}, {}},
                 {9, kNow - 3h, "anna", "ApplyFleet", "fleet", "long ago", {}, {}, {}, {}},
                 {10, kNow - 12min, "anna", "QuarantineNode", "node/c", "", {}, {}, {}, {}},
                 {11, kNow - 11min, "anna", "QuarantineNode", "node/a", "odd", {}, {}, {}, {}}};
    const ChangeQuestion question{kWest, kWorkload, {}, kNow - 10min, 60s, kNow};
    QCOMPARE(suspectOf(rig.state, question), RolloutId("meter-reader-2"));
    Strings found;
    for (const RecentChange& change : recentChanges(rig.state, rig.audit, question))
      found.push_back((change.suspected ? "!" : change.during ? "+" : "") + change.reference);
    QCOMPARE(found, (Strings{"!rollout/meter-reader-2", "+rollout/meter-reader-3", "audit/11", "audit/7"}));
    QCOMPARE(recentChanges(rig.state, rig.audit, question)[2].text, std::string("quarantine node a: odd"));
  }

  void what_it_cost_a_budget_is_its_own() {
    IncidentRig rig;
    const AlertId id = rig.page(pageLabels("answers", "eu-west", "meter-reader"));
    rig.firstBad[id] = kNow - 3min;
    rig.follow();
    const auto spans = [&] { return incidentSpans(rig.state, kNow + 1h); };
    const CauseSpan running{DebitCause::Incident, "INC-1", kWest, kWorkload, kNow - 3min, kNow + 1h};
    QVERIFY(spans() == std::vector{running});
    rig.end(id, kNow + 5min);
    rig.follow();
    QVERIFY(spans().front().to == kNow + 5min);
    Incident& incident = rig.state.incidents.begin()->second;
    incident.drill = true;
    QVERIFY(spans().empty());
    incident.drill = false;
    incident.state = IncidentState::Cancelled;
    QVERIFY(spans().empty());
  }

  void a_changed_timeline_shows() {
    IncidentRig rig;
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    std::vector<IncidentEvent>& events = rig.timelines.at(rig.incident().id);
    QVERIFY(events.size() >= 3 && rig.isIntactNow());
    const auto changed = [&](const std::function<void(std::vector<IncidentEvent>&)>& change) {
      std::vector<IncidentEvent> copy = events;
      change(copy);
      return !isIntact(rig.incident(), copy);
    };
    QVERIFY(changed([](auto& all) { all[1].text += "!"; }));
    QVERIFY(changed([](auto& all) { all[1].at += 1us; }));
    QVERIFY(changed([](auto& all) { all[1].pinned = !all[1].pinned; }));
    QVERIFY(changed([](auto& all) { all.pop_back(); }));
    QVERIFY(changed([](auto& all) { std::swap(all[0], all[1]); }));
  }
};

QTEST_GUILESS_MAIN(TstIncidentAlerts)
#include "tst_incident_alerts.moc"
