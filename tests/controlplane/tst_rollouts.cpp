#include <QtTest>

#include <set>

#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/controlplane/core/inventory/apply_fleet.h"
#include "services/controlplane/core/inventory/node_report.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/crypto/audit_chain.h"
#include "services/crypto/dsse.h"
#include "services/documents/policy_yaml.h"
#include "services/documents/signed_documents.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

Assignment assignmentIn(const std::string& envelope) {
  return parseAssignment(parseEnvelope(envelope)->payload).value();
}

class FakeSession final : public AgentSession {
 public:
  std::vector<std::string> assigned;
  std::vector<std::string> policies;
  std::vector<std::size_t> assignedBefore;  // how many assignments had come when each policy came
  std::vector<std::uint64_t> acknowledged;
  std::vector<std::uint64_t> welcomedWith;
  QString closed;

  void welcome(std::uint64_t, TimePoint, std::uint64_t lastSeq) override { welcomedWith.push_back(lastSeq); }
  void acknowledge(std::uint64_t seq) override { acknowledged.push_back(seq); }
  void policy(const std::string& envelope) override {
    policies.push_back(envelope);
    assignedBefore.push_back(assigned.size());
  }
  void assign(const Delivery& delivery) override { assigned.push_back(delivery.envelope); }
  void renewed(const std::string&) override {}
  void searchLogs(std::uint64_t, const LogQuery&) override {}
  void captureInputs(std::uint64_t, const SampleQuery&) override {}
  void orders(const NodeOrders&) override {}
  void fault(const FaultOrder&) override {}
  void endFaults(const std::string&) override {}
  void close(const Error& why) override { closed = QString::fromStdString(why.reason); }
};

}  // namespace

class TstRollouts : public QObject {
  Q_OBJECT

  const SigningKey key_ = SigningKey::generate();
  const CertificateAuthority ca_ = CertificateAuthority::create("test CA", kNow);
  const NodeId first_{"id-of-rotterdam-1"}, second_{"id-of-rotterdam-2"}, boston_{"id-of-boston-1"};
  FleetState state_;
  TimePoint now_ = kNow;

  Result<Decision<Rollout>> start(const char* version, const Caller& caller = callerWith(Role::Operator),
                                  std::vector<RegionName> regions = {kWest}) {
    auto out = createRollout({state_, key_, now_, kInterval},
                             {kWorkload, parseVersion(version).value(), std::move(regions), 30min}, caller, 1);
    if (out) apply(state_, out->mutation);
    return out;
  }
  void deploy(const char* version) { QVERIFY(start(version)); }
  Result<Decision<Rollout>> back(const char* id, const Caller& caller = callerWith(Role::Operator)) {
    auto out = rollBack(state_, RolloutId(id), caller, key_, now_);
    if (out) apply(state_, out->mutation);
    return out;
  }
  void say(const NodeId& node, const std::string& version, std::uint64_t generation,
           InstallState state = InstallState::Committed) {
    state_.apply(Row(workloadStatus(node, version, generation, state)));
  }
  void follow() { followRollouts(state_, key_, now_); }
  NodeOutcome outcome(const char* id, const NodeId& node) {
    for (const RolloutNode& n : state_.rollouts.at(RolloutId(id)).nodes)
      if (n.node == node) return n.outcome;
    qFatal("the node is not in the rollout");
  }
  RolloutState stateOf(const char* id) { return state_.rollouts.at(RolloutId(id)).state; }
  std::uint64_t generation(const NodeId& node) { return state_.nodes.at(node).assignment.generation; }
  Assignment assigned(const NodeId& node) { return assignmentIn(state_.nodes.at(node).assignment.envelope); }
  void prove(const char* version, const std::vector<NodeId>& nodes) {
    for (const NodeId& node : nodes) say(node, version, generation(node));
    follow();
  }
  void seen(const NodeId& node, std::uint64_t generationSeen) {
    NodeStatus status = state_.nodes.at(node).status;
    status.node = node;
    status.generationSeen = generationSeen;
    state_.apply(Row(status));
  }
  std::optional<std::string> deliver(const NodeId& node, const std::string& fingerprint) {
    const auto decided = decideDelivery(state_, state_.nodes.at(node), fingerprint, key_, now_);
    if (!decided) return std::nullopt;
    apply(state_, decided->mutation);
    return decided->delivery ? std::optional(decided->delivery->envelope) : std::nullopt;
  }
  static NodeReport reportOf(std::uint64_t seq) {
    NodeReport report;
    report.seq = seq;
    report.bootId = "boot";
    ArmReport arm;
    arm.workload = kWorkload;
    arm.version = {1, 0, 0};
    arm.counts.requests = 10;
    arm.counts.rawBytes = 100;
    report.arms = {arm};
    return report;
  }

