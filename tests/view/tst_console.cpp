#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <thread>

#include "models/view/console.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

FleetUpdate updateOf(FleetNews news) {
  return {news.restart, news.complete, news.revision, std::move(news.upserts), std::move(news.gone)};
}

TimePoint wallClock() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// The sample fleet, as fresh as the wall clock.
FleetUpdate freshSnapshot() {
  FleetUpdate update = updateOf(snapshot());
  for (FleetThing& thing : update.upserts)
    if (auto* node = std::get_if<Node>(&thing)) node->lastSeen += wallClock() - kNow;
  return update;
}

ServerInfo infoFor(Role role) {
  ServerInfo info;
  info.version = "0.1.0";
  info.reportInterval = 10s;
  info.now = wallClock();
  info.caller = {"operator-1", {{role, {RegionName("eu-west")}}}};
  return info;
}

ConsoleSettings settings() {
  ConsoleSettings out;
  out.session = {"this computer", "LOCAL", "0.1.0"};
  out.enrolAddress = "127.0.0.1:7447";
  return out;
}

}  // namespace

class TstConsole : public QObject {
  Q_OBJECT

  FakeApi api_;
  FakeFeed feed_;
  std::unique_ptr<Console> console_;

  void open(Role role = Role::Operator) {
    api_.info = infoFor(role);
    console_ = std::make_unique<Console>(api_, api_, feed_, compilePattern, settings());
  }
  const Node& nodeNamed(const std::string& name) const {
    return console_->mirror().nodes()[static_cast<std::size_t>(console_->mirror().rowOfName(name))];
  }
  void openLoaded(Role role = Role::Operator) {
    open(role);
    feed_.listener->onUpdate(freshSnapshot());
    QTRY_VERIFY(console_->session()->loaded());
    QTRY_COMPARE(console_->session()->caller(), QString("operator-1"));
  }

 private slots:
  void cleanup() {
    console_.reset();
    api_ = {};
    feed_ = {};
  }

  void it_loads_then_lives() {
    open();
    QCOMPARE(console_->session()->state(), QString("connecting"));
    QVERIFY(!console_->session()->loaded());
    feed_.listener->onUpdate(freshSnapshot());
    QTRY_COMPARE(console_->session()->state(), QString("live"));
    QCOMPARE(console_->session()->freshness(), QString("live"));
    QCOMPARE(console_->nodes()->rowCount(), 6);
    QTRY_COMPARE(console_->session()->roles(), QString("operator in eu-west"));
  }

  void what_may_not_be_done_says_why() {
    open();
    QCOMPARE(console_->session()->whyNot("operator"), QString("still connecting"));
    feed_.listener->onUpdate(freshSnapshot());
    QTRY_COMPARE(console_->session()->whyNot("operator"), QString());
    QVERIFY(console_->session()->whyNot("security-admin").contains("security-admin"));
    feed_.listener->onLost({ErrorCode::Unavailable, "unreachable", "cannot reach it"}, 8s);
    QTRY_VERIFY(console_->session()->whyNot("operator").startsWith("not connected since"));
  }

  void a_lost_connection_keeps_the_picture_and_says_since_when() {
    openLoaded();
    feed_.listener->onLost({ErrorCode::Unavailable, "unreachable", "cannot reach it"}, 8s);
    Session* session = console_->session();
    QTRY_COMPARE(session->state(), QString("lost"));
    QCOMPARE(session->problem(), QString("cannot reach it"));
    QCOMPARE(session->freshness(), QString("failed"));
    QVERIFY(!session->lostSince().isEmpty());
    QVERIFY(session->retryIn() > 0 && session->retryIn() <= 8);
    QCOMPARE(console_->nodes()->rowCount(), 6);
    session->retryNow();
    QCOMPARE(feed_.retries, 1);
    feed_.listener->onUpdate({false, true, 8, {}, {}});
    QTRY_COMPARE(session->state(), QString("live"));
    QVERIFY(session->problem().isEmpty());
  }

  void another_version_of_the_server_is_named() {
    openLoaded();
    QVERIFY(console_->session()->versionNote().isEmpty());
    cleanup();
    ServerInfo newer = infoFor(Role::Operator);
    newer.version = "0.2.0";
    api_.info = newer;
    console_ = std::make_unique<Console>(api_, api_, feed_, compilePattern, settings());
    QTRY_VERIFY(console_->session()->versionNote().contains("newer"));
  }

