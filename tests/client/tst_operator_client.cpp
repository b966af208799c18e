#include <QtTest>
#include <atomic>
#include <future>
#include <set>

#include "services/client/operator_client.h"
#include "tests/client/fake_operator_server.h"
#include "tests/client/server_identity.h"

using namespace flotilla;
using namespace std::chrono_literals;
using test::FakeAnswer;
using test::FakeOperatorServer;
using test::FakeRequest;
using test::ServerIdentity;

namespace {

// A client and a server on a socket in a folder of their own.
struct Pair {
  QTemporaryDir folder;
  std::unique_ptr<FakeOperatorServer> server;
  std::unique_ptr<OperatorClient> client;

  explicit Pair(FakeOperatorServer::Handler handler, std::chrono::milliseconds deadline = 15s) {
    server = std::make_unique<FakeOperatorServer>("unix:" + socket(), std::move(handler));
    ClientOptions options;
    options.socketPath = socket();
    options.deadline = deadline;
    client = OperatorClient::connect(options).value();
  }
  std::string socket() const { return folder.filePath("operators.sock").toStdString(); }
};

// Starts a call and waits for its answer.
template <class T, class Start>
Result<T> wait(Start start) {
  std::promise<Result<T>> promise;
  start(Done<T>([&promise](Result<T> result) { promise.set_value(std::move(result)); }));
  return promise.get_future().get();
}

Result<ServerInfo> serverInfo(OperatorClient& client) {
  return wait<ServerInfo>([&](auto done) { client.serverInfo(done); });
}

Result<Node> revoke(OperatorClient& client) {
  return wait<Node>([&](auto done) { client.changeNode(NodeVerb::Revoke, "rotterdam-1", {}, done); });
}

v1::Node someNode() {
  Node node;
  node.name = "rotterdam-1";
  return wire::toProto(node);
}

Error unavailable() {
  return {ErrorCode::Unavailable, "starting", "The control plane is starting."};
}

}  // namespace