 private slots:
  void init() {
    state_ = {};
    state_.epoch = 1;
    now_ = kNow;
    apply(state_, smallFleet({{"rotterdam-1", kWest}, {"rotterdam-2", kWest}, {"boston-1", kEast}}));
  }

  void a_rollout_signs_an_assignment_for_each_node_of_its_regions() {
    const auto rollout = start("1.0.0");
    QCOMPARE(rollout->answer.id.value, std::string("meter-reader-1"));
    QCOMPARE(state_.rollouts.at(rollout->answer.id).nodes.size(), std::size_t{2});
    QCOMPARE(generation(boston_), std::uint64_t{0});
    const Assignment assignment = assigned(first_);
    QCOMPARE(assignment.node, first_);
    QCOMPARE(assignment.epoch, std::uint64_t{1});
    QCOMPARE(assignment.generation, std::uint64_t{1});
    QCOMPARE(assignment.keyFingerprint, keyOf("rotterdam-1"));
    QCOMPARE(assignment.rollout, std::string("meter-reader-1"));
    QVERIFY(assignment.targets.at(0).digest == manifestOf("1.0.0"));
    QVERIFY(assignment.notBefore < now_ && assignment.expires > now_);
  }

  void only_the_digest_of_this_release_in_this_generation_is_a_proof_data() {
    QTest::addColumn<QString>("version");
    QTest::addColumn<int>("later");
    QTest::addColumn<bool>("proven");
    QTest::addColumn<int>("state");
    QTest::addColumn<bool>("counts");
    const int committed = static_cast<int>(InstallState::Committed);
    QTest::newRow("all of it") << "2.0.0" << 0 << true << committed << true;
    QTest::newRow("a later generation") << "2.0.0" << 1 << true << committed << true;
    QTest::newRow("the generation before") << "2.0.0" << -1 << true << committed << false;
    QTest::newRow("another release") << "1.0.0" << 0 << true << committed << false;
    QTest::newRow("nothing we published") << "9.0.0" << 0 << true << committed << false;
    QTest::newRow("not proven") << "2.0.0" << 0 << false << committed << false;
    QTest::newRow("still trying") << "2.0.0" << 0 << true << static_cast<int>(InstallState::Trying) << false;
  }
  void only_the_digest_of_this_release_in_this_generation_is_a_proof() {
    QFETCH(QString, version);
    QFETCH(int, later);
    QFETCH(bool, proven);
    QFETCH(int, state);
    QFETCH(bool, counts);
    deploy("1.0.0");
    prove("1.0.0", {first_, second_});
    deploy("2.0.0");
    WorkloadStatus status =
        workloadStatus(first_, version.toStdString(), generation(first_) + later, static_cast<InstallState>(state));
    status.report.proven = proven;
    state_.apply(Row(status));
    follow();
    QCOMPARE(outcome("meter-reader-2", first_) == NodeOutcome::Proven, counts);
    QVERIFY(outcome("meter-reader-2", second_) == NodeOutcome::Pending);
  }

