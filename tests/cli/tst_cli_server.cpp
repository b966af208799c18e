// flotillactl against a control plane that says what each test needs.
#include <QtTest>
#include <atomic>

#include "tests/cli/cli_process.h"
#include "tests/client/fake_operator_server.h"

using namespace flotilla;
using test::Cli;
using test::CliResult;
using test::FakeAnswer;
using test::FakeOperatorServer;
using test::FakeRequest;

namespace {

// flotillactl with a data directory in which a control plane listens.
struct Fleet {
  Cli cli;
  FakeOperatorServer server;

  explicit Fleet(FakeOperatorServer::Handler handler)
      : server("unix:" + cli.path("operators.sock").toStdString(), std::move(handler)) {}
  CliResult run(const QStringList& arguments, const QByteArray& input = {}) const {
    return cli.run(arguments + QStringList{"--data", cli.path(".")}, input);
  }
};

RolloutNode outcome(const char* name, NodeOutcome what) {
  RolloutNode node;
  node.nodeName = name;
  node.outcome = what;
  return node;
}

v1::Rollout rollout(RolloutState state, std::vector<RolloutNode> nodes) {
  Rollout out;
  out.id = RolloutId("meter-reader-2");
  out.to = {2, 0, 0};
  out.state = state;
  out.nodes = std::move(nodes);
  return wire::toProto(out);
}

v1::ListNodesResponse nodesNamed(const std::string& name) {
  Node node;
  node.name = name;
  node.site = SiteName("rotterdam");
  node.region = RegionName("eu-west");
  NodeWorkload workload;
  workload.workload = WorkloadName("meter-reader");
  workload.version = {2, 0, 0};
  workload.proven = true;
  workload.state = InstallState::Committed;
  node.workloads = {workload};
  v1::ListNodesResponse answer;
  *answer.add_nodes() = wire::toProto(node);
  answer.mutable_page()->set_total(3);
  return answer;
}

}  // namespace

class TstCliServer : public QObject {
  Q_OBJECT

