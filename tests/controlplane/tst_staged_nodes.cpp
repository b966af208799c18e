// Nodes and their connections where a plan has stages: what an agent says it takes, what it is sent, and what of its
// reports counts.
#include "services/controlplane/core/objectives/observe.h"
#include "services/controlplane/core/rollouts/words.h"
#include "tests/controlplane/fencing_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kPlan =
    "workload: meter-reader\nto: 2.0.0\nshadow: {limit: 1h}\n"
    "gates: {compare: false}\nwaves: [{name: all, size: rest}]\n";

struct Plane : FencedPlane {
  FakeNode node;

  explicit Plane(const Keys& ours, FleetState kept = oneNode()) : FencedPlane(std::move(kept), ours, 0, false) {}
  static FleetState oneNode() {
    FleetState out;
    out.apply(smallFleet({{"rotterdam-1", kWest}}));
    return out;
  }

  void comes(bool takesStages) {
    AgentHello hello{"boot", "x86_64", "1.0.0", node.envelope};
    hello.takesStages = takesStages;
    hub.connect(kFirst, entry(kFirst).record.fingerprint, hello, sessions[kFirst]);
    settle();
    report(kFirst, node);
  }
  // The node runs 1.0.0, and 2.0.0 is rolled out in its shadow first.
  void rollOut() {
    QVERIFY(deploy("1.0.0").ok());
    take(kFirst, node);
    NewRollout wanted;
    wanted.plan = kPlan;
    auto created = createRollout(room(), wanted, callerWith(Role::Administrator), 1);
    QVERIFY2(created.ok(), created ? "" : created.error().message.c_str());
    fleet.submit(std::move(created->mutation), [](const Status&) {});
    settle();
    auto started = deployedDraft();
    QVERIFY2(started.ok(), started ? "" : started.error().message.c_str());
    settle();
    tick();
  }
  Status deployedDraft() {
    RolloutWord word;
    word.verb = RolloutVerb::Start;
    word.rollout = RolloutId("meter-reader-2");
    auto said = sayToRollout(room(), word, callerWith(Role::Administrator));
    if (!said) return said.error();
    fleet.submit(std::move(said->mutation), [](const Status&) {});
    return okStatus();
  }
  Assignment newest() { return assignmentIn(sessions[kFirst].assigned.back()); }
};

}  // namespace

class TstStagedNodes : public QObject {
  Q_OBJECT

  const Keys keys_;

 private slots:
  void an_agent_that_says_it_takes_stages_gets_them() {
    Plane plane(keys_);
    plane.comes(true);
    QVERIFY(plane.entry(kFirst).status.takesStages);
    plane.rollOut();
    QCOMPARE(plane.sessions[kFirst].assigned.size(), std::size_t{2});
    QVERIFY(plane.newest().targets.at(0).stages.shadow->limit == 1h);
    QCOMPARE(plane.newest().targets.at(0).version, (Version{2, 0, 0}));
  }

  void an_agent_that_is_older_when_it_comes_again_is_sent_none() {
    Plane plane(keys_);
    plane.comes(true);
    plane.rollOut();
    const std::size_t sent = plane.sessions[kFirst].assigned.size();
    plane.comes(false);  // it has not taken what was sent
    plane.tick();
    QVERIFY(!plane.entry(kFirst).status.takesStages);
    QCOMPARE(plane.rowOf("meter-reader-2", kFirst).reason, std::string("agent_too_old"));
    for (std::size_t i = sent; i < plane.sessions[kFirst].assigned.size(); ++i)
      for (const AssignmentTarget& target : assignmentIn(plane.sessions[kFirst].assigned[i]).targets)
        QVERIFY(target.stages.empty() && target.version != (Version{2, 0, 0}));
    QCOMPARE(plane.newest().targets.at(0).version, (Version{1, 0, 0}));
    QVERIFY(!plane.entry(kFirst).desired.at(kWorkload).staged);
    QCOMPARE(plane.rollout("meter-reader-2").reason, std::string("nobody_proven"));  // it was the only one
  }

  // Copies of inputs are nobody's requests; what the candidate answers in weights is.
  void answers_in_the_shadow_count_nowhere() {
    Plane plane(keys_);
    std::vector<Observation> counted;
    std::size_t windows = 0;
    plane.hub.countReportsWith(
        [&](const NodeRecord& node, const NodeReport& report, const AgentHub::Arrival&, std::function<void()> done) {
          counted = observationsOf(node, report, 0);
          windows = report.windows.size();
          done();
        },
        {});
    plane.comes(true);
    plane.rollOut();
    NodeReport report = plane.reportOf(plane.node);
    ArmCounts counts;
    counts.requests = 7;
    counts.rawBytes = 70;
    const Version stable{1, 0, 0}, candidate{2, 0, 0};
    report.arms = {{kWorkload, Arm::Stable, stable, counts},
                   {kWorkload, Arm::Candidate, candidate, counts},
                   {kWorkload, Arm::Shadow, candidate, counts}};
    report.windows = {{kWorkload, Arm::Stable, stable, {}}, {kWorkload, Arm::Shadow, candidate, {}}};
    plane.hub.report(kFirst, plane.sessions[kFirst], report, 0);
    plane.settle();
    QCOMPARE(plane.entry(kFirst).totals.at({kWorkload, candidate}).requests, std::uint64_t{7});
    QCOMPARE(plane.entry(kFirst).totals.at({kWorkload, stable}).requests, std::uint64_t{7});
    std::map<std::string, std::uint64_t> served;
    for (const Observation& one : counted)
      if (one.kind == RawKind::Served) served[one.version] += one.counts.requests;
    QCOMPARE(served, (std::map<std::string, std::uint64_t>{{"1.0.0", 7}, {"2.0.0", 7}}));
    QCOMPARE(windows, std::size_t{1});
    QCOMPARE(plane.entry(kFirst).status.rawBytes, std::uint64_t{140});
  }

  // What a restored database does not know of is not told to leave out its stages.
  void after_a_restored_backup_what_is_in_stages_stays_in_them() {
    Plane plane(keys_);
    plane.comes(true);
    plane.rollOut();
    const FleetState before = plane.state();
    plane.node.envelope = plane.sessions[kFirst].assigned.back();
    FleetState older = before;
    older.nodes.at(kFirst).assignment = {};
    older.nodes.at(kFirst).desired.at(kWorkload) = {kFirst, kWorkload, {}, {}};
    Plane restored(keys_, older);
    restored.node = plane.node;
    restored.comes(true);
    const DesiredWorkload& known = restored.entry(kFirst).desired.at(kWorkload);
    QVERIFY(known.staged && known.rollout == RolloutId("meter-reader-2") && !known.release.isZero());
    older.rollouts.erase(RolloutId("meter-reader-2"));
    older.rolloutPlaces.erase({RolloutId("meter-reader-2"), kFirst});
    Plane lost(keys_, older);
    lost.node = plane.node;
    lost.comes(true);
    QVERIFY(lost.entry(kFirst).desired.at(kWorkload).release.isZero());  // held as it is
  }
};

QTEST_GUILESS_MAIN(TstStagedNodes)
#include "tst_staged_nodes.moc"
