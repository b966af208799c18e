// The demonstration fleet as the console uses it: calls, the stream, its own thread.
#include <QElapsedTimer>
#include <QtTest>
#include <thread>

#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

DemoSpec specOf(std::size_t nodes, std::optional<double> rate = std::nullopt) {
  return {nodes, 1, rate};
}

NewRollout rolloutOf(const char* workload, Version version, const char* selector) {
  NewRollout out;
  out.workload = WorkloadName(workload);
  out.version = std::move(version);
  out.selector = selector;
  return out;
}

class Counter final : public FleetListener {
 public:
  void onUpdate(FleetUpdate update) override {
    for (const FleetThing& thing : update.upserts) nodes += std::holds_alternative<Node>(thing);
    if (update.complete) complete = true;
  }
  void onLost(const Error&, Duration) override {}
  std::atomic<std::size_t> nodes = 0;
  std::atomic<bool> complete = false;
};

}  // namespace

class TestDemoFleet : public QObject {
  Q_OBJECT

 private slots:
  void a_watcher_gets_the_whole_fleet_and_then_changes();
  void a_hundred_thousand_nodes_are_there_in_two_seconds();
  void two_watchers_are_told_the_same();
  void an_ended_watch_is_not_called_any_more();
  void ends_cleanly_under_load_and_answers_everything_once();
  void tells_who_asks_and_what_they_may();
  void lists_are_filtered_sorted_and_paged();
  void a_wrong_filter_says_where();
  void a_token_is_made_for_a_declared_site_only();
  void a_pending_node_is_approved_and_reports();
  void a_verb_from_the_wrong_state_is_refused();
  void a_preview_says_what_the_rollout_then_does();
  void a_second_rollout_of_a_workload_has_to_wait();
  void a_rollout_ends_and_is_taken_back();
  void a_running_rollout_is_cancelled_and_makes_room_for_the_next();
  void what_a_node_has_proven_is_not_deployed_there_again();
  void what_operators_do_is_in_the_audit_log();
  void what_needs_a_server_is_refused_with_a_way_out();
};

void TestDemoFleet::a_watcher_gets_the_whole_fleet_and_then_changes() {
  StoppedClock clock;
  DemoFleet fleet(specOf(300), clock);
  Mirror mirror;
  const auto watch = fleet.watch(mirror);
  QVERIFY(mirror.waitFor([&] { return mirror.complete; }));
  QCOMPARE(mirror.nodes.size(), std::size_t{300});
  QCOMPARE(mirror.regions, std::size_t{8});
  QCOMPARE(mirror.sites, std::size_t{50});
  QCOMPARE(mirror.workloads, std::size_t{4});
  QVERIFY(mirror.releases >= 10 && mirror.rollouts.size() >= 5);
  const TimePoint before = clock.now();
  clock.pass(10s);
  QVERIFY(mirror.waitFor([&] { return mirror.nodes.begin()->second.lastSeen > before; }));
  QCOMPARE(mirror.restarts, 1);
  QCOMPARE(mirror.losses.load(), 0);
}

