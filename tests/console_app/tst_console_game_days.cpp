// A game day from the console on real processes: planned on a node whose owner allows drills and one whose owner does
// not, refused when it would be another one by now, begun, told on every page, and aborted.
#include <QAccessible>
#include <QApplication>
#include <QtTest>

#include "app/console/program.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/cluster.h"

using namespace flotilla;
using namespace flotilla::test;
using namespace std::chrono_literals;
using flotilla::console::Settings;

namespace {

constexpr int kLimitMs = 60'000;

}  // namespace

class TstConsoleGameDays : public QObject {
  Q_OBJECT

  Cluster cluster_;
  std::unique_ptr<console::Program> program_;

  view::Console& console() { return program_->console(); }
  view::GameDays& games() { return *console().gameDays(); }
  view::GameDayDraft& draft() { return *games().draft(); }
  view::GameDayWatch& day() { return *games().day(); }
  bool says(const QString& text) { return !namesIn(program_->window()).filter(text).isEmpty(); }
  QString stateOf(const QString& node) {
    for (int row = 0; row < day().nodes()->rowCount(); ++row)
      if (day().nodes()->nodeAt(row) == node)
        return day().nodes()->index(row, view::NodeFaultsModel::StateColumn).data(Qt::DisplayRole).toString();
    return {};
  }
  bool allows(const QString& node) { return cluster_.node(node)["drills"].toString() == "DRILL_CONSENT_ALLOW"; }

 private slots:
  void initTestCase() {
    QAccessible::setActive(true);
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(cluster_.declareFleet(), cluster_.lastProblem());
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    for (int node = 0; node < 2; ++node) {
      QVERIFY2(cluster_.enrolNode(node), cluster_.lastProblem());
      QVERIFY2(cluster_.startAgent(node, {node == 0 ? "drills=allow" : "drills=refuse"}), cluster_.lastProblem());
    }
    QVERIFY2(cluster_.eventually("both said what their owners allow", 60s,
                                 [&] {
                                   return allows("rotterdam-1") &&
                                          cluster_.node("rotterdam-2")["drills"].toString() == "DRILL_CONSENT_REFUSE";
                                 }),
             cluster_.lastProblem());
    Settings settings;
    settings.data = cluster_.serverData();
    settings.theme = QStringLiteral("dark");
    auto made = console::Program::make(settings);
    QVERIFY(made && (*made)->show());
    program_ = std::move(*made);
    QTRY_VERIFY_WITH_TIMEOUT(console().session()->loaded() && console().session()->state() == "live", kLimitMs);
    console().navigation()->open("game-days");
    QTRY_VERIFY_WITH_TIMEOUT(says("Nobody has practised yet"), kLimitMs);
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }
  void cleanupTestCase() { program_.reset(); }

  void a_draft_shows_who_allows_it_and_why_nothing_can_start_where_nobody_does() {
    QTRY_COMPARE_WITH_TIMEOUT(draft().consenting(), QString("1 of 2 active nodes allows drills"), kLimitMs);
    draft().setTitle("Clocks an hour ahead");
    draft().setChoice(0, "kind", static_cast<int>(FaultKind::SkewClock));
    draft().setChoice(0, "lasts", static_cast<int>(draft().lengths().size()) - 1);
    draft().setMostTraffic(100);
    draft().setWhere(0, "name:rotterdam-2");
    QTRY_COMPARE_WITH_TIMEOUT(draft().state(), QString("ready"), kLimitMs);
    QCOMPARE(draft().allowing(), 0);
    QVERIFY2(draft().refusals().value(0).contains("allows drills"), qPrintable(draft().refusals().join(", ")));
    draft().setWhere(0, "site:rotterdam");
    QTRY_COMPARE_WITH_TIMEOUT(draft().state(), QString("ready"), kLimitMs);
    QVERIFY2(draft().refusals().isEmpty(), qPrintable(draft().refusals().join(", ")));
    QCOMPARE(draft().allowing(), 1);
    QCOMPARE(draft().targets()->at(0)["name"].toString(), QString("rotterdam-1"));
    QCOMPARE(draft().targets()->at(1)["word"].toString(), QString("refuses drills"));
    QVERIFY(cluster_.ctl({"game-days", "list"}).json["game_days"].toArray().isEmpty());
  }

