// Shadow and weights over the whole core: who is given them, what nodes tell, and what follows for the rollout.
#include <cmath>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/inventory/node_report.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/explain.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/thresholds.h"
#include "services/controlplane/core/runbooks/actions.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "tests/controlplane/rollout_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Version kNew{2, 0, 0};

std::string planWith(const std::string& rest, const std::string& waves = "  - {name: all, size: rest, soak: 1m}\n") {
  return "workload: meter-reader\nto: 2.0.0\n" + rest +
         "gates: {interval: 10s, warm_up: 10s, min_requests: 2000, min_success_ratio: 0.5, compare: false}\nwaves:\n" +
         waves;
}
const std::string kShadow = "shadow: {min_time: 1m, limit: 10m}\n";
const std::string kBoth = kShadow + "weights: {steps: [5, 100], min_time: 1m, limit: 10m}\n";

StageReport found(std::uint64_t compared, std::uint64_t differ, double logE = -1) {
  StageReport out;
  out.compared = compared;
  out.differ = differ;
  out.logE = logE;
  return out;
}

// In the stage for so many ticks, then it takes the version.
Staging passesAfter(std::uint64_t ticks, double logE = -1) {
  return [=](const NodeRecord&, const Stages&, std::uint64_t at) {
    InStage out{found(100 * (at + 1), at + 1, logE)};
    out.report.drops = 4;
    if (at >= ticks) out.end = InstallState::Committed;
    return out;
  };
}
// Never comes to an end.
Staging goesOn(double logE = -1) {
  return passesAfter(1'000'000, logE);
}

QString reasonOf(const Error& error) {
  return QString::fromStdString(error.reason + " " + error.field);
}

}  // namespace

class TstRolloutStages : public QObject {
  Q_OBJECT

 private slots:
  void stages_travel_with_the_assignment_and_weights_are_drawn_by_the_rollout() {
    RolloutRig rig(1);
    rig.begin(planWith(kBoth));
    const auto target = rig.targetOf("boston-1");
    QVERIFY(target && target->stages.shadow && target->stages.weights);
    QVERIFY(target->stages.shadow->minTime == 1min && target->stages.shadow->bad == 0.03);
    QCOMPARE(target->stages.weights->salt, std::string("meter-reader-1"));
    QCOMPARE(target->stages.weights->steps, (std::vector<std::uint32_t>{5, 100}));
    QVERIFY(rig.rollout().deadline == rig.now + 50min);  // 30 min and the limits
  }

  void nodes_pass_through_them_and_what_they_found_is_told() {
    RolloutRig rig(2);
    rig.staging = passesAfter(6);
    rig.begin(planWith(kShadow));
    rig.pass(3);
    Rollout seen = findRollout(rig.state, RolloutId("meter-reader-1"), rig.author).value();
    QVERIFY(seen.stages.planned.shadow && !seen.stages.planned.weights);
    QCOMPARE(seen.stages.found.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(toText(seen.stages.found[0])),
             QString("shadow: 4 nodes, 1,200 answers compared, 12 differ (1 %), 16 dropped; not decided yet"));
    const Node node = nodeView(rig.state, rig.state.nodes.at(NodeId("id-of-boston-1")), rig.now, kInterval);
    QCOMPARE(node.workloads.at(0).stages.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(toText(node.workloads[0].stages[0])),
             QString("shadow: 300 answers compared, 3 differ (1 %), 4 dropped; not decided yet"));
    QCOMPARE(rig.rollout().count(NodeOutcome::Pending), std::size_t{4});
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    seen = findRollout(rig.state, RolloutId("meter-reader-1"), rig.author).value();
    QVERIFY(seen.stages.found[0].nodes == 4 && seen.stages.found[0].underWay == 0);
    QCOMPARE(rig.runs(kNew), std::size_t{4});
  }

  // A caller sees figures of the nodes that it sees.
  void figures_are_of_the_nodes_that_one_may_see() {
    RolloutRig rig(2);
    rig.staging = goesOn();
    rig.begin(planWith(kShadow));
    rig.pass(1);
    const Caller west{"west", {{Role::Viewer, {kWest}}}};
    const Rollout seen = findRollout(rig.state, RolloutId("meter-reader-1"), west).value();
    QCOMPARE(seen.stages.found.at(0).nodes, std::uint64_t{2});
  }