  void updates_from_other_threads_arrive_and_none_after_the_end() {
    openLoaded();
    std::atomic<bool> stop = false;
    std::jthread feeder([&] {
      for (std::uint64_t i = 0; !stop; ++i) {
        Node node = sixNodes()[0];
        node.generation = i;
        node.lastSeen = wallClock();
        feed_.listener->onUpdate({false, true, i, {node}, {}});
      }
    });
    QTRY_VERIFY(nodeNamed("rotterdam-1").generation > 1000);
    stop = true;
    feeder.join();
    console_.reset();
    QCOMPARE(feed_.ended, 1);
    QCoreApplication::processEvents();
  }

  void an_answer_for_a_console_that_is_gone_is_dropped() {
    api_.holdBack = true;
    open();
    console_->audit()->reload();
    console_->actions()->rollBack("meter-reader-1");
    console_.reset();
    api_.answerAll();
    QCoreApplication::processEvents();
  }

  void events_of_the_node_before_are_dropped() {
    openLoaded();
    api_.holdBack = true;
    NodeDetail* node = console_->node();
    Page<NodeEvent> old;
    old.items = {
        {kNow, WorkloadName("meter-reader"), InstallState::Refused, 1, {9, 9, 9}, "V32_digest", "wrong bytes"}};
    api_.events = old;
    node->setNode("id-boston-1");
    QCOMPARE(node->eventsState(), QString("loading"));
    api_.events = Page<NodeEvent>{};
    node->setNode("id-boston-2");
    api_.answerAll();
    QTRY_COMPARE(node->eventsState(), QString("ready"));
    QVERIFY(node->events().isEmpty());
    api_.holdBack = false;
    api_.events = Error{ErrorCode::Unavailable, "unreachable", "cannot reach it"};
    node->reloadEvents();
    QTRY_COMPARE(node->eventsState(), QString("cannot reach it"));
    api_.events = old;
    node->reloadEvents();
    QTRY_COMPARE(node->events().size(), 1);
    QCOMPARE(node->events()[0].toMap()["title"].toString(), QString("meter-reader 9.9.9 refused"));
    QCOMPARE(node->events()[0].toMap()["detail"].toString(), QString("V32_digest: wrong bytes"));
  }

  void a_node_shows_what_it_should_run_and_runs() {
    openLoaded();
    NodeDetail* node = console_->node();
    QVERIFY(!node->found());
    node->setNode("id-boston-2");
    QCOMPARE(node->name(), QString("boston-2"));
    QCOMPARE(node->differences(), 1);
    const QVariantMap first = node->diff().first().toMap();
    QCOMPARE(first["desired"].toString(), QString("2.0.0"));
    QCOMPARE(first["actual"].toString(), QString("1.0.0"));
    QVERIFY(first["differs"].toBool());
    QCOMPARE(node->workloads().first().toMap()["accuracy"].toString(), QString("90.0 %"));
    QCOMPARE(node->labels().first().toMap()["value"].toString(), QString("gold"));
    QVERIFY(node->rateSeries().isEmpty());
    Node later = nodeNamed("boston-2");
    later.lastSeen += 2s;
    later.workloads[0].totals[0].requests += 100;
    feed_.listener->onUpdate({false, true, 9, {later}, {}});
    QTRY_COMPARE(node->rateSeries().size(), 1);
    QCOMPARE(node->rateSeries().first().toMap()["y"].toDouble(), 50.0);
  }

  void an_enrolment_shows_its_token_once() {
    openLoaded();
    Actions* actions = console_->actions();
    actions->createToken("rotterdam", "tier", 60, false);
    QCOMPARE(actions->enrolment()["state"].toString(), QString("failed"));
    QVERIFY(actions->enrolment()["problem"].toString().contains("key=value"));
    api_.token = CreatedToken{"flt1.secret", kNow};
    actions->createToken("rotterdam", "tier=gold, rack=a1", 60, true);
    QCOMPARE(actions->enrolment()["state"].toString(), QString("asking"));
    QCOMPARE(actions->running(), 1);
    QTRY_COMPARE(actions->enrolment()["state"].toString(), QString("ready"));
    QCOMPARE(actions->running(), 0);
    QCOMPARE(actions->enrolment()["token"].toString(), QString("flt1.secret"));
    QVERIFY(!actions->enrolment()["command"].toString().contains("secret"));  // command lines are seen by everybody
    actions->forgetToken();
    QVERIFY(!actions->enrolment().contains("token"));
    QCOMPARE(actions->tokenLine("rotterdam", "tier=gold", 60, true),
             QString("flotillactl token create --site rotterdam --label tier=gold --ttl 60m --approval"));
  }

