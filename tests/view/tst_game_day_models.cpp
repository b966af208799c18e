// Game days on the console: the list with how each was met, one of them in full, what a draft does before anything is
// started, and that nothing that was typed is lost.
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/fault_form.h"
#include "models/view/game_days.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

Fault faultOf(FaultKind kind, const std::string& where) {
  Fault out;
  out.kind = kind;
  out.lasts = 1min;
  out.where = where;
  return out;
}

NodeFault nodeFaultOf(const char* name, std::uint32_t fault, FaultState state) {
  NodeFault out;
  out.gameDay = GameDayId("GAME-3");
  out.fault = fault;
  out.node = NodeId(std::string("id-") + name);
  out.name = name;
  out.region = RegionName("eu-west");
  out.state = state;
  return out;
}

// Two faults: the first is under way on one node and was refused on another, the second waits.
GameDayDetail underWay(const std::string& id = "GAME-3") {
  GameDayDetail out;
  GameDay& day = out.gameDay;
  day.id = GameDayId(id);
  day.title = "Who notices?";
  day.startedBy = "operator-1";
  day.startedAt = kNow - 20s;
  day.endsBy = kNow + 100s;
  day.faults = {faultOf(FaultKind::KillWorker, "site:rotterdam"), faultOf(FaultKind::CutLink, "name:rotterdam-1")};
  day.faults[1].after = 50s;
  day.nodes = {nodeFaultOf("rotterdam-1", 0, FaultState::UnderWay), nodeFaultOf("rotterdam-2", 0, FaultState::Refused),
               nodeFaultOf("rotterdam-1", 1, FaultState::Waiting)};
  day.nodes[0].began = kNow - 18s;
  day.nodes[1].reason = "its configuration says drills: refuse";
  FaultScore score;
  score.began = kNow - 18s;
  score.detected = kNow - 6s;
  score.alertTitle = "WorkerRestarts";
  score.incident = IncidentId("INC-7");
  out.scores = {score};
  return out;
}

// It is over: the first fault was met, and nothing told of the second.
GameDayDetail over() {
  GameDayDetail out = underWay();
  out.gameDay.state = GameDayState::Ended;
  out.gameDay.endedAt = kNow;
  out.scores[0].acknowledged = kNow - 1s;
  out.scores[0].mitigated = kNow + 42s;
  FaultScore missed;
  missed.fault = 1;
  missed.began = kNow - 10s;
  out.scores.push_back(missed);
  return out;
}

std::vector<Node> consentingNodes() {
  std::vector<Node> out = sixNodes();
  out[0].drills = DrillConsent::Allow;   // rotterdam-1
  out[1].drills = DrillConsent::Refuse;  // rotterdam-2
  out[4].drills = DrillConsent::Allow;   // boston-1
  return out;
}

GameDayPreview previewOf(std::uint8_t first) {
  GameDayPreview out;
  out.nodes = {{0, NodeId("id-a"), "a", RegionName("eu-west"), DrillConsent::Refuse, Liveness::Live},
               {0, NodeId("id-b"), "b", RegionName("eu-west"), DrillConsent::Allow, Liveness::Late}};
  out.allowing = 1;
  out.blast = {2, 1, 0.25};
  out.lasts = 3min;
  out.digest.bytes.fill(first);
  return out;
}

struct DayRig : Rig {
  FakeApi api;
  GameDays games{api, api, mirror, compilePattern};

