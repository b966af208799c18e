// Many watchers at once: each is told what it would be told alone, everybody in the same place from one message; and
// one that hears nothing is told that there is nothing.
#include <QtTest>

#include <memory>

#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::vector<RegionName>> kScopes{{}, {kEast}, {kWest}, {kEast, kWest}};

bool saysNothingNew(const v1::WatchResponse& message, std::uint64_t revision) {
  const v1::Changes& changes = message.changes();
  return message.has_changes() && changes.upserts_size() == 0 && changes.deletes_size() == 0 &&
         changes.revision() == revision;
}

}  // namespace

class TstWatch : public QObject {
  Q_OBJECT

  void touchNode(const std::string& name, std::uint64_t seq) {
    NodeStatus status;
    status.node = NodeId("id-of-" + name);
    status.lastSeq = seq;
    status.generationSeen = seq;
    rig_->commit({{status}, {}});
  }
  FakeSink& watch(const Credentials& who, const v1::WatchRequest& request = {}) {
    FakeSink& sink = *sinks_.emplace_back(std::make_unique<FakeSink>());
    if (!rig_->open(sink, request, who)) qFatal("it may not watch");
    return sink;
  }
  FakeSink& watch() { return watch({true, {}}); }
  void settle() { rig_->loop.advance(300ms); }

  struct Wish {
    std::vector<RegionName> regions;
    v1::WatchRequest request;
  };
  // All that watchers with these wishes are told of a new fleet in which something happens.
  std::vector<std::string> toldTo(const std::vector<Wish>& wishes) {
    init();
    int number = 0;
    for (const std::vector<RegionName>& regions : kScopes)
      (void)rig_->operatorWith("operator-" + std::to_string(number++), Role::Viewer, regions);
    for (const Wish& wish : wishes)
      for (const auto& [id, record] : rig_->fleet.state().operators)
        if (record.grants.front().regions == wish.regions) {
          watch(rig_->newSession(id), wish.request);
          break;
        }
    settle();
    touchNode("rotterdam-1", 7);
    touchNode("boston-1", 7);
    rig_->commit(PlaneRig::history());
    rig_->commit({{}, {{SiteName("boston")}}});
    settle();
    std::vector<std::string> out;
    for (const auto& sink : sinks_) {
      out.emplace_back();
      for (v1::WatchResponse message : sink->sent) {
        // Each session is a commit of its own: how many there were shows in revisions and messages with nothing else.
        if (message.has_changes()) message.mutable_changes()->clear_revision();
        if (message.has_snapshot_end()) message.clear_snapshot_end();
        if (message.changes().ByteSizeLong() == 0) message.clear_changes();
        out.back() += message.SerializeAsString();
      }
    }
    return out;
  }

  std::unique_ptr<PlaneRig> rig_;
  std::vector<std::unique_ptr<FakeSink>> sinks_;

 private slots:
  void init() {
    sinks_.clear();
    rig_ = std::make_unique<PlaneRig>();
  }

  void a_watcher_that_hears_nothing_is_told_so_about_every_15_seconds() {
    FakeSink sink;
    const auto close = rig_->open(sink, {});
    settle();
    const std::uint64_t revision = rig_->fleet.state().revision;
    QCOMPARE(sink.sent.size(), std::size_t{2});
    rig_->loop.advance(9s);
    QCOMPARE(sink.sent.size(), std::size_t{2});
    rig_->loop.advance(6s);
    QCOMPARE(sink.sent.size(), std::size_t{3});
    QVERIFY(saysNothingNew(sink.sent[2], revision));
    rig_->loop.advance(60s);
    QCOMPARE(sink.sent.size(), std::size_t{7});
    QVERIFY(saysNothingNew(sink.sent[6], revision));
    (*close)();
    rig_->loop.advance(60s);
    QCOMPARE(sink.sent.size(), std::size_t{7});
  }

