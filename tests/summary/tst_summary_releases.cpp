// What a summary says of rollouts: outcomes, how long bad versions were live, and which were stopped early.
#include "tests/summary/summary_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstSummaryReleases : public QObject {
  Q_OBJECT

  // Of `nodes` nodes of which `touched` were given something, alternately in the west and in the east.
  static void roll(SummaryRig& rig, const char* id, RolloutState state, const char* reason, int nodes, int touched,
                   Duration ago = 48h) {
    Rollout rollout;
    rollout.id = RolloutId(id);
    rollout.workload = kWorkload;
    rollout.artifact = kArtifact;
    rollout.to = {2, 0, 0};
    rollout.state = state;
    rollout.reason = reason;
    rollout.message = reason;
    rollout.createdAt = kNow - ago;
    if (hasEnded(state)) rollout.endedAt = kNow - ago + 1h;
    rig.state.apply(Row(RolloutRecord{rollout}));
    for (int i = 0; i < nodes; ++i) {
      const std::string name = "n" + std::to_string(i);
      const NodeId node("id-of-" + name);
      if (!rig.state.nodes.contains(node)) rig.state.apply(Row(nodeRecord(name, i % 2 == 0 ? kWest : kEast)));
      RolloutNode row;
      row.rollout = rollout.id;
      row.node = node;
      row.nodeName = name;
      row.generation = i < touched ? 1 : 0;
      row.outcome = i < touched ? NodeOutcome::Returned : NodeOutcome::Planned;
      if (state == RolloutState::Succeeded) row.outcome = NodeOutcome::Proven;
      if (state == RolloutState::Failed) row.outcome = NodeOutcome::Silent;
      if (i < touched) row.provenAt = kNow - ago + std::chrono::minutes(10 + i);
      rig.state.apply(Row(row));
    }
  }
  static SummaryRig everyOutcome() {
    SummaryRig rig;
    roll(rig, "r-1", RolloutState::Succeeded, "", 20, 20);
    roll(rig, "r-2", RolloutState::Succeeded, "", 20, 20);
    roll(rig, "r-3", RolloutState::RolledBack, "grid_test", 20, 2);           // a tenth: a canary
    roll(rig, "r-4", RolloutState::RolledBack, "success_ratio", 20, 3, 60h);  // more than a tenth
    roll(rig, "r-5", RolloutState::RolledBack, "", 20, 1);                    // by hand
    roll(rig, "r-6", RolloutState::Failed, "deadline", 20, 20);
    roll(rig, "r-7", RolloutState::Running, "", 20, 5);
    roll(rig, "r-8", RolloutState::Paused, "inconclusive", 20, 5);
    roll(rig, "r-9", RolloutState::Draft, "", 20, 0);
    roll(rig, "r-10", RolloutState::Aborted, "", 20, 4);
    roll(rig, "r-11", RolloutState::Succeeded, "", 20, 20, 24h * 31);  // of the period before
    roll(rig, "r-12", RolloutState::RollingBack, "grid_test", 20, 8);
    return rig;
  }

 private slots:
  void every_outcome_is_counted_once_and_drafts_are_not() {
    const SummaryReleases releases = everyOutcome().summary().releases;
    QCOMPARE(releases.all.value, std::uint64_t{10});
    QCOMPARE(releases.succeeded.value, std::uint64_t{2});
    QCOMPARE(releases.running.value, std::uint64_t{2});  // with the one on its way back
    QCOMPARE(releases.paused.value, std::uint64_t{1});
    QCOMPARE(releases.failed.value, std::uint64_t{1});
    QCOMPARE(releases.aborted.value, std::uint64_t{1});
    QCOMPARE(releases.rolledBackAutomatically.value, std::uint64_t{3});
    QCOMPARE(releases.rolledBackByHand.value, std::uint64_t{1});
    QCOMPARE(releases.rolledBackByHand.address,
             std::string("/rollouts?q=went_back:by_hand%20created_at>=2026-01-30T13:00:00Z"));
  }

  // Ended, or on their way back: r-1 to r-6, r-10 and r-12; five of these eight went wrong.
  void the_change_failure_rate_is_of_what_reached_a_node_and_is_over() {
    const SummaryReleases releases = everyOutcome().summary().releases;
    QVERIFY(isNear(releases.changeFailureRate, 5 / 8.0));
    QVERIFY(isNear(releases.changeFailureRateBefore, 0));
    QVERIFY(!SummaryRig().summary().releases.changeFailureRateBefore);
  }

  // From the first proof, 10 min after it was made, to the end, an hour after: 50 min for each of three.
  void a_bad_version_is_live_from_its_first_proof_until_the_last_node_is_back() {
    const SummaryReleases releases = everyOutcome().summary().releases;
    QCOMPARE(releases.badLive.of, 3U);
    QCOMPARE(releases.badLive.median, std::optional<Duration>(50min));
  }

  void a_canary_is_what_went_back_by_itself_before_it_touched_more_than_the_share() {
    const SummaryRig rig = everyOutcome();
    const SummaryReleases releases = rig.summary().releases;
    QCOMPARE(releases.stoppedAsCanaries.value, std::uint64_t{1});
    QCOMPARE(releases.canaries.size(), std::size_t{1});
    QCOMPARE(releases.canaries[0].rollout, RolloutId("r-3"));
    QCOMPARE(releases.canaries[0].touched, std::uint64_t{2});
    QCOMPARE(releases.canaries[0].nodes, std::uint64_t{20});
    QCOMPARE(releases.canaries[0].address, std::string("/rollouts?sel=r-3"));
    SummaryQuestion more;
    more.canaryShare = 0.15;
    QCOMPARE(rig.summary(more).releases.stoppedAsCanaries.value, std::uint64_t{2});
  }

  void of_one_region_only_its_nodes_count() {
    const SummaryReleases releases = everyOutcome().summary({}, callerWith(Role::Viewer, {kEast})).releases;
    QCOMPARE(releases.all.value, std::uint64_t{10});
    // r-3 gave one node of ten there something, r-4 one of ten too, r-5 none: that one failed nothing there.
    QCOMPARE(releases.stoppedAsCanaries.value, std::uint64_t{2});
    QCOMPARE(releases.canaries[0].nodes, std::uint64_t{10});
    QVERIFY(isNear(releases.changeFailureRate, 4 / 7.0));
  }

  void one_that_has_ended_is_looked_at_once() {
    SummaryRig rig = everyOutcome();
    RolloutDigests digests;
    const auto first = digests.look(rig.state);
    rig.state.rollouts.at(RolloutId("r-1")).nodes.clear();  // would be seen if it was looked at again
    rig.state.rollouts.at(RolloutId("r-7")).nodes.clear();
    const auto second = digests.look(rig.state);
    const auto nodesOf = [](const std::vector<RolloutDigest>& all, const char* id) {
      for (const RolloutDigest& one : all)
        if (one.id.value == id) return one.regions.size();
      return std::size_t{99};
    };
    QCOMPARE(nodesOf(second, "r-1"), nodesOf(first, "r-1"));
    QCOMPARE(nodesOf(second, "r-7"), std::size_t{0});
    // Somebody takes back what had succeeded.
    rig.state.rollouts.at(RolloutId("r-1")).state = RolloutState::RollingBack;
    QCOMPARE(nodesOf(digests.look(rig.state), "r-1"), std::size_t{0});
  }
};

QTEST_APPLESS_MAIN(TstSummaryReleases)
#include "tst_summary_releases.moc"
