#include <QtTest>

#include "services/controlplane/core/identity/enrol.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/rollouts/words.h"
#include "services/crypto/dsse.h"
#include "tests/controlplane/fencing_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstFencing : public QObject {
  Q_OBJECT

  const Keys keys_;
  FakeNodes nodes_;
  const std::vector<NodeId> all_{kFirst, kSecond, kBoston};

  // A first life: everybody has 1.0.0, by meter-reader-1.
  FleetState firstLife() {
    nodes_.clear();
    FencedPlane plane(FencedPlane::newFleet(), keys_, 0);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    if (!plane.deploy("1.0.0")) qFatal("the first rollout does not start");
    for (const NodeId& node : all_) plane.take(node, nodes_[node]);
    if (plane.rollout("meter-reader-1").state != RolloutState::Succeeded) qFatal("the first rollout does not end");
    return plane.store.kept;
  }
  // 2.0.0 is deployed an hour later over `kept`; only `takers` connect and take it.
  FleetState secondLife(FleetState kept, const std::vector<NodeId>& takers) {
    FencedPlane plane(std::move(kept), keys_, 1, false);
    for (const NodeId& node : takers) plane.meet(node, nodes_[node]);
    if (!plane.deploy("2.0.0")) qFatal("the second rollout does not start");
    for (const NodeId& node : takers) plane.take(node, nodes_[node]);
    return plane.store.kept;
  }
  std::string signedBy(const SigningKey& key, const NodeId& node, std::uint64_t epoch, std::uint64_t generation,
                       const std::string& rollout = "other") {
    Assignment assignment = assignmentIn(nodes_.at(kFirst).envelope);
    assignment.node = node;
    assignment.epoch = epoch;
    assignment.generation = generation;
    assignment.rollout = rollout;
    return encodeEnvelope(signEnvelope(kAssignmentPayloadType, encodeAssignment(assignment), {key}));
  }

 private slots:
  void a_fleet_without_nodes_does_not_learn() {
    FencedPlane plane(FencedPlane::newFleet(), keys_, 0);
    QVERIFY(!plane.hub.unheard());
    QVERIFY(plane.deploy("1.0.0"));
  }

  void nothing_is_signed_or_delivered_before_every_node_has_reported() {
    const FleetState kept = firstLife();
    FencedPlane before(kept, keys_, 1, false);  // it stops before anybody has got 2.0.0
    QVERIFY(before.deploy("2.0.0"));
    FencedPlane plane(before.store.kept, keys_, 1);
    QCOMPARE(plane.hub.unheard(), std::optional<std::size_t>(3));
    QCOMPARE(reasonOf(plane.deploy("1.0.0")), QString("learning"));
    const Caller caller = callerWith(Role::Administrator);
    const RolloutId second("meter-reader-2");
    QCOMPARE(reasonOf(abortRollout(plane.state(), second, caller, keys_.signing, kNow)), QString("learning"));
    QCOMPARE(reasonOf(rollBack(plane.state(), second, caller, keys_.signing, kNow)), QString("learning"));
    for (const NodeId& node : {kFirst, kSecond}) plane.meet(node, nodes_[node]);
    plane.tick();
    QCOMPARE(plane.hub.unheard(), std::optional<std::size_t>(1));
    QVERIFY(plane.sessions[kFirst].assigned.empty());
    plane.connect(kBoston, nodes_[kBoston].envelope);
    plane.tick();
    QVERIFY(plane.hub.unheard());  // it has connected and not reported
    plane.report(kBoston, nodes_[kBoston]);
    QVERIFY(!plane.hub.unheard());
    for (const NodeId& node : all_) QCOMPARE(plane.sessions[node].assigned.size(), std::size_t{1});
    QVERIFY(plane.rollout("meter-reader-2").state == RolloutState::Running);
  }

  void a_word_that_signs_nothing_is_taken_while_it_learns() {
    FencedPlane before(firstLife(), keys_, 1, false);
    QVERIFY(before.deploy("2.0.0"));
    FencedPlane plane(before.store.kept, keys_, 1);
    RolloutWord word;
    word.verb = RolloutVerb::Pause;
    word.rollout = RolloutId("meter-reader-2");
    QVERIFY(sayToRollout(plane.room(), word, callerWith(Role::Administrator)));
  }

  void rollouts_do_not_proceed_while_it_learns() {
    FencedPlane before(firstLife(), keys_, 1, false);
    QVERIFY(before.deploy("2.0.0"));
    FencedPlane plane(before.store.kept, keys_, 1 + 48);  // every deadline is over
    plane.meet(kFirst, nodes_[kFirst]);
    plane.tick();
    QVERIFY(plane.rowOf("meter-reader-2", kSecond).outcome == NodeOutcome::Pending);
  }

  void learning_ends_at_its_maximum_and_does_not_wait_for_nodes_that_were_gone_before() {
    FleetState kept = firstLife();
    kept.nodes.at(kBoston).status.lastSeen -= 30s;
    FencedPlane plane(kept, keys_, 1);
    QCOMPARE(plane.hub.unheard(), std::optional<std::size_t>(2));
    plane.meet(kFirst, nodes_[kFirst]);
    for (int second = 0; second < 59; ++second) plane.tick();
    QVERIFY(plane.hub.unheard());
    plane.tick();
    QVERIFY(!plane.hub.unheard());
    QVERIFY(plane.deploy("2.0.0"));
  }

  void an_epoch_without_evidence_poisons_nothing_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("only numbers in the report") << 0;
    QTest::newRow("signed by another key") << 1;
    QTest::newRow("of another node") << 2;
    QTest::newRow("not an envelope") << 3;
    QTest::newRow("too large") << 4;
  }
  void an_epoch_without_evidence_poisons_nothing() {
    QFETCH(int, kind);
    FencedPlane plane(firstLife(), keys_, 1);
    const std::uint64_t epoch = plane.state().epoch, far = 1ULL << 40;
    const std::vector<std::string> said{
        {},
        signedBy(SigningKey::generate(), kFirst, far, far),
        signedBy(keys_.signing, kSecond, far, far),
        "{\"epoch\":99}",
        std::string(kMaxEvidenceBytes, ' ') + signedBy(keys_.signing, kFirst, far, far)};
    plane.connect(kFirst, said[static_cast<std::size_t>(kind)]);
    NodeReport report = plane.reportOf(nodes_[kFirst]);
    report.epochSeen = report.generationSeen = std::numeric_limits<std::uint64_t>::max();
    plane.hub.report(kFirst, plane.sessions[kFirst], report, 0);
    plane.settle();
    for (const NodeId& node : {kSecond, kBoston}) plane.meet(node, nodes_[node]);
    QVERIFY(!plane.hub.unheard());
    QCOMPARE(plane.state().epoch, epoch);
    QCOMPARE(plane.store.kept.epoch, epoch);
    QVERIFY(plane.deploy("2.0.0"));
    QCOMPARE(plane.entry(kFirst).assignment.generation, std::uint64_t{2});
    QVERIFY(plane.rollout("meter-reader-2").state == RolloutState::Running);
  }

  void a_usual_start_raises_the_epoch_by_one() {
    const FleetState kept = firstLife();
    FencedPlane plane(kept, keys_, 1);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    QVERIFY(!plane.hub.unheard());
    QCOMPARE(plane.state().epoch, kept.epoch + 1);
    QCOMPARE(plane.state().auditSeq, kept.auditSeq);
  }

  void after_a_restore_the_epoch_is_above_every_proof_and_so_is_the_next_generation() {
    const FleetState backup = firstLife();
    FleetState later = secondLife(backup, all_);
    later.epoch += 5;  // five more starts
    FencedPlane last(later, keys_, 2, false);
    for (const NodeId& node : all_) last.meet(node, nodes_[node]);
    QVERIFY(last.deploy("1.0.0"));
    for (const NodeId& node : all_) last.take(node, nodes_[node]);
    const std::uint64_t proven = assignmentIn(nodes_[kFirst].envelope).epoch;

    FencedPlane plane(backup, keys_, 3);
    QVERIFY(plane.state().epoch < proven);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    QCOMPARE(plane.state().epoch, proven + 1);
    QCOMPARE(plane.store.kept.epoch, proven + 1);
    for (const NodeId& node : all_) QVERIFY(plane.sessions[node].assigned.empty());
    QVERIFY(plane.deploy("2.0.0"));
    for (const NodeId& node : all_) {
      const Assignment given = assignmentIn(plane.sessions[node].assigned.at(0));
      QCOMPARE(given.epoch, proven + 1);
      QCOMPARE(given.generation, std::uint64_t{4});
      plane.take(node, nodes_[node]);
    }
    QVERIFY(plane.rollout("meter-reader-2").state == RolloutState::Succeeded);
  }

  void a_restored_database_drags_no_node_back() {
    const FleetState backup = firstLife();
    (void)secondLife(backup, all_);
    FencedPlane plane(backup, keys_, 2);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    plane.tick();
    for (const NodeId& node : all_) {
      QVERIFY(plane.sessions[node].assigned.empty());
      QVERIFY(plane.entry(node).desired.at(kWorkload).release == releaseRecord("2.0.0").digest);
      QCOMPARE(plane.store.kept.nodes.at(node).assignment.generation, std::uint64_t{2});
    }
    QCOMPARE(plane.state().auditSeq, backup.auditSeq + 1);
    FencedPlane again(plane.store.kept, keys_, 3);  // and it is over with that
    for (const NodeId& node : all_) again.meet(node, nodes_[node]);
    QCOMPARE(again.state().auditSeq, plane.state().auditSeq);
    for (const NodeId& node : all_) QVERIFY(again.sessions[node].assigned.empty());
  }

  void what_a_restored_database_does_not_know_is_held_as_it_is() {
    FleetState backup = firstLife();
    (void)secondLife(backup, all_);
    backup.releases.erase(releaseRecord("2.0.0").digest);
    FencedPlane plane(backup, keys_, 2);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    QVERIFY(plane.entry(kFirst).desired.at(kWorkload).release.isZero());
    QVERIFY(plane.deploy("1.0.0"));
    QCOMPARE(assignmentIn(plane.sessions[kFirst].assigned.at(0)).generation, std::uint64_t{3});
  }

  // The backup was made while 2.0.0 went out, and 2.0.0 was taken back since.
  void an_old_rollout_does_not_go_on_after_a_restore() {
    FencedPlane middle(firstLife(), keys_, 1, false);
    for (const NodeId& node : {kFirst, kSecond}) middle.meet(node, nodes_[node]);
    QVERIFY(middle.deploy("2.0.0"));
    const FleetState backup = middle.store.kept;
    middle.take(kFirst, nodes_[kFirst]);
    auto back = rollBack(middle.state(), RolloutId("meter-reader-2"), callerWith(Role::Administrator), keys_.signing,
                         middle.clock.now() + 1h);
    QVERIFY(back);
    middle.fleet.submit(std::move(back->mutation), [](const Status&) {});
    middle.settle();
    middle.take(kFirst, nodes_[kFirst]);
    QVERIFY(nodes_[kFirst].version == (Version{1, 0, 0}));

    FencedPlane plane(backup, keys_, 3);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    plane.tick();
    QVERIFY(!plane.hub.unheard());
    const Rollout& old = plane.rollout("meter-reader-2");
    QVERIFY(old.state == RolloutState::Paused);
    QCOMPARE(old.reason, std::string("restored"));
    for (const NodeId& node : all_) {
      QVERIFY2(plane.sessions[node].assigned.empty(), node.value.c_str());
      QVERIFY(plane.rowOf("meter-reader-2", node).outcome == NodeOutcome::Withdrawn);
      QCOMPARE(plane.rowOf("meter-reader-2", node).reason, std::string("restored"));
    }
    plane.connect(kBoston, nodes_[kBoston].envelope);  // also later
    QVERIFY(plane.sessions[kBoston].assigned.empty());
    auto over = abortRollout(plane.state(), old.id, callerWith(Role::Administrator), keys_.signing, kNow + 3h);
    QVERIFY(over);
    plane.fleet.submit(std::move(over->mutation), [](const Status&) {});
    QVERIFY(plane.deploy("2.0.0"));
    for (const NodeId& node : all_) QCOMPARE(plane.sessions[node].assigned.size(), std::size_t{1});
  }

  void what_a_node_has_taken_stays_although_the_backup_does_not_know_that_it_has() {
    FencedPlane middle(firstLife(), keys_, 1, false);
    for (const NodeId& node : all_) middle.meet(node, nodes_[node]);
    QVERIFY(middle.deploy("2.0.0"));
    const FleetState backup = middle.store.kept;
    for (const NodeId& node : all_) middle.take(node, nodes_[node]);
    (void)middle.tick();
    QVERIFY(middle.deploy("1.0.0"));
    middle.take(kFirst, nodes_[kFirst]);  // only one is ahead

    FencedPlane plane(backup, keys_, 3);
    for (const NodeId& node : all_) plane.meet(node, nodes_[node]);
    plane.tick();
    for (const NodeId& node : all_) QVERIFY(plane.sessions[node].assigned.empty());
    QVERIFY(plane.rowOf("meter-reader-2", kSecond).outcome == NodeOutcome::Proven);
    QVERIFY(plane.rowOf("meter-reader-2", kFirst).outcome == NodeOutcome::Withdrawn);
  }

  void a_node_that_comes_after_learning_is_not_dragged_back_either() {
    FencedPlane middle(firstLife(), keys_, 1, false);
    middle.meet(kBoston, nodes_[kBoston]);
    QVERIFY(middle.deploy("2.0.0"));
    const FleetState backup = middle.store.kept;
    middle.take(kBoston, nodes_[kBoston]);
    auto back = rollBack(middle.state(), RolloutId("meter-reader-2"), callerWith(Role::Administrator), keys_.signing,
                         middle.clock.now() + 1h);
    QVERIFY(back);
    middle.fleet.submit(std::move(back->mutation), [](const Status&) {});
    middle.settle();
    middle.take(kBoston, nodes_[kBoston]);

    FencedPlane plane(backup, keys_, 3);
    for (int second = 0; second < 60; ++second) plane.tick();
    QVERIFY(!plane.hub.unheard());
    plane.meet(kBoston, nodes_[kBoston]);
    plane.tick();
    QVERIFY(plane.sessions[kBoston].assigned.empty());
    QVERIFY(plane.rollout("meter-reader-2").state == RolloutState::Paused);
    plane.meet(kFirst, nodes_[kFirst]);  // now it is known that 2.0.0 is of the past
    plane.tick();
    QVERIFY(plane.sessions[kFirst].assigned.empty());
  }

  void what_was_decided_after_the_restore_reaches_a_node_that_comes_late() {
    const FleetState backup = firstLife();
    (void)secondLife(backup, all_);
    FencedPlane plane(backup, keys_, 3);
    for (const NodeId& node : {kFirst, kSecond}) plane.meet(node, nodes_[node]);
    for (int second = 0; second < 60; ++second) plane.tick();
    QVERIFY(plane.deploy("1.0.0"));  // Boston too, of which the database knows generation 1: a fork of its second
    QCOMPARE(plane.entry(kBoston).assignment.generation, std::uint64_t{2});
    plane.meet(kBoston, nodes_[kBoston]);
    const Assignment given = assignmentIn(plane.sessions[kBoston].assigned.at(0));
    QCOMPARE(given.generation, std::uint64_t{3});
    QVERIFY(given.epoch > assignmentIn(nodes_[kBoston].envelope).epoch);
    for (const NodeId& node : all_) plane.take(node, nodes_[node]);
    QVERIFY(plane.rollout("meter-reader-2").state == RolloutState::Succeeded);
  }

  void learning_goes_on_while_what_follows_from_it_cannot_be_stored() {
    const FleetState backup = firstLife();
    (void)secondLife(backup, all_);
    FencedPlane plane(backup, keys_, 2);
    for (const NodeId& node : {kFirst, kSecond}) plane.meet(node, nodes_[node]);
    plane.connect(kBoston, nodes_[kBoston].envelope);
    plane.store.failing = true;
    plane.report(kBoston, nodes_[kBoston]);
    QVERIFY(plane.hub.unheard());
    QVERIFY(plane.state().learning);
    plane.store.failing = false;
    plane.tick();
    QVERIFY(!plane.hub.unheard());
    QCOMPARE(plane.entry(kFirst).assignment.generation, std::uint64_t{2});
  }

  void equivocation_pauses_every_running_rollout_and_only_signatures_prove_it_data() {
    QTest::addColumn<bool>("ours");
    QTest::addColumn<std::uint64_t>("second");
    QTest::addColumn<bool>("pauses");
    QTest::newRow("two of ours") << true << std::uint64_t{7} << true;
    QTest::newRow("one of somebody else") << false << std::uint64_t{7} << false;
    QTest::newRow("of two generations") << true << std::uint64_t{8} << false;
  }
  void equivocation_pauses_every_running_rollout_and_only_signatures_prove_it() {
    QFETCH(bool, ours);
    QFETCH(std::uint64_t, second);
    QFETCH(bool, pauses);
    FencedPlane plane(firstLife(), keys_, 1, false);
    QVERIFY(plane.deploy("2.0.0"));
    plane.connect(kFirst, nodes_[kFirst].envelope);
    NodeReport report = plane.reportOf(nodes_[kFirst]);
    report.contradictions = {{signedBy(keys_.signing, kFirst, 2, 7, "one"),
                              signedBy(ours ? keys_.signing : SigningKey::generate(), kFirst, 2, second, "two")}};
    const std::uint64_t audited = plane.state().auditSeq;
    plane.hub.report(kFirst, plane.sessions[kFirst], report, 0);
    plane.settle();
    const Rollout& rollout = plane.rollout("meter-reader-2");
    QCOMPARE(rollout.state == RolloutState::Paused, pauses);
    QCOMPARE(rollout.reason, std::string(pauses ? "equivocation" : ""));
    QCOMPARE(plane.state().auditSeq, audited + (pauses ? 2 : 0));
    plane.hub.report(kFirst, plane.sessions[kFirst], report, 0);  // the same report once more says nothing new
    plane.settle();
    QCOMPARE(plane.state().auditSeq, audited + (pauses ? 2 : 0));
  }

  // The database is from before a node's certificate was renewed: it is the node all the same. One that is older than
  // what is known is superseded, as ever.
  void a_certificate_that_is_newer_than_the_database_is_taken() {
    FencedPlane plane(firstLife(), keys_, 1, false);
    const IdentityKey renewed = IdentityKey::generate(), stolen = IdentityKey::generate();
    const auto issued = [&](const IdentityKey& key, Duration life) {
      const auto request = parseRequest(key.makeRequest());
      return peerOf(keys_.ca.issueNode(*request, kFirst, kNow, kNow + life)).value();
    };
    Mutation known;
    NodeRecord record = plane.entry(kFirst).record;
    record.certificateExpires = kNow + 24h;
    known.rows.emplace_back(record);
    plane.fleet.submit(std::move(known), [](const Status&) {});
    plane.settle();

    const std::uint64_t audited = plane.state().auditSeq;
    plane.hub.connect(issued(stolen, 23h), {"boot", "x86_64", "1.0.0"}, plane.sessions[kFirst]);
    QCOMPARE(plane.sessions[kFirst].closed, QString("superseded_certificate"));
    QCOMPARE(plane.entry(kFirst).record.fingerprint, record.fingerprint);

    const AgentPeer newer = issued(renewed, 36h);
    FakeSession session;
    plane.hub.connect(newer, {"boot", "x86_64", "1.0.0", nodes_[kFirst].envelope}, session);
    plane.settle();
    QVERIFY2(session.closed.isEmpty(), qPrintable(session.closed));
    QCOMPARE(plane.entry(kFirst).record.fingerprint, newer.fingerprint);
    QCOMPARE(plane.entry(kFirst).record.certificateExpires, newer.expires);
    QCOMPARE(plane.state().auditSeq, audited + 1);
    // What it showed before is superseded from now on.
    QVERIFY(!checkPeer(plane.state(), kFirst, record.fingerprint));
    plane.hub.disconnect(kFirst, session);
  }

  // Two sessions at one address: what the first one was promised does not reach the second.
  void an_answer_reaches_only_the_session_that_asked() {
    FencedPlane plane(firstLife(), keys_, 1, false);
    FakeSession& place = plane.sessions[kFirst];
    plane.hub.connect({kFirst, plane.entry(kFirst).record.fingerprint}, {"boot", "x86_64", "1.0.0"}, place);
    plane.settle();
    plane.hub.report(kFirst, place, plane.reportOf(nodes_[kFirst]), 0);
    plane.hub.disconnect(kFirst, place);
    place = {};
    plane.hub.connect({kFirst, plane.entry(kFirst).record.fingerprint}, {"boot", "x86_64", "1.0.0"}, place);
    plane.settle();
    QCOMPARE(place.acknowledged, std::vector<std::uint64_t>{});
  }
};

QTEST_GUILESS_MAIN(TstFencing)
#include "tst_fencing.moc"
