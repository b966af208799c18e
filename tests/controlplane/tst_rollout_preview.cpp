#include <QtTest>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

std::string names(const RolloutPreview& preview) {
  std::string out;
  for (const PreviewNode& node : preview.nodes) out += (out.empty() ? "" : " ") + node.name;
  return out;
}

std::string excluded(const RolloutPreview& preview) {
  std::string out;
  for (const ExcludedNode& node : preview.excluded) out += (out.empty() ? "" : " ") + node.name + ":" + node.why.reason;
  return out;
}

std::string warnings(const RolloutPreview& preview, const std::string& name) {
  std::string out;
  for (const PreviewNode& node : preview.nodes)
    for (const PreviewNote& note : node.warnings)
      if (node.name == name) out += (out.empty() ? "" : " ") + note.reason;
  return out;
}

QString problem(const RolloutPreview& preview) {
  return preview.problem ? QString::fromStdString(preview.problem->reason) : QStringLiteral("ok");
}

}  // namespace

class TstRolloutPreview : public QObject {
  Q_OBJECT

  const SigningKey key_ = SigningKey::generate();
  const NodeId first_{"id-of-rotterdam-1"}, second_{"id-of-rotterdam-2"};
  FleetState state_;

  static NewRollout wantedOf(const char* version, const char* selector = "", std::vector<RegionName> regions = {}) {
    return {kWorkload, parseVersion(version).value(), std::move(regions), 30min, selector};
  }
  RolloutPreview preview(const NewRollout& wanted, const Caller& caller = callerWith(Role::Operator)) {
    return prepareRollout(state_, wanted, caller, kNow, kInterval).value();
  }
  Result<Decision<Rollout>> start(const NewRollout& wanted, const Caller& caller = callerWith(Role::Operator)) {
    auto out = createRollout({state_, key_, kNow, kInterval}, wanted, caller, 1);
    if (out) apply(state_, out->mutation);
    return out;
  }
  void seen(const NodeId& node, Duration ago) {
    NodeStatus status;
    status.node = node;
    status.lastSeen = kNow - ago;
    state_.apply(Row(status));
  }
  void setIdentity(const char* name, NodeIdentity identity) {
    NodeRecord record = state_.findNode(name)->record;
    record.identity = identity;
    state_.apply(Row(record));
  }
  // rotterdam-1 proves `version` in the newest generation it was given.
  void prove(const NodeId& node, const char* version) {
    WorkloadStatus status = workloadStatus(node, version, state_.nodes.at(node).assignment.generation);
    status.report.hasPrevious = true;
    status.report.previous = {1, 0, 0};
    state_.apply(Row(status));
    followRollouts(state_, key_, kNow);
  }

 private slots:
  void init() {
    state_ = {};
    state_.epoch = 1;
    apply(state_, smallFleet({{"rotterdam-1", kWest}, {"rotterdam-2", kWest}, {"boston-1", kEast}}));
    NodeRecord gold = state_.findNode("rotterdam-2")->record;
    gold.labels = {{"tier", "gold"}};
    state_.apply(Row(gold));
    for (const char* id : {"id-of-rotterdam-1", "id-of-rotterdam-2", "id-of-boston-1"}) seen(NodeId(id), 1s);
  }

  void a_rollout_takes_the_nodes_that_the_regions_and_the_selector_both_mean_data() {
    QTest::addColumn<QString>("selector");
    QTest::addColumn<bool>("west");
    QTest::addColumn<QString>("nodes");
    QTest::newRow("neither") << "" << false << "boston-1 rotterdam-1 rotterdam-2";
    QTest::newRow("a label") << "label.tier:gold" << false << "rotterdam-2";
    QTest::newRow("a region and not a label") << "not label.tier:gold" << true << "rotterdam-1";
    QTest::newRow("what reports") << "liveness:live name~1$" << false << "boston-1 rotterdam-1";
  }
  void a_rollout_takes_the_nodes_that_the_regions_and_the_selector_both_mean() {
    QFETCH(QString, selector);
    QFETCH(bool, west);
    const NewRollout wanted =
        wantedOf("1.0.0", selector.toUtf8(), west ? std::vector{kWest} : std::vector<RegionName>{});
    QTEST(QString::fromStdString(names(preview(wanted))), "nodes");
    const auto rollout = start(wanted);
    QStringList started;
    for (const RolloutNode& node : rollout->answer.nodes) started << QString::fromStdString(node.nodeName);
    QTEST(started.join(' '), "nodes");
  }

  void a_bad_selector_is_an_error_of_the_request() {
    const auto wrong =
        prepareRollout(state_, wantedOf("1.0.0", "regin:eu"), callerWith(Role::Operator), kNow, kInterval);
    QCOMPARE(reasonOf(wrong), QString("unknown_field"));
    QCOMPARE(wrong.error().field, std::string("selector"));
    QCOMPARE(reasonOf(start(wantedOf("1.0.0", "regin:eu"))), QString("unknown_field"));
  }

