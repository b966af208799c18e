// What faults for practice do to the link of a node: to the session with the control plane, and to downloads.
#include <QtTest>

#include "services/agent/core/linked_downloads.h"
#include "services/agent/uplink/link_fault.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using namespace std::chrono_literals;

namespace {

FaultOrder order(const std::string& id, FaultKind kind, Duration lasts, Duration amount = {}) {
  return {id, kind, lasts, amount, {}};
}

DrillActs only(std::function<void(const LinkState&)> setLink) {
  DrillActs acts;
  acts.setLink = std::move(setLink);
  return acts;
}

// A session whose link is what the keeper makes of it.
struct Session {
  VirtualLoop loop;
  std::vector<std::string> sent;
  std::vector<LinkState> told;
  int cuts = 0, restores = 0;
  DrillKeeper keeper{{true, 15min}, loop, loop, only([this](const LinkState& now) { told.push_back(now); })};
  LinkFault link{loop,
                 keeper,
                 {[this](const v1::AgentMessage& message) { sent.push_back(message.hello().boot_id()); },
                  [this] {
                    ++cuts;
                    (void)link.refuses();
                  },
                  [this] { ++restores; }}};

  Session() {
    keeper.setListener([this] { link.onChange(); });
  }
  void say(const std::string& word) {
    v1::AgentMessage message;
    message.mutable_hello()->set_boot_id(word);
    link.say(std::move(message));
  }
};

// A download whose source only answers when it is told to.
struct SlowSource final : public Downloader {
  void fetch(const Digest&, std::uint64_t, const Path&, std::function<void(Status)> then) override {
    ++fetches;
    limits.push_back(limit);
    done = std::move(then);
  }
  void cancel() override {
    ++cancels;
    done = nullptr;
  }
  void limitTo(std::uint64_t bytesPerSecond) override { limit = bytesPerSecond; }

  int fetches = 0, cancels = 0;
  std::uint64_t limit = 0;
  std::vector<std::uint64_t> limits;  // of each fetch
  std::function<void(Status)> done;
};

struct Download {
  VirtualLoop loop;
  SlowSource source;
  LinkedDownloads downloads{source, loop};
  std::vector<std::string> answers;

  void fetch() {
    downloads.fetch(Digest(), 10, "x.part",
                    [this](const Status& status) { answers.push_back(status ? "ok" : status.error().reason); });
  }
};

}  // namespace

class TstLinkFault : public QObject {
  Q_OBJECT

 private slots:
  void the_session_is_given_up_after_a_last_word_and_opened_when_the_fault_is_over() {
    Session session;
    session.keeper.take(order("1", FaultKind::CutLink, 30s));
    session.say("how faults stand");
    QCOMPARE(session.sent.size(), std::size_t{1});
    session.loop.runFor(400ms);
    QCOMPARE(session.cuts, 0);
    session.loop.runFor(200ms);
    QCOMPARE(session.cuts, 1);
    QVERIFY(session.link.refuses());
    session.loop.runFor(29s);
    QCOMPARE(session.restores, 0);
    session.loop.runFor(1s);
    QCOMPARE(session.restores, 1);
    QVERIFY(!session.link.refuses());
    session.loop.runFor(10min);
    QCOMPARE(session.cuts + session.restores, 2);
  }

  void nothing_asks_whether_it_is_over() {
    Session session;
    session.keeper.take(order("1", FaultKind::CutLink, 10min));
    session.loop.runFor(1s);
    QCOMPARE(session.loop.waiting(), std::size_t{1});  // the end of the fault
  }

  void what_was_never_cut_is_not_restored() {
    Session session;
    session.keeper.take(order("1", FaultKind::CutLink, 10min));
    session.keeper.end("1");
    session.loop.runFor(1min);
    QCOMPARE(session.cuts + session.restores, 0);
  }