  void what_was_previewed_is_not_what_would_be_started_when_an_owner_changed_their_mind() {
    const QString before = draft().digest();
    cluster_.agent(1).stop();
    QVERIFY2(cluster_.startAgent(1, {"drills=allow"}), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("its owner allows it", 60s, [&] { return allows("rotterdam-2"); }),
             cluster_.lastProblem());
    QCOMPARE(draft().digest(), before);
    draft().start();
    QTRY_VERIFY_WITH_TIMEOUT(draft().refusal().startsWith("Nothing was started"), kLimitMs);
    QVERIFY(cluster_.ctl({"game-days", "list"}).json["game_days"].toArray().isEmpty());
    QCOMPARE(draft().title(), QString("Clocks an hour ahead"));
    QTRY_COMPARE_WITH_TIMEOUT(draft().allowing(), 2, kLimitMs);
    QVERIFY(draft().digest() != before);
  }

  void it_begins_and_every_page_says_that_it_is_practice() {
    QSignalSpy started(&draft(), &view::GameDayDraft::started);
    draft().start();
    QTRY_COMPARE_WITH_TIMEOUT(started.count(), 1, kLimitMs);
    QCOMPARE(started[0][0].toString(), QString("GAME-1"));
    QCOMPARE(console().navigation()->address(), QString("flotilla:///game-days?sel=GAME-1"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("rotterdam-1"), QString("under way"), kLimitMs);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("rotterdam-2"), QString("under way"), kLimitMs);
    QVERIFY(day().mayAbort() && !day().left()["clock"].toString().isEmpty());
    for (const char* page : {"overview", "nodes", "game-days"}) {
      console().navigation()->open(page);
      QTRY_VERIFY2_WITH_TIMEOUT(says("Practice, GAME-1, Clocks an hour ahead"), page, kLimitMs);
    }
    QTRY_COMPARE_WITH_TIMEOUT(games().list()->open(), 1, kLimitMs);
  }

  void a_second_one_on_these_nodes_is_refused_with_the_name_of_the_first() {
    draft().setTitle("Another");
    draft().setMostTraffic(100);
    draft().setWhere(0, "name:rotterdam-1");
    QTRY_COMPARE_WITH_TIMEOUT(draft().state(), QString("ready"), kLimitMs);
    QVERIFY2(draft().refusals().join(' ').contains("GAME-1 is under way on rotterdam-1"),
             qPrintable(draft().refusals().join(", ")));
  }

  void it_is_aborted_with_a_reason_and_over_on_its_nodes() {
    console().navigation()->openAddress("flotilla:///game-days/GAME-1");
    QTRY_VERIFY_WITH_TIMEOUT(day().mayAbort(), kLimitMs);
    games().actions()->abort("a call came in");
    QTRY_VERIFY_WITH_TIMEOUT(!day().mayAbort(), kLimitMs);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("rotterdam-1"), QString("over"), kLimitMs);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("rotterdam-2"), QString("over"), kLimitMs);
    QTRY_COMPARE_WITH_TIMEOUT(day().word(), QString("aborted"), kLimitMs);
    QVERIFY(day().end().contains("a call came in"));
    QTRY_COMPARE_WITH_TIMEOUT(games().practice()->count(), 0, kLimitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!says("Practice, "), kLimitMs);
    games().actions()->abort("again");
    QTRY_VERIFY_WITH_TIMEOUT(games().actions()->refusal().startsWith("Nothing was done"), kLimitMs);
  }

  void what_was_typed_is_still_there_when_the_control_plane_dies() {
    draft().setNote("what the shift should see");
    draft().setTitle("A third one");
    QTRY_COMPARE_WITH_TIMEOUT(draft().state(), QString("ready"), kLimitMs);
    QVERIFY2(draft().refusals().isEmpty(), qPrintable(draft().refusals().join(", ")));
    cluster_.server().kill();
    draft().start();
    QTRY_VERIFY_WITH_TIMEOUT(draft().refusal().startsWith("No answer came"), kLimitMs);
    QCOMPARE(draft().title(), QString("A third one"));
    QCOMPARE(draft().note(), QString("what the shift should see"));
    QCOMPARE(draft().faultAt(0)["where"].toString(), QString("name:rotterdam-1"));
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QTRY_COMPARE_WITH_TIMEOUT(console().session()->state(), QString("live"), kLimitMs);
    draft().preview();
    QTRY_COMPARE_WITH_TIMEOUT(draft().state(), QString("ready"), kLimitMs);
  }
};

QTEST_MAIN(TstConsoleGameDays)
#include "tst_console_game_days.moc"
