#include <QtTest>
#include <mutex>

#include "services/client/operator_client.h"
#include "tests/client/fake_operator_server.h"
#include "tests/client/server_identity.h"

using namespace flotilla;
using namespace std::chrono_literals;
using test::FakeAnswer;
using test::FakeOperatorServer;
using test::FakeRequest;

namespace {

class Heard final : public FleetListener {
 public:
  void onUpdate(FleetUpdate update) override {
    const std::lock_guard lock(mutex_);
    updates_.push_back(std::move(update));
  }
  void onLost(const Error& why, Duration) override {
    const std::lock_guard lock(mutex_);
    losses_.push_back(why);
  }
  std::vector<FleetUpdate> updates() const {
    const std::lock_guard lock(mutex_);
    return updates_;
  }
  std::vector<Error> losses() const {
    const std::lock_guard lock(mutex_);
    return losses_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<FleetUpdate> updates_;
  std::vector<Error> losses_;
};

v1::WatchResponse snapshotOf(const std::vector<std::string>& nodes) {
  v1::WatchResponse out;
  for (const std::string& name : nodes) {
    Node node;
    node.name = name;
    *out.mutable_snapshot()->add_things()->mutable_node() = wire::toProto(node);
  }
  return out;
}
v1::WatchResponse snapshotEnd(std::uint64_t revision) {
  v1::WatchResponse out;
  out.mutable_snapshot_end()->set_revision(revision);
  return out;
}
v1::WatchResponse changes(std::uint64_t revision) {
  v1::WatchResponse out;
  out.mutable_changes()->set_revision(revision);
  out.mutable_changes()->add_deletes()->set_topic(v1::TOPIC_SITES);
  out.mutable_changes()->mutable_deletes(0)->set_key("rotterdam");
  return out;
}
v1::WatchResponse resync() {
  v1::WatchResponse out;
  out.mutable_resync()->set_reason("too far behind");
  return out;
}

}  // namespace

class TstFleetWatch : public QObject {
  Q_OBJECT

  // Answers the n-th call with the n-th answer, the last one again and again.
  void serve(std::vector<FakeAnswer> answers) {
    server_ = std::make_unique<FakeOperatorServer>(
        "unix:" + socket(), [answers, n = std::make_shared<std::atomic<std::size_t>>(0)](const FakeRequest&) {
          return answers[std::min(n->fetch_add(1), answers.size() - 1)];
        });
    ClientOptions options;
    options.socketPath = socket();
    client_ = OperatorClient::connect(options).value();
    watch_ = client_->watch(*heard_);
  }
  std::string socket() const { return folder_.filePath("operators.sock").toStdString(); }
  std::vector<std::uint64_t> askedFrom() const {
    std::vector<std::uint64_t> out;
    for (const FakeRequest& request : server_->requests())
      out.push_back(request.as<v1::WatchRequest>().from_revision());
    return out;
  }

  QTemporaryDir folder_;
  std::unique_ptr<Heard> heard_ = std::make_unique<Heard>();
  std::unique_ptr<FakeOperatorServer> server_;
  std::unique_ptr<OperatorClient> client_;
  std::unique_ptr<FleetWatch> watch_;

 private slots:
  void cleanup() {
    watch_.reset();
    client_.reset();
    server_.reset();
    heard_ = std::make_unique<Heard>();
  }

  void a_snapshot_its_end_and_changes_arrive_in_order() {
    serve({FakeAnswer::streamOf({snapshotOf({"a", "b"}), snapshotOf({"c"}), snapshotEnd(7), changes(9)}, true)});
    QTRY_COMPARE(heard_->updates().size(), std::size_t{4});
    const auto all = heard_->updates();
    QVERIFY(all[0].restart && !all[1].restart && !all[2].restart && !all[3].restart);
    QVERIFY(!all[0].complete && !all[1].complete && all[2].complete && all[3].complete);
    QCOMPARE(std::get<Node>(all[0].upserts.at(1)).name, std::string("b"));
    QCOMPARE(all[2].revision, std::uint64_t{7});
    QCOMPARE(all[3].revision, std::uint64_t{9});
    QVERIFY(all[3].gone == (std::vector<FleetGone>{{FleetTopic::Sites, "rotterdam"}}));
    QVERIFY(heard_->losses().empty());
    QCOMPARE(server_->requests().front().method, std::string("WatchService/Watch"));
  }

  void a_stream_that_ends_goes_on_from_its_last_revision() {
    serve({FakeAnswer::streamOf({snapshotOf({"a"}), snapshotEnd(7), changes(9)}, false),
           FakeAnswer::streamOf({changes(12)}, true)});
    QTRY_COMPARE(heard_->updates().size(), std::size_t{4});
    QCOMPARE(askedFrom(), (std::vector<std::uint64_t>{0, 9}));
    QCOMPARE(heard_->losses().size(), std::size_t{1});
    QCOMPARE(heard_->losses().front().reason, std::string("stream_ended"));
    QVERIFY(!heard_->updates().back().restart);
  }

