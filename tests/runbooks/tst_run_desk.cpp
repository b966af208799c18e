// Where runs are looked after: nodes are asked for what a step reads, and time passes for every run, also over a
// restart.
#include <QtTest>

#include "services/controlplane/core/runbooks/run_desk.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kReads = R"(runbook: reads
title: Read
owner: platform
match: [[a=b]]
inputs: [{name: region, type: region}]
stop: {after: 1h}
steps:
  - key: look
    kind: read
    title: See what they logged
    show:
      - nodes: {where: "region:{region}"}
      - logs: {where: "region:{region}", window: 5m, level: warn}
  - {key: take, kind: read, title: Take inputs, show: [{samples: {where: "name:a", workload: meter-reader, count: "2"}}]}
  - {key: say, kind: note, title: Say what it was}
)";

struct DeskRig {
  ManualLoop loop;
  ManualClock clock;
  MemoryStore store;
  Fleet fleet{loop, store};
  SigningKey key = SigningKey::generate();
  SystemRandom random;
  AlertsView alerts;
  std::map<std::string, Done<LogExcerpt>> searches;  // by node
  std::map<std::string, Done<InputSamples>> captures;
  std::vector<LogQuery> asked;
  std::unique_ptr<RunDesk> desk;
  RunId id{"RUN-1"};

  explicit DeskRig(const std::string& book = kReads) {
    RunRig rig(book);
    store.kept = rig.state;
    for (const auto& [name, known] : rig.state.runbooks) store.runbooks.push_back(known.record);
    if (!fleet.open()) qFatal("the fleet does not open");
    restart();
    keep(desk->start({rig.state.runbooks.begin()->first, {}, {{"region", kWest.value}}}, kAlice));
  }
  void restart() {
    searches.clear();
    captures.clear();
    desk = std::make_unique<RunDesk>(RunDesk::Ports{
        fleet, clock, random, key, 10s, 60s, [this]() -> const AlertsView& { return alerts; },
        [](const ObjectiveName&, const RegionName&, TimePoint, TimePoint) { return std::vector<Tally>(); },
        [this](const NodeId& node, const LogQuery& query, Done<LogExcerpt> done) {
          asked.push_back(query);
          searches[node.value] = std::move(done);
        },
        [this](const NodeId& node, const SampleQuery&, Done<InputSamples> done) {
          captures[node.value] = std::move(done);
        }});
  }
  QString keep(Result<Decision<Run>> decided) {
    if (!decided) return reasonOf(decided);
    fleet.submit(std::move(decided->mutation), [](const Status&) {});
    fleet.flush();
    return {};
  }
  QString say(RunVerb verb, const std::string& reason = {}) {
    return keep(desk->signal({id, verb, run().moves, {}, {}, reason}, kAlice));
  }
  void tick(Duration by = 1s) {
    clock.advance(by);
    desk->tick();
    fleet.flush();
  }
  const Run& run() const { return fleet.state().runs.at(id); }
  std::vector<std::string> readings() {
    std::vector<std::string> out;
    for (const RunEvidence& one : store.evidence[id])
      if (one.kind == EvidenceKind::Reading) out.push_back(one.title + ": " + one.text);
    return out;
  }
  static LogExcerpt excerpt(const std::string& message) {
    LogExcerpt out;
    LogLine line;
    line.at = kNow;
    line.level = LogLevel::Warn;
    line.message = message;
    out.lines = {line};
    return out;
  }
};

}  // namespace

class TstRunDesk : public QObject {
  Q_OBJECT

 private slots:
  void what_nodes_logged_is_kept_once_all_have_answered() {
    DeskRig rig;
    auto begun = rig.desk->signal({rig.id, RunVerb::Begin, rig.run().moves}, kAlice);
    QCOMPARE(begun->also.size(), std::size_t{2});  // each question is in the audit log
    QCOMPARE(begun->also[0].action, std::string("GetNodeLogs"));
    QCOMPARE(rig.keep(std::move(begun)), QString());
    QCOMPARE(rig.run().current()->state, StepState::Reading);
    QVERIFY(rig.searches.empty());
    rig.tick();
    QCOMPARE(rig.searches.size(), std::size_t{2});
    QCOMPARE(rig.asked.front().minLevel, LogLevel::Warn);
    QCOMPARE(rig.asked.front().since, rig.clock.now() - 5min);
    rig.searches["id-of-a"](DeskRig::excerpt("the disk is slow; token=abcdefgh1234"));
    rig.tick();
    QCOMPARE(rig.run().step, std::string("look"));
    rig.searches["id-of-b"](Error{ErrorCode::Unavailable, "node_offline", "b was last seen yesterday"});
    rig.tick();
    QCOMPARE(rig.run().step, std::string("take"));
    QCOMPARE(rig.run().last("look")->outcome, std::string("1 of 2 nodes have answered"));
    const auto readings = rig.readings();
    QCOMPARE(readings.size(), std::size_t{3});
    QVERIFY(readings[0].find("2 nodes") != std::string::npos);
    QVERIFY(readings[1].starts_with("logs of a: ") &&
            readings[1].find("disk is slow; [redacted]") != std::string::npos);
    QCOMPARE(readings[2], std::string("logs of b: unknown: b was last seen yesterday"));
  }

