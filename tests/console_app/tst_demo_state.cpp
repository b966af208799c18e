// The demonstration fleet as a value: what it is made of, and how it goes on.
#include <QtTest>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_build.h"
#include "app/console/adapters/demo_motion.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_views.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace std::chrono_literals;

namespace {

const TimePoint kStart = fromMicros(1'790'000'000'000'000);

DemoState madeOf(std::size_t nodes, std::uint64_t seed = 1) {
  return buildDemo({nodes, seed, std::nullopt}, kStart);
}

void run(DemoState& state, std::chrono::seconds time) {
  for (const TimePoint end = state.now + time; state.now < end;) advance(state, state.now + 1s);
}

std::size_t countOf(const DemoState& state, NodeHealth health) {
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) count += toNode(state, i).health == health;
  return count;
}

std::string textOf(const Node& node) {
  std::string out = node.id.value + node.name + node.hardware + std::string(toText(node.health)) +
                    std::to_string(toMicros(node.lastSeen)) + node.fingerprint;
  for (const NodeWorkload& workload : node.workloads) {
    out += workload.version.toString() + std::string(toText(workload.state)) + workload.digest.hex() + workload.reason;
    for (const VersionTotals& totals : workload.totals) out += std::to_string(totals.requests + totals.errors);
  }
  return out;
}

std::string textOf(const DemoState& state) {
  std::string out;
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) out += textOf(toNode(state, i)) + "\n";
  for (const DemoRollout& rollout : state.rollouts)
    for (const RolloutNode& node : toRollout(state, rollout).nodes)
      out += node.rollout.value + node.nodeName + std::string(toText(node.outcome)) + "\n";
  return out + state.audit.back().hash.hex();
}

}  // namespace

class TestDemoState : public QObject {
  Q_OBJECT

 private slots:
  void the_same_seed_and_the_same_times_give_the_same_fleet();
  void another_seed_gives_another_fleet();
  void has_as_many_nodes_as_asked_for_data();
  void has_as_many_nodes_as_asked_for();
  void looks_like_an_ordinary_day();
  void a_site_without_uplink_is_offline_as_a_whole();
  void names_and_ids_lead_back_to_the_node();
  void healthy_nodes_stay_live_while_time_passes();
  void the_picture_stays_the_same_over_an_hour();
  void the_rollout_under_way_comes_to_an_end();
  void after_one_rollout_the_next_one_starts();
  void counters_only_rise_while_a_version_stays();
  void nothing_moves_without_reports();
  void the_audit_log_is_chained();
  void events_tell_how_the_node_came_to_be_where_it_is();
};

void TestDemoState::the_same_seed_and_the_same_times_give_the_same_fleet() {
  DemoState one = madeOf(1'500), other = madeOf(1'500);
  QVERIFY(textOf(one) == textOf(other));
  run(one, 5min);
  run(other, 5min);
  QVERIFY(textOf(one) == textOf(other));
}

void TestDemoState::another_seed_gives_another_fleet() {
  QVERIFY(textOf(madeOf(500, 1)) != textOf(madeOf(500, 2)));
}

void TestDemoState::has_as_many_nodes_as_asked_for_data() {
  QTest::addColumn<int>("nodes");
  for (const int nodes : {0, 1, 7, 49, 50, 51, 999, 10'000, 100'000}) QTest::addRow("%d", nodes) << nodes;
}

void TestDemoState::has_as_many_nodes_as_asked_for() {
  QFETCH(int, nodes);
  DemoState state = madeOf(static_cast<std::size_t>(nodes));
  QCOMPARE(state.nodes.size(), static_cast<std::size_t>(nodes));
  QCOMPARE(state.siteBegin.size(), std::size_t{51});
  QCOMPARE(state.siteBegin.back(), static_cast<std::uint32_t>(nodes));
  run(state, 3s);
}