  void a_snapshot_cut_in_the_middle_begins_again() {
    serve({FakeAnswer::streamOf({snapshotOf({"a"})}, false),
           FakeAnswer::streamOf({snapshotOf({"a"}), snapshotEnd(7)}, true)});
    QTRY_COMPARE(heard_->updates().size(), std::size_t{3});
    QCOMPARE(askedFrom(), (std::vector<std::uint64_t>{0, 0}));
    QVERIFY(heard_->updates()[1].restart);
  }

  // Others see other parts of the fleet, so nothing of the picture of before may stay.
  void somebody_else_gets_a_picture_of_their_own_at_once() {
    const test::ServerIdentity identity;
    server_ = std::make_unique<FakeOperatorServer>(
        "127.0.0.1:0",
        [](const FakeRequest& request) {
          const bool second = request.authorization == "Bearer second";
          return FakeAnswer::streamOf({snapshotOf({second ? "b" : "a"}), snapshotEnd(second ? 9 : 7)}, true);
        },
        identity.credentials);
    ClientOptions options;
    options.address = "127.0.0.1:" + std::to_string(server_->port());
    options.token = "first";
    options.caPem = identity.ca;
    client_ = OperatorClient::connect(options).value();
    watch_ = client_->watch(*heard_);
    QTRY_COMPARE(heard_->updates().size(), std::size_t{2});
    watch_->retryNow();  // as the same: nothing happens
    QVERIFY(client_->useToken("second").ok());
    watch_->retryNow();
    QTRY_COMPARE(heard_->updates().size(), std::size_t{4});
    const auto all = heard_->updates();
    QVERIFY(all[2].restart);
    QCOMPARE(std::get<Node>(all[2].upserts.at(0)).name, std::string("b"));
    QCOMPARE(askedFrom(), (std::vector<std::uint64_t>{0, 0}));
    QVERIFY(heard_->losses().empty());
  }

  void a_resync_begins_again_at_once_and_is_no_loss() {
    serve({FakeAnswer::streamOf({snapshotOf({}), snapshotEnd(7), resync()}, false),
           FakeAnswer::streamOf({snapshotOf({"a"}), snapshotEnd(90)}, true)});
    QTRY_COMPARE(heard_->updates().size(), std::size_t{4});
    QCOMPARE(askedFrom(), (std::vector<std::uint64_t>{0, 0}));
    QVERIFY(heard_->updates()[2].restart);
    QVERIFY(heard_->losses().empty());
  }

  void what_cannot_be_read_ends_the_stream_with_its_field() {
    v1::WatchResponse bad = snapshotOf({"a"});
    bad.mutable_snapshot()->mutable_things(0)->mutable_node()->set_health(static_cast<v1::NodeHealth>(99));
    serve({FakeAnswer::streamOf({bad}, true)});
    QTRY_VERIFY(!heard_->losses().empty());
    QCOMPARE(heard_->losses().front().field, std::string("health"));
    QVERIFY(heard_->updates().empty());
  }

  void refusals_and_absence_are_told_and_tried_again() {
    serve({FakeAnswer::of(Error{ErrorCode::Exhausted, "too_many_watchers", "256 are connected"}),
           FakeAnswer::streamOf({snapshotEnd(1)}, true)});
    QTRY_COMPARE(heard_->updates().size(), std::size_t{1});
    QCOMPARE(heard_->losses().front().reason, std::string("too_many_watchers"));
    server_.reset();
    QTRY_VERIFY(heard_->losses().size() >= 2);
  }

  void retrying_now_does_not_wait() {
    serve({FakeAnswer::of(Error{ErrorCode::Unavailable, "starting", "starting"})});
    QTRY_VERIFY(heard_->losses().size() >= 3);
    for (int i = 0; i < 20; ++i) {
      const std::size_t before = heard_->losses().size();
      watch_->retryNow();
      QTRY_VERIFY(heard_->losses().size() > before);
    }
  }

  void ending_the_watch_at_any_moment_is_the_end() {
    for (int i = 0; i < 30; ++i) {
      serve({i % 2 == 0 ? FakeAnswer::streamOf({snapshotOf({"a"}), snapshotEnd(7)}, i % 4 == 0)
                        : FakeAnswer::of(Error{ErrorCode::Unavailable, "starting", "starting"})});
      if (i % 3 == 0) QTRY_VERIFY(!heard_->updates().empty() || !heard_->losses().empty());
      watch_.reset();
      const std::size_t told = heard_->updates().size() + heard_->losses().size();
      client_.reset();
      server_.reset();
      QCOMPARE(heard_->updates().size() + heard_->losses().size(), told);
      cleanup();
    }
  }
};

QTEST_GUILESS_MAIN(TstFleetWatch)
#include "tst_fleet_watch.moc"
