// Orders that operators give to nodes: who may, what is stored, and when a node is told.
#include <QtTest>

#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/controlplane/core/inventory/node_report.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Caller kAdmin = callerWith(Role::SecurityAdmin);

class ToldSession final : public AgentSession {
 public:
  void welcome(std::uint64_t, TimePoint, std::uint64_t) override {}
  void acknowledge(std::uint64_t) override {}
  void policy(const std::string&) override {}
  void assign(const Delivery&) override {}
  void renewed(const std::string&) override {}
  void searchLogs(std::uint64_t, const LogQuery&) override {}
  void captureInputs(std::uint64_t, const SampleQuery&) override {}
  void orders(const NodeOrders& orders) override { told.push_back(orders); }
  void fault(const FaultOrder&) override {}
  void endFaults(const std::string&) override {}
  void close(const Error& why) override { closed = why.reason; }
  std::vector<NodeOrders> told;
  std::string closed;
};

}  // namespace

class TstNodeOrdersGiven : public QObject {
  Q_OBJECT

  static FleetState fleetOf(NodeIdentity identity = NodeIdentity::Active, bool takesOrders = true) {
    FleetState state;
    Mutation rows = smallFleet({{"a", kWest}});
    NodeRecord node = nodeRecord("a", kWest);
    node.identity = identity;
    rows.rows.emplace_back(node);
    NodeStatus status;
    status.node = node.id;
    status.takesOrders = takesOrders;
    rows.rows.emplace_back(status);
    rows.rows.emplace_back(workloadStatus(node.id, "1.0.0", 1));
    apply(state, rows);
    return state;
  }
  static const NodeEntry& nodeIn(const FleetState& state) { return state.nodes.at(NodeId("id-of-a")); }
  static Result<Decision<NodeId>> order(FleetState& state, NodeOrder what, const Caller& caller = kAdmin,
                                        const WorkloadName& workload = kWorkload) {
    auto decided = orderNode(state, what, "a", workload, "because", caller);
    if (decided) apply(state, decided->mutation);
    return decided;
  }

 private slots:
  void each_order_is_the_next_one() {
    FleetState state = fleetOf();
    QVERIFY(order(state, NodeOrder::Restart, callerWith(Role::Operator)).ok());
    QVERIFY(order(state, NodeOrder::Rotate).ok());
    QVERIFY(order(state, NodeOrder::Restart, callerWith(Role::Operator)).ok());
    const NodeOrders& orders = nodeIn(state).orders;
    QCOMPARE(orders.number, std::uint64_t{3});
    QCOMPARE(orders.renewal, std::uint64_t{2});
    QCOMPARE(orders.restarts.at(kWorkload), std::uint64_t{3});
    QVERIFY(!orders.isolated);
  }

  void isolating_quarantines_and_readmitting_ends_both() {
    FleetState state = fleetOf();
    const auto isolated = order(state, NodeOrder::Isolate);
    QCOMPARE(isolated->fact.object, std::string("node/a"));
    QVERIFY(nodeIn(state).orders.isolated);
    QCOMPARE(nodeIn(state).record.identity, NodeIdentity::Quarantined);
    QVERIFY(order(state, NodeOrder::Isolate)->mutation.empty());
    QVERIFY(order(state, NodeOrder::Rotate).ok());  // it is in quarantine, and there
    apply(state, changeNode(state, NodeVerb::Readmit, "a", {}, kAdmin)->mutation);
    QVERIFY(!nodeIn(state).orders.isolated);
    QCOMPARE(nodeIn(state).orders.number, std::uint64_t{3});
    QCOMPARE(nodeIn(state).record.identity, NodeIdentity::Active);
  }

  void a_database_older_than_the_node_goes_on_above_it() {
    FleetState state = fleetOf();
    NodeStatus status = nodeIn(state).status;
    status.orders = {7, true};
    Mutation rows;
    rows.rows.emplace_back(status);
    apply(state, rows);
    QVERIFY(order(state, NodeOrder::Rotate).ok());
    QCOMPARE(nodeIn(state).orders.number, std::uint64_t{8});
    QVERIFY(nodeIn(state).orders.isolated);  // another order does not end what nobody ended
  }

  void a_node_that_an_older_database_does_not_know_to_be_isolated_is_readmitted_all_the_same() {
    FleetState state = fleetOf();
    NodeStatus status = nodeIn(state).status;
    status.orders = {7, true};
    Mutation rows;
    rows.rows.emplace_back(status);
    apply(state, rows);
    apply(state, changeNode(state, NodeVerb::Readmit, "a", {}, kAdmin)->mutation);
    QCOMPARE(nodeIn(state).orders.number, std::uint64_t{8});
    QVERIFY(!nodeIn(state).orders.isolated);
    QCOMPARE(nodeIn(state).record.identity, NodeIdentity::Active);
  }

