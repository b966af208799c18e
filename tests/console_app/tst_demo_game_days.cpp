// Game days of the demonstration: what a fault does, it does to a node of it, and the errors are those of a real
// control plane.
#include <QtTest>

#include "app/console/adapters/demo_game_days.h"
#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

class TstDemoGameDays : public QObject {
  Q_OBJECT

  StoppedClock clock_;
  std::unique_ptr<DemoFleet> fleet_;
  std::vector<Node> allowing_;  // in a region without an open incident and a game day

  Page<GameDay> list(const std::string& filter = {}) {
    ListQuery query;
    query.filter = filter;
    return answerOf<Page<GameDay>>([&](auto done) { fleet_->listGameDays(query, done); }).value();
  }
  GameDayDetail shown(const GameDayId& id) {
    return answerOf<GameDayDetail>([&](auto done) { fleet_->getGameDay(id, done); }).value();
  }
  std::vector<Node> nodes(const std::string& filter) {
    ListQuery query;
    query.filter = filter;
    query.pageSize = 1'000;
    return answerOf<Page<Node>>([&](auto done) { fleet_->listNodes(query, done); }).value().items;
  }
  NewGameDay wanted(FaultKind kind, Duration lasts, const std::string& where) {
    NewGameDay out;
    out.title = "practice";
    Fault fault;
    fault.kind = kind;
    fault.lasts = lasts;
    fault.where = where;
    out.faults = {fault};
    out.limits = kMostGameDayLimits;
    return out;
  }
  Result<GameDayPreview> prepare(const NewGameDay& wanted) {
    return answerOf<GameDayPreview>([&](auto done) { fleet_->prepareGameDay(wanted, done); });
  }
  Result<GameDay> start(const NewGameDay& wanted, const Digest& digest) {
    return answerOf<GameDay>([&](auto done) { fleet_->startGameDay(wanted, digest, done); });
  }
  bool any(const GameDayPreview& preview, const std::string& text) {
    return std::any_of(preview.problems.begin(), preview.problems.end(),
                       [&](const std::string& one) { return one.find(text) != std::string::npos; });
  }