  void a_preview_that_was_overtaken_is_dropped() {
    openLoaded();
    Actions* actions = console_->actions();
    api_.holdBack = true;
    RolloutPreview stale;
    stale.nodeCount = 99;
    api_.preview = stale;
    actions->previewDeploy("meter-reader", "1.0.0", "");
    RolloutPreview fresh;
    fresh.nodeCount = 2;
    fresh.excludedCount = 1;
    fresh.nodes = {
        {NodeId("id"), "boston-1", kEast(), SiteName("boston"), true, {1, 0, 0}, {2, 0, 0}, Liveness::Live, true, {}}};
    fresh.excluded = {{NodeId("x"), "lyon-1", kEast(), SiteName("lyon"), {"not_active", "the node is revoked"}}};
    fresh.regions = {{kEast(), 2, 1, 0, 1}};
    fresh.problem = precondition("rollout_running", "another has not ended", "workload", "wait");
    api_.preview = fresh;
    actions->previewDeploy("meter-reader", "2.0.0", "region:us-east");
    api_.answerAll();
    QTRY_COMPARE(actions->preview()["state"].toString(), QString("ready"));
    QCOMPARE(actions->preview()["total"].toInt(), 2);
    QCOMPARE(actions->preview()["withWayBack"].toInt(), 1);
    QCOMPARE(actions->preview()["blocked"].toString(), QString("another has not ended; wait"));
    QCOMPARE(actions->preview()["excluded"].toList().size(), 1);
    actions->previewDeploy("meter-reader", "two", "");
    QCOMPARE(actions->preview()["state"].toString(), QString("failed"));
  }

  void deeds_are_told_once_with_what_became_of_them() {
    openLoaded();
    Actions* actions = console_->actions();
    QSignalSpy told(actions, &Actions::finished);
    Rollout rollout;
    rollout.id = RolloutId("meter-reader-2");
    api_.rollout = rollout;
    console_->navigation()->open("rollouts");
    actions->deploy("meter-reader", "2.0.0", "", 30);
    QTRY_COMPARE(told.count(), 1);
    QCOMPARE(console_->navigation()->selection(), QString("meter-reader-2"));
    QCOMPARE(told[0][1].toString(), QString("meter-reader-2 started"));
    api_.refusedNodes["id-b"] = precondition("wrong_state", "b is revoked");
    actions->changeNodes("quarantine", {"id-a", "id-b", "id-c"}, "hot");
    QTRY_COMPARE(told.count(), 2);
    QCOMPARE(told[1][0].toString(), QString("failed"));
    QCOMPARE(told[1][1].toString(), QString("1 of 3 not quarantined"));
    QCOMPARE(told[1][2].toString(), QString("b is revoked"));
    QVERIFY(std::count(api_.calls.begin(), api_.calls.end(), "quarantine id-c hot") == 1);
    actions->changeNodes("dance", {"id-a"}, "");
    QCoreApplication::processEvents();
    QCOMPARE(told.count(), 2);
  }

  void verbs_are_offered_where_they_lead_somewhere() {
    openLoaded();
    Actions* actions = console_->actions();
    QVERIFY(actions->canChange("approve", "pending"));
    QVERIFY(!actions->canChange("approve", "active"));
    QVERIFY(actions->canChange("quarantine", "active"));
    QVERIFY(!actions->canChange("readmit", "active"));
    QVERIFY(!actions->canChange("dance", "active"));
    QCOMPARE(actions->nodesLine("retire", {"a-1", "o'b"}, "end of life"),
             QString("flotillactl nodes retire a-1 --yes --reason 'end of life'\n"
                     "flotillactl nodes retire 'o'\\''b' --yes --reason 'end of life'"));
  }

  void the_audit_log_comes_page_by_page_or_says_why_not() {
    openLoaded();
    AuditModel* audit = console_->audit();
    const QAbstractItemModelTester tester(audit, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Page<AuditEntry> page;
    page.items.resize(2);
    page.nextPageToken = "next";
    page.total = 3;
    api_.auditPage = page;
    audit->reload();
    QTRY_COMPARE(audit->rowCount(), 2);
    QVERIFY(audit->canFetchMore({}));
    page.items.resize(1);
    page.nextPageToken.clear();
    api_.auditPage = page;
    audit->fetchMore({});
    QTRY_COMPARE(audit->rowCount(), 3);
    QVERIFY(!audit->canFetchMore({}));
    api_.auditPage = Error{ErrorCode::Denied, "role_missing", "operator-1 may not", {}, "ask for auditor"};
    audit->setFilter("actor:x");
    QTRY_COMPARE(audit->state(), QString("denied"));
    QCOMPARE(audit->rowCount(), 3);
    api_.verdict = AuditVerdict{true, 34, 0, "", {}};
    audit->verify();
    QTRY_COMPARE(audit->verdict(), QString("34 entries, chain intact"));
  }

 private:
  static RegionName kEast() { return RegionName("us-east"); }
};

QTEST_GUILESS_MAIN(TstConsole)
#include "tst_console.moc"
