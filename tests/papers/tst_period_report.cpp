// What a week or a month was like.
#include <QtTest>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/papers/failing_nodes.h"
#include "services/controlplane/core/tasks/tasks.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Caller kEverywhere = callerWith(Role::Viewer);

TimePoint day(const char* text) {
  return parseRfc3339(std::string(text) + "T00:00:00Z").value();
}

const PaperSection& sectionOf(const Paper& paper, const std::string& key) {
  for (const PaperSection& section : paper.sections)
    if (section.key == key) return section;
  qFatal("no section %s", key.c_str());
}

const PaperTable& tableOf(const Paper& paper, const std::string& key) {
  return sectionOf(paper, key).tables[0];
}

std::string cell(const PaperTable& table, std::size_t row, std::size_t column) {
  return std::get<std::string>(table.rows[row][column]);
}

}  // namespace

class TstPeriodReport : public QObject {
  Q_OBJECT

  // The week that the rig is in the middle of.
  static ReportFacts factsOf(const RunRig& rig, const Caller& caller = kEverywhere) {
    ReportFacts facts{rig.state, caller};
    facts.from = rig.now - 84h;
    facts.to = rig.now + 84h;
    facts.now = rig.now + 84h;
    facts.certificateLife = 168h;
    facts.nodes = nodeViews(rig.state, caller, rig.now, 10s);
    return facts;
  }