 private slots:
  void init() {
    fleet_ = std::make_unique<DemoFleet>(DemoSpec{2'000, 1, std::nullopt}, clock_);
    allowing_.clear();
    for (const Node& node : nodes("drills:allow liveness:live")) {
      const auto preview = prepare(wanted(FaultKind::CutLink, 1min, "name:" + node.name));
      if (preview.ok() && preview->problems.empty()) allowing_.push_back(node);
      if (allowing_.size() == 2) break;
    }
    QCOMPARE(allowing_.size(), std::size_t{2});
  }

  void one_is_under_way_and_others_are_over_met_missed_and_aborted() {
    const Page<GameDay> page = list();
    QCOMPARE(page.total, std::uint64_t{5});
    QVERIFY(isOpen(page.items[0].state));
    QCOMPARE(list("open:yes").total, std::uint64_t{1});
    QCOMPARE(page.items[1].state, GameDayState::Aborted);
    const GameDayDetail met = shown(page.items[2].id), missed = shown(page.items[4].id);
    QVERIFY(met.scores[0].toDetect() && met.scores[0].toAcknowledge() && met.scores[0].toMitigate());
    QVERIFY(!missed.scores[0].toDetect());
    for (const GameDay& one : page.items)
      QVERIFY(std::all_of(one.nodes.begin(), one.nodes.end(),
                          [](const NodeFault& f) { return f.state != FaultState::Unknown; }));
  }

  void a_cut_link_makes_a_node_fall_silent_until_it_is_over_and_is_scored() {
    const Node node = allowing_[0];
    const NewGameDay cut = wanted(FaultKind::CutLink, 5min, "name:" + node.name);
    const auto preview = prepare(cut);
    QVERIFY(preview.ok() && preview->problems.empty());
    const auto started = start(cut, preview->digest);
    QVERIFY(started.ok());
    clock_.pass(4min);
    QTRY_COMPARE(shown(started->id).gameDay.nodes[0].state, FaultState::UnderWay);
    QTRY_VERIFY(nodes("name:" + node.name)[0].liveness != Liveness::Live);
    clock_.pass(90s);
    QTRY_COMPARE(shown(started->id).gameDay.state, GameDayState::Ended);
    QCOMPARE(shown(started->id).gameDay.nodes[0].state, FaultState::Over);
    QTRY_COMPARE(nodes("name:" + node.name)[0].liveness, Liveness::Live);
    QVERIFY(shown(started->id).scores[0].toMitigate().has_value());
  }

  void a_node_that_refuses_does_nothing() {
    const Node node = nodes("drills:refuse region:" + allowing_[0].region.value)[0];
    const NewGameDay both = wanted(FaultKind::KillWorker, 1min, "name:" + node.name + " or name:" + allowing_[0].name);
    const auto preview = prepare(both);
    QVERIFY(preview.ok());
    QCOMPARE(preview->allowing, 1U);
    const auto started = start(both, preview->digest);
    QVERIFY2(started.ok(), preview->problems.empty() ? "" : preview->problems[0].c_str());
    for (const NodeFault& one : shown(started->id).gameDay.nodes)
      QCOMPARE(one.state, one.name == node.name ? FaultState::Refused : FaultState::UnderWay);
  }

  void what_cannot_start_says_why() {
    const auto nobody =
        prepare(wanted(FaultKind::CutLink, 1min, "drills:refuse name:" + nodes("drills:refuse")[0].name));
    QVERIFY(any(*nobody, "none of these nodes allows drills"));
    const auto nothing = prepare(wanted(FaultKind::CutLink, 1min, "name:atlantis"));
    QVERIFY(any(*nothing, "no active node is meant"));
    const std::string busy = list("open:yes").items[0].nodes[0].name;
    QVERIFY(any(*prepare(wanted(FaultKind::CutLink, 1min, "name:" + busy)), "is under way on " + busy));
    NewGameDay many = wanted(FaultKind::CutLink, 1min, "drills:allow");
    many.limits = kUsualGameDayLimits;
    QVERIFY(any(*prepare(many), "are the most"));
    QCOMPARE(start(many, prepare(many)->digest).error().reason, std::string("beyond_limits"));
    NewGameDay untitled = many;
    untitled.title.clear();
    QCOMPARE(prepare(untitled).error().field, std::string("title"));
    QCOMPARE(prepare(wanted(FaultKind::CutLink, 1h, "drills:allow")).error().field, std::string("faults[0].lasts"));
    QVERIFY(!prepare(wanted(FaultKind::CutLink, 1min, "colour:red")).ok());
  }

  void a_start_is_for_the_preview_that_was_read() {
    const NewGameDay cut = wanted(FaultKind::CutLink, 1min, "name:" + allowing_[0].name);
    QCOMPARE(start(cut, Digest{}).error().reason, std::string("targets_changed"));
    QCOMPARE(list("open:yes").total, std::uint64_t{1});
  }

  void aborting_ends_all_of_it_and_needs_a_reason() {
    const GameDayId id = list("open:yes").items[0].id;
    const auto abort = [&](const std::string& reason) {
      return answerOf<GameDay>([&](auto done) { fleet_->abortGameDay(id, reason, done); });
    };
    QCOMPARE(abort("").error().reason, std::string("no_reason"));
    QVERIFY(abort("a call came in").ok());
    QCOMPARE(abort("again").error().reason, std::string("aborted_already"));
    clock_.pass(10s);
    QTRY_COMPARE(shown(id).gameDay.state, GameDayState::Aborted);
    QCOMPARE(abort("again").error().reason, std::string("game_day_over"));
    for (const NodeFault& one : shown(id).gameDay.nodes) QVERIFY(isSettled(one.state));
    QCOMPARE(list("open:yes").total, std::uint64_t{0});
  }

  void a_fleet_without_nodes_has_none() {
    fleet_ = std::make_unique<DemoFleet>(DemoSpec{0, 1, std::nullopt}, clock_);
    QCOMPARE(list().total, std::uint64_t{0});
  }
};

QTEST_GUILESS_MAIN(TstDemoGameDays)
#include "tst_demo_game_days.moc"