void TestDemoFleet::a_hundred_thousand_nodes_are_there_in_two_seconds() {
  StoppedClock clock;
  Counter counter;
  QElapsedTimer timer;
  timer.start();
  DemoFleet fleet(specOf(100'000), clock);
  const auto watch = fleet.watch(counter);
  QTRY_VERIFY_WITH_TIMEOUT(counter.complete, 60'000);
  const qint64 took = timer.elapsed();
  QCOMPARE(counter.nodes.load(), std::size_t{100'000});
  qInfo("100,000 nodes after %lld ms", static_cast<long long>(took));
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
  QVERIFY(took < 2'000);
#endif
}

void TestDemoFleet::two_watchers_are_told_the_same() {
  StoppedClock clock;
  DemoFleet fleet(specOf(100), clock);
  Mirror one, other;
  const auto first = fleet.watch(one), second = fleet.watch(other);
  QVERIFY(one.waitFor([&] { return one.complete; }));
  QVERIFY(other.waitFor([&] { return other.complete; }));
  const TimePoint before = clock.now();
  clock.pass(10s);
  const auto moved = [&](Mirror& mirror) {
    return mirror.waitFor([&] { return mirror.nodes.at("antwerp-1").lastSeen > before; });
  };
  QVERIFY(moved(one) && moved(other));
}

void TestDemoFleet::an_ended_watch_is_not_called_any_more() {
  SystemClock clock;
  DemoFleet fleet(specOf(2'000, 50'000.0), clock);
  Mirror mirror;
  auto watch = fleet.watch(mirror);
  QVERIFY(mirror.waitFor([&] { return mirror.complete && mirror.updates > 2; }));
  watch.reset();
  const int after = mirror.updates;
  Mirror other;  // whose news would have been the first one's too
  const auto next = fleet.watch(other);
  QVERIFY(other.waitFor([&] { return other.updates > 5; }));
  QCOMPARE(mirror.updates.load(), after);
}

void TestDemoFleet::ends_cleanly_under_load_and_answers_everything_once() {
  constexpr int kCalls = 2'000;
  std::atomic<int> answers = 0;
  SystemClock clock;
  Mirror mirror;
  {
    DemoFleet fleet(specOf(5'000, 100'000.0), clock);
    auto watch = fleet.watch(mirror);
    QVERIFY(mirror.waitFor([&] { return mirror.complete; }));
    std::thread asks([&] {
      for (int i = 0; i < kCalls; ++i) fleet.getNode("antwerp-1", [&](const Result<Node>&) { ++answers; });
    });
    asks.join();
    watch.reset();
  }
  QCOMPARE(answers.load(), kCalls);
}

void TestDemoFleet::tells_who_asks_and_what_they_may() {
  StoppedClock clock;
  DemoFleet fleet(specOf(1'000), clock);
  const auto info = answerOf<ServerInfo>([&](auto done) { fleet.serverInfo(done); });
  QVERIFY(info.ok());
  QCOMPARE(info->caller.name, std::string("operator-1"));
  QVERIFY(info->caller.mayEverywhere(Role::SecurityAdmin));
  QCOMPARE(info->nodes, std::uint64_t{1'000});
  QVERIFY(info->connected > 950 && info->connected < 1'000);
  QVERIFY(info->reportInterval == Duration(10s));
  QVERIFY(info->now == clock.now());
}

void TestDemoFleet::lists_are_filtered_sorted_and_paged() {
  StoppedClock clock;
  DemoFleet fleet(specOf(1'000), clock);
  ListQuery query{"site:antwerp", "name desc", 10, {}};
  std::vector<std::string> names;
  do {
    const auto page = answerOf<Page<Node>>([&](auto done) { fleet.listNodes(query, done); });
    QVERIFY(page.ok());
    QCOMPARE(page->total, std::uint64_t{24});
    for (const Node& node : page->items) names.push_back(node.name);
    query.pageToken = page->nextPageToken;
  } while (!query.pageToken.empty());
  QCOMPARE(names.size(), std::size_t{24});
  QVERIFY(std::is_sorted(names.rbegin(), names.rend()));
}

void TestDemoFleet::a_wrong_filter_says_where() {
  StoppedClock clock;
  DemoFleet fleet(specOf(10), clock);
  const auto page = answerOf<Page<Node>>([&](auto done) { fleet.listNodes({"sight:antwerp", {}, 10, {}}, done); });
  QVERIFY(!page.ok());
  QCOMPARE(page.error().reason, std::string("unknown_field"));
  QCOMPARE(page.error().field, std::string("filter"));
}

void TestDemoFleet::a_token_is_made_for_a_declared_site_only() {
  StoppedClock clock;
  DemoFleet fleet(specOf(10), clock);
  NewEnrolToken wanted;
  wanted.site = SiteName("antwerp");
  const auto made = answerOf<CreatedToken>([&](auto done) { fleet.createToken(wanted, done); });
  QVERIFY(made.ok() && made->text.size() > 40);
  wanted.site = SiteName("atlantis");
  const auto refused = answerOf<CreatedToken>([&](auto done) { fleet.createToken(wanted, done); });
  QCOMPARE(refused.error().reason, std::string("no_site"));
}

void TestDemoFleet::a_pending_node_is_approved_and_reports() {
  StoppedClock clock;
  DemoFleet fleet(specOf(2'000), clock);
  Mirror mirror;
  const auto watch = fleet.watch(mirror);
  const auto pending = answerOf<Page<Node>>([&](auto done) {
    fleet.listNodes({"identity:pending", {}, 10, {}}, done);
  });
  QVERIFY(pending.ok() && !pending->items.empty());
  const std::string name = pending->items.front().name;
  QCOMPARE(pending->items.front().health, NodeHealth::Held);
  const auto node = answerOf<Node>([&](auto done) { fleet.changeNode(NodeVerb::Approve, name, "seen on site", done); });
  QVERIFY(node.ok());
  QCOMPARE(node->identity, NodeIdentity::Active);
  QVERIFY(mirror.waitFor([&] { return mirror.nodes.at(name).health == NodeHealth::Healthy; }));
}

void TestDemoFleet::a_verb_from_the_wrong_state_is_refused() {
  StoppedClock clock;
  DemoFleet fleet(specOf(100), clock);
  const auto change = [&](NodeVerb verb, const char* name) {
    return answerOf<Node>([&](auto done) { fleet.changeNode(verb, name, {}, done); });
  };
  QVERIFY(change(NodeVerb::Revoke, "antwerp-1").ok());
  QCOMPARE(change(NodeVerb::Readmit, "antwerp-1").error().reason, std::string("wrong_state"));
  QCOMPARE(change(NodeVerb::Readmit, "nobody-1").error().reason, std::string("no_node"));
}

void TestDemoFleet::a_preview_says_what_the_rollout_then_does() {
  StoppedClock clock;
  DemoFleet fleet(specOf(2'000), clock);
  const NewRollout wanted = rolloutOf("meter-reader", {2, 1, 0}, "site:(antwerp|madrid)");
  const auto preview = answerOf<RolloutPreview>([&](auto done) { fleet.prepareRollout(wanted, done); });
  QVERIFY(preview.ok());
  QVERIFY(!preview->problem && preview->nodeCount > 10 && preview->excludedCount > 0);
  QCOMPARE(preview->regions.size(), std::size_t{1});
  const auto rollout = answerOf<Rollout>([&](auto done) { fleet.createRollout(wanted, done); });
  QVERIFY(rollout.ok());
  QCOMPARE(rollout->nodes.size(), preview->nodes.size());
  for (std::size_t i = 0; i < rollout->nodes.size(); ++i) {
    QCOMPARE(rollout->nodes[i].nodeName, preview->nodes[i].name);
    QVERIFY(rollout->nodes[i].from == preview->nodes[i].from);
  }
  QCOMPARE(rollout->author, std::string("operator-1"));
}

void TestDemoFleet::a_second_rollout_of_a_workload_has_to_wait() {
  StoppedClock clock;
  DemoFleet fleet(specOf(1'000), clock);
  const NewRollout wanted = rolloutOf("edge-gateway", {4, 2, 0}, "");
  const auto preview = answerOf<RolloutPreview>([&](auto done) { fleet.prepareRollout(wanted, done); });
  QVERIFY(preview.ok() && preview->problem);
  const auto rollout = answerOf<Rollout>([&](auto done) { fleet.createRollout(wanted, done); });
  QCOMPARE(rollout.error().reason, std::string("rollout_running"));
  QCOMPARE(preview->problem->reason, rollout.error().reason);
}

void TestDemoFleet::a_rollout_ends_and_is_taken_back() {
  StoppedClock clock;
  DemoFleet fleet(specOf(400), clock);
  Mirror mirror;
  const auto watch = fleet.watch(mirror);
  const NewRollout wanted = rolloutOf("meter-reader", {2, 1, 0}, "region:ap-east status:healthy");
  const auto rollout = answerOf<Rollout>([&](auto done) { fleet.createRollout(wanted, done); });
  QVERIFY(rollout.ok());
  const RolloutId id = rollout->id;
  const std::string name = rollout->nodes.front().nodeName;
  const Version from = rollout->nodes.front().from;
  const auto goesOnUntil = [&](auto condition) {
    for (int i = 0; i < 300; ++i) {
      const int seen = mirror.updates;
      clock.pass(30s);
      (void)mirror.waitFor([&] { return mirror.updates > seen; });
      const auto now = answerOf<Rollout>([&](auto done) { fleet.getRollout(id, done); });
      if (now.ok() && condition(now->state)) return true;
    }
    return false;
  };
  QVERIFY(goesOnUntil([](RolloutState s) { return s == RolloutState::Succeeded || s == RolloutState::Failed; }));
  const auto preview = answerOf<RolloutPreview>([&](auto done) { fleet.prepareRollBack(id, done); });
  QVERIFY(preview.ok() && !preview->problem);
  const auto back = answerOf<Rollout>([&](auto done) { fleet.rollBack(id, done); });
  QVERIFY(back.ok());
  QCOMPARE(back->state, RolloutState::RollingBack);
  QVERIFY(goesOnUntil([](RolloutState s) { return s == RolloutState::RolledBack; }));
  const auto node = answerOf<Node>([&](auto done) { fleet.getNode(name, done); });
  QVERIFY(node.ok() && node->workloads.back().version == from);
  const auto again = answerOf<Rollout>([&](auto done) { fleet.rollBack(id, done); });
  QCOMPARE(again.error().reason, std::string("already_rolled_back"));
}

void TestDemoFleet::a_running_rollout_is_cancelled_and_makes_room_for_the_next() {
  StoppedClock clock;
  DemoFleet fleet(specOf(1'000), clock);
  const auto running = answerOf<Page<Rollout>>([&](auto done) {
    fleet.listRollouts({"state:running workload:edge-gateway", {}, 5, {}}, done);
  });
  QVERIFY(running.ok());
  QCOMPARE(running->items.size(), std::size_t{1});
  const Rollout& before = running->items.front();
  QVERIFY(before.count(NodeOutcome::Pending) > 0);
  const auto cancelled = answerOf<Rollout>([&](auto done) { fleet.abortRollout(before.id, done); });
  QVERIFY(cancelled.ok());
  QCOMPARE(cancelled->state, RolloutState::Aborted);
  QCOMPARE(cancelled->count(NodeOutcome::Proven), before.count(NodeOutcome::Proven));
  QCOMPARE(cancelled->count(NodeOutcome::Withdrawn) + cancelled->count(NodeOutcome::Stayed),
           before.count(NodeOutcome::Pending));
  const auto again = answerOf<Rollout>([&](auto done) { fleet.abortRollout(before.id, done); });
  QCOMPARE(again.error().reason, std::string("not_running"));
  const NewRollout next = rolloutOf(before.workload.value.c_str(), before.to, "");
  const auto preview = answerOf<RolloutPreview>([&](auto done) { fleet.prepareRollout(next, done); });
  QVERIFY(preview.ok() && !preview->problem);
}

void TestDemoFleet::what_a_node_has_proven_is_not_deployed_there_again() {
  StoppedClock clock;
  DemoFleet fleet(specOf(400), clock);
  const auto page = answerOf<Page<Node>>([&](auto done) {
    fleet.listNodes({"region:ap-east status:healthy", {}, 100, {}}, done);
  });
  QVERIFY(page.ok());
  // Of the only workload that is not being rolled out.
  const auto reads = std::find_if(page->items.begin(), page->items.end(), [](const Node& node) {
    return node.workloads.back().workload == WorkloadName("meter-reader");
  });
  QVERIFY(reads != page->items.end());
  const NodeWorkload& workload = reads->workloads.back();
  const std::string selector = "name:" + reads->name;
  const NewRollout wanted = rolloutOf(workload.workload.value.c_str(), workload.version, selector.c_str());
  const auto rollout = answerOf<Rollout>([&](auto done) { fleet.createRollout(wanted, done); });
  QCOMPARE(rollout.error().reason, std::string("already_proven"));
}

void TestDemoFleet::what_operators_do_is_in_the_audit_log() {
  StoppedClock clock;
  DemoFleet fleet(specOf(200), clock);
  const auto node =
      answerOf<Node>([&](auto done) { fleet.changeNode(NodeVerb::Quarantine, "tokyo-1", "odd traffic", done); });
  QVERIFY(node.ok());
  const auto page = answerOf<Page<AuditEntry>>([&](auto done) { fleet.listAudit({{}, {}, 5, {}}, done); });
  QVERIFY(page.ok());
  QCOMPARE(page->items.front().action, std::string("QuarantineNode"));
  QCOMPARE(page->items.front().object, std::string("node/tokyo-1"));
  QCOMPARE(page->items.front().detail, std::string("identity quarantined: odd traffic"));
  const auto verdict = answerOf<AuditVerdict>([&](auto done) { fleet.verifyAudit(done); });
  QVERIFY(verdict.ok() && verdict->intact);
  QCOMPARE(verdict->entries, page->items.front().seq);
}

void TestDemoFleet::what_needs_a_server_is_refused_with_a_way_out() {
  StoppedClock clock;
  DemoFleet fleet(specOf(1), clock);
  const auto ticket = answerOf<UploadTicket>([&](auto done) { fleet.prepareUpload(done); });
  QCOMPARE(ticket.error().reason, std::string("demo"));
  QVERIFY(!ticket.error().fix.empty());
}

QTEST_GUILESS_MAIN(TestDemoFleet)
#include "tst_demo_fleet.moc"