  void a_rollout_succeeds_when_every_node_has_proved_it() {
    deploy("1.0.0");
    prove("1.0.0", {first_});
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Running);
    now_ += 1min;
    prove("1.0.0", {second_});
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Succeeded);
    QVERIFY(state_.rollouts.at(RolloutId("meter-reader-1")).endedAt == now_);
    QVERIFY(!followRollouts(state_, key_, now_ + 2h));
  }

  void a_refusal_or_a_roll_back_by_the_node_fails_it_with_the_reason() {
    deploy("1.0.0");
    WorkloadStatus status = workloadStatus(first_, "1.0.0", 1, InstallState::Refused);
    status.report.reason = "V26_below_floor";
    state_.apply(Row(status));
    say(second_, "1.0.0", 1, InstallState::RolledBack);
    follow();
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Refused);
    QVERIFY(outcome("meter-reader-1", second_) == NodeOutcome::RolledBack);
    QCOMPARE(state_.rollouts.at(RolloutId("meter-reader-1")).nodes.front().reason, std::string("V26_below_floor"));
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Failed);
  }

  void at_the_deadline_who_took_it_is_silent_and_who_was_never_reached_is_late() {
    deploy("1.0.0");
    seen(first_, 1);
    now_ += 30min - 1us;
    follow();
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Pending);
    now_ += 1us;
    follow();
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Silent);
    QVERIFY(outcome("meter-reader-1", second_) == NodeOutcome::Late);
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Failed);
  }

  void a_rollout_that_nobody_proved_did_not_succeed() {
    deploy("1.0.0");
    now_ += 30min;
    follow();
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Late);
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Failed);
  }

  void a_node_that_is_revoked_or_retired_is_not_waited_for() {
    for (const NodeIdentity gone : {NodeIdentity::Revoked, NodeIdentity::Retired}) {
      init();
      deploy("1.0.0");
      prove("1.0.0", {first_});
      NodeRecord record = state_.nodes.at(second_).record;
      record.identity = gone;
      apply(state_, {{record}, {}});
      follow();
      QVERIFY(outcome("meter-reader-1", second_) == NodeOutcome::Late);
      QVERIFY(stateOf("meter-reader-1") == RolloutState::Succeeded);
    }
  }

  void a_node_that_trusts_no_assignment_of_ours_has_refused() {
    deploy("1.0.0");
    const auto told = [&](std::uint64_t seq, std::uint64_t generation) {
      NodeReport report;
      report.seq = seq;
      NodeEvent event;
      event.state = InstallState::Refused;
      event.generation = generation;
      event.reason = "V16_threshold";
      report.events = {event};
      apply(state_, takeReport(state_, state_.nodes.at(first_), report, 0, now_).value());
    };
    told(1, 0);  // of bytes that say nothing
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Pending);
    told(2, generation(first_));
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Refused);
    QVERIFY(outcome("meter-reader-1", second_) == NodeOutcome::Pending);
    prove("1.0.0", {second_});
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Failed);
    QVERIFY(start("2.0.0"));  // and the workload is free again
  }

  void late_nodes_count_in_neither_direction() {
    deploy("1.0.0");
    prove("1.0.0", {first_});
    now_ += 30min;
    follow();
    QVERIFY(outcome("meter-reader-1", second_) == NodeOutcome::Late);
    QVERIFY(stateOf("meter-reader-1") == RolloutState::Succeeded);
  }

  void rolling_back_returns_nodes_to_the_version_before() {
    deploy("1.0.0");
    prove("1.0.0", {first_, second_});
    deploy("2.0.0");
    say(first_, "2.0.0", generation(first_));
    follow();
    const auto decided = back("meter-reader-2");
    QVERIFY(decided);
    QVERIFY(stateOf("meter-reader-2") == RolloutState::RollingBack);
    QCOMPARE(generation(first_), std::uint64_t{3});
    QVERIFY(assigned(first_).targets.at(0).digest == manifestOf("1.0.0"));
    say(first_, "2.0.0", 3);  // the wrong version proves nothing now
    follow();
    QVERIFY(outcome("meter-reader-2", first_) == NodeOutcome::Pending);
    prove("1.0.0", {first_, second_});
    QVERIFY(outcome("meter-reader-2", first_) == NodeOutcome::Returned);
    QVERIFY(stateOf("meter-reader-2") == RolloutState::RolledBack);
    QCOMPARE(reasonOf(back("meter-reader-2")), QString("already_rolled_back"));
  }

  void rolling_back_does_not_ask_a_node_that_is_not_active() {
    deploy("1.0.0");
    prove("1.0.0", {first_, second_});
    deploy("2.0.0");
    prove("2.0.0", {first_, second_});
    NodeRecord revoked = state_.nodes.at(second_).record;
    revoked.identity = NodeIdentity::Revoked;
    apply(state_, {{revoked}, {}});
    QVERIFY(back("meter-reader-2"));
    QVERIFY(outcome("meter-reader-2", first_) == NodeOutcome::Pending);
    QVERIFY2(outcome("meter-reader-2", second_) == NodeOutcome::Late,
             "what it proved before is no proof of going back");
    prove("1.0.0", {first_});
    QVERIFY(stateOf("meter-reader-2") == RolloutState::RolledBack);
  }

  void there_is_no_way_back_without_a_version_before() {
    deploy("1.0.0");
    prove("1.0.0", {first_, second_});
    QCOMPARE(reasonOf(back("meter-reader-1")), QString("no_way_back"));
    QCOMPARE(reasonOf(back("meter-reader-7")), QString("no_rollout"));
  }

  void one_rollout_of_a_workload_runs_at_a_time() {
    deploy("1.0.0");
    QCOMPARE(reasonOf(start("2.0.0")), QString("rollout_running"));
    prove("1.0.0", {first_, second_});
    deploy("2.0.0");
    prove("2.0.0", {first_, second_});
    deploy("1.0.0");
    QCOMPARE(reasonOf(back("meter-reader-2")), QString("rollout_running"));
    QVERIFY(back("meter-reader-3"));  // a running one can be turned round
    QCOMPARE(reasonOf(start("2.0.0")), QString("rollout_running"));
  }

  void a_rollout_that_cannot_be_is_refused_and_changes_nothing_data() {
    QTest::addColumn<QString>("workload");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("region");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("reason");
    QTest::newRow("workload") << "nothing"
                              << "1.0.0"
                              << "eu-west" << 60 << "no_workload";
    QTest::newRow("release") << "meter-reader"
                             << "3.0.0"
                             << "eu-west" << 60 << "no_release";
    QTest::newRow("region") << "meter-reader"
                            << "1.0.0"
                            << "mars" << 60 << "no_region";
    QTest::newRow("short") << "meter-reader"
                           << "1.0.0"
                           << "eu-west" << 9 << "bad_deadline";
    QTest::newRow("long") << "meter-reader"
                          << "1.0.0"
                          << "eu-west" << 30 * 86400 + 1 << "bad_deadline";
  }
  void a_rollout_that_cannot_be_is_refused_and_changes_nothing() {
    QFETCH(QString, workload);
    QFETCH(QString, version);
    QFETCH(QString, region);
    QFETCH(int, seconds);
    QFETCH(QString, reason);
    const NewRollout wanted{WorkloadName(workload.toStdString()),
                            parseVersion(version.toStdString()).value(),
                            {RegionName(region.toStdString())},
                            std::chrono::seconds(seconds)};
    QCOMPARE(reasonOf(createRollout({state_, key_, now_, kInterval}, wanted, callerWith(Role::Operator), 1)), reason);
  }

  void nodes_without_a_variant_or_an_identity_get_nothing() {
    state_.apply(Row(releaseRecord("3.0.0", "riscv64")));
    QCOMPARE(reasonOf(start("3.0.0")), QString("no_variant"));
    for (const NodeId& node : {first_, second_}) {
      NodeRecord revoked = state_.nodes.at(node).record;
      revoked.identity = NodeIdentity::Revoked;
      state_.apply(Row(revoked));
    }
    QCOMPARE(reasonOf(start("1.0.0")), QString("no_nodes"));
  }

  void operators_of_a_region_touch_and_see_only_its_nodes() {
    const Caller west = callerWith(Role::Operator, {kWest}), east = callerWith(Role::Operator, {kEast});
    QCOMPARE(reasonOf(start("1.0.0", west, {})), QString("out_of_scope"));
    QCOMPARE(reasonOf(start("1.0.0", east)), QString("out_of_scope"));
    QCOMPARE(reasonOf(start("1.0.0", callerWith(Role::Viewer))), QString("out_of_scope"));
    QVERIFY(start("1.0.0", west));
    QCOMPARE(reasonOf(findRollout(state_, RolloutId("meter-reader-1"), east)), QString("no_rollout"));
    prove("1.0.0", {first_, second_});
    QVERIFY(start("2.0.0", callerWith(Role::Operator), {}));
    QCOMPARE(findRollout(state_, RolloutId("meter-reader-2"), east)->nodes.size(), std::size_t{1});
    QCOMPARE(reasonOf(back("meter-reader-2", east)), QString("out_of_scope"));
    const auto returned = back("meter-reader-2", west);  // boston had no version to go back to
    QVERIFY(returned);
    for (const RolloutNode& node : returned->answer.nodes) QVERIFY(node.node != boston_);
  }

  void a_delivery_is_repeated_until_the_node_has_taken_it() {
    deploy("1.0.0");
    const auto sent = deliver(first_, keyOf("rotterdam-1"));
    QVERIFY(sent.has_value());
    QCOMPARE(deliver(first_, keyOf("rotterdam-1")), sent);
    seen(first_, 1);
    QVERIFY(!deliver(first_, keyOf("rotterdam-1")));
    QVERIFY(!deliver(boston_, keyOf("boston-1")));
  }

  void no_generation_of_an_epoch_is_ever_signed_with_two_contents() {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> signedBytes;
    std::uint64_t highest = 0;
    const auto check = [&](const std::optional<std::string>& envelope) {
      if (!envelope) return;
      const Assignment assignment = assignmentIn(*envelope);
      const auto [at, fresh] = signedBytes.try_emplace({assignment.epoch, assignment.generation}, *envelope);
      QVERIFY2(fresh || at->second == *envelope, "equivocation");
      QVERIFY(assignment.generation >= highest);
      highest = assignment.generation;
    };
    const std::vector<std::string> keys{keyOf("rotterdam-1"), keyOf("second"), keyOf("rotterdam-1"), keyOf("third")};
    deploy("1.0.0");
    for (int round = 0; round < 40; ++round) {
      check(deliver(first_, keys[static_cast<std::size_t>(round) % keys.size()]));
      check(state_.nodes.at(first_).assignment.envelope);
      if (round % 5 == 1) now_ += 25h;                               // the signature expires
      if (round % 7 == 3) ++state_.epoch;                            // the control plane starts again
      if (round % 9 == 4) check(deliver(first_, keyOf("another")));  // twice at the same instant
      if (round % 11 == 10) {
        prove(round % 2 == 0 ? "1.0.0" : "2.0.0", {first_, second_});
        now_ += 1h;
        follow();
        (void)start(round % 2 == 0 ? "2.0.0" : "1.0.0");
      }
    }
    QVERIFY(signedBytes.size() > 10);
  }

  void a_new_signature_keeps_the_rollout_able_to_see_its_proof() {
    deploy("1.0.0");
    const auto resigned = deliver(first_, keyOf("another"));
    QCOMPARE(assignmentIn(*resigned).generation, std::uint64_t{2});
    QCOMPARE(assignmentIn(*resigned).keyFingerprint, keyOf("another"));
    say(first_, "1.0.0", 1);
    follow();
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Pending);
    say(first_, "1.0.0", 2);
    follow();
    QVERIFY(outcome("meter-reader-1", first_) == NodeOutcome::Proven);
  }

  void a_new_epoch_signs_the_same_generation_again_for_who_has_not_taken_it() {
    deploy("1.0.0");
    seen(second_, 1);
    ++state_.epoch;
    const Assignment again = assignmentIn(*deliver(first_, keyOf("rotterdam-1")));
    QCOMPARE(again.epoch, std::uint64_t{2});
    QCOMPARE(again.generation, std::uint64_t{1});
    QVERIFY(!deliver(second_, keyOf("rotterdam-2")));
  }

  void a_report_counts_once() {
    deploy("1.0.0");
    const auto take = [&](std::uint64_t seq) {
      const auto taken = takeReport(state_, state_.nodes.at(first_), reportOf(seq), 7, now_);
      apply(state_, *taken);
      return !taken->empty();
    };
    QVERIFY(take(1));
    QVERIFY(!take(1));
    QVERIFY(take(5));  // a gap is a report that another control plane took
    QVERIFY(!take(4));
    const NodeEntry& entry = state_.nodes.at(first_);
    QCOMPARE((entry.totals.at({kWorkload, {1, 0, 0}}).requests), std::uint64_t{20});
    QCOMPARE(entry.status.rawBytes, std::uint64_t{200});
    QCOMPARE(entry.status.upstreamBytes, std::uint64_t{14});
    QVERIFY(entry.status.lastSeen == now_);
  }

  void a_report_about_what_the_node_was_never_given_is_refused() {
    const auto reason = [&](const NodeReport& report) {
      return reasonOf(takeReport(state_, state_.nodes.at(first_), report, 0, now_));
    };
    NodeReport foreign;
    foreign.seq = 1;
    foreign.workloads = {workloadStatus(first_, "1.0.0", 1).report};
    QCOMPARE(reason(foreign), QString("bad_report"));
    deploy("1.0.0");
    QCOMPARE(reason(foreign), QString("ok"));
    NodeReport unknown = reportOf(1);
    unknown.arms.front().workload = WorkloadName("never-declared");
    QCOMPARE(reason(unknown), QString("bad_report"));
    NodeReport crowded = reportOf(1);
    for (std::uint32_t i = 0; i < 192; ++i) crowded.arms.push_back(crowded.arms.front());
    QCOMPARE(reason(crowded), QString("bad_report"));
    NodeReport talkative = reportOf(1);
    talkative.events.resize(2049);
    QCOMPARE(reason(talkative), QString("bad_report"));
  }

  void events_of_a_report_are_kept_by_its_number_and_their_place() {
    deploy("1.0.0");
    NodeReport report = reportOf(3);
    report.events = {{now_, kWorkload, InstallState::Assigned, 1, {1, 0, 0}, "", ""},
                     {now_, kWorkload, InstallState::Committed, 1, {1, 0, 0}, "", ""}};
    const Mutation taken = takeReport(state_, state_.nodes.at(first_), report, 0, now_).value();
    std::vector<NodeEventRecord> kept;
    for (const Row& row : taken.rows)
      if (const auto* event = std::get_if<NodeEventRecord>(&row)) kept.push_back(*event);
    QCOMPARE(kept.size(), std::size_t{2});
    for (std::uint32_t i = 0; i < 2; ++i) {
      QVERIFY(kept[i].node == first_ && kept[i].seq == 3 && kept[i].place == i);
      QVERIFY(kept[i].event == report.events[i]);
    }
  }

  void a_report_that_can_never_be_taken_is_acknowledged_and_skipped() {
    MemoryStore store;
    store.kept = state_;
    ManualLoop loop;
    ManualClock clock;
    Fleet fleet(loop, store);
    AgentHub hub(fleet, clock, ca_, key_, 24h, kInterval);
    QVERIFY(fleet.open());
    FakeSession session;
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, session);
    NodeReport foreign = reportOf(1);
    foreign.arms.front().workload = WorkloadName("never-declared");
    hub.report(first_, session, foreign, 9);
    hub.refuseReport(first_, session, 2, invalid("bad_report", "cannot be read"));
    loop.advance(10ms);
    QCOMPARE(session.acknowledged, (std::vector<std::uint64_t>{1, 2}));
    QVERIFY(session.closed.isEmpty());
    const NodeEntry& entry = fleet.state().nodes.at(first_);
    QCOMPARE(entry.status.lastSeq, std::uint64_t{2});
    QVERIFY(entry.totals.empty());
    QCOMPARE(entry.status.upstreamBytes, std::uint64_t{0});
    hub.refuseReport(first_, session, 0, invalid("bad_report", "has no number"));
    QCOMPARE(session.closed, QString("bad_report"));
  }

  void an_agent_gets_the_policy_before_any_assignment_and_a_newer_one_when_it_is_published() {
    MemoryStore store;
    deploy("1.0.0");
    state_.apply(Row(PolicyRecord{1, "first", "admin", kNow}));
    store.kept = state_;
    ManualLoop loop;
    ManualClock clock;
    Fleet fleet(loop, store);
    AgentHub hub(fleet, clock, ca_, key_, 24h, kInterval);
    fleet.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    QVERIFY(fleet.open());
    FakeSession session, other;
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, session);
    hub.connect({boston_, keyOf("boston-1")}, {"boot", "x86_64", "1.0.0"}, other);
    loop.advance(10ms);
    QCOMPARE(session.policies, (std::vector<std::string>{"first"}));
    FakeSession again;  // its assignment is signed in this epoch by now, and goes out at once
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, again);
    loop.advance(10ms);
    QCOMPARE(again.assigned.size(), std::size_t{1});
    QCOMPARE(again.assignedBefore, (std::vector<std::size_t>{0}));
    fleet.submit({{PolicyRecord{2, "second", "admin", kNow}}, {}}, [](const Status&) {});
    QCOMPARE(other.policies.size(), std::size_t{1});
    loop.advance(10ms);
    hub.report(first_, again, reportOf(1), 0);
    loop.advance(10ms);
    QCOMPARE(again.policies, (std::vector<std::string>{"first", "second"}));
    QCOMPARE(other.policies, (std::vector<std::string>{"first", "second"}));
  }

  void an_assignment_waits_for_the_hours_of_the_policy_unless_it_goes_back() {
    MemoryStore store;
    deploy("1.0.0");
    prove("1.0.0", {first_, second_});
    deploy("2.0.0");
    const auto yaml = "version: 1\nrules:\n  - name: r\n    freeze: {from: 2000-01-01T00:00, to: " +
                      toRfc3339(kNow + 1h).substr(0, 16) + ", zone: UTC}\n";
    const auto envelope = signEnvelope(kPolicyPayloadType, encodePolicy(parsePolicyYaml(yaml).value()), {key_});
    state_.apply(Row(PolicyRecord{1, encodeEnvelope(envelope), "admin", kNow}));
    store.kept = state_;
    ManualLoop loop;
    ManualClock clock;
    Fleet fleet(loop, store);
    AgentHub hub(fleet, clock, ca_, key_, 24h, kInterval);
    fleet.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    QVERIFY(fleet.open());
    FakeSession session, other;
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, session);
    loop.advance(10ms);
    hub.tick();
    QCOMPARE(session.assigned.size(), std::size_t{0});
    auto back = rollBack(fleet.state(), RolloutId("meter-reader-2"), callerWith(Role::Operator), key_, clock.now());
    QVERIFY(back.ok());
    fleet.submit(std::move(back->mutation), [](const Status&) {});
    loop.advance(10ms);
    QCOMPARE(session.assigned.size(), std::size_t{1});
    QVERIFY(assignmentIn(session.assigned.front()).targets.at(0).digest == manifestOf("1.0.0"));

    store.kept = state_;
    Fleet later(loop, store);
    AgentHub again(later, clock, ca_, key_, 24h, kInterval);
    later.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { again.onCommitted(touched); });
    QVERIFY(later.open());
    again.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, other);
    loop.advance(10ms);
    QCOMPARE(other.assigned.size(), std::size_t{0});
    clock.advance(1h);
    again.tick();
    loop.advance(10ms);
    QCOMPARE(other.assigned.size(), std::size_t{1});
    QVERIFY(assignmentIn(other.assigned.front()).targets.at(0).digest == manifestOf("2.0.0"));
  }

  void an_agent_is_given_only_what_is_durable() {
    MemoryStore store;
    store.kept = state_;
    ManualLoop loop;
    ManualClock clock;
    Fleet fleet(loop, store);
    AgentHub hub(fleet, clock, ca_, key_, 24h, kInterval);
    fleet.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    QVERIFY(fleet.open());
    const auto begin = [&](const char* version) {
      auto out = createRollout({fleet.state(), key_, clock.now(), kInterval},
                               {kWorkload, parseVersion(version).value(), {}}, callerWith(Role::Operator), 1);
      fleet.submit(std::move(out->mutation), [](const Status&) {});
    };
    FakeSession session;
    begin("1.0.0");
    store.failing = true;
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, session);
    loop.advance(10ms);
    QCOMPARE(fleet.state().nodes.at(first_).assignment.generation, std::uint64_t{0});
    QVERIFY2(session.assigned.empty(), "what was never stored was sent, and its generation will be signed again");
    QVERIFY(session.welcomedWith.empty());
    QCOMPARE(session.closed, QString("disk_full"));  // what it said is not known either: it comes again
    hub.disconnect(first_, session);
    store.failing = false;
    FakeSession again;
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, again);
    begin("2.0.0");
    loop.advance(10ms);
    QCOMPARE(again.welcomedWith.size(), std::size_t{1});
    QCOMPARE(again.assigned.size(), std::size_t{1});
    QVERIFY(assignmentIn(again.assigned.front()).targets.at(0).digest == manifestOf("2.0.0"));
  }

  void a_connected_agent_is_acknowledged_after_the_commit_and_replaced_by_a_newer_session() {
    MemoryStore store;
    store.kept = state_;
    ManualLoop loop;
    ManualClock clock;
    Fleet fleet(loop, store);
    AgentHub hub(fleet, clock, ca_, key_, 24h, kInterval);
    fleet.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    QVERIFY(fleet.open());
    FakeSession old, session, stranger;
    hub.connect({first_, "somebody's key"}, {}, stranger);
    QCOMPARE(stranger.closed, QString("superseded_certificate"));
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, old);
    hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, session);
    QCOMPARE(old.closed, QString("replaced"));
    hub.report(first_, old, reportOf(1), 0);
    hub.report(first_, session, reportOf(1), 0);
    QVERIFY(session.acknowledged.empty());
    loop.advance(10ms);
    hub.report(first_, session, reportOf(1), 0);
    QCOMPARE(session.acknowledged, (std::vector<std::uint64_t>{1, 1}));
    QCOMPARE(store.commits, std::size_t{1});
    QCOMPARE(old.acknowledged.size(), std::size_t{0});
    NodeRecord revoked = fleet.state().nodes.at(first_).record;
    revoked.identity = NodeIdentity::Revoked;
    fleet.submit({{revoked}, {}}, [](const Status&) {});
    loop.advance(10ms);
    QCOMPARE(session.closed, QString("revoked"));
    QCOMPARE(hub.connected(), std::size_t{0});
  }

  void a_node_that_is_not_active_reports_and_gets_no_assignment_until_it_is() {
    for (const NodeIdentity held : {NodeIdentity::Pending, NodeIdentity::Quarantined}) {
      MemoryStore store;
      store.kept = state_;
      apply(store.kept,
            createRollout({state_, key_, now_, kInterval}, {kWorkload, {1, 0, 0}, {}}, callerWith(Role::Operator), 1)
                ->mutation);
      NodeRecord record = nodeRecord("rotterdam-1", kWest);
      record.identity = held;
      store.kept.apply(Row(record));
      ManualLoop loop;
      ManualClock clock;
      Fleet fleet(loop, store);
      AgentHub hub(fleet, clock, ca_, key_, 24h, kInterval);
      fleet.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
      QVERIFY(fleet.open());
      FakeSession session;
      hub.connect({first_, keyOf("rotterdam-1")}, {"boot", "x86_64", "1.0.0"}, session);
      hub.report(first_, session, reportOf(1), 0);
      loop.advance(10ms);
      QCOMPARE(session.acknowledged.size(), std::size_t{1});
      QVERIFY(session.assigned.empty() && session.closed.isEmpty());
      record.identity = NodeIdentity::Active;
      fleet.submit({{record}, {}}, [](const Status&) {});
      loop.advance(10ms);
      QCOMPARE(session.assigned.size(), std::size_t{1});
    }
  }

  void the_audit_chain_shows_an_edit_a_removal_and_a_swap() {
    std::vector<AuditEntry> chain;
    for (int i = 0; i < 6; ++i)
      chain.push_back(chainEntry({"ada", "Act", "thing/" + std::to_string(i), "done", "a", "b"}, chain.size(),
                                 chain.empty() ? Digest{} : chain.back().hash, kNow));
    const auto firstBad = [](const std::vector<AuditEntry>& entries) {
      AuditVerdict verdict;
      verdict.intact = true;
      verifyEntries(entries, verdict);
      return verdict.intact ? std::uint64_t{0} : verdict.firstBad;
    };
    QCOMPARE(firstBad(chain), std::uint64_t{0});
    const auto edited = [&](auto change) {
      auto copy = chain;
      change(copy[2]);
      return firstBad(copy);
    };
    QCOMPARE(edited([](AuditEntry& e) { e.at += 1us; }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { e.actor = "bob"; }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { e.action = "act"; }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { e.object += " "; }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { e.detail.clear(); }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { e.before = {}; }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { e.after = {}; }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) { std::swap(e.actor, e.action); }), std::uint64_t{3});
    QCOMPARE(edited([](AuditEntry& e) {
               e.detail = "forged";  // with a hash that fits
               e.hash = hashOf(e);
             }),
             std::uint64_t{4});
    auto removed = chain, swapped = chain, begun = chain;
    removed.erase(removed.begin() + 2);
    QCOMPARE(firstBad(removed), std::uint64_t{4});
    std::swap(swapped[2], swapped[3]);
    QCOMPARE(firstBad(swapped), std::uint64_t{4});
    begun.erase(begun.begin());
    QCOMPARE(firstBad(begun), std::uint64_t{2});
  }

  void applying_the_same_fleet_twice_changes_nothing() {
    QVERIFY(applyFleet(state_, declaration(), false)->mutation.empty());
    FleetDeclaration wanted = declaration();
    wanted.regions.front().offlineAfter = 30s;
    wanted.sites.push_back({SiteName("delft"), kWest, "Delft", 52, 4.3});
    const auto dry = applyFleet(state_, wanted, true);
    QCOMPARE(dry->answer.lines,
             (std::vector<std::string>{"~ region eu-west: offline_after 5m -> 30s", "+ site delft"}));
    QVERIFY(dry->mutation.empty() && !dry->answer.applied);
    const auto applied = applyFleet(state_, wanted, false);
    QVERIFY(applied->answer.applied);
    apply(state_, applied->mutation);
    const auto again = applyFleet(state_, wanted, false);
    QVERIFY(again->mutation.empty() && again->answer.lines.empty() && !again->answer.applied);
    apply(state_, applyFleet(state_, declaration(), false)->mutation);
    QVERIFY(!state_.sites.contains(SiteName("delft")));
  }

  void a_name_declared_twice_is_refused() {
    FleetDeclaration twice = declaration();
    twice.sites.push_back(twice.sites.front());
    twice.sites.back().title = "Another";
    QCOMPARE(reasonOf(applyFleet(state_, twice, false)), QString("duplicate_name"));
  }

  void what_is_in_use_cannot_be_removed_or_moved() {
    deploy("1.0.0");
    FleetDeclaration noSite = declaration(), noRegion = declaration(), noWorkload = declaration(),
                     moved = declaration();
    noSite.sites.erase(noSite.sites.begin());
    noRegion.regions.erase(noRegion.regions.begin());
    noRegion.sites.erase(noRegion.sites.begin());
    noWorkload.workloads.clear();
    moved.sites.front().region = kEast;
    for (const FleetDeclaration& wanted : {noSite, noRegion, noWorkload, moved})
      for (const bool dryRun : {true, false}) QCOMPARE(reasonOf(applyFleet(state_, wanted, dryRun)), QString("in_use"));
  }

  void what_hinders_a_removal_is_named_with_its_state_and_the_way_out() {
    FleetDeclaration noRegion = declaration();
    noRegion.regions.erase(noRegion.regions.begin());
    noRegion.sites.erase(noRegion.sites.begin());
    const auto hindered = [&](NodeIdentity first) {
      for (const NodeId& node : {first_, second_}) {
        NodeRecord record = state_.nodes.at(node).record;
        record.identity = node == first_ ? first : NodeIdentity::Revoked;
        state_.apply(Row(record));
      }
      const auto applied = applyFleet(state_, noRegion, true);
      return applied ? std::string("nothing") : applied.error().message + "; " + applied.error().fix;
    };
    const std::string keep = "; keep it in the file, or take the node out first: flotillactl nodes ";
    const std::string what = "region eu-west cannot be removed: node rotterdam-1 is there";
    QCOMPARE(hindered(NodeIdentity::Active), what + keep + "retire rotterdam-1");
    QCOMPARE(hindered(NodeIdentity::Quarantined), what + " (it is quarantined)" + keep + "retire rotterdam-1");
    QCOMPARE(hindered(NodeIdentity::Pending), what + " (it is pending)" + keep + "reject rotterdam-1");
    QCOMPARE(hindered(NodeIdentity::Revoked), std::string("nothing"));
  }

  void a_workload_that_no_node_has_or_waits_for_can_be_removed() {
    FleetDeclaration none = declaration();
    none.workloads.clear();
    deploy("1.0.0");
    QCOMPARE(reasonOf(applyFleet(state_, none, true)), QString("in_use"));
    apply(state_, abortRollout(state_, RolloutId("meter-reader-1"), callerWith(Role::Operator), key_, now_)->mutation);
    QCOMPARE(reasonOf(applyFleet(state_, none, true)), QString("ok"));
    say(first_, "1.0.0", 1);  // it had begun, and told so only now
    QCOMPARE(reasonOf(applyFleet(state_, none, true)), QString("in_use"));
  }
};

QTEST_GUILESS_MAIN(TstRollouts)
#include "tst_rollouts.moc"