  void what_cannot_be_ordered_is_refused_data() {
    QTest::addColumn<int>("order");
    QTest::addColumn<int>("identity");
    QTest::addColumn<bool>("takes");
    QTest::addColumn<int>("role");
    QTest::addColumn<QString>("workload");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* tag, NodeOrder order, NodeIdentity identity, bool takes, Role role,
                        const char* workload, const char* reason) {
      QTest::newRow(tag) << int(order) << int(identity) << takes << int(role) << workload << reason;
    };
    const char* reader = "meter-reader";
    row("revoked", NodeOrder::Isolate, NodeIdentity::Revoked, true, Role::SecurityAdmin, reader, "wrong_state");
    row("pending", NodeOrder::Rotate, NodeIdentity::Pending, true, Role::SecurityAdmin, reader, "wrong_state");
    row("too old", NodeOrder::Isolate, NodeIdentity::Active, false, Role::SecurityAdmin, reader, "agent_too_old");
    row("an operator does not isolate", NodeOrder::Isolate, NodeIdentity::Active, true, Role::Operator, reader,
        "out_of_scope");
    row("a viewer does not restart", NodeOrder::Restart, NodeIdentity::Active, true, Role::Viewer, reader,
        "out_of_scope");
    row("no such workload", NodeOrder::Restart, NodeIdentity::Active, true, Role::Operator, "other", "no_workload");
  }
  void what_cannot_be_ordered_is_refused() {
    QFETCH(int, order);
    QFETCH(int, identity);
    QFETCH(bool, takes);
    QFETCH(int, role);
    QFETCH(QString, workload);
    FleetState state = fleetOf(NodeIdentity(identity), takes);
    const auto refused =
        this->order(state, NodeOrder(order), callerWith(Role(role)), WorkloadName(workload.toStdString()));
    QTEST(reasonOf(refused), "reason");
    QVERIFY(!refused.error().fix.empty());
  }

  void a_node_is_told_when_it_comes_and_whenever_it_changes() {
    ManualLoop loop;
    ManualClock clock;
    MemoryStore store;
    const SigningKey key = SigningKey::generate();
    const CertificateAuthority ca = CertificateAuthority::create("test CA", kNow);
    store.kept = fleetOf();
    Fleet fleet(loop, store);
    QVERIFY(fleet.open());
    AgentHub hub(fleet, clock, ca, key, 24h, 10s);
    fleet.setListener([&](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    const auto give = [&](NodeOrder what) {
      auto decided = orderNode(fleet.state(), what, "a", kWorkload, {}, kAdmin);
      fleet.submit(std::move(decided->mutation), [](const Status&) {});
      fleet.flush();
    };
    give(NodeOrder::Rotate);
    const NodeId id("id-of-a");
    ToldSession old, first, second;
    AgentHello hello{"boot", "x86_64", "1.0.0"};
    hub.connect({id, keyOf("a")}, hello, old);
    QVERIFY(old.told.empty());  // an agent that does not know of orders
    hello.takesOrders = true;
    hub.connect({id, keyOf("a")}, hello, first);
    QCOMPARE(first.told.size(), std::size_t{1});
    QCOMPARE(first.told.front().renewal, std::uint64_t{1});
    give(NodeOrder::Isolate);
    QCOMPARE(first.told.size(), std::size_t{2});
    QVERIFY(first.told.back().isolated && first.closed.empty());
    hub.connect({id, keyOf("a")}, hello, second);
    QCOMPARE(second.told.size(), std::size_t{1});
    QCOMPARE(second.told.front(), first.told.back());
  }

  void what_a_report_says_of_orders_is_kept() {
    FleetState state = fleetOf(NodeIdentity::Active, false);
    NodeReport report;
    report.seq = 1;
    report.orders = OrdersDone{4, true};
    apply(state, takeReport(state, nodeIn(state), report, 0, kNow).value());
    QVERIFY(nodeIn(state).status.takesOrders);
    QCOMPARE(nodeIn(state).status.orders, (OrdersDone{4, true}));
    report.seq = 2;
    report.orders.reset();  // of an older agent, which was put back
    apply(state, takeReport(state, nodeIn(state), report, 0, kNow).value());
    QVERIFY(!nodeIn(state).status.takesOrders);
  }
};

QTEST_GUILESS_MAIN(TstNodeOrdersGiven)
#include "tst_node_orders_given.moc"