 private slots:
  void a_week_begins_on_monday_and_a_month_on_its_first_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<bool>("week");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::newRow("a friday") << "2026-11-27" << true << "2026-11-16"
                              << "2026-11-23";
    QTest::newRow("a monday") << "2026-11-23" << true << "2026-11-16"
                              << "2026-11-23";
    QTest::newRow("a sunday") << "2026-11-22" << true << "2026-11-09"
                              << "2026-11-16";
    QTest::newRow("over the year") << "2026-01-04" << true << "2025-12-22"
                                   << "2025-12-29";
    QTest::newRow("november") << "2026-11-27" << false << "2026-10-01"
                              << "2026-11-01";
    QTest::newRow("the first") << "2026-11-01" << false << "2026-10-01"
                               << "2026-11-01";
    QTest::newRow("january") << "2026-01-31" << false << "2025-12-01"
                             << "2026-01-01";
    QTest::newRow("february of a leap year") << "2028-03-01" << false << "2028-02-01"
                                             << "2028-03-01";
  }
  void a_week_begins_on_monday_and_a_month_on_its_first() {
    QFETCH(QString, before);
    QFETCH(bool, week);
    QFETCH(QString, from);
    QFETCH(QString, to);
    const auto found = periodBefore(week ? ReportPeriod::Week : ReportPeriod::Month,
                                    day(before.toUtf8()) + (before.endsWith("27") ? 5h : 0h));
    QVERIFY(found == std::pair(day(from.toUtf8()), day(to.toUtf8())));
  }

  void a_quiet_week_says_so_everywhere() {
    RunRig rig;
    const Paper paper = periodReportOf(factsOf(rig));
    QCOMPARE(sectionOf(paper, "summary").sentences[0],
             std::string("No budget is exhausted now; no incident; no rollout ended; no node failed."));
    for (const PaperSection& section : paper.sections)
      for (const PaperTable& table : section.tables)
        if (section.key != "runbooks" && section.key != "certificates")
          QVERIFY2(table.rows.empty() && !table.none.empty(), section.key.c_str());
  }

  void incidents_are_counted_without_practice_and_false_alarms() {
    RunRig rig;
    for (const char* objective : {"answers", "latency", "correct", "quick"}) {
      rig.page(pageLabels(objective, "eu-west", std::string("w-") + objective));
      rig.follow();
      rig.now += 3h;
    }
    QCOMPARE(rig.state.incidents.size(), std::size_t{4});
    rig.state.incidents.at(IncidentId("INC-2")).drill = true;
    rig.done(moveIncident(rig.state, {IncidentId("INC-3"), IncidentState::Cancelled, "the test"}, kAlice, rig.now));
    rig.state.incidents.at(IncidentId("INC-4")).openedAt = rig.now - 90h;
    const Paper paper = periodReportOf(factsOf(rig));
    const PaperSection& section = sectionOf(paper, "incidents");
    QCOMPARE(section.tables[0].rows.size(), std::size_t{1});
    QVERIFY(section.facts[0].value == PaperCell(std::uint64_t{1}));
    QVERIFY(section.facts[1].value == PaperCell(std::uint64_t{1}));
    QVERIFY(section.facts[2].value == PaperCell(std::uint64_t{1}));
    QVERIFY(tableOf(periodReportOf(factsOf(rig, callerWith(Role::Viewer, {kEast}))), "incidents").rows.empty());
  }

  void nodes_that_failed_come_first_by_how_often() {
    RunRig rig;
    rig.roll("meter-reader-1", {"a", "b"}, rig.now - 1h);
    Rollout& rollout = rig.state.rollouts.at(RolloutId("meter-reader-1"));
    rollout.nodes[0].nodeName = "a";
    rollout.nodes[0].outcome = NodeOutcome::RolledBack;
    rollout.nodes[1].nodeName = "b";
    rollout.nodes[1].outcome = NodeOutcome::Proven;
    rollout.state = RolloutState::RolledBack;
    rollout.endedAt = rig.now;
    rollout.message = "it was worse";
    ReportFacts facts = factsOf(rig);
    const Labels offline{{"alertname", "NodeOffline"}, {"region", "us-east"}, {"node", "c"}};
    facts.firings = {{AlertId("1"), facts.from - 1h, facts.from + 2h, offline},
                     {AlertId("1"), rig.now, {}, offline},
                     {AlertId("1"), facts.from - 3h, facts.from - 2h, offline}};
    const auto failing = failingNodes(facts);
    QCOMPARE(failing.size(), std::size_t{2});
    QVERIFY(failing[0].name == "a" && failing[0].wentBack == 1);
    QVERIFY(failing[1].name == "c" && failing[1].timesOffline == 2);
    QVERIFY(failing[1].offlineFor == 2h + 84h);
    const Paper paper = periodReportOf(facts);
    QCOMPARE(cell(tableOf(paper, "rollouts"), 0, 6), std::string("it was worse"));
    QVERIFY(sectionOf(paper, "summary").sentences[0].find("1 of 1 rollout did not go well; 2 nodes failed") !=
            std::string::npos);
  }

  void gaps_and_pages_are_told_with_how_long_they_were_within_it() {
    RunRig rig;
    ReportFacts facts = factsOf(rig);
    const Labels gap{{"alertname", "NoData"}, {"severity", "page"}, {"region", "eu-west"}};
    facts.firings = {{AlertId("1"), facts.to - 1h, {}, gap, {{"summary", "nothing was counted"}}},
                     {AlertId("1"), facts.from - 2h, facts.from + 1h, gap},
                     {AlertId("2"), facts.from - 5h, facts.from - 4h, gap}};
    const Paper paper = periodReportOf(facts);
    const PaperTable& gaps = tableOf(paper, "gaps");
    QCOMPARE(gaps.rows.size(), std::size_t{2});
    QCOMPARE(cell(gaps, 0, 1), std::string("nothing was counted"));
    QVERIFY(gaps.rows[0][4] == PaperCell(Duration(1h)) && gaps.rows[1][4] == PaperCell(Duration(1h)));
    const PaperTable& pages = tableOf(paper, "pages");
    QCOMPARE(pages.rows.size(), std::size_t{1});
    QVERIFY(pages.rows[0][1] == PaperCell(std::uint64_t{1}));  // the other began before
  }

  void certificates_of_nodes_that_take_part_are_told_when_they_were_not_renewed() {
    RunRig rig;
    const auto set = [&](const char* node, Duration left, NodeIdentity identity) {
      NodeRecord& record = rig.state.nodes.at(NodeId(std::string("id-of-") + node)).record;
      record.certificateExpires = rig.now + 84h + left;
      record.identity = identity;
    };
    set("a", 55h, NodeIdentity::Active);
    set("b", 57h, NodeIdentity::Active);
    set("c", -1h, NodeIdentity::Revoked);
    const Paper paper = periodReportOf(factsOf(rig));
    QCOMPARE(tableOf(paper, "certificates").rows.size(), std::size_t{1});
    QCOMPARE(cell(tableOf(paper, "certificates"), 0, 0), std::string("a"));
  }

  void budgets_runbooks_and_tasks_are_there() {
    RunRig rig;
    rig.done(openTask(rig.state, {"Mend it"}, kAlice, rig.now - 100h));
    ReportFacts facts = factsOf(rig);
    facts.budgets = {{ObjectiveName("answers"), "Answers", kWest, {100, 50}, 0.5, -0.25, 720h}};
    const Paper paper = periodReportOf(facts);
    QCOMPARE(cell(tableOf(paper, "budgets"), 0, 6), std::string("exhausted"));
    QCOMPARE(cell(tableOf(paper, "runbooks"), 0, 1), std::string("stale"));
    QCOMPARE(cell(tableOf(paper, "tasks"), 0, 4), std::string("yes"));
  }

  void a_table_says_how_much_is_left_out() {
    RunRig rig;
    for (int i = 0; i < 60; ++i) rig.done(openTask(rig.state, {"Task " + std::to_string(i)}, kAlice, rig.now));
    const PaperTable& table = tableOf(periodReportOf(factsOf(rig)), "tasks");
    QCOMPARE(table.rows.size(), std::size_t{50});
    QCOMPARE(table.left, std::uint64_t{10});
  }
};

QTEST_GUILESS_MAIN(TstPeriodReport)
#include "tst_period_report.moc"