  void who_does_not_answer_in_time_is_not_waited_for() {
    DeskRig rig;
    rig.say(RunVerb::Begin);
    rig.tick();
    rig.searches["id-of-a"](DeskRig::excerpt("hello"));
    rig.tick(58s);
    QCOMPARE(rig.run().current()->state, StepState::Reading);
    rig.tick(1s);
    QCOMPARE(rig.run().step, std::string("take"));
    rig.searches["id-of-b"](DeskRig::excerpt("too late"));
    rig.tick();
    QCOMPARE(rig.readings().size(), std::size_t{3});
  }

  void if_nobody_answers_the_step_fails_and_can_begin_again() {
    DeskRig rig;
    rig.say(RunVerb::Begin);
    rig.tick();
    rig.tick(60s);
    QCOMPARE(rig.run().last("look")->state, StepState::Failed);
    QCOMPARE(rig.run().state, RunState::Waiting);
    QCOMPARE(rig.say(RunVerb::Begin), QString());
    rig.tick();
    QCOMPARE(rig.searches.size(), std::size_t{2});
  }

  void after_a_restart_nodes_are_asked_again() {
    DeskRig rig;
    rig.say(RunVerb::Begin);
    rig.tick();
    rig.restart();
    rig.tick();
    QCOMPARE(rig.searches.size(), std::size_t{2});
    rig.searches["id-of-a"](DeskRig::excerpt("hello"));
    rig.searches["id-of-b"](DeskRig::excerpt("hello"));
    rig.tick();
    QCOMPARE(rig.run().step, std::string("take"));
  }

  void inputs_are_captured_in_the_same_way() {
    DeskRig rig;
    QCOMPARE(rig.say(RunVerb::Skip, "seen"), QString());
    QCOMPARE(rig.say(RunVerb::Begin), QString());
    rig.tick();
    QCOMPARE(rig.captures.size(), std::size_t{1});
    InputSamples samples{kWorkload, "2.0.0", {{kNow, {1.5F, 2.0F}, {0.25F}, 1, {}}}, "the time was over"};
    rig.captures["id-of-a"](samples);
    rig.tick();
    QCOMPARE(rig.run().step, std::string("say"));
    const std::string kept = rig.readings().back();
    QVERIFY(kept.find("input 1.5 2 output 0.25 label 1") != std::string::npos);
    QVERIFY(kept.find("fewer than asked for: the time was over") != std::string::npos);
  }

  void an_answer_for_a_step_that_was_left_is_dropped() {
    DeskRig rig;
    rig.say(RunVerb::Begin);
    rig.tick();
    QCOMPARE(rig.say(RunVerb::Skip, "no time"), QString());
    rig.tick();
    rig.searches["id-of-a"](DeskRig::excerpt("hello"));
    rig.tick();
    QCOMPARE(rig.run().step, std::string("take"));
    QCOMPARE(rig.readings().size(), std::size_t{1});
  }

  void a_run_follows_its_version_also_when_there_is_a_newer_one() {
    DeskRig rig;
    std::string book = kReads;
    book.replace(book.find("{key: say, kind: note"), 21, "{key: tell, kind: note");
    auto applied = applyRunbook(rig.fleet.state(), {book}, callerWith(Role::Administrator), rig.clock.now());
    rig.fleet.submit(std::move(applied->mutation), [](const Status&) {});
    rig.fleet.flush();
    const auto detail = rig.desk->detail(rig.id, kAlice);
    QCOMPARE(detail->steps.back().key, std::string("say"));
    QVERIFY(detail->intact);
  }

  void what_nodes_cannot_be_asked_so_is_told_when_the_step_begins() {
    std::string book = kReads;
    book.replace(book.find("level: warn"), 11, "level: loud");
    DeskRig rig(book);
    rig.say(RunVerb::Begin);
    QCOMPARE(rig.run().last("look")->state, StepState::Failed);
    QVERIFY(!rig.run().last("look")->outcome.empty());
  }

  void while_the_fleet_is_learnt_no_time_passes_for_runs() {
    DeskRig rig;
    rig.say(RunVerb::Begin);
    rig.fleet.setLearning(true);
    rig.tick();
    QVERIFY(rig.searches.empty());
    rig.fleet.setLearning(false);
    rig.tick();
    QCOMPARE(rig.searches.size(), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TstRunDesk)
#include "tst_run_desk.moc"