  void evidence_of_many_nodes_fails_the_wave_that_no_node_alone_would_data() {
    QTest::addColumn<double>("logE");
    QTest::addColumn<bool>("fails");
    QTest::newRow("e = 2.5 on each of four: 39 together") << std::log(2.5) << true;
    QTest::newRow("e = 2 on each of four: 16 together") << std::log(2.0) << false;
    QTest::newRow("e = 1/20 on each") << -std::log(20.0) << false;
  }
  void evidence_of_many_nodes_fails_the_wave_that_no_node_alone_would() {
    QFETCH(double, logE);
    QFETCH(bool, fails);
    RolloutRig rig(2);
    rig.staging = goesOn(logE);
    rig.begin(planWith(kShadow));
    rig.pass(4);
    QCOMPARE(rig.rollout().reason == "stages_differ", fails);
    if (!fails) {
      QCOMPARE(rig.rollout().count(NodeOutcome::Pending), std::size_t{4});
      return;
    }
    QVERIFY(rig.wave(0).state == WaveState::Failed);
    QVERIFY2(rig.rollout().message.find("shadow: 4 nodes") != std::string::npos, rig.rollout().message.c_str());
    rig.staging = nullptr;
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.runs(kNew), std::size_t{0});
  }

  // A node that is started again begins its stage anew.
  void what_was_enough_once_stays_enough() {
    RolloutRig rig(2);
    rig.staging = goesOn(std::log(2.5));
    rig.begin(planWith("on_failure: stay\n" + kShadow,
                       "  - {name: first, size: 2, soak: 1m}\n  - {name: all, size: rest, soak: 1m}\n"));
    rig.pass(1);
    QVERIFY(rig.wave(0).state == WaveState::Assigning);  // two nodes are not enough
    rig.staging = goesOn(std::log(5.0));
    rig.pass(1);
    QVERIFY(rig.wave(0).state == WaveState::Failed);
    rig.staging = passesAfter(0, -1);
    QVERIFY(rig.passUntil(RolloutState::Failed));
    QCOMPARE(rig.rollout().reason, std::string("stages_differ"));
    QCOMPARE(rig.assigned(), std::size_t{2});
  }

  void a_node_that_refuses_in_the_shadow_counts_as_one_that_failed() {
    RolloutRig rig(2);
    rig.staging = [](const NodeRecord& node, const Stages&, std::uint64_t) {
      InStage out{found(300, 40, 0)};
      if (node.name == "boston-1") out.end = InstallState::Refused;
      out.reason = out.end ? "shadow_differs" : "";
      return out;
    };
    rig.begin(planWith("on_failure: stay\n" + kShadow));
    rig.pass(2);
    QVERIFY(rig.wave(0).state == WaveState::Failed);
    QCOMPARE(rig.row("boston-1").reason, std::string("shadow_differs"));
  }

  void what_was_found_for_another_rollout_does_not_count() {
    RolloutRig rig(2);
    rig.staging = goesOn(std::log(2.5));
    rig.begin(planWith(kShadow));
    rig.pass(4);
    rig.staging = nullptr;
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    rig.staging = [](const NodeRecord& node, const Stages&, std::uint64_t) {
      return InStage{found(100, 1, node.name == "boston-1" ? 1 : -1)};
    };
    QVERIFY(rig.create(planWith(kShadow)).ok());
    RolloutWord word;
    word.verb = RolloutVerb::Start;
    word.rollout = RolloutId("meter-reader-2");
    QVERIFY(rig.say(word, rig.author).ok());
    QVERIFY(foundInStages(rig.state, rig.rollout("meter-reader-2")).empty());
    rig.pass(3);
    QVERIFY(rig.rollout("meter-reader-2").state == RolloutState::Running);
    const auto sums = foundInStages(rig.state, rig.rollout("meter-reader-2"));
    QVERIFY(sums.size() == 1 && sums[0].nodes == 4 && std::abs(sums[0].logE + 2) < 1e-9);
    QVERIFY(foundInStages(rig.state, rig.rollout()).empty());  // the newest of a node is kept
  }

  void sums_are_sums_and_means_are_weighted() {
    RolloutRig rig(1);
    rig.staging = [](const NodeRecord& node, const Stages&, std::uint64_t) {
      const bool east = node.region == kEast;
      InStage out{found(east ? 100 : 300, east ? 10 : 2, east ? 1.5 : -0.5)};
      out.report.meanShift = east ? 0.4 : 0;
      out.report.slower = east ? 0 : 0.5;
      out.report.peakRssKb = east ? 10 : 20;
      out.report.llr = east ? 1 : -3;
      out.report.classes = 2;
      out.report.flips = east ? std::vector<std::uint64_t>{1, 2, 3, 4} : std::vector<std::uint64_t>{10, 20, 30, 40};
      return out;
    };
    rig.begin(planWith(kShadow));
    rig.pass(1);
    const StageSummary sum = foundInStages(rig.state, rig.rollout()).at(0);
    QVERIFY(sum.compared == 400 && sum.differ == 12 && sum.peakRssKb == 20 && sum.classes == 2);
    QCOMPARE(sum.flips, (std::vector<std::uint64_t>{11, 22, 33, 44}));
    QCOMPARE(sum.logE, 1.0);
    QCOMPARE(sum.llr, -2.0);
    QCOMPARE(sum.meanShift, 0.1);
    QCOMPARE(sum.slower, 0.375);
  }

  void a_node_whose_agent_is_too_old_is_not_given_it_until_it_is_newer() {
    RolloutRig rig(2);
    rig.old = {"boston-1"};
    rig.pass(1);
    rig.staging = passesAfter(2);
    rig.begin(planWith(kShadow));
    rig.pass(1);
    const RolloutNode& row = rig.row("boston-1");
    QVERIFY(row.outcome == NodeOutcome::Late && row.generation == 0);
    QCOMPARE(row.reason, std::string("agent_too_old"));
    QCOMPARE(row.message, std::string("its agent is too old for shadow or weights"));
    QVERIFY(!rig.targetOf("boston-1"));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(kNew), std::size_t{3});
    rig.old.clear();
    QVERIFY(rig.passUntil([&] { return rig.row("boston-1").outcome == NodeOutcome::Proven; }, 20));
  }

  void a_plan_that_no_agent_takes_cannot_be_made() {
    RolloutRig rig(1);
    rig.old = {"boston-1", "rotterdam-1"};
    rig.pass(1);
    const auto refused = rig.create(planWith(kShadow));
    QVERIFY(!refused);
    QCOMPARE(reasonOf(refused.error()), QString("agent_too_old shadow"));
    QVERIFY(rig.create(planWith("")).ok());
  }

  // Its agent was replaced by an older one between the decision and the delivery.
  void an_agent_that_becomes_older_is_never_sent_stages() {
    RolloutRig rig(1);
    rig.offline = {"boston-1"};
    rig.begin(planWith(kShadow));
    rig.offline.clear();
    const NodeId boston("id-of-boston-1");
    NodeStatus status = rig.state.nodes.at(boston).status;
    status.node = boston;
    status.takesStages = false;
    rig.state.apply(Row(status));
    QVERIFY(rig.targetOf("boston-1") && !rig.targetOf("boston-1")->stages.empty());
    const NodeEntry& entry = rig.state.nodes.at(boston);
    auto decision = decideDelivery(rig.state, entry, entry.assignment.fingerprint, rig.key, rig.now);
    QVERIFY(decision.ok() && decision->delivery);
    QVERIFY(decision->delivery->envelope.find("stages") == std::string::npos);
    const auto payload = parseEnvelope(decision->delivery->envelope)->payload;
    QVERIFY(parseAssignment(payload)->targets.empty());  // nothing, rather than the version without its stages
    rig.old = {"boston-1"};
    rig.engine();
    QVERIFY(rig.row("boston-1").outcome == NodeOutcome::Late && rig.row("boston-1").reason == "agent_too_old");
    QCOMPARE(rig.targetOf("boston-1")->version, (Version{1, 0, 0}));  // it keeps what it had
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    rig.old.clear();
    QVERIFY(rig.passUntil([&] { return rig.row("boston-1").outcome == NodeOutcome::Proven; }, 20));
  }

  // A node would take other stages for another target, and begin anew.
  void what_else_changes_on_a_node_leaves_its_stages_as_they_are() {
    RolloutRig rig(1);
    rig.staging = passesAfter(6);
    rig.begin(planWith(kBoth));
    rig.pass(2);
    const NodeId boston("id-of-boston-1");
    const auto again = [&] {
      const NodeEntry entry = rig.state.nodes.at(boston);
      Mutation mutation;
      const Status done = signAgain(rig.state, entry, entry.desired, entry.assignment.generation + 1,
                                    entry.record.fingerprint, rig.key, rig.now, mutation);
      if (done) rig.keep(std::move(mutation));
      return done.ok();
    };
    const AssignmentTarget before = *rig.targetOf("boston-1");
    QVERIFY(again());
    QVERIFY(!before.stages.empty() && *rig.targetOf("boston-1") == before);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QVERIFY(again());
    QVERIFY(*rig.targetOf("boston-1") == before);
    rig.pass(1);
    const auto desired = rig.state.nodes.at(boston).desired.at(kWorkload);
    QVERIFY(desired.staged &&
            runsExactly(rig.state, rig.state.nodes.at(boston), {boston, kWorkload, desired.release, {}}));
  }

  void the_way_back_has_none() {
    RolloutRig rig(1);
    rig.staging = goesOn();
    rig.begin(planWith(kShadow));
    rig.pass(2);
    QVERIFY(!rig.targetOf("boston-1")->stages.empty());
    QVERIFY(rig.take(rollBack(rig.state, RolloutId("meter-reader-1"), rig.author, rig.key, rig.now)).ok());
    QVERIFY(rig.targetOf("boston-1")->stages.empty());
    QCOMPARE(rig.targetOf("boston-1")->version, (Version{1, 0, 0}));
    QVERIFY(rig.rollout().deadline == rig.now + 30min);  // without the time of stages
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
  }

  void another_threshold_waits_for_the_end_of_stages_and_has_none() {
    RolloutRig rig(1);
    for (const auto& [id, entry] : std::map(rig.state.nodes)) {
      NodeStatus status = entry.status;
      status.node = id;
      status.takesThresholds = true;
      rig.state.apply(Row(status));
    }
    rig.staging = passesAfter(4);
    rig.begin(planWith(kShadow));
    rig.pass(2);
    const auto targets = thresholdTargets(rig.room(), {kWorkload, 0.8, kEast}, rig.author);
    QVERIFY(!targets && targets.error().reason == "no_targets");
    QVERIFY2(targets.error().message.find("in stages: wait until meter-reader-1") != std::string::npos,
             targets.error().message.c_str());
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    const auto set = setThreshold(rig.room(), {kWorkload, 0.8, kEast}, rig.author);
    QVERIFY(set.ok());
    rig.keep(set->mutation);
    QVERIFY(rig.targetOf("boston-1")->stages.empty());
    QCOMPARE(rig.targetOf("boston-1")->config.minConfidence, 0.8);
    QVERIFY(!rig.targetOf("rotterdam-1")->stages.empty());
  }

  void a_node_on_which_nothing_ran_takes_it_at_once() {
    RolloutRig rig(1);
    WorkloadReport nothing = rig.state.nodes.at(NodeId("id-of-boston-1")).workloads.at(kWorkload);
    nothing.proven = false;
    rig.keep({{WorkloadStatus{NodeId("id-of-boston-1"), nothing}}, {}});
    NewRollout wanted;
    wanted.plan = planWith(kShadow);
    const auto preview = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
    QVERIFY(preview.ok() && preview->nodes.at(0).name == "boston-1");
    QCOMPARE(preview->nodes[0].warnings.back().reason, std::string("no_stages"));
    rig.begin(wanted.plan);
    QVERIFY(rig.targetOf("boston-1")->stages.empty() && !rig.targetOf("rotterdam-1")->stages.empty());
  }

  void only_what_has_inputs_can_have_them_and_the_deadline_leaves_room() {
    RolloutRig rig(1);
    Workload workload = rig.state.workloads.at(kWorkload);
    workload.config.healthWindow = 10min;
    rig.state.apply(Row(workload));
    const auto late = rig.create(planWith("deadline: 20m\n" + kShadow));
    QVERIFY(!late && reasonOf(late.error()) == "bad_deadline deadline");
    QVERIFY2(late.error().fix.starts_with("write more than 20m"), late.error().fix.c_str());
    QVERIFY(rig.create(planWith("deadline: 21m\n" + kShadow)).ok());
    QCOMPARE(reasonOf(rig.edit(planWith("deadline: 19m\n" + kShadow), rig.author).error()), "bad_deadline deadline");
    workload.config.runtime = "runtime-process";
    rig.state.apply(Row(workload));
    const auto started = rig.say(RolloutVerb::Start);
    QVERIFY(!started && reasonOf(started.error()) == "no_inputs shadow");
    QCOMPARE(reasonOf(rig.create(planWith("weights:\n")).error()), "no_inputs weights");
    NewRollout wanted;
    wanted.plan = planWith(kShadow);
    QCOMPARE(reasonOf(prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval).error()), "no_inputs shadow");
  }

  // Its stages would come after it is reached, so nobody waits for it as long as they take.
  void a_node_out_of_reach_is_not_waited_for_as_long_as_stages_take() {
    RolloutRig rig(1);
    rig.staging = passesAfter(2);
    rig.offline = {"boston-1"};
    rig.pass(60);
    rig.begin(planWith("deadline: 15m\n" + kShadow));
    rig.pass(35);
    QCOMPARE(rig.row("boston-1").reason, std::string("never_reached"));
    QVERIFY(rig.passUntil(RolloutState::Succeeded, 20));
  }

  // W3: silence after the deadline is failure; time within the limits of stages is not silence.
  void a_node_that_began_late_has_its_time_as_long_as_it_tells() {
    RolloutRig rig(1);
    rig.staging = goesOn();
    rig.begin(planWith("on_failure: stay\ndeadline: 13m\n" + kShadow));
    rig.offline = {"boston-1"};  // it was given it, and is away
    rig.pass(66);
    rig.offline.clear();
    rig.pass(20);  // 14 min after the assignment, and 3 since it began
    QVERIFY(rig.now > rig.row("boston-1").assignedAt + 13min);
    QVERIFY(rig.row("boston-1").outcome == NodeOutcome::Pending);
    QVERIFY(rig.row("rotterdam-1").outcome == NodeOutcome::Silent);  // began at once, and is over its time
  }
  void one_that_stops_telling_is_silent_after_the_deadline() {
    RolloutRig rig(1);
    rig.staging = goesOn();
    rig.begin(planWith("on_failure: stay\ndeadline: 13m\n" + kShadow));
    rig.offline = {"boston-1"};
    rig.pass(66);
    rig.offline.clear();
    rig.pass(5);
    rig.offline = {"boston-1"};
    rig.pass(60);
    QVERIFY(rig.now < rig.state.nodes.at(NodeId("id-of-boston-1")).status.lastSeen + 13min);
    QVERIFY(rig.row("boston-1").outcome == NodeOutcome::Silent);
  }
  void one_that_tells_for_ever_is_silent_in_the_end() {
    RolloutRig rig(1);
    rig.staging = goesOn();
    rig.begin(planWith("on_failure: stay\ndeadline: 13m\n" + kShadow));
    rig.offline = {"boston-1"};
    rig.pass(66);
    rig.offline.clear();
    rig.pass(80);
    QVERIFY(rig.row("boston-1").outcome == NodeOutcome::Silent);
  }

  void a_preview_names_them_and_the_time_they_take() {
    RolloutRig rig(2);
    rig.old = {"boston-1"};
    rig.pass(1);
    NewRollout wanted;
    wanted.plan = planWith(kBoth);
    const auto with = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
    wanted.plan = planWith("");
    const auto without = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
    QVERIFY(with.ok() && without.ok() && !with->problem && without->stages.empty());
    QVERIFY(with->stages.shadow && with->stages.weights);
    QVERIFY(with->waves[0].duration == without->waves[0].duration + 2min);
    QCOMPARE(with->waves[0].notes.at(0).message,
             std::string("shadow for 1m to 10m: refused where 3 % of the answers differ, promoted at 1 %"));
    QCOMPARE(with->waves[0].notes.at(1).message,
             std::string("weights of 5 and 100 %, each for 1m and 100 answers, 10m at most: back where more than 2 % "
                         "differ"));
    QCOMPARE(with->nodes.at(0).warnings.back().reason, std::string("agent_too_old"));
    QCOMPARE(with->regions.at(0).warned + with->regions.at(1).warned, std::uint64_t{1});
  }

  void an_explanation_says_how_far_they_are() {
    RolloutRig rig(2);
    rig.staging = goesOn();
    rig.begin(planWith(kShadow));
    rig.pass(2);
    QTemporaryDir dir;
    const auto store = SqliteFleetStore::open((dir.path() + "/fleet.db").toStdString());
    QVERIFY(store.ok());
    const auto why = explainRollout(**store, rig.state, RolloutId("meter-reader-1"), rig.author, false);
    QVERIFY2(why->sentence.find("; shadow: 4 nodes, 800 answers compared") != std::string::npos, why->sentence.c_str());
  }

  void a_report_is_kept_until_a_newer_one_comes() {
    RolloutRig rig(1);
    rig.staging = goesOn();
    rig.begin(planWith(kShadow));
    rig.pass(1);
    const NodeEntry& entry = rig.state.nodes.at(NodeId("id-of-boston-1"));
    const TimePoint since = entry.stages.at({kWorkload, StageKind::Shadow}).since;
    NodeReport report;
    report.seq = entry.status.lastSeq + 1;
    report.stages = {found(500, 5)};
    report.stages[0].workload = kWorkload;
    report.stages[0].generation = entry.assignment.generation;
    const auto taken = takeReport(rig.state, entry, report, 0, rig.now + 1min);
    QVERIFY(taken.ok());
    rig.state.apply(*taken);
    const StageStanding& standing = entry.stages.at({kWorkload, StageKind::Shadow});
    QVERIFY(standing.report == report.stages[0] && standing.since == since &&
            standing.rollout.value == "meter-reader-1");
    QVERIFY(touchedBy(*taken) ==
            (std::vector<Touched>{{Topic::Nodes, "id-of-boston-1"}, {Topic::Rollouts, "meter-reader-1"}}));
    // Something else of the node was changed before it told of its stage first.
    NodeEntry fresh = entry;
    fresh.stages.clear();
    StageReport early = report.stages[0];
    early.generation = 0;
    early.startedAt = rig.row("boston-1").assignedAt + 1s;
    QCOMPARE(standingOf(rig.state, fresh, early, rig.now).rollout.value, std::string("meter-reader-1"));
    early.startedAt -= 2s;
    QVERIFY(standingOf(rig.state, fresh, early, rig.now).rollout.empty());  // of one before
    report.stages[0].workload = WorkloadName("other");
    ++report.seq;
    QCOMPARE(reasonOf(takeReport(rig.state, entry, report, 0, rig.now).error()), "bad_report report");
  }

  // As the runbook for inputs that drift gives out what was trained for them.
  void a_runbook_gives_out_a_version_in_shadow_first() {
    RolloutRig rig(2);
    SystemRandom random;
    const ActionRoom room{rig.room(), random};
    RunbookAction action{"deploy",
                         {{"workload", "meter-reader"},
                          {"version", "2.0.0"},
                          {"region", "us-east"},
                          {"shadow", "1m"},
                          {"good", "0.1"},
                          {"bad", "0.3"}}};
    const ActionPreview preview = previewAction(room, action, rig.author);
    QVERIFY2(preview.problem.empty(), preview.problem.c_str());
    QCOMPARE(preview.targets.size(), std::size_t{2});
    rig.staging = passesAfter(6);
    auto taken = takeAction(room, action, "RUN-1, step trained", rig.author);
    QVERIFY2(taken.ok(), taken ? "" : taken.error().message.c_str());
    QVERIFY(taken->facts.at(0).detail.find("; shadow for 1m to 6h") != std::string::npos);
    rig.keep(std::move(taken->mutation));
    const Stages stages = plannedStages(rig.rollout());
    QVERIFY(stages.shadow && stages.shadow->good == 0.1 && stages.shadow->bad == 0.3 && !stages.weights);
    QVERIFY2(rig.rollout().state == RolloutState::Running, rig.rollout().message.c_str());
    QCOMPARE(rig.rollout().count(NodeOutcome::Pending), std::size_t{1});  // one node first
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QVERIFY(rig.runs(kNew) == 2 && rig.targetOf("rotterdam-1") == std::nullopt);
    for (const auto& [name, value] : {std::pair{"shadow", "soon"}, {"good", "0.5"}, {"good", "few"}, {"bad", "2"}}) {
      RunbookAction wrong = action;
      wrong.arguments[name] = value;
      const auto refused = takeAction(room, wrong, "", rig.author);
      QVERIFY2(!refused && refused.error().code == ErrorCode::Invalid && refused.error().field == name, name);
    }
    action.arguments.erase("shadow");
    QCOMPARE(reasonOf(takeAction(room, action, "", rig.author).error()), "bad_argument shadow");
  }

  void answers_of_a_shadow_are_nobodys() {
    NodeReport report;
    ArmCounts counts;
    counts.requests = 10;
    for (const Arm arm : {Arm::Stable, Arm::Candidate, Arm::Shadow}) {
      report.arms.push_back({kWorkload, arm, kNew, counts});
      report.windows.push_back({kWorkload, arm, kNew, {}});
    }
    const NodeReport left = withoutShadow(report);
    QVERIFY(left.arms.size() == 2 && left.windows.size() == 2);
    QVERIFY(left.arms[1].arm == Arm::Candidate && left.windows[1].arm == Arm::Candidate);
  }
};

QTEST_GUILESS_MAIN(TstRolloutStages)
#include "tst_rollout_stages.moc"