  void a_watcher_that_hears_something_is_not_told_that_there_is_nothing() {
    FakeSink& sink = watch();
    settle();
    for (std::uint64_t seq = 1; seq <= 20; ++seq) {
      touchNode("rotterdam-1", seq);
      rig_->loop.advance(9s);
    }
    QCOMPARE(sink.sent.size(), std::size_t{2 + 20});
    for (std::size_t i = 2; i < sink.sent.size(); ++i) QCOMPARE(sink.sent[i].changes().upserts_size(), 1);
  }

  void a_watcher_that_takes_nothing_is_told_nothing_and_catches_up() {
    FakeSink& sink = watch();
    settle();
    sink.isReady = false;
    rig_->loop.advance(60s);
    QCOMPARE(sink.sent.size(), std::size_t{2});
    sink.isReady = true;
    rig_->loop.advance(5s);
    QCOMPARE(sink.sent.size(), std::size_t{3});
    QVERIFY(saysNothingNew(sink.sent[2], rig_->fleet.state().revision));
  }

  void one_message_does_for_all_who_may_see_the_same() {
    const auto east = rig_->operatorWith("east", Role::Viewer, {kEast});
    const auto eastToo = rig_->operatorWith("east-too", Role::Operator, {kEast, kEast});
    std::vector<FakeSink*> all, ofEast;
    for (int i = 0; i < 20; ++i) all.push_back(&watch());
    for (int i = 0; i < 20; ++i) ofEast.push_back(&watch(i % 2 == 0 ? east : eastToo));
    settle();
    const std::uint64_t made = rig_->watch.messagesMade();
    touchNode("rotterdam-1", 7);
    touchNode("boston-1", 7);
    settle();
    QCOMPARE(rig_->watch.messagesMade() - made, std::uint64_t{2});
    for (const FakeSink* sink : all) {
      QCOMPARE(sink->text(), all[0]->text());
      QCOMPARE(sink->sent.back().changes().upserts_size(), 2);
    }
    for (const FakeSink* sink : ofEast) {
      QCOMPARE(sink->text(), ofEast[0]->text());
      QCOMPARE(sink->sent.back().changes().upserts_size(), 1);
      QVERIFY(sink->text().find("rotterdam-1") == std::string::npos);
    }
  }

  // Watchers of every scope and topic at once, each beside one that watches the same alone in a fleet of its own.
  void everybody_is_told_what_they_would_be_told_alone() {
    std::vector<Wish> wishes;
    for (const std::vector<RegionName>& regions : kScopes)
      for (const std::vector<int>& topics :
           {std::vector<int>{}, {v1::TOPIC_NODES}, {v1::TOPIC_ROLLOUTS, v1::TOPIC_SITES}}) {
        v1::WatchRequest request;
        request.mutable_topics()->Add(topics.begin(), topics.end());
        wishes.push_back({regions, request});
      }
    const auto together = toldTo(wishes);
    for (std::size_t i = 0; i < wishes.size(); ++i) QCOMPARE(together[i], toldTo({wishes[i]})[0]);
    const auto tells = [&](std::size_t i, const char* what) { return together[i].find(what) != std::string::npos; };
    QVERIFY(tells(0, "rotterdam-1") && tells(0, "boston-1") && tells(9, "rotterdam-1") && tells(9, "boston-1"));
    QVERIFY(!tells(3, "rotterdam-1") && tells(3, "boston-1") && tells(6, "rotterdam-1") && !tells(6, "boston-1"));
  }

  void a_snapshot_is_never_older_than_its_revision() {
    watch();
    touchNode("rotterdam-1", 41);
    const FakeSink& later = watch();
    QVERIFY(later.sent.at(1).has_snapshot_end());
    QCOMPARE(later.sent[1].snapshot_end().revision(), rig_->fleet.state().revision);
    std::uint64_t seen = 0;
    for (const v1::Thing& thing : later.sent[0].snapshot().things())
      if (thing.node().name() == "rotterdam-1") seen = thing.node().generation_seen();
    QCOMPARE(seen, std::uint64_t{41});
  }
};

QTEST_GUILESS_MAIN(TstWatch)
#include "tst_watch.moc"