  void other_faults_leave_the_link_alone() {
    Session session;
    session.keeper.take(order("1", FaultKind::SkewClock, 10s, 1h));
    session.say("a");
    session.loop.runFor(1min);
    QCOMPARE(session.sent.size(), std::size_t{1});
    QCOMPARE(session.cuts + session.restores, 0);
    QVERIFY(session.told.empty());
  }

  void messages_of_a_slow_link_are_late_and_in_their_order() {
    Session session;
    session.keeper.take(order("1", FaultKind::SlowLink, 10s, 2s));
    session.say("a");
    session.loop.runFor(1s);
    session.say("b");
    QVERIFY(session.sent.empty());
    session.loop.runFor(1s);
    QCOMPARE(session.sent, (std::vector<std::string>{"a"}));
    session.keeper.end("1");
    session.say("c");
    QCOMPARE(session.sent.size(), std::size_t{1});
    session.loop.runFor(1s);
    QCOMPARE(session.sent, (std::vector<std::string>{"a", "b", "c"}));
    session.say("d");
    QCOMPARE(session.sent.size(), std::size_t{4});
    QCOMPARE(session.told, (std::vector<LinkState>{{false, 2s}, {}}));
  }

  void a_new_session_does_not_say_what_the_last_one_was_about_to() {
    Session session;
    session.keeper.take(order("1", FaultKind::SlowLink, 10s, 2s));
    session.say("old");
    session.link.begin();
    session.say("new");
    session.loop.runFor(1min);
    QCOMPARE(session.sent, (std::vector<std::string>{"new"}));
  }

  void a_download_ends_when_the_link_is_cut_and_none_begins_meanwhile() {
    Download download;
    download.fetch();
    QCOMPARE(download.source.fetches, 1);
    download.downloads.setLink({true, {}});
    download.loop.runFor(1s);
    QCOMPARE(download.source.cancels, 1);
    QCOMPARE(download.answers, (std::vector<std::string>{"source_unavailable"}));
    download.fetch();
    download.loop.runFor(1s);
    QCOMPARE(download.source.fetches, 1);
    QCOMPARE(download.answers.size(), std::size_t{2});
    download.downloads.setLink({});
    download.fetch();
    QCOMPARE(download.source.fetches, 2);
    download.source.done(okStatus());
    QCOMPARE(download.answers.back(), std::string("ok"));
  }

  void a_cancelled_download_is_not_heard_of() {
    Download download;
    download.downloads.setLink({true, {}});
    download.fetch();
    download.downloads.cancel();
    download.loop.runFor(1min);
    QVERIFY(download.answers.empty());
  }

  void over_a_slow_link_the_request_is_late_and_the_content_slow() {
    Download download;
    download.fetch();
    download.downloads.setLink({false, 2s});
    QCOMPARE(download.source.cancels, 1);
    download.loop.runFor(1900ms);
    QCOMPARE(download.source.fetches, 1);
    download.loop.runFor(200ms);
    download.downloads.setLink({});  // it goes on at once, and fast
    QCOMPARE(download.source.limits, (std::vector<std::uint64_t>{0, 32 << 10, 0}));
    download.source.done(okStatus());
    QCOMPARE(download.answers, (std::vector<std::string>{"ok"}));
  }

  void the_slowest_link_is_faster_than_what_ends_a_download() {
    QVERIFY(rateOf(30s) > 1024);  // V30
  }

  void an_installation_waits_for_the_link_and_goes_on_from_there() {
    FleetKeys keys;
    NodeRig rig(keys);
    rig.drills.allowed = true;
    rig.boot();
    rig.agent->drills().take(order("1", FaultKind::CutLink, 1min));
    rig.assign(1, keys.publish("1.0.0", 1));
    rig.loop.runFor(59s);
    QCOMPARE(rig.downloader.fetches, 0);
    QCOMPARE(rig.record().state, InstallState::Downloading);
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    QVERIFY(rig.downloader.fetches > 0);
  }
};

QTEST_GUILESS_MAIN(TstLinkFault)
#include "tst_link_fault.moc"