 private slots:
  void a_list_is_a_table_and_says_when_there_is_more() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(nodesNamed("rotterdam-1")); });
    const CliResult result = fleet.run({"nodes", "list", "--filter", "region:eu-west", "--limit", "1"});
    QCOMPARE(result.exitCode, 0);
    const QStringList lines = result.out.split('\n');
    QCOMPARE(lines.at(0).simplified(), QString("NAME SITE REGION HEALTH LIVENESS WORKLOADS AGE"));
    QCOMPARE(lines.at(1).simplified(),
             QString("rotterdam-1 rotterdam eu-west unknown unseen meter-reader 2.0.0 committed never"));
    QCOMPARE(lines.at(0).indexOf("SITE"), lines.at(1).indexOf("rotterdam "));
    QVERIFY(result.err.contains("1 of 3 shown"));
    const auto options = fleet.server.requests().at(0).as<v1::ListNodesRequest>().options();
    QCOMPARE(options.filter(), std::string("region:eu-west"));
    QCOMPARE(options.page_size(), 1U);
  }

  void json_is_the_answer_of_the_server() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(nodesNamed("rotterdam-1")); });
    const CliResult result = fleet.run({"nodes", "list", "-o", "json"});
    const QJsonObject json = QJsonDocument::fromJson(result.out.toUtf8()).object();
    QCOMPARE(json["nodes"].toArray().at(0).toObject()["name"].toString(), QString("rotterdam-1"));
    QCOMPARE(json["page"].toObject()["total"].toString(), QString("3"));
  }

  void terminal_escapes_of_a_server_are_printed_as_text() {
    const std::string evil =
        "\x1b]0;owned\x07\x7f\xc2\x9b"
        "2J\xe2\x80\xae"
        "é";
    Fleet fleet([&](const FakeRequest& request) {
      if (request.method == "AuditService/VerifyAudit")
        return FakeAnswer::of(Error{ErrorCode::Denied, "denied", evil, evil, evil});
      return FakeAnswer::of(nodesNamed(evil));
    });
    const QString shown = R"(\u001b]0;owned\u0007\u007f\u009b2J\u202eé)";
    QVERIFY(fleet.run({"nodes", "list"}).out.contains(shown));
    const QString json = fleet.run({"nodes", "list", "-o", "json"}).out;
    QVERIFY(!json.contains(QChar(0x7f)) && !json.contains(QChar(0x9b)) && !json.contains(QChar(0x202e)));
    const auto parsed = QJsonDocument::fromJson(json.toUtf8()).object()["nodes"].toArray().at(0).toObject();
    QCOMPARE(parsed["name"].toString().toStdString(), evil);
    const CliResult refused = fleet.run({"audit", "verify"});
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.err, "error: " + shown + "\n  field: " + shown + "\n  fix: " + shown + "\n");
  }

  void tokens_are_alone_on_stdout_one_on_each_line() {
    std::atomic<int> count = 0;
    Fleet fleet([&](const FakeRequest&) {
      v1::CreateEnrolTokenResponse answer;
      answer.set_token("flt1.t" + std::to_string(++count));
      return FakeAnswer::of(answer);
    });
    const CliResult result =
        fleet.run({"token", "create", "--site", "rotterdam", "--label", "a=b", "c=", "--ttl", "2h", "--count", "3"});
    QCOMPARE(result.out, QString("flt1.t1\nflt1.t2\nflt1.t3\n"));
    const auto request = fleet.server.requests().at(0).as<v1::CreateEnrolTokenRequest>();
    QCOMPARE(request.labels().size(), std::size_t{2});
    QCOMPARE(request.lifetime().seconds(), std::int64_t{7200});
    QVERIFY(request.request_id() != fleet.server.requests().at(1).as<v1::CreateEnrolTokenRequest>().request_id());
  }

  void verbs_about_a_node_carry_the_reason_and_print_what_it_is_now() {
    Fleet fleet([](const FakeRequest&) {
      Node node;
      node.name = "rotterdam-1";
      node.identity = NodeIdentity::Quarantined;
      return FakeAnswer::of(wire::toProto(node));
    });
    const CliResult result = fleet.run({"nodes", "quarantine", "rotterdam-1", "--reason", "fan noise"});
    QCOMPARE(result.out, QString("rotterdam-1 is quarantined\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("NodeService/QuarantineNode"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::QuarantineNodeRequest>().reason(), std::string("fan noise"));
    for (const char* verb : {"approve", "reject", "readmit", "retire"})
      QCOMPARE(fleet.run({"nodes", verb, "rotterdam-1"}).exitCode, 0);
    QCOMPARE(fleet.run({"nodes", "revoke", "rotterdam-1"}).exitCode, 2);  // there is no way back: --yes
    (void)fleet.run({"token", "create", "--site", "rotterdam", "--approval"});
    QVERIFY(fleet.server.requests().back().as<v1::CreateEnrolTokenRequest>().needs_approval());
  }

  void a_rollout_of_very_many_nodes_is_told_in_numbers_and_its_nodes_are_a_list() {
    Fleet fleet([](const FakeRequest& request) {
      v1::Rollout large = rollout(RolloutState::Running, {});
      v1::OutcomeCount* silent = large.add_counts();
      silent->set_outcome(v1::NODE_OUTCOME_SILENT);
      silent->set_nodes(3001);
      if (request.method == "RolloutService/GetRollout") return FakeAnswer::of(large);
      v1::ListRolloutNodesResponse nodes;
      *nodes.add_nodes() = wire::toProto(outcome("rotterdam-1", NodeOutcome::Silent));
      nodes.mutable_page()->set_total(3001);
      return FakeAnswer::of(nodes);
    });
    const QString shown = fleet.run({"rollouts", "show", "meter-reader-2"}).out;
    QVERIFY(shown.contains("0 of 3001 nodes proven, 3001 silent"));
    QVERIFY(shown.contains("see flotillactl rollouts nodes meter-reader-2"));
    const CliResult nodes = fleet.run({"rollouts", "nodes", "meter-reader-2", "--filter", "outcome:silent",
                                       "--order-by", "name desc", "--limit", "1"});
    QVERIFY(nodes.out.simplified().endsWith("rotterdam-1 - silent - -"));
    QVERIFY(nodes.err.contains("1 of 3001 shown"));
    const auto request = fleet.server.requests().back().as<v1::ListRolloutNodesRequest>();
    QCOMPARE(request.rollout(), std::string("meter-reader-2"));
    QCOMPARE(request.options().filter(), std::string("outcome:silent"));
    QCOMPARE(request.options().order_by(), std::string("name desc"));
  }

  void a_preview_says_which_nodes_and_whether_it_could_start() {
    RolloutPreview preview;
    preview.workload = WorkloadName("meter-reader");
    preview.artifact = ArtifactName("meter-reader");
    preview.to = {2, 0, 0};
    PreviewNode node;
    node.name = "rotterdam-1";
    node.region = RegionName("eu-west");
    node.site = SiteName("rotterdam");
    node.to = preview.to;
    node.liveness = Liveness::Live;
    node.warnings = {{"offline", "it is offline"}};
    preview.nodes = {node};
    preview.excluded = {{{}, "rotterdam-2", node.region, node.site, {"not_active", "the node is pending"}}};
    preview.regions = {{node.region, 1, 1, 1, 1}};
    preview.nodeCount = preview.excludedCount = 1;
    Fleet fleet([&](const FakeRequest&) { return FakeAnswer::of(wire::toProto(preview)); });
    const QStringList deploy{"deploy", "meter-reader", "2.0.0", "--selector", "label.tier:gold", "--preview"};
    const CliResult good = fleet.run(deploy);
    QCOMPARE(good.exitCode, 0);
    const QString text = good.out.simplified();
    QVERIFY(text.contains("meter-reader: meter-reader to 2.0.0 on 1 nodes, 1 excluded"));
    QVERIFY(text.contains("rotterdam-1 rotterdam - 2.0.0 live no it is offline"));
    QVERIFY(text.contains("rotterdam-2 rotterdam not_active the node is pending"));
    QVERIFY(text.contains("it could start now"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/PrepareRollout"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::PrepareRolloutRequest>().selector(), std::string("label.tier:gold"));
    preview.problem = Error{ErrorCode::Precondition, "rollout_running", "another rollout runs"};
    const CliResult bad = fleet.run({"rollback", "meter-reader-2", "--preview"});
    QCOMPARE(bad.exitCode, 1);
    QVERIFY(bad.err.contains("another rollout runs"));
    QCOMPARE(fleet.server.requests().back().method, std::string("RolloutService/PrepareRollBack"));
  }

  void an_operator_gets_every_role_in_every_region_named() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(v1::CreateOperatorResponse()); });
    QCOMPARE(fleet
                 .run({"operator", "add", "ann", "--role", "operator", "--role", "auditor", "--region", "eu",
                       "--region", "us"})
                 .exitCode,
             0);
    const auto request = fleet.server.requests().at(0).as<v1::CreateOperatorRequest>();
    QCOMPARE(request.name(), std::string("ann"));
    QCOMPARE(request.grants_size(), 2);
    QCOMPARE(request.grants(1).role(), v1::ROLE_AUDITOR);
    QCOMPARE(request.grants(1).regions(1), std::string("us"));
  }

  void deploy_waits_until_every_change_is_told_and_the_rollout_succeeded() {
    std::atomic<int> polls = 0;
    Fleet fleet([&](const FakeRequest& request) {
      const bool done = request.method == "RolloutService/GetRollout" && ++polls >= 2;
      if (polls == 1) return FakeAnswer::of(Error{ErrorCode::Unavailable, "restarting", "It restarts."});
      const auto state = done ? NodeOutcome::Proven : NodeOutcome::Pending;
      return FakeAnswer::of(rollout(done ? RolloutState::Succeeded : RolloutState::Running,
                                    {outcome("a", NodeOutcome::Proven), outcome("b", state)}));
    });
    const CliResult result =
        fleet.run({"deploy", "meter-reader", "2.0.0", "--region", "eu", "--deadline", "5m", "--wait"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(
        result.out,
        QString(
            "meter-reader-2 running: 1 of 2 nodes proven, 1 pending\nmeter-reader-2 succeeded: 2 of 2 nodes proven\n"));
    const auto request = fleet.server.requests().at(0).as<v1::CreateRolloutRequest>();
    QCOMPARE(request.workload(), std::string("meter-reader"));
    QCOMPARE(request.deadline().seconds(), std::int64_t{300});
  }

  void a_rollout_that_failed_ends_with_exit_code_1_and_the_nodes() {
    Fleet fleet([](const FakeRequest&) {
      return FakeAnswer::of(rollout(RolloutState::Failed, {outcome("rotterdam-1", NodeOutcome::Refused)}));
    });
    const CliResult result = fleet.run({"deploy", "meter-reader", "2.0.0", "--wait"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY(result.out.contains("rotterdam-1"));
    QVERIFY(result.err.startsWith("error: meter-reader-2 failed: 0 of 1 nodes proven, 1 refused\n"));
  }

  void waiting_ends_at_its_limit() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(rollout(RolloutState::Running, {})); });
    const CliResult result = fleet.run({"deploy", "meter-reader", "2.0.0", "--wait", "--timeout-wait", "1s"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("after 1s"), qPrintable(result.err));
  }

  void a_way_back_that_was_waited_for_is_a_success() {
    Fleet fleet([](const FakeRequest& request) {
      const bool asked = request.method == "RolloutService/GetRollout";
      return FakeAnswer::of(rollout(asked ? RolloutState::RolledBack : RolloutState::RollingBack, {}));
    });
    QCOMPARE(fleet.run({"rollback", "meter-reader-2", "--wait"}).exitCode, 0);
  }

  void a_way_back_that_leaves_nodes_behind_names_them_and_is_exit_code_1() {
    Fleet fleet([](const FakeRequest& request) {
      const bool asked = request.method == "RolloutService/GetRollout";
      RolloutNode returned = outcome("rotterdam-1", asked ? NodeOutcome::Returned : NodeOutcome::Pending);
      returned.hadVersion = true;
      returned.from = {1, 0, 0};
      RolloutNode stays = outcome("rotterdam-2", NodeOutcome::Stayed);
      stays.message = "nothing was proven there before";
      return FakeAnswer::of(rollout(asked ? RolloutState::RolledBack : RolloutState::RollingBack, {returned, stays}));
    });
    const CliResult result = fleet.run({"rollback", "meter-reader-2", "--wait"});
    QCOMPARE(result.exitCode, 1);
    const QStringList lines = result.out.split('\n');
    QCOMPARE(lines.at(0), QString("meter-reader-2 rolling back: 0 nodes on the version before, 1 pending; "
                                  "1 node stays on 2.0.0"));
    QCOMPARE(lines.at(1), QString("meter-reader-2 rolled back: 1 node on 1.0.0; 1 node stays on 2.0.0"));
    QVERIFY(result.out.simplified().contains("rotterdam-2 - stayed - nothing was proven there before"));
    QVERIFY(result.err.startsWith("error: meter-reader-2 rolled back: 1 node on 1.0.0; 1 node stays on 2.0.0\n"));
  }

  void cancelling_says_what_became_of_the_nodes() {
    Fleet fleet([](const FakeRequest&) {
      return FakeAnswer::of(
          rollout(RolloutState::Cancelled, {outcome("a", NodeOutcome::Proven), outcome("b", NodeOutcome::Withdrawn)}));
    });
    const CliResult result = fleet.run({"rollouts", "cancel", "meter-reader-2"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QString("meter-reader-2 cancelled: 1 of 2 nodes proven, 1 withdrawn\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/CancelRollout"));
    QVERIFY(fleet.server.requests().at(0).as<v1::CancelRolloutRequest>().request_id().size() >= 16);
  }

  void a_summary_counts_nodes_and_ratios() {
    Fleet fleet([](const FakeRequest&) {
      WorkloadSummary summary;
      summary.versions = {{{1, 0, 0}, 10, 1, 200, 150, 1.5, 2.25}};
      summary.nodes = {{"a", {.version = {1, 0, 0}}}, {"b", {.version = {1, 0, 0}}}, {"b", {.version = {2, 0, 0}}}};
      summary.rawBytes = 5000;
      summary.upstreamBytes = 100;
      return FakeAnswer::of(wire::toProto(summary));
    });
    const QStringList lines = fleet.run({"workload", "summary", "meter-reader"}).out.split('\n');
    QCOMPARE(lines.at(1).simplified(), QString("1.0.0 2 10 1 75.00% 1.50 ms 2.25 ms"));
    QVERIFY(lines.at(3).contains("ratio 50.0x"));
  }

  void an_audit_log_that_is_broken_is_exit_code_1() {
    std::atomic<bool> intact = true;
    Fleet fleet([&](const FakeRequest&) {
      v1::VerifyAuditResponse answer;
      answer.set_intact(intact);
      answer.set_entries(9);
      answer.set_first_bad(intact ? 0 : 7);
      return FakeAnswer::of(answer);
    });
    QCOMPARE(fleet.run({"audit", "verify"}).exitCode, 0);
    intact = false;
    const CliResult result = fleet.run({"audit", "verify"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY(result.err.contains("entry 7"));
  }

  void apply_sends_the_declaration_and_prints_the_difference() {
    std::atomic<bool> changes = true;
    Fleet fleet([&](const FakeRequest&) {
      v1::ApplyFleetResponse answer;
      if (changes) answer.add_diff("+ region eu-west");
      return FakeAnswer::of(answer);
    });
    const QString file = FLOTILLA_SOURCE_DIR "/resources/fleets/demo.yaml";
    if (!QFile::exists(file)) QSKIP("no sample fleet");
    QVERIFY(fleet.run({"apply", "-f", file, "--dry-run"}).out.startsWith("+ region eu-west\n"));
    QVERIFY(fleet.server.requests().at(0).as<v1::ApplyFleetRequest>().dry_run());
    QVERIFY(fleet.server.requests().at(0).as<v1::ApplyFleetRequest>().sites_size() > 0);
    changes = false;
    QCOMPARE(fleet.run({"apply", "-f", file}).out, QString("nothing to change\n"));
  }

  void call_takes_json_from_stdin() {
    Fleet fleet([](const FakeRequest& request) {
      v1::Node node;
      node.set_name(request.as<v1::GetNodeRequest>().node());
      return FakeAnswer::of(node);
    });
    QVERIFY(
        fleet.run({"call", "NodeService/GetNode", "-"}, R"({"node":"delft-1"})").out.contains(R"("name":"delft-1")"));
    const CliResult unknown = fleet.run({"call", "NodeService/Get"});
    QCOMPARE(unknown.exitCode, 1);
    QVERIFY(unknown.err.contains("fix: one of NodeService/ListNodes, NodeService/GetNode"));
  }

  void an_assignment_key_is_printed_as_it_is() {
    const std::string pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
    Fleet fleet([&](const FakeRequest&) {
      v1::ServerInfo info;
      info.set_assignment_key_pem(pem);
      return FakeAnswer::of(info);
    });
    QCOMPARE(fleet.run({"keys", "assignment-key"}).out.toStdString(), pem);
  }

  void the_default_data_directory_is_in_the_home() {
    Cli cli;
    QVERIFY(QDir(cli.path("home")).mkpath(".local/share/flotilla"));
    const FakeOperatorServer server("unix:" + cli.path("home/.local/share/flotilla/operators.sock").toStdString(),
                                    [](const FakeRequest&) { return FakeAnswer::of(v1::ServerInfo()); });
    QCOMPARE(cli.run({"status"}).exitCode, 0);
  }

  void a_server_that_never_answers_is_exit_code_3() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::silence(); });
    const CliResult result = fleet.run({"status", "--timeout", "300ms"});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("within 300ms"), qPrintable(result.err));
  }
};

QTEST_GUILESS_MAIN(TstCliServer)
#include "tst_cli_server.moc"
