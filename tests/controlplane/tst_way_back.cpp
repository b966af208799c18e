// What is said about a rollout that would change nothing, that goes back, that a newer one overtook, or that ends
// before its nodes proved it.
#include <QtTest>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/documents/signed_documents.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstWayBack : public QObject {
  Q_OBJECT

  const SigningKey key_ = SigningKey::generate();
  const Caller caller_ = callerWith(Role::Operator);
  const NodeId first_{"id-of-rotterdam-1"}, second_{"id-of-rotterdam-2"};
  FleetState state_;

  static NewRollout wantedOf(const char* version, const char* selector = "") {
    return {kWorkload, parseVersion(version).value(), {}, 30min, selector};
  }
  Result<Decision<Rollout>> take(Result<Decision<Rollout>> decided) {
    if (decided) apply(state_, decided->mutation);
    return decided;
  }
  Result<Decision<Rollout>> start(const char* version, const char* selector = "") {
    return take(createRollout({state_, key_, kNow, kInterval}, wantedOf(version, selector), caller_, 1));
  }
  Result<Decision<Rollout>> back(const char* id) { return take(rollBack(state_, RolloutId(id), caller_, key_, kNow)); }
  Result<Decision<Rollout>> cancel(const char* id, const Caller& caller) {
    return take(abortRollout(state_, RolloutId(id), caller, key_, kNow));
  }
  Result<Decision<Rollout>> cancel(const char* id) { return cancel(id, caller_); }

  // Each node of `nodes` proves `version` in the newest generation it was given.
  void prove(const char* version, const std::vector<NodeId>& nodes) {
    for (const NodeId& node : nodes) {
      const std::uint64_t generation = state_.nodes.at(node).assignment.generation;
      state_.apply(Row(workloadStatus(node, version, generation)));
      takenUpTo(node, generation);
    }
    followRollouts(state_, key_, kNow);
  }
  void takenUpTo(const NodeId& node, std::uint64_t generation) {
    NodeStatus status = state_.nodes.at(node).status;
    status.node = node;
    status.generationSeen = generation;
    state_.apply(Row(status));
  }
  void refuse(const NodeId& node, const char* version) {
    WorkloadStatus status = workloadStatus(node, version, state_.nodes.at(node).assignment.generation);
    status.report.state = InstallState::Refused;
    state_.apply(Row(status));
    followRollouts(state_, key_, kNow);
  }
  void brought(const char* version, const std::vector<NodeId>& nodes, const char* selector = "") {
    QVERIFY(start(version, selector));
    prove(version, nodes);
  }

  const Rollout& rollout(const char* id) { return state_.rollouts.at(RolloutId(id)); }
  QString outcomes(const char* id) {
    QStringList out;
    for (const RolloutNode& node : rollout(id).nodes) out << QString::fromStdString(std::string(toText(node.outcome)));
    return out.join(' ');
  }
  Digest desired(const NodeId& node) { return state_.nodes.at(node).desired.at(kWorkload).release; }
  std::size_t targetsOf(const NodeId& node) {
    const auto envelope = parseEnvelope(state_.nodes.at(node).assignment.envelope);
    return parseAssignment(envelope->payload)->targets.size();
  }
  bool isToldSomething(const NodeId& node) {
    const NodeEntry& entry = state_.nodes.at(node);
    return decideDelivery(state_, entry, entry.record.fingerprint, key_, kNow)->delivery.has_value();
  }
  QString previewProblem(const char* id) {
    const auto seen = prepareRollBack(state_, RolloutId(id), caller_, kNow, kInterval);
    return seen->problem ? QString::fromStdString(seen->problem->reason) : QStringLiteral("ok");
  }
  static Error errorOf(const Result<Decision<Rollout>>& decided) { return decided ? Error{} : decided.error(); }

 private slots:
  void init() {
    state_ = {};
    state_.epoch = 1;
    apply(state_, smallFleet({{"rotterdam-1", kWest}, {"rotterdam-2", kWest}}));
    state_.apply(Row(releaseRecord("3.0.0")));
  }

  void what_every_node_has_proven_is_not_deployed_again() {
    brought("2.0.0", {first_, second_});
    const Error error = errorOf(start("2.0.0"));
    QCOMPARE(error.reason, std::string("already_proven"));
    QCOMPARE(error.message, std::string("all 2 nodes have proven meter-reader 2.0.0 already"));
    QCOMPARE(error.fix, std::string("nothing is to be done"));
    QCOMPARE(errorOf(start("2.0.0", "name:rotterdam-2")).message,
             std::string("node rotterdam-2 has proven meter-reader 2.0.0 already"));
    QCOMPARE(prepareRollout(state_, wantedOf("2.0.0"), caller_, kNow, kInterval)->problem->reason, error.reason);
  }

  void another_config_is_a_reason_to_deploy_the_same_version_again() {
    brought("2.0.0", {first_, second_});
    Workload changed = state_.workloads.at(kWorkload);
    changed.config.ratePerSecond += 1;
    state_.apply(Row(changed));
    brought("2.0.0", {first_, second_});
    QCOMPARE(reasonOf(start("2.0.0")), QString("already_proven"));
  }

  void one_node_that_has_not_proven_it_is_enough_to_start() {
    brought("2.0.0", {first_}, "name:rotterdam-1");
    QVERIFY(start("2.0.0"));
  }

  void a_node_that_was_given_something_newer_has_not_proven_the_old_one() {
    brought("1.0.0", {first_, second_});
    QVERIFY(start("2.0.0"));
    refuse(first_, "2.0.0");
    refuse(second_, "2.0.0");
    QVERIFY2(start("1.0.0"), "what is wanted of the nodes is 2.0.0 until this");
  }

  void there_is_no_way_back_to_the_same_version() {
    brought("2.0.0", {first_, second_});
    Workload changed = state_.workloads.at(kWorkload);
    changed.config.ratePerSecond += 1;
    state_.apply(Row(changed));
    brought("2.0.0", {first_, second_});
    const Error error = errorOf(back("meter-reader-2"));
    QCOMPARE(error.reason, std::string("same_before"));
    QCOMPARE(error.message, std::string("every node of meter-reader-2 ran 2.0.0 before it too"));
    QCOMPARE(error.fix, std::string("deploy the version that is wanted"));
    QCOMPARE(previewProblem("meter-reader-2"), QString("same_before"));
  }

  void a_node_that_ran_the_same_before_is_named_in_the_preview() {
    brought("1.0.0", {first_, second_});
    brought("2.0.0", {first_}, "name:rotterdam-1");
    brought("2.0.0", {first_, second_});
    const RolloutPreview seen = *prepareRollBack(state_, RolloutId("meter-reader-3"), caller_, kNow, kInterval);
    QVERIFY(!seen.problem);
    QCOMPARE(seen.nodes.at(0).warnings.back().reason, std::string("same_before"));
    QVERIFY(seen.nodes.at(1).warnings.empty() || seen.nodes.at(1).warnings.back().reason != "same_before");
  }

  void going_back_tells_nodes_that_returned_from_nodes_that_stay() {
    brought("1.0.0", {first_}, "name:rotterdam-1");
    brought("2.0.0", {first_, second_});
    QVERIFY(back("meter-reader-2"));
    QCOMPARE(outcomes("meter-reader-2"), QString("pending stayed"));
    QCOMPARE(rollout("meter-reader-2").nodes[1].message, std::string("nothing was proven there before"));
    prove("1.0.0", {first_});
    QCOMPARE(outcomes("meter-reader-2"), QString("returned stayed"));
    QVERIFY(rollout("meter-reader-2").state == RolloutState::RolledBack);
    QCOMPARE(rollout("meter-reader-2").count(NodeOutcome::Proven), std::size_t{0});
  }

  void going_back_withdraws_what_a_node_was_never_given() {
    brought("1.0.0", {first_}, "name:rotterdam-1");
    QVERIFY(start("2.0.0"));
    prove("2.0.0", {first_});
    QVERIFY(isToldSomething(second_));
    QVERIFY(back("meter-reader-2"));
    QCOMPARE(outcomes("meter-reader-2"), QString("pending withdrawn"));
    QVERIFY(!isToldSomething(second_));
    QVERIFY(desired(second_).isZero());
  }

  void a_way_back_that_fails_is_told_from_a_way_forward_that_fails() {
    brought("1.0.0", {first_, second_});
    brought("2.0.0", {first_, second_});
    QVERIFY(back("meter-reader-2"));
    prove("1.0.0", {first_});
    refuse(second_, "1.0.0");
    QCOMPARE(outcomes("meter-reader-2"), QString("returned refused"));
    QVERIFY(rollout("meter-reader-2").state == RolloutState::Failed);
    QVERIFY(rollout("meter-reader-2").wentBack());
  }

  void a_rollout_that_a_newer_one_has_overtaken_does_not_go_back() {
    brought("1.0.0", {first_, second_});
    brought("2.0.0", {first_, second_});
    brought("3.0.0", {first_, second_});
    const Error error = errorOf(back("meter-reader-2"));
    QCOMPARE(error.reason, std::string("overtaken"));
    QCOMPARE(error.message, std::string("meter-reader-3 has moved these nodes since"));
    QCOMPARE(error.fix, std::string("flotillactl rollback meter-reader-3, or deploy the version that is wanted"));
    QCOMPARE(previewProblem("meter-reader-2"), QString("overtaken"));
    QVERIFY(back("meter-reader-3"));
    prove("2.0.0", {first_, second_});
    QVERIFY2(back("meter-reader-2"), "what went back does not hinder");
  }

  void the_newest_rollout_that_moved_one_of_the_nodes_is_named() {
    brought("1.0.0", {first_, second_});
    brought("2.0.0", {first_, second_});
    brought("3.0.0", {second_}, "name:rotterdam-2");
    brought("1.0.0", {second_}, "name:rotterdam-2");
    QCOMPARE(errorOf(back("meter-reader-2")).message, std::string("meter-reader-4 has moved these nodes since"));
  }

  void a_newer_rollout_that_moved_nothing_does_not_hinder() {
    brought("1.0.0", {first_, second_});
    brought("2.0.0", {first_, second_});
    QVERIFY(start("3.0.0"));
    refuse(first_, "3.0.0");
    followRollouts(state_, key_, kNow + 30min);  // and the second was never reached
    QCOMPARE(outcomes("meter-reader-3"), QString("refused late"));
    QVERIFY(back("meter-reader-2"));
  }

  void a_cancelled_rollout_leaves_proofs_and_takes_the_rest_back() {
    brought("1.0.0", {first_, second_});
    QVERIFY(start("2.0.0"));
    prove("2.0.0", {first_});
    const auto cancelled = cancel("meter-reader-2");
    QVERIFY(cancelled);
    QCOMPARE(outcomes("meter-reader-2"), QString("proven withdrawn"));
    QVERIFY(rollout("meter-reader-2").state == RolloutState::Aborted);
    QVERIFY(rollout("meter-reader-2").endedAt == kNow);
    QVERIFY(desired(first_) == releaseRecord("2.0.0").digest);
    QVERIFY(desired(second_) == releaseRecord("1.0.0").digest);
    QVERIFY(isToldSomething(second_));
    QCOMPARE(cancelled->fact.before, std::string("running"));
    QCOMPARE(cancelled->fact.after, std::string("aborted"));
    QCOMPARE(cancelled->answer.count(NodeOutcome::Withdrawn), std::size_t{1});
    QVERIFY2(start("3.0.0"), "the workload is free again");
  }

  void a_first_rollout_that_reaches_nobody_can_be_cancelled() {
    QVERIFY(start("1.0.0"));
    const Error back = errorOf(this->back("meter-reader-1"));
    QCOMPARE(back.reason, std::string("no_way_back"));
    QCOMPARE(back.fix, std::string("flotillactl rollouts abort meter-reader-1, or deploy the version that is wanted"));
    const Error busy = errorOf(start("2.0.0"));
    QCOMPARE(busy.message, std::string("rollout meter-reader-1 of this workload has not ended (deadline 12:30:00Z)"));
    QCOMPARE(busy.fix, std::string("wait for it, roll it back, or flotillactl rollouts abort meter-reader-1"));
    takenUpTo(second_, state_.nodes.at(second_).assignment.generation);
    QVERIFY(cancel("meter-reader-1"));
    QCOMPARE(outcomes("meter-reader-1"), QString("withdrawn stayed"));  // the second one may be installing it
    QVERIFY(!isToldSomething(first_));
    ++state_.epoch;
    QVERIFY(!isToldSomething(first_));
    const Node seen = nodeView(state_, state_.nodes.at(first_), kNow, kInterval);
    QVERIFY(seen.workloads.empty());
  }

  void what_is_withdrawn_leaves_the_other_workloads_of_a_node_alone() {
    Workload other = state_.workloads.at(kWorkload);
    other.name = WorkloadName("other");
    state_.apply(Row(other));
    NewRollout wanted = wantedOf("1.0.0");
    wanted.workload = other.name;
    QVERIFY(take(createRollout({state_, key_, kNow, kInterval}, wanted, caller_, 1)));
    QVERIFY(start("2.0.0"));
    QCOMPARE(targetsOf(first_), std::size_t{2});
    QVERIFY(cancel("meter-reader-1"));
    QCOMPARE(targetsOf(first_), std::size_t{1});
    QVERIFY(isToldSomething(first_));
  }

  void only_what_runs_can_be_cancelled_and_only_by_who_may() {
    QCOMPARE(reasonOf(cancel("meter-reader-1")), QString("no_rollout"));
    brought("1.0.0", {first_, second_});
    QCOMPARE(reasonOf(cancel("meter-reader-1")), QString("not_running"));
    QVERIFY(start("2.0.0"));
    QCOMPARE(reasonOf(cancel("meter-reader-2", callerWith(Role::Viewer))), QString("out_of_scope"));
    QCOMPARE(reasonOf(cancel("meter-reader-2", callerWith(Role::Operator, {kEast}))), QString("no_rollout"));
    QVERIFY(back("meter-reader-2"));
    const Error error = errorOf(cancel("meter-reader-2"));
    QCOMPARE(error.reason, std::string("rolling_back"));
    QVERIFY(error.fix.find("12:30:00Z") != std::string::npos);
  }

  void a_node_that_is_revoked_meanwhile_gets_nothing_by_cancelling() {
    QVERIFY(start("1.0.0"));
    NodeRecord revoked = state_.nodes.at(second_).record;
    revoked.identity = NodeIdentity::Revoked;
    state_.apply(Row(revoked));
    QVERIFY(cancel("meter-reader-1"));
    QCOMPARE(outcomes("meter-reader-1"), QString("withdrawn late"));
  }

  void a_preview_warns_of_a_release_that_expires() {
    ReleaseRecord release = releaseRecord("2.0.0");
    const auto warning = [&](Duration left) {
      release.release.expires = kNow + left;
      state_.apply(Row(release));
      const RolloutPreview seen = *prepareRollout(state_, wantedOf("2.0.0"), caller_, kNow, kInterval);
      return QString::fromStdString(seen.nodes.at(0).warnings.back().reason);
    };
    QCOMPARE(warning(0s), QString("release_expired"));
    QCOMPARE(warning(30min - 1us), QString("release_expires"));
    QCOMPARE(warning(30min), QString("no_way_back"));
  }
};

QTEST_GUILESS_MAIN(TstWayBack)
#include "tst_way_back.moc"