void TestDemoState::looks_like_an_ordinary_day() {
  const DemoState state = madeOf(10'000);
  QCOMPARE(countOf(state, NodeHealth::Failed), std::size_t{14});
  QCOMPARE(countOf(state, NodeHealth::Offline), std::size_t{61});
  QCOMPARE(countOf(state, NodeHealth::Degraded), std::size_t{48});
  QCOMPARE(countOf(state, NodeHealth::Unknown), std::size_t{12});
  QCOMPARE(countOf(state, NodeHealth::Held), std::size_t{32});
  QCOMPARE(countOf(state, NodeHealth::Updating), std::size_t{239});
  QCOMPARE(countOf(state, NodeHealth::Healthy), std::size_t{9'594});
}

void TestDemoState::a_site_without_uplink_is_offline_as_a_whole() {
  const DemoState state = madeOf(10'000);
  std::size_t offline = 0;
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
    const Node node = toNode(state, i);
    offline += node.site.value == "rotterdam-3" && node.health == NodeHealth::Offline;
  }
  QCOMPARE(offline, std::size_t{38});
}

void TestDemoState::names_and_ids_lead_back_to_the_node() {
  const DemoState state = madeOf(2'000);
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
    QVERIFY(findDemoNode(state, nameOf(state.nodes[i])) == i);
    QVERIFY(findDemoNode(state, idOf(state, i).value) == i);
  }
  for (const char* nothing : {"", "-", "antwerp", "antwerp-0", "antwerp-9999", "antwerp-1x", "nowhere-1",
                              "0192a1b0-7c00-7000-8000-000000000001"})
    QVERIFY2(!findDemoNode(state, nothing), nothing);
}

void TestDemoState::healthy_nodes_stay_live_while_time_passes() {
  DemoState state = madeOf(3'000);
  for (int i = 0; i < 20; ++i) {
    run(state, 10s);
    for (std::uint32_t n = 0; n < state.nodes.size(); ++n)
      if (state.nodes[n].contact == DemoContact::Steady && state.nodes[n].identity == NodeIdentity::Active)
        QCOMPARE(toNode(state, n).liveness, Liveness::Live);
  }
}

void TestDemoState::the_picture_stays_the_same_over_an_hour() {
  DemoState state = madeOf(2'000);
  run(state, 1h);
  const std::size_t healthy = countOf(state, NodeHealth::Healthy);
  QVERIFY2(healthy > 1'880, qPrintable(QString::number(healthy)));
  QVERIFY(countOf(state, NodeHealth::Offline) > 0);
}

void TestDemoState::the_rollout_under_way_comes_to_an_end() {
  DemoState state = madeOf(1'000);
  const std::size_t index = state.rollouts.size() - 1;
  QCOMPARE(state.rollouts[index].state, RolloutState::Running);
  const std::size_t before = toRollout(state, state.rollouts[index]).count(NodeOutcome::Proven);
  run(state, 1min);
  QVERIFY(toRollout(state, state.rollouts[index]).count(NodeOutcome::Proven) > before);
  run(state, 30min);
  QVERIFY(hasEnded(state.rollouts[index].state));
  QCOMPARE(toRollout(state, state.rollouts[index]).count(NodeOutcome::Pending), std::size_t{0});
}

void TestDemoState::after_one_rollout_the_next_one_starts() {
  DemoState state = madeOf(1'000);
  const std::size_t before = state.rollouts.size();
  run(state, 1h);
  QVERIFY(state.rollouts.size() > before);
}

void TestDemoState::counters_only_rise_while_a_version_stays() {
  DemoState state = madeOf(300);
  std::vector<Node> before;
  for (std::uint32_t i = 0; i < 300; ++i) before.push_back(toNode(state, i));
  run(state, 1min);
  std::size_t risen = 0;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const Node now = toNode(state, i);
    for (std::size_t w = 0; w < now.workloads.size(); ++w) {
      if (now.workloads[w].version != before[i].workloads[w].version || now.workloads[w].totals.empty()) continue;
      const VersionTotals &then = before[i].workloads[w].totals.front(), &later = now.workloads[w].totals.front();
      QVERIFY(later.requests >= then.requests && later.correct >= then.correct && later.errors >= then.errors);
      QVERIFY(later.correct <= later.labelled && later.labelled <= later.requests);
      risen += later.requests > then.requests;
    }
  }
  QVERIFY(risen > 500);
}

void TestDemoState::nothing_moves_without_reports() {
  DemoState state = buildDemo({1'000, 1, 0.0}, kStart);
  const std::string before = textOf(state);
  QVERIFY(countOf(state, NodeHealth::Healthy) > 960);
  const DemoChanges changes = advance(state, kStart + 1h);
  QVERIFY(changes.nodes.empty() && changes.rollouts.empty());
  QVERIFY(textOf(state) == before);
}

void TestDemoState::the_audit_log_is_chained() {
  DemoState state = madeOf(500);
  QVERIFY(verifyDemoAudit(state.audit).intact);
  QVERIFY(state.audit.size() > 20);
  state.audit[3].detail += "x";
  QVERIFY(!verifyDemoAudit(state.audit).intact);
  QCOMPARE(verifyDemoAudit(state.audit).firstBad, std::uint64_t{4});
}

void TestDemoState::events_tell_how_the_node_came_to_be_where_it_is() {
  const DemoState state = madeOf(5'000);
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
    const auto events = eventsOf(state.nodes[i], state.now);
    QVERIFY(std::is_sorted(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at > b.at; }));
    for (const NodeEvent& event : events) QVERIFY(event.at <= state.now);
    const auto halts = [](const NodeEvent& event) { return event.state == InstallState::Halted; };
    if (toNode(state, i).health == NodeHealth::Failed) QVERIFY(std::any_of(events.begin(), events.end(), halts));
    if (state.nodes[i].contact == DemoContact::Never) QVERIFY(events.empty());
  }
}

QTEST_GUILESS_MAIN(TestDemoState)
#include "tst_demo_state.moc"
