// What a game day is scored by, and which alerts and incidents are practice.
#include <QtTest>

#include "services/controlplane/core/alerts/game_day_alerts.h"
#include "services/controlplane/core/budgets/attribution.h"
#include "services/controlplane/core/game_days/game_day_score.h"
#include "tests/game_days/game_day_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

namespace {

Labels ofNode(const std::string& node, const std::string& severity = "ticket") {
  return {{"alertname", "NodeOffline"}, {"severity", severity}, {"node", node}, {"region", "eu-west"}};
}

AlertFiring firing(const Labels& labels, TimePoint began, TimePoint ended = {}) {
  return {alertIdOf(labels), began, ended, labels};
}

}  // namespace

class TstGameDayScore : public QObject {
  Q_OBJECT

  std::unique_ptr<GameDayRig> rig_;
  TimePoint began_;

  void begin(const std::vector<std::string>& faults) {
    QCOMPARE(rig_->start(faults), QString());
    rig_->turn();
    for (const NodeFault& one : std::vector(rig_->gameDay().nodes))
      rig_->hear(one.name, FaultPhase::UnderWay, {}, {}, one.fault);
    began_ = rig_->now;
  }
  std::vector<FaultScore> scores(const std::vector<AlertFiring>& firings) const {
    return scoresOf(rig_->state, rig_->gameDay(), firings, rig_->audit);
  }

 private slots:
  void init() { rig_ = std::make_unique<GameDayRig>(); }

  void times_are_those_of_the_first_alert_about_its_nodes() {
    begin({"cut-link for=2m where=name:a"});
    const auto found = scores({firing(ofNode("a"), began_ + seconds(40), began_ + seconds(150)),
                               firing(ofNode("a", "page"), began_ + seconds(30), began_ + seconds(140)),
                               firing(ofNode("b"), began_ + seconds(5), began_ + seconds(6))});
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(*found[0].toDetect(), Duration(seconds(30)));
    QCOMPARE(*found[0].toMitigate(), Duration(seconds(150)));
    QVERIFY(!found[0].toAcknowledge());
    QVERIFY(found[0].alert == alertIdOf(ofNode("a", "page")));
  }

  void what_fires_is_not_mitigated_and_what_fired_before_detects_nothing() {
    begin({"cut-link for=2m where=name:a"});
    QVERIFY(!scores({firing(ofNode("a"), began_ - seconds(1))})[0].toDetect());
    const auto found = scores({firing(ofNode("a"), began_ + seconds(10))});
    QVERIFY(found[0].toDetect() && !found[0].toMitigate());
    QVERIFY(!scores({firing(ofNode("a"), rig_->gameDay().endsBy + kEchoes + seconds(1))})[0].toDetect());
  }

  void each_fault_has_its_own_score() {
    begin({"cut-link for=2m where=name:a", "skew-clock for=2m by=1m where=name:b"});
    const auto found = scores({firing(ofNode("a"), began_ + seconds(10), began_ + seconds(20))});
    QCOMPARE(found.size(), std::size_t{2});
    QVERIFY(found[0].toDetect() && !found[1].toDetect());
  }

  void faults_that_began_nowhere_have_none() {
    QCOMPARE(rig_->start({"cut-link for=2m where=name:a"}), QString());
    rig_->turn();
    QVERIFY(scores({firing(ofNode("a"), rig_->now + seconds(1))}).empty());
  }

  void who_looks_after_it_is_found_in_the_audit_log() {
    begin({"cut-link for=2m where=name:a"});
    const AlertFiring alert = firing(ofNode("a"), began_ + seconds(10), began_ + seconds(90));
    AuditEntry entry;
    entry.action = "AcknowledgeAlert";
    entry.object = "alert/" + alert.alert.value;
    for (const int at : {5, 25, 50}) {  // the first of it was about an earlier firing
      entry.at = began_ + seconds(at);
      rig_->audit.push_back(entry);
    }
    QCOMPARE(*scores({alert})[0].toAcknowledge(), Duration(seconds(15)));
  }

  void a_region_is_about_its_nodes_only_if_all_of_them_are_in_it() {
    const Labels region{{"alertname", "RegionUnreachable"}, {"severity", "page"}, {"region", "eu-west"}};
    begin({"cut-link for=2m where=name:a"});
    QVERIFY(!isOfGameDay(rig_->state, region, began_));
    QVERIFY(isOfGameDay(rig_->state, ofNode("a"), began_));
    QVERIFY(!isOfGameDay(rig_->state, ofNode("b"), began_));
    QVERIFY(!isOfGameDay(rig_->state, ofNode("a"), began_ - seconds(1)));
    QVERIFY(scores({firing(region, began_ + seconds(9))})[0].toDetect());  // somebody was told, whatever it was for
    init();
    begin({"cut-link for=2m where=region:eu-west"});
    QVERIFY(isOfGameDay(rig_->state, region, began_));
    QVERIFY(!isOfGameDay(rig_->state, {{"alertname", "BudgetBurn"}}, began_));  // c is not
  }

  void an_incident_about_its_nodes_only_is_a_drill() {
    begin({"cut-link for=2m where=region:eu-west"});
    rig_->pass(seconds(40));
    rig_->page({{"alertname", "RegionUnreachable"}, {"severity", "page"}, {"region", "eu-west"}});
    rig_->follow();
    QVERIFY(rig_->incident().drill);
    // What is real is an incident of its own, though it is told in the same message.
    const AlertId real = rig_->fire(pageLabels("answers", kEast.value), rig_->now);
    rig_->tell({real, rig_->incident().alerts[0].alert}, rig_->now, "one group");
    rig_->follow();
    QCOMPARE(rig_->state.incidents.size(), std::size_t{2});
    QVERIFY(!rig_->incident(2).drill);
  }

  void budgets_name_it_where_and_while_its_faults_were() {
    begin({"cut-link for=2m where=name:a", "cut-link for=5m after=30s where=name:b"});
    rig_->pass(seconds(40));
    QCOMPARE(rig_->turn(), std::size_t{1});
    rig_->hear("b", FaultPhase::UnderWay, {}, {}, 1);
    const auto spans = gameDaySpans(rig_->state, rig_->now);
    QCOMPARE(spans.size(), std::size_t{1});
    QVERIFY((spans[0] == CauseSpan{DebitCause::Maintenance, "GAME-1", kWest, {}, began_, rig_->now}));
    rig_->pass(minutes(5));
    rig_->hear("a", FaultPhase::Over, {}, seconds(200));
    rig_->hear("b", FaultPhase::Over, {}, seconds(10), 1);
    QCOMPARE(gameDaySpans(rig_->state, rig_->now)[0].to, rig_->now - seconds(10));
  }

  void without_a_game_day_nothing_is_a_drill() {
    rig_->page(ofNode("a", "page"));
    rig_->follow();
    QVERIFY(!rig_->incident().drill);
  }
};

QTEST_GUILESS_MAIN(TstGameDayScore)
#include "tst_game_day_score.moc"