class TstOperatorClient : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { OperatorClient::silenceTransport(); }

  void an_answer_arrives_as_domain_values() {
    Pair pair([](const FakeRequest& request) {
      v1::ListNodesResponse answer;
      *answer.add_nodes() = someNode();
      answer.mutable_page()->set_total(41);
      answer.mutable_page()->set_next_page_token(request.as<v1::ListNodesRequest>().options().filter());
      return FakeAnswer::of(answer);
    });
    const auto page = wait<Page<Node>>([&](auto done) { pair.client->listNodes({"region:eu", "", 7, ""}, done); });
    QVERIFY(page.ok());
    QCOMPARE(page->items.at(0).name, std::string("rotterdam-1"));
    QCOMPARE(page->total, std::uint64_t{41});
    QCOMPARE(page->nextPageToken, std::string("region:eu"));
    QCOMPARE(pair.server->requests().at(0).method, std::string("NodeService/ListNodes"));
  }

  void an_answer_that_does_not_convert_is_an_error() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::of(v1::Node()); });
    QCOMPARE(revoke(*pair.client).error().field, std::string("identity"));
  }

  void every_method_sends_what_it_was_given() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::of(Error{ErrorCode::Denied, "denied", "no"}); });
    OperatorClient& c = *pair.client;
    (void)wait<FleetDiff>([&](auto done) { c.applyFleet({{{RegionName("eu"), "Europe"}}, {}, {}, {}}, true, done); });
    (void)wait<CreatedToken>([&](auto done) { c.createToken({SiteName("delft"), {{"k", "v"}}, 90s}, done); });
    (void)wait<CreatedToken>([&](auto done) { c.addOperator({"ann", {{Role::Auditor, {}}}}, done); });
    (void)wait<ReleaseSummary>([&](auto done) { c.publishRelease(std::string("\0\xff", 2), done); });
    (void)wait<Rollout>([&](auto done) {
      c.createRollout({WorkloadName("w"), {2, 0, 0}, {RegionName("eu")}, 30s, "label.tier:gold"}, done);
    });
    (void)wait<Rollout>([&](auto done) { c.rollBack(RolloutId("w-2"), done); });
    (void)wait<Rollout>([&](auto done) { c.abortRollout(RolloutId("w-3"), done); });
    const auto requests = pair.server->requests();
    QCOMPARE(requests.size(), std::size_t{7});
    QVERIFY(requests[0].as<v1::ApplyFleetRequest>().dry_run());
    QCOMPARE(requests[0].as<v1::ApplyFleetRequest>().regions(0).title(), std::string("Europe"));
    const auto token = requests[1].as<v1::CreateEnrolTokenRequest>();
    QCOMPARE(token.site(), std::string("delft"));
    QCOMPARE(token.labels().at("k"), std::string("v"));
    QCOMPARE(token.lifetime().seconds(), std::int64_t{90});
    QCOMPARE(requests[2].as<v1::CreateOperatorRequest>().grants(0).role(), v1::ROLE_AUDITOR);
    QCOMPARE(requests[3].as<v1::PublishReleaseRequest>().envelope(), std::string("\0\xff", 2));
    const auto rollout = requests[4].as<v1::CreateRolloutRequest>();
    QCOMPARE(rollout.version(), std::string("2.0.0"));
    QCOMPARE(rollout.regions(0), std::string("eu"));
    QCOMPARE(rollout.deadline().seconds(), std::int64_t{30});
    QCOMPARE(rollout.selector(), std::string("label.tier:gold"));
    QCOMPARE(requests[5].as<v1::RollBackRolloutRequest>().rollout(), std::string("w-2"));
    QCOMPARE(requests[6].as<v1::CancelRolloutRequest>().rollout(), std::string("w-3"));
  }

  void every_verb_about_a_node_goes_to_its_own_method() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::of(wire::toProto(Node{})); });
    const std::vector<std::pair<NodeVerb, const char*>> methods{
        {NodeVerb::Approve, "ApproveNode"}, {NodeVerb::Reject, "RejectNode"}, {NodeVerb::Quarantine, "QuarantineNode"},
        {NodeVerb::Readmit, "ReadmitNode"}, {NodeVerb::Revoke, "RevokeNode"}, {NodeVerb::Retire, "RetireNode"}};
    for (const auto& [verb, method] : methods) {
      QVERIFY(wait<Node>([&, v = verb](auto done) { pair.client->changeNode(v, "rotterdam-1", "why", done); }).ok());
      const FakeRequest request = pair.server->requests().back();
      QCOMPARE(request.method, "NodeService/" + std::string(method));
      const auto sent = request.as<v1::QuarantineNodeRequest>();  // all have the same fields
      QCOMPARE(sent.node(), std::string("rotterdam-1"));
      QCOMPARE(sent.reason(), std::string("why"));
      QCOMPARE(sent.request_id().size(), std::size_t{36});
    }
  }

  void a_preview_asks_with_what_would_be_started_and_without_a_request_id() {
    Pair pair([](const FakeRequest&) {
      RolloutPreview preview;
      preview.problem = Error{ErrorCode::Precondition, "rollout_running", "Another one runs.", "workload", "wait"};
      return FakeAnswer::of(wire::toProto(preview));
    });
    const NewRollout wanted{WorkloadName("w"), {2, 0, 0}, {RegionName("eu")}, 30s, "label.tier:gold"};
    const auto preview = wait<RolloutPreview>([&](auto done) { pair.client->prepareRollout(wanted, done); });
    QVERIFY(preview.ok() && preview->problem);
    QCOMPARE(preview->problem->fix, std::string("wait"));
    const auto request = pair.server->requests().at(0).as<v1::PrepareRolloutRequest>();
    QCOMPARE(request.selector(), std::string("label.tier:gold"));
    QCOMPARE(request.regions(0), std::string("eu"));
    (void)wait<RolloutPreview>([&](auto done) { pair.client->prepareRollBack(RolloutId("w-2"), done); });
    QCOMPARE(pair.server->requests().at(1).as<v1::PrepareRollBackRequest>().rollout(), std::string("w-2"));
  }

  void the_error_detail_of_the_server_arrives() {
    const Error error{ErrorCode::Precondition, "no_release", "There is no such release.", "version",
                      "publish it first"};
    Pair pair([&](const FakeRequest&) { return FakeAnswer::of(error); });
    QCOMPARE(serverInfo(*pair.client).error(), error);
  }

  void a_call_that_is_never_answered_ends_at_its_deadline() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::silence(); }, 300ms);
    QElapsedTimer timer;
    timer.start();
    const auto answer = serverInfo(*pair.client);
    QCOMPARE(answer.error().code, ErrorCode::Unavailable);
    QCOMPARE(answer.error().reason, std::string("deadline_exceeded"));
    QVERIFY(timer.elapsed() >= 250);
    QVERIFY(timer.elapsed() < 5000);
  }

  void a_mutation_is_repeated_with_its_request_id_until_the_server_is_there() {
    std::atomic<int> calls = 0;
    Pair pair([&](const FakeRequest&) {
      return ++calls <= 2 ? FakeAnswer::of(unavailable()) : FakeAnswer::of(wire::toProto(Node{}));
    });
    QVERIFY(revoke(*pair.client).ok());
    const auto requests = pair.server->requests();
    QCOMPARE(requests.size(), std::size_t{3});
    const std::string id = requests[0].as<v1::RevokeNodeRequest>().request_id();
    QVERIFY(QRegularExpression("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
                .match(QString::fromStdString(id))
                .hasMatch());
    for (const FakeRequest& request : requests) QCOMPARE(request.as<v1::RevokeNodeRequest>().request_id(), id);
    QVERIFY(revoke(*pair.client).ok());
    QVERIFY(pair.server->requests().back().as<v1::RevokeNodeRequest>().request_id() != id);
  }

  void a_mutation_is_given_up_after_three_repetitions_and_a_question_is_asked_once() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::of(unavailable()); });
    QCOMPARE(revoke(*pair.client).error(), unavailable());
    QCOMPARE(pair.server->requests().size(), std::size_t{4});
    QCOMPARE(serverInfo(*pair.client).error(), unavailable());
    QCOMPARE(pair.server->requests().size(), std::size_t{5});
  }

  void a_refused_mutation_is_not_repeated() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::of(Error{ErrorCode::Conflict, "exists", "It exists."}); });
    QCOMPARE(revoke(*pair.client).error().code, ErrorCode::Conflict);
    QCOMPARE(pair.server->requests().size(), std::size_t{1});
  }

  void a_server_that_comes_back_gets_the_repeated_mutation() {
    QTemporaryDir folder;
    ClientOptions options;
    options.socketPath = folder.filePath("operators.sock").toStdString();
    const auto client = OperatorClient::connect(options).value();
    QCOMPARE(serverInfo(*client).error().reason,
             std::string("unreachable"));  // the connection has failed before the call
    std::promise<Result<Node>> promise;
    client->changeNode(NodeVerb::Revoke, "x", {}, [&](Result<Node> result) { promise.set_value(std::move(result)); });
    const FakeOperatorServer server("unix:" + options.socketPath,
                                    [](const FakeRequest&) { return FakeAnswer::of(wire::toProto(Node{})); });
    const auto answer = promise.get_future().get();
    QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str());
  }

  void destruction_cancels_every_call_and_waits_for_its_callback() {
    constexpr int kCalls = 40;
    std::atomic<int> ended = 0;
    std::atomic<int> cancelled = 0;
    Pair pair([](const FakeRequest& request) {
      return request.method == "NodeService/RevokeNode" ? FakeAnswer::of(unavailable()) : FakeAnswer::silence();
    });
    for (int i = 0; i < kCalls; ++i) {
      pair.client->serverInfo([&](const Result<ServerInfo>& result) {
        cancelled += result.error().reason == "cancelled" ? 1 : 0;
        ++ended;
      });
      pair.client->changeNode(NodeVerb::Revoke, "x", {},
                              [&](const Result<Node>&) { ++ended; });  // ends while it waits to repeat
    }
    QTRY_VERIFY(pair.server->requests().size() >= std::size_t{2 * kCalls});
    QElapsedTimer timer;
    timer.start();
    pair.client.reset();
    QCOMPARE(ended.load(), 2 * kCalls);
    QCOMPARE(cancelled.load(), kCalls);
    QVERIFY(timer.elapsed() < 5000);
  }

  void destruction_right_after_the_start_of_a_call_is_safe() {
    std::atomic<int> ended = 0;
    for (int i = 0; i < 50; ++i) {
      Pair pair([](const FakeRequest&) { return FakeAnswer::silence(); });
      pair.client->serverInfo([&](const Result<ServerInfo>&) { ++ended; });
      pair.client.reset();
    }
    QCOMPARE(ended.load(), 50);
  }

  void nobody_on_the_socket_is_unreachable_and_names_it() {
    ClientOptions options;
    options.socketPath = "/nonexistent/operators.sock";
    const auto client = OperatorClient::connect(options).value();
    const Error error = serverInfo(*client).error();
    QCOMPARE(error.reason, std::string("unreachable"));
    QCOMPARE(error.message, std::string("no flotillad runs on /nonexistent"));
    QCOMPARE(error.fix, std::string("start it with: flotillad --data /nonexistent"));
  }

  void why_a_server_cannot_be_reached_is_told_in_plain_words() {
    const ServerIdentity identity;
    const auto silent = [](const FakeRequest&) { return FakeAnswer::of(v1::ServerInfo()); };
    FakeOperatorServer server("127.0.0.1:0", silent, identity.credentials);
    FakeOperatorServer plain("127.0.0.1:0", silent);
    const auto problem = [](const std::string& address, const std::string& ca) {
      ClientOptions options;
      options.address = address;
      options.token = "secret-1";
      options.caPem = ca;
      const Error error = serverInfo(*OperatorClient::connect(options).value()).error();
      return QString::fromStdString(error.reason + "; " + error.field + "; " + error.message);
    };
    const std::string tls = "127.0.0.1:" + std::to_string(server.port());
    const std::string other = "127.0.0.1:" + std::to_string(plain.port());
    QCOMPARE(problem("127.0.0.1:1", identity.ca), QString("unreachable; ; 127.0.0.1:1: connection refused"));
    QCOMPARE(problem("nohost.invalid:7444", identity.ca),
             QString("unreachable; server; the host nohost.invalid is not known"));
    QCOMPARE(problem(tls, ServerIdentity().ca).toStdString(),
             "unreachable; ca; the certificate of " + tls + " is not from this authority");
    QCOMPARE(problem(other, identity.ca).toStdString(),
             "unreachable; server; " + other + " does not speak TLS as a control plane does");
  }

  void a_server_without_an_operator_api_is_told_as_such() {
    Pair pair([](const FakeRequest&) { return FakeAnswer{{grpc::StatusCode::UNIMPLEMENTED, ""}, {}}; });
    const Error error = serverInfo(*pair.client).error();
    QCOMPARE(error.message, pair.socket() + " does not know this call");
    QVERIFY(error.fix.starts_with("check the port"));
  }

  void a_socket_path_may_have_spaces_and_signs_of_urls() {
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("a b%20?#é"));
    const std::string socket = folder.filePath("a b%20?#é/s").toStdString();
    std::string escaped;
    for (const char c : socket)
      escaped += std::isalnum(static_cast<unsigned char>(c)) || c == '/' ? std::string(1, c) : "%" + toHex({&c, 1});
    const FakeOperatorServer server("unix:" + escaped,
                                    [](const FakeRequest&) { return FakeAnswer::of(v1::ServerInfo()); });
    QVERIFY(QFile::exists(QString::fromStdString(socket)));
    ClientOptions options;
    options.socketPath = socket;
    const auto answer = serverInfo(*OperatorClient::connect(options).value());
    QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str());
  }

  void a_token_travels_over_tls_only_to_a_server_of_its_ca() {
    const ServerIdentity identity;
    FakeOperatorServer server(
        "127.0.0.1:0", [](const FakeRequest&) { return FakeAnswer::of(v1::ServerInfo()); }, identity.credentials);
    ClientOptions options;
    options.address = "127.0.0.1:" + std::to_string(server.port());
    options.token = "secret-1";
    options.caPem = identity.ca;
    QVERIFY(serverInfo(*OperatorClient::connect(options).value()).ok());
    QCOMPARE(server.requests().at(0).authorization, std::string("Bearer secret-1"));
    options.caPem = ServerIdentity().ca;
    QCOMPARE(serverInfo(*OperatorClient::connect(options).value()).error().reason, std::string("unreachable"));
    QCOMPARE(server.requests().size(), std::size_t{1});
  }

  void no_token_is_sent_on_the_local_socket() {
    Pair pair([](const FakeRequest&) { return FakeAnswer::of(v1::ServerInfo()); });
    ClientOptions options;
    options.socketPath = pair.socket();
    options.token = "secret-1";
    QVERIFY(serverInfo(*OperatorClient::connect(options).value()).ok());
    QCOMPARE(pair.server->requests().at(0).authorization, std::string());
  }

  void whoever_logs_in_is_known_from_then_on() {
    const ServerIdentity identity;
    FakeOperatorServer server(
        "127.0.0.1:0", [](const FakeRequest&) { return FakeAnswer::of(v1::ServerInfo()); }, identity.credentials);
    ClientOptions options;
    options.address = "127.0.0.1:" + std::to_string(server.port());
    options.caPem = identity.ca;
    const auto client = OperatorClient::connect(options).value();
    QVERIFY(serverInfo(*client).ok());
    QVERIFY(client->useToken("fls1.a.b").ok());
    QVERIFY(serverInfo(*client).ok());
    QVERIFY(client->useToken({}).ok());
    QVERIFY(serverInfo(*client).ok());
    QCOMPARE(client->useToken("two\nlines").error().reason, std::string("bad_token"));
    const auto requests = server.requests();
    QCOMPARE(requests.at(0).authorization, std::string());
    QCOMPARE(requests.at(1).authorization, std::string("Bearer fls1.a.b"));
    QCOMPARE(requests.at(2).authorization, std::string());
  }

  // The act waits in between, is asked for once more, and a second refusal is told.
  void an_act_that_needs_a_confirmation_waits_for_it_data() {
    QTest::addColumn<bool>("confirmed");
    QTest::addColumn<int>("refusals");
    QTest::addColumn<bool>("done");
    QTest::newRow("confirmed") << true << 1 << true;
    QTest::newRow("not confirmed") << false << 1 << false;
    QTest::newRow("refused again") << true << 2 << false;
  }
  void an_act_that_needs_a_confirmation_waits_for_it() {
    QFETCH(bool, confirmed);
    QFETCH(int, refusals);
    QFETCH(bool, done);
    Pair pair([&, left = std::make_shared<std::atomic<int>>(refusals)](const FakeRequest&) {
      if ((*left)-- > 0)
        return FakeAnswer::of(Error{ErrorCode::Denied, "confirmation_needed", "show again who you are"});
      return FakeAnswer::of(someNode());
    });
    ClientOptions options;
    options.socketPath = pair.socket();
    std::atomic<int> asked = 0;
    options.onConfirmationNeeded = [&](std::function<void(bool)> goOn) {
      ++asked;
      goOn(confirmed);
    };
    const auto client = OperatorClient::connect(options).value();
    const auto answer = revoke(*client);
    QCOMPARE(answer.ok(), done);
    if (!done) QCOMPARE(answer.error().reason, std::string("confirmation_needed"));
    QCOMPARE(int(asked), 1);
    const auto requests = pair.server->requests();
    QCOMPARE(requests.size(), std::size_t(confirmed ? 2 : 1));
    // The same request: what was done after all is not done twice.
    if (confirmed) QCOMPARE(requests[0].bytes, requests[1].bytes);
  }

  void options_that_cannot_work_are_refused() {
    const auto reason = [](const ClientOptions& options) { return OperatorClient::connect(options).error().reason; };
    ClientOptions options;
    QCOMPARE(reason(options), std::string("bad_address"));
    options.address = "host:port";
    QCOMPARE(reason(options), std::string("bad_address"));
    for (const char* wrong : {"127.0.0.1:22:33", "::1:7444"}) {
      options.address = wrong;
      QCOMPARE(reason(options), std::string("bad_address"));
    }
    options.address = "host:7444";
    options.token = "two\nlines";
    QCOMPARE(reason(options), std::string("bad_token"));
    options.token = "token";
    QCOMPARE(reason(options), std::string("no_ca"));
    options.socketPath = "/" + std::string(107, 'x');
    QCOMPARE(reason(options), std::string("socket_path_too_long"));
  }

  void any_method_can_be_called_with_json() {
    Pair pair([](const FakeRequest& request) {
      v1::Node node;
      node.set_name(request.as<v1::RevokeNodeRequest>().node());
      return FakeAnswer::of(node);
    });
    const auto call = [&](const std::string& method, const std::string& json) {
      return wait<std::string>([&](auto done) { pair.client->call(method, json, done); });
    };
    const auto answer = call("NodeService/RevokeNode", R"({"node":"delft-1"})");
    QVERIFY(answer.ok());
    QVERIFY(answer->find(R"("name":"delft-1")") != std::string::npos);
    QCOMPARE(pair.server->requests().at(0).as<v1::RevokeNodeRequest>().request_id().size(), std::size_t{36});
    QCOMPARE(call("NodeService/Revoke", "{}").error().reason, std::string("unknown_method"));
    QCOMPARE(call("NodeService/RevokeNode", R"({"nodes":1})").error().reason, std::string("bad_json"));
    QCOMPARE(pair.server->requests().size(), std::size_t{1});
  }

  void answers_are_shown_as_json_when_somebody_asks() {
    Pair pair([](const FakeRequest&) {
      v1::ServerInfo info;
      info.set_version("1.2.3");
      return FakeAnswer::of(info);
    });
    std::string seen;
    ClientOptions options;
    options.socketPath = pair.socket();
    options.onAnswer = [&](const std::string& json) { seen = json; };
    QVERIFY(serverInfo(*OperatorClient::connect(options).value()).ok());
    QVERIFY(seen.starts_with(R"({"version":"1.2.3","epoch":"0")"));
  }
};

QTEST_GUILESS_MAIN(TstOperatorClient)
#include "tst_operator_client.moc"