  void a_preview_says_why_nodes_are_left_out() {
    setIdentity("rotterdam-1", NodeIdentity::Quarantined);
    const RolloutPreview seen = preview(wantedOf("1.0.0", "", {kWest}));
    QCOMPARE(names(seen), std::string("rotterdam-2"));
    QCOMPARE(excluded(seen), std::string("rotterdam-1:not_active"));
    QCOMPARE(problem(seen), QString("ok"));
    QCOMPARE(seen.regions.size(), std::size_t{1});
    QCOMPARE(seen.regions[0].nodes, std::uint64_t{1});
    QCOMPARE(seen.regions[0].excluded, std::uint64_t{1});
    QCOMPARE(seen.regions[0].withoutWayBack, std::uint64_t{1});
  }

  void what_concerns_the_reach_of_a_node_is_only_a_warning() {
    seen(first_, 1min);
    seen(second_, 10min);
    const RolloutPreview all = preview(wantedOf("1.0.0"));
    QCOMPARE(all.nodes.size(), std::size_t{3});
    QCOMPARE(warnings(all, "boston-1"), std::string("no_way_back"));
    QCOMPARE(warnings(all, "rotterdam-1"), std::string("late no_way_back"));
    QCOMPARE(warnings(all, "rotterdam-2"), std::string("offline no_way_back"));
    QCOMPARE(problem(all), QString("ok"));
  }

  void the_way_back_is_a_proven_version_that_the_release_does_not_forbid() {
    state_.apply(Row(workloadStatus(first_, "1.0.0", 0)));
    const PreviewNode node = preview(wantedOf("2.0.0", "name:rotterdam-1")).nodes.at(0);
    QVERIFY(node.wayBack && node.hasVersion && node.warnings.empty());
    QCOMPARE(node.from.toString(), std::string("1.0.0"));
    QCOMPARE(node.to.toString(), std::string("2.0.0"));
    ReleaseRecord floored = releaseRecord("2.0.0");
    floored.release.floor = 2;
    state_.apply(Row(floored));
    const RolloutPreview oneWay = preview(wantedOf("2.0.0", "name:rotterdam-1"));
    QVERIFY(!oneWay.nodes.at(0).wayBack);
    QCOMPARE(warnings(oneWay, "rotterdam-1"), std::string("no_way_back"));
    QCOMPARE(warnings(preview(wantedOf("1.0.0", "name:rotterdam-1")), "rotterdam-1"), std::string("already_proven"));
  }

  void a_preview_has_the_problem_that_starting_would_have_data() {
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("selector");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("scoped");
    QTest::addColumn<bool>("running");
    QTest::addColumn<QString>("reason");
    QTest::newRow("none") << "1.0.0"
                          << "" << 60 << false << false << "ok";
    QTest::newRow("nobody matches") << "1.0.0"
                                    << "name:nobody" << 60 << false << false << "no_nodes";
    QTest::newRow("no variant") << "3.0.0"
                                << "" << 60 << false << false << "no_variant";
    QTest::newRow("too soon") << "1.0.0"
                              << "" << 5 << false << false << "bad_deadline";
    QTest::newRow("another region's nodes") << "1.0.0"
                                            << "" << 60 << true << false << "out_of_scope";
    QTest::newRow("another rollout") << "1.0.0"
                                     << "" << 60 << false << true << "rollout_running";
  }
  void a_preview_has_the_problem_that_starting_would_have() {
    QFETCH(QString, version);
    QFETCH(QString, selector);
    QFETCH(int, seconds);
    QFETCH(bool, scoped);
    QFETCH(bool, running);
    state_.apply(Row(releaseRecord("3.0.0", "riscv64")));
    if (running) QVERIFY(start(wantedOf("2.0.0")));
    NewRollout wanted = wantedOf(version.toUtf8(), selector.toUtf8());
    wanted.deadline = std::chrono::seconds(seconds);
    const Caller caller =
        scoped ? Caller{"ada", {{Role::Operator, {kWest}}, {Role::Viewer, {}}}} : callerWith(Role::Operator);
    const RolloutPreview seen = preview(wanted, caller);
    QTEST(problem(seen), "reason");
    QTEST(reasonOf(start(wanted, caller)), "reason");
    if (scoped) QCOMPARE(excluded(seen), std::string("boston-1:out_of_scope"));
    if (version == "3.0.0") QCOMPARE(seen.excludedCount, std::uint64_t{3});
  }

