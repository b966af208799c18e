#include "models/view/inbox.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

class TstFleetMirror : public QObject {
  Q_OBJECT

 private slots:
  void a_snapshot_is_the_whole_picture() {
    const Rig rig;
    QVERIFY(rig.mirror.complete());
    QCOMPARE(rig.mirror.revision(), std::uint64_t{7});
    QCOMPARE(rig.mirror.nodes().size(), std::size_t{6});
    QCOMPARE(rig.mirror.rowOfName("lyon-1"), 3);
    QCOMPARE(rig.mirror.rowOf("id-nobody"), -1);
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Healthy), 4);
    QCOMPARE(rig.mirror.countsIn(RegionName("us-east")).of(NodeHealth::Failed), 1);
    QCOMPARE(rig.mirror.countsAt(SiteName("lyon")).worst() == NodeHealth::Offline, true);
  }

  void what_was_live_ages_without_any_news() {
    Rig rig;
    std::vector<std::vector<int>> told;
    connect(&rig.mirror, &FleetMirror::nodesChanged, [&](const std::vector<int>& rows) { told.push_back(rows); });
    rig.mirror.tick(kNow + 10s);
    QVERIFY(told.empty());
    rig.mirror.tick(kNow + 30s);
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Healthy), 0);
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Unknown), 5);
    rig.mirror.tick(kNow + 10min);
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Offline), 6);
    QCOMPARE(rig.mirror.countsIn(RegionName("eu-west")).of(NodeHealth::Offline), 4);
  }

  void the_servers_clock_decides_about_ages() {
    Rig rig;
    rig.mirror.setTiming(10s, -1h);  // ours is an hour ahead
    rig.mirror.tick(kNow + 1h + 5s);
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Healthy), 4);
    rig.mirror.setTiming(2s, -1h);
    rig.mirror.tick(kNow + 1h + 6s);
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Unknown), 5);
  }

  void a_change_is_told_by_its_row_and_moves_the_counts() {
    Rig rig;
    std::vector<int> told;
    int counted = 0;
    connect(&rig.mirror, &FleetMirror::nodesChanged, [&](const std::vector<int>& rows) { told = rows; });
    connect(&rig.mirror, &FleetMirror::countsChanged, [&] { ++counted; });
    Node node = sixNodes()[4];
    node.workloads[0].state = InstallState::Committed;
    rig.mirror.apply(changed(node));
    QCOMPARE(told, std::vector<int>{4});
    QCOMPARE(counted, 1);
    QCOMPARE(rig.mirror.counts().of(NodeHealth::Failed), 0);
    QCOMPARE(rig.mirror.counts().total, 6);
    rig.mirror.apply(changed(nodeOf("delft-1", "delft", "eu-west")));
    QCOMPARE(rig.mirror.counts().total, 7);
    QCOMPARE(told, std::vector<int>{4});  // a new node is appended, not changed
  }

  void a_restart_forgets_everything() {
    Rig rig;
    int restarted = 0;
    connect(&rig.mirror, &FleetMirror::restarted, [&] {
      ++restarted;
      QVERIFY(rig.mirror.nodes().empty());
    });
    FleetNews news;
    news.restart = true;
    news.upserts.emplace_back(nodeOf("delft-1", "delft", "eu-west"));
    rig.mirror.apply(std::move(news));
    QCOMPARE(restarted, 1);
    QVERIFY(!rig.mirror.complete());
    QCOMPARE(rig.mirror.counts().total, 1);
    QVERIFY(rig.mirror.rollouts().empty());
  }

  void places_go_away() {
    Rig rig;
    FleetNews news;
    news.gone = {{FleetTopic::Sites, "lyon"}};
    rig.mirror.apply(std::move(news));
    QVERIFY(!rig.mirror.sites().contains(SiteName("lyon")));
  }

  void the_inbox_keeps_the_newest_of_each_thing_and_wakes_once() {
    int woken = 0;
    FleetInbox inbox([&] { ++woken; });
    for (int i = 0; i < 1000; ++i) {
      Node node = nodeOf("rotterdam-1", "rotterdam", "eu-west");
      node.generation = static_cast<std::uint64_t>(i);
      inbox.onUpdate({false, true, static_cast<std::uint64_t>(i), {node}, {}});
    }
    QCOMPARE(woken, 1);
    const FleetNews news = inbox.take();
    QCOMPARE(news.upserts.size(), std::size_t{1});
    QCOMPARE(std::get<Node>(news.upserts[0]).generation, std::uint64_t{999});
    QCOMPARE(news.revision, std::uint64_t{999});
    QVERIFY(inbox.take().empty());
    inbox.onLost({ErrorCode::Unavailable, "unreachable", "gone"}, 5s);
    QCOMPARE(woken, 2);
    QVERIFY(inbox.take().loss);
  }

  void a_restart_in_the_inbox_voids_what_waits_there_and_a_thing_that_goes_is_gone() {
    FleetInbox inbox([] {});
    inbox.onUpdate({true, true, 3, {nodeOf("a-1", "a", "eu-west")}, {}});
    inbox.onUpdate({true, false, 0, {Site{SiteName("lyon"), RegionName("eu-west"), "Lyon", 1, 2}}, {}});
    inbox.onUpdate({false, true, 9, {}, {{FleetTopic::Sites, "lyon"}}});
    const FleetNews news = inbox.take();
    QVERIFY(news.restart && news.complete);
    QVERIFY(news.upserts.empty());
    QVERIFY(news.gone == (std::vector<FleetGone>{{FleetTopic::Sites, "lyon"}}));
  }
};

QTEST_GUILESS_MAIN(TstFleetMirror)
#include "tst_fleet_mirror.moc"