  DayRig() : Rig(consentingNodes()) {
    api.gameDayDetail = underWay();
    api.gameDayPreview = previewOf(0x4b);
  }
  GameDayDraft& draft() { return *games.draft(); }
  GameDayWatch& day() { return *games.day(); }
  void look() {
    day().setGameDay("GAME-3");
    day().setActive(true);
    QVERIFY(QTest::qWaitFor([this] { return day().state() == "ready"; }, 30'000));
  }
  void lookAgain() {
    QSignalSpy ticked(&day(), &GameDayWatch::ticked);
    day().reload();
    QVERIFY(QTest::qWaitFor([&] { return !ticked.isEmpty(); }, 30'000));
  }
  // A whole draft with its preview.
  void plan() {
    draft().setTitle("Who notices?");
    draft().setWhere(0, "site:rotterdam");
    QVERIFY(QTest::qWaitFor([this] { return draft().state() == "ready"; }, 30'000));
  }
  int asked(const std::string& call) const {
    return static_cast<int>(std::count(api.calls.begin(), api.calls.end(), call));
  }
  QVariant cell(int row, int column, int role = Qt::DisplayRole) {
    return games.list()->data(games.list()->index(row, column), role);
  }
};

}  // namespace

class TstGameDayModels : public QObject {
  Q_OBJECT

 private slots:
  void the_list_says_how_each_game_day_was_met() {
    DayRig rig;
    const QAbstractItemModelTester tester(rig.games.list());
    rig.api.gameDayDetail = over();
    rig.api.gameDayPage->items = {over().gameDay};
    rig.api.gameDayPage->total = 1;
    rig.games.list()->setActive(true);
    QTRY_COMPARE(rig.games.list()->rowCount(), 1);
    QTRY_COMPARE(rig.cell(0, GameDaysModel::DetectColumn).toString(), QString("12 s"));
    QCOMPARE(rig.cell(0, GameDaysModel::AcknowledgeColumn).toString(), QString("5 s"));
    QCOMPARE(rig.cell(0, GameDaysModel::MitigateColumn).toString(), QString("1 m 00 s"));
    QCOMPARE(rig.cell(0, GameDaysModel::MissedColumn).toString(), QString("1 of 2"));
    QCOMPARE(rig.cell(0, GameDaysModel::MissedColumn, GameDaysModel::ToneRole).toString(), QString("warning"));
    QCOMPARE(rig.cell(0, GameDaysModel::FaultsColumn).toString(), QString("kill-worker, cut-link"));
    QCOMPARE(rig.cell(0, GameDaysModel::NodesColumn).toString(), QString("2"));
    QCOMPARE(rig.games.list()->open(), 0);
    QCOMPARE(rig.games.list()->rowOf("GAME-3"), 0);
  }

  // What nobody looks at is not asked for, and what is over is asked for once.
  void scores_are_asked_for_as_rows_are_read_and_once_when_it_is_over() {
    DayRig rig;
    rig.api.gameDayDetail = over();
    for (int i = 0; i < 1'000; ++i) {
      GameDay day = over().gameDay;
      day.id = GameDayId("GAME-" + std::to_string(i));
      rig.api.gameDayPage->items.push_back(day);
    }
    rig.games.list()->setActive(true);
    QTRY_COMPARE(rig.games.list()->rowCount(), 1'000);
    for (int row : {10, 11, 10}) QCOMPARE(rig.cell(row, GameDaysModel::DetectColumn).toString(), QString("…"));
    QTRY_COMPARE(rig.cell(11, GameDaysModel::DetectColumn).toString(), QString("12 s"));
    QTRY_COMPARE(rig.cell(10, GameDaysModel::DetectColumn).toString(), QString("12 s"));
    QCOMPARE(rig.asked("game-day GAME-10"), 1);
    QCOMPARE(rig.asked("game-day GAME-11"), 1);
    QCOMPARE(rig.asked("game-day GAME-12"), 0);
  }

  void the_list_is_narrowed_by_the_control_plane_and_a_wrong_filter_keeps_it() {
    DayRig rig;
    rig.games.list()->setActive(true);
    QTRY_COMPARE(rig.games.list()->state(), QString("ready"));
    rig.games.list()->setFilter("open:yes fault:cut-link");
    QTRY_COMPARE(rig.asked("game-days open:yes fault:cut-link"), 1);
    rig.games.list()->setFilter("colour:red");
    QVERIFY(!rig.games.list()->filterError().isEmpty());
    QCOMPARE(rig.games.list()->filter(), QString("open:yes fault:cut-link"));
  }

  void one_says_what_goes_on_where_and_for_how_long() {
    DayRig rig;
    const QAbstractItemModelTester nodes(rig.day().nodes()), faults(rig.day().faults());
    rig.look();
    QCOMPARE(rig.day().title(), QString("Who notices?"));
    QVERIFY(rig.day().about().startsWith("GAME-3 in eu-west, started "));
    QCOMPARE(rig.day().summary(), QString("1 waiting, 1 under way, 1 refused"));
    QCOMPARE(rig.day().left()["clock"].toString(), QString("1:40"));
    QCOMPARE(rig.day().incidents(), QStringList{"INC-7"});
    auto* model = rig.day().nodes();
    const auto said = [&](int row, int column) {
      return model->data(model->index(row, column), Qt::DisplayRole).toString();
    };
    QCOMPARE(said(0, NodeFaultsModel::LeftColumn), QString("0:42 left"));
    QCOMPARE(said(1, NodeFaultsModel::StateColumn), QString("refused"));
    QCOMPARE(said(1, NodeFaultsModel::WhyColumn), QString("its configuration says drills: refuse"));
    QCOMPARE(said(2, NodeFaultsModel::LeftColumn), QString("in 0:30"));
    rig.mirror.tick(kNow + 10s);
    QCOMPARE(said(0, NodeFaultsModel::LeftColumn), QString("0:32 left"));
    QCOMPARE(said(2, NodeFaultsModel::LeftColumn), QString("in 0:20"));
  }

  void what_has_not_come_is_not_yet_while_it_goes_on_and_never_when_it_is_over() {
    DayRig rig;
    rig.look();
    QVariantMap first = rig.day().faults()->at(0), second = rig.day().faults()->at(1);
    QCOMPARE(first["detect"].toMap()["value"].toString(), QString("12 s"));
    QCOMPARE(first["acknowledge"].toMap()["value"].toString(), QString("not yet"));
    QCOMPARE(second["detect"].toMap()["value"].toString(), QString("–"));
    QVERIFY(!first["missed"].toBool() && !second["missed"].toBool());
    rig.api.gameDayDetail = over();
    rig.lookAgain();
    first = rig.day().faults()->at(0);
    second = rig.day().faults()->at(1);
    QCOMPARE(first["mitigate"].toMap()["value"].toString(), QString("1 m 00 s"));
    QCOMPARE(second["detect"].toMap()["value"].toString(), QString("never"));
    QCOMPARE(second["acknowledge"].toMap()["value"].toString(), QString("–"));
    QVERIFY(second["missed"].toBool());
    QVERIFY(!rig.day().open() && rig.day().left().isEmpty() && !rig.day().mayAbort());
    QVERIFY(rig.day().end().startsWith("ended "));
  }

  void an_answer_about_another_game_day_is_dropped() {
    DayRig rig;
    rig.api.holdBack = true;
    rig.day().setActive(true);
    rig.day().setGameDay("GAME-3");
    rig.day().setGameDay("GAME-4");
    rig.api.holdBack = false;
    rig.api.gameDayDetail = notFound("no_game_day", "there is no game day GAME-4");
    rig.day().reload();
    rig.api.answerAll();
    QTRY_COMPARE(rig.day().state(), QString("failed"));
    QVERIFY(!rig.day().found());
  }

  void aborting_says_why_and_a_refusal_is_shown_until_another_is_looked_at() {
    DayRig rig;
    rig.look();
    QVERIFY(rig.day().mayAbort());
    rig.api.gameDay = precondition("aborted_already", "GAME-3 was aborted by m.keller", "game_day");
    rig.games.actions()->abort("  a call came in ");
    QTRY_COMPARE(rig.games.actions()->running(), 0);
    QCOMPARE(rig.asked("abort-game-day GAME-3 a call came in"), 1);
    QVERIFY(rig.games.actions()->refusal().contains("m.keller"));
    rig.day().setGameDay("GAME-4");
    QVERIFY(rig.games.actions()->refusal().isEmpty());
    rig.day().setGameDay("GAME-3");
    rig.api.gameDay = GameDay{};
    QSignalSpy finished(&rig.games, &GameDays::finished);
    rig.games.actions()->abort("a call came in");
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].toString(), QString("healthy"));
    QVERIFY(rig.games.actions()->line("it's time").endsWith("--reason 'it'\\''s time'"));
  }

  void a_draft_says_which_nodes_it_means_and_asks_nothing_before_it_is_whole() {
    DayRig rig;
    GameDayDraft& draft = rig.draft();
    QCOMPARE(draft.state(), QString("idle"));
    QCOMPARE(draft.consenting(), QString("2 of 6 active nodes allow drills"));
    draft.setWhere(0, "site:rotterdam");
    QCOMPARE(draft.faultAt(0)["matching"].toString(), QString("3 nodes, drills are allowed on 1"));
    QVERIFY(draft.faultAt(0)["narrowable"].toBool());
    draft.onlyConsenting(0);
    QCOMPARE(draft.faultAt(0)["where"].toString(), QString("site:rotterdam drills:allow"));
    QCOMPARE(draft.faultAt(0)["matching"].toString(), QString("1 node, drills are allowed on 1"));
    draft.setWhere(0, "name:lyon-1 or name:boston-1");
    draft.onlyConsenting(0);
    QCOMPARE(draft.faultAt(0)["matching"].toString(), QString("1 node, drills are allowed on 1"));
    draft.setTitle("x");
    draft.setWhere(0, "colour:red");
    QVERIFY(draft.faultAt(0)["problem"].toString().contains("colour"));
    QCOMPARE(draft.state(), QString("idle"));
    QVERIFY(!draft.missing().isEmpty());
    QVERIFY(rig.api.gameDaysWanted.empty());
  }

  void every_choice_that_the_form_offers_is_one_that_is_taken() {
    for (std::size_t kind = 0; kind < kFaultKindNames.size(); ++kind) {
      Fault fault = faultOf(static_cast<FaultKind>(kind), "site:rotterdam");
      fault.amount = usualAmount(fault.kind);
      QVERIFY2(checkFault(fault).ok(), kFaultKindNames[kind].data());
      for (const Duration lasts : lengthsOffered())
        for (const Duration after : delaysOffered()) {
          fault.lasts = lasts;
          fault.after = after;
          QVERIFY(checkFault(fault).ok());
        }
      for (const Duration amount : amountsOffered(fault.kind)) {
        fault.amount = amount;
        QVERIFY(checkFault(fault).ok());
        QCOMPARE(
            placeOf(amountsOffered(fault.kind), amount),
            static_cast<int>(std::find(amountsOffered(fault.kind).begin(), amountsOffered(fault.kind).end(), amount) -
                             amountsOffered(fault.kind).begin()));
      }
      QCOMPARE(amountTexts(fault.kind).size(), static_cast<qsizetype>(amountsOffered(fault.kind).size()));
    }
  }

  void a_kind_takes_what_belongs_to_it_and_no_more() {
    DayRig rig;
    GameDayDraft& draft = rig.draft();
    draft.setChoice(0, "workload", 1);
    QCOMPARE(draft.workloads().at(1), QString("meter-reader"));
    draft.setChoice(0, "kind", static_cast<int>(FaultKind::SkewClock));
    draft.setWhere(0, "site:rotterdam");
    draft.setTitle("Clocks");
    QTRY_COMPARE(draft.state(), QString("ready"));
    const Fault asked = rig.api.gameDaysWanted.back().faults[0];
    QVERIFY(asked.workload.empty());
    QCOMPARE(asked.amount, Duration(10min));
    draft.setChoice(0, "kind", static_cast<int>(FaultKind::CutLink));
    draft.setChoice(0, "lasts", 0);
    draft.setChoice(0, "after", 2);
    QTRY_COMPARE(rig.api.gameDaysWanted.back().faults[0].kind, FaultKind::CutLink);
    QCOMPARE(rig.api.gameDaysWanted.back().faults[0].amount, Duration(0));
    QCOMPARE(rig.api.gameDaysWanted.back().faults[0].after, Duration(30s));
  }

  void the_preview_shows_first_who_would_do_it_and_a_change_takes_it_away() {
    DayRig rig;
    const QAbstractItemModelTester tester(rig.draft().targets());
    rig.plan();
    GameDayDraft& draft = rig.draft();
    QCOMPARE(draft.targets()->at(0)["name"].toString(), QString("b"));
    QCOMPARE(draft.targets()->at(0)["word"].toString(), QString("allows drills"));
    QCOMPARE(draft.targets()->at(1)["word"].toString(), QString("refuses drills"));
    QCOMPARE(draft.allowing(), 1);
    QCOMPARE(draft.figures().at(1).toMap()["value"].toString(), QString("1 of 2"));
    QVERIFY(draft.digest().startsWith("4b4b"));
    QVERIFY(draft.line().contains("game-days start 'Who notices?'"));
    QVERIFY(draft.line().endsWith("--digest 4b4b4b4b4b4b"));
    draft.setMostNodes(10);
    QCOMPARE(draft.state(), QString("asking"));
    QVERIFY(draft.digest().isEmpty() && draft.targets()->rowCount() == 0);
    draft.start();
    QVERIFY(rig.api.gameDayDigests.empty());
    QTRY_COMPARE(draft.state(), QString("ready"));
    QVERIFY(draft.line().contains("--most-nodes 10"));
  }

  void what_cannot_start_says_why_and_is_not_sent() {
    DayRig rig;
    rig.api.gameDayPreview->problems = {"none of these nodes allows drills"};
    rig.plan();
    QCOMPARE(rig.draft().refusals(), QStringList{"none of these nodes allows drills"});
    QVERIFY(rig.draft().line().contains("game-days preview"));
    rig.draft().start();
    QVERIFY(rig.api.gameDayDigests.empty());
  }

  void a_start_is_for_the_preview_that_was_read_and_leaves_an_empty_form() {
    DayRig rig;
    rig.plan();
    rig.api.gameDay->id = GameDayId("GAME-9");
    QSignalSpy started(&rig.draft(), &GameDayDraft::started);
    rig.draft().start();
    QVERIFY(rig.draft().busy());
    rig.draft().start();  // a second press while the answer is awaited
    QTRY_COMPARE(started.count(), 1);
    QCOMPARE(started[0][0].toString(), QString("GAME-9"));
    QCOMPARE(rig.api.gameDayDigests.size(), std::size_t{1});
    QCOMPARE(rig.api.gameDayDigests[0], previewOf(0x4b).digest);
    QVERIFY(rig.draft().title().isEmpty() && !rig.draft().busy());
    QCOMPARE(rig.draft().faultAt(0)["where"].toString(), QString());
  }

  void what_would_be_another_one_now_is_not_started_and_is_shown_anew() {
    DayRig rig;
    rig.plan();
    rig.api.gameDay = Error{ErrorCode::Conflict, "targets_changed", "it would not do now what was previewed", "digest"};
    rig.api.gameDayPreview = previewOf(0x99);
    rig.draft().start();
    QTRY_VERIFY(rig.draft().refusal().startsWith("Nothing was started"));
    QTRY_VERIFY(rig.draft().digest().startsWith("9999"));
    QVERIFY(!rig.draft().refusal().isEmpty());
    QCOMPARE(rig.draft().title(), QString("Who notices?"));
    rig.api.gameDay = GameDay{};
    rig.draft().start();
    QTRY_COMPARE(rig.api.gameDayDigests.size(), std::size_t{2});
    QCOMPARE(rig.api.gameDayDigests[1], previewOf(0x99).digest);
  }

  void an_error_leaves_what_was_typed_and_stands_beside_what_it_is_about() {
    DayRig rig;
    rig.plan();
    rig.draft().addFault();
    rig.draft().setNote("a note");
    QTRY_COMPARE(rig.draft().state(), QString("ready"));
    rig.api.gameDay = Error{ErrorCode::Unavailable, "unreachable", "the control plane does not answer"};
    rig.draft().start();
    QTRY_VERIFY(rig.draft().refusal().startsWith("No answer came"));
    QCOMPARE(rig.draft().note(), QString("a note"));
    QCOMPARE(rig.draft().faults(), 2);
    QVERIFY(!rig.draft().busy());
    rig.api.gameDayPreview = invalid("fault_out_of_range", "lasts is 1h", "faults[1].lasts");
    rig.draft().preview();
    QTRY_COMPARE(rig.draft().state(), QString("failed"));
    QCOMPARE(rig.draft().faultAt(1)["problem"].toString(), QString("lasts is 1h"));
    QVERIFY(rig.draft().faultAt(0)["problem"].toString().isEmpty() && rig.draft().problem().isEmpty());
    QVERIFY(rig.draft().missing().isEmpty());
    rig.api.gameDayPreview = invalid("bad_title", "a title is one line", "title");
    rig.draft().setTitle("y");
    QTRY_COMPARE(rig.draft().titleProblem(), QString("a title is one line"));
    rig.draft().removeFault(0);
    QCOMPARE(rig.draft().faults(), 1);
  }

  void a_preview_that_comes_late_is_dropped() {
    DayRig rig;
    rig.api.holdBack = true;
    rig.draft().setTitle("x");
    rig.draft().setWhere(0, "site:rotterdam");
    QTRY_COMPARE(rig.api.held.size(), std::size_t{1});
    rig.draft().setWhere(0, "site:lyon");
    QTRY_COMPARE(rig.api.gameDaysWanted.size(), std::size_t{2});
    auto held = std::exchange(rig.api.held, {});
    held[0]();
    QTest::qWait(0);
    QCOMPARE(rig.draft().state(), QString("asking"));
    held[1]();
    QTRY_COMPARE(rig.draft().state(), QString("ready"));
  }

  void practice_is_told_while_it_goes_on_and_not_guessed_when_nobody_tells() {
    DayRig rig;
    PracticeWatch& practice = *rig.games.practice();
    rig.api.gameDayPage->items = {underWay().gameDay};
    rig.api.gameDayPage->total = 1;
    QVERIFY(rig.api.calls.empty());
    practice.setActive(true);
    QTRY_COMPARE(practice.count(), 1);
    QCOMPARE(practice.gameDay(), QString("GAME-3"));
    QCOMPARE(practice.text(),
             QString("GAME-3, Who notices? (kill-worker, cut-link on 2 nodes in eu-west); over by itself in "
                     "1:40 at the latest."));
    practice.setActive(false);
    QVERIFY(practice.text().endsWith("it was under way when last heard of."));
    rig.api.gameDayPage = Page<GameDay>{};
    practice.setActive(true);
    QTRY_COMPARE(practice.count(), 0);
    QVERIFY(practice.text().isEmpty());
  }
};

QTEST_GUILESS_MAIN(TstGameDayModels)
#include "tst_game_day_models.moc"