  void why_no_node_is_active_decides_what_to_do_data() {
    QTest::addColumn<int>("identity");
    QTest::addColumn<QString>("fix");
    QTest::newRow("pending") << static_cast<int>(NodeIdentity::Pending) << "flotillactl nodes approve rotterdam-1";
    QTest::newRow("quarantined") << static_cast<int>(NodeIdentity::Quarantined)
                                 << "flotillactl nodes readmit rotterdam-1";
    QTest::newRow("revoked") << static_cast<int>(NodeIdentity::Revoked) << "choose others, or enrol nodes first";
    QTest::newRow("retired") << static_cast<int>(NodeIdentity::Retired) << "choose others, or enrol nodes first";
  }
  void why_no_node_is_active_decides_what_to_do() {
    QFETCH(int, identity);
    QFETCH(QString, fix);
    setIdentity("rotterdam-1", static_cast<NodeIdentity>(identity));
    const Error error = *preview(wantedOf("1.0.0", "name:rotterdam-1")).problem;
    QCOMPARE(error.message,
             "no active node matches; rotterdam-1 is " + std::string(toText(static_cast<NodeIdentity>(identity))));
    QCOMPARE(error.field, std::string("selector"));
    QCOMPARE(QString::fromStdString(error.fix), fix);
  }

  void no_field_is_blamed_for_what_was_not_given() {
    setIdentity("rotterdam-1", NodeIdentity::Retired);
    setIdentity("rotterdam-2", NodeIdentity::Retired);
    setIdentity("boston-1", NodeIdentity::Revoked);
    const Error error = *preview(wantedOf("1.0.0")).problem;
    QCOMPARE(error.message, std::string("no active node matches; 1 revoked, 2 retired"));
    QCOMPARE(error.field, std::string());
    QCOMPARE(error.fix, std::string("enrol nodes first"));
    QCOMPARE(preview(wantedOf("1.0.0", "", {kEast})).problem->field, std::string("regions"));
  }

  void a_revoked_or_retired_node_is_offline_at_once() {
    for (const NodeIdentity identity :
         {NodeIdentity::Active, NodeIdentity::Quarantined, NodeIdentity::Revoked, NodeIdentity::Retired}) {
      setIdentity("rotterdam-1", identity);
      const bool gone = identity == NodeIdentity::Revoked || identity == NodeIdentity::Retired;
      const Node node = nodeView(state_, *state_.findNode("rotterdam-1"), kNow, kInterval);
      QCOMPARE(node.liveness, gone ? Liveness::Offline : Liveness::Live);
    }
  }

  void a_preview_shows_nothing_of_other_regions() {
    const RolloutPreview seen = preview(wantedOf("1.0.0"), callerWith(Role::Operator, {kWest}));
    QCOMPARE(names(seen), std::string("rotterdam-1 rotterdam-2"));
    QVERIFY(seen.excluded.empty());
    QCOMPARE(problem(seen), QString("out_of_scope"));
  }

  void the_way_back_is_previewed_with_what_stays_on_the_nodes() {
    state_.apply(Row(workloadStatus(first_, "1.0.0", 0)));
    const Caller caller = callerWith(Role::Operator);
    QVERIFY(start(wantedOf("2.0.0", "", {kWest})));
    const RolloutId id("meter-reader-1");
    prove(first_, "2.0.0");
    const RolloutPreview back = prepareRollBack(state_, id, caller, kNow, kInterval).value();
    QCOMPARE(names(back), std::string("rotterdam-1"));
    QCOMPARE(back.nodes[0].from.toString(), std::string("2.0.0"));
    QCOMPARE(back.nodes[0].to.toString(), std::string("1.0.0"));
    QVERIFY(back.nodes[0].wayBack && back.nodes[0].warnings.empty());
    QCOMPARE(excluded(back), std::string("rotterdam-2:no_version_before"));
    QCOMPARE(problem(back), QString("ok"));
    setIdentity("rotterdam-1", NodeIdentity::Quarantined);
    QCOMPARE(problem(*prepareRollBack(state_, id, caller, kNow, kInterval)), QString("no_way_back"));
    setIdentity("rotterdam-1", NodeIdentity::Active);
    apply(state_, rollBack(state_, id, caller, key_, kNow)->mutation);
    QCOMPARE(problem(*prepareRollBack(state_, id, caller, kNow, kInterval)), QString("already_rolled_back"));
    QCOMPARE(reasonOf(prepareRollBack(state_, RolloutId("x"), caller, kNow, kInterval)), QString("no_rollout"));
    QCOMPARE(reasonOf(prepareRollBack(state_, id, callerWith(Role::Operator, {kEast}), kNow, kInterval)),
             QString("no_rollout"));
  }
};

QTEST_GUILESS_MAIN(TstRolloutPreview)
#include "tst_rollout_preview.moc"
