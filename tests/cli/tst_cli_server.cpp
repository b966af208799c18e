// flotillactl against a control plane that says what each test needs.
#include <QtTest>
#include <atomic>
#include <csignal>

#include "services/crypto/ed25519.h"
#include "services/documents/fleet_yaml.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::Cli;
using test::CliResult;
using test::FakeAnswer;
using test::FakeOperatorServer;
using test::FakeRequest;
using test::Fleet;
using test::outcome;

namespace {

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

// A region with a site, one node there that is active and one that is not any more, and a workload.
v1::WatchResponse declared() {
  Site site{SiteName("rotterdam"), RegionName("eu-west"), "Rotterdam", 51.9, 4.5};
  Node node;
  node.id = NodeId("1");
  node.site = site.name;
  node.identity = NodeIdentity::Active;
  Node retired = node;
  retired.id = NodeId("2");
  retired.identity = NodeIdentity::Retired;
  v1::WatchResponse out;
  auto* things = out.mutable_snapshot()->mutable_things();
  *things->Add()->mutable_region() = wire::toProto(Region{RegionName("eu-west"), "Western \"Europe\""});
  *things->Add()->mutable_site() = wire::toProto(site);
  *things->Add()->mutable_node() = wire::toProto(node);
  *things->Add()->mutable_node() = wire::toProto(retired);
  *things->Add()->mutable_workload() =
      wire::toProto(Workload{WorkloadName("meter-reader"), ArtifactName("meter-reader"), {}});
  return out;
}

v1::WatchResponse snapshotEnd() {
  v1::WatchResponse out;
  out.mutable_snapshot_end()->set_revision(7);
  return out;
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
    QCOMPARE(lines.at(0).simplified(), QString("NAME SITE REGION STATUS LIVENESS WORKLOADS LAST SEEN"));
    QCOMPARE(lines.at(1).simplified(),
             QString("rotterdam-1 rotterdam eu-west unknown (pending) unseen meter-reader 2.0.0 committed never"));
    QCOMPARE(lines.at(0).indexOf("SITE"), lines.at(1).indexOf("rotterdam "));
    QVERIFY(result.err.contains("1 of 3 shown"));
    const auto options = fleet.server.requests().at(0).as<v1::ListNodesRequest>().options();
    QCOMPARE(options.filter(), std::string("region:eu-west"));
    QCOMPARE(options.page_size(), 1U);
  }

  void a_node_whose_identity_ended_does_not_look_live() {
    Fleet fleet([](const FakeRequest&) {
      Node node;
      node.name = "rotterdam-1";
      node.identity = NodeIdentity::Revoked;
      node.health = NodeHealth::Held;
      node.liveness = Liveness::Live;
      v1::ListNodesResponse answer;
      *answer.add_nodes() = wire::toProto(node);
      return FakeAnswer::of(answer);
    });
    QCOMPARE(fleet.run({"nodes", "list"}).out.split('\n').at(1).simplified(),
             QString("rotterdam-1 - - held (revoked) - - never"));
  }

  void a_list_that_cannot_be_longer_says_how_to_narrow_it() {
    Fleet fleet([](const FakeRequest&) {
      v1::ListNodesResponse answer = nodesNamed("rotterdam-1");
      while (answer.nodes_size() < 1000) *answer.add_nodes() = answer.nodes(0);
      answer.mutable_page()->set_total(1040);
      return FakeAnswer::of(answer);
    });
    QCOMPARE(fleet.run({"nodes", "list", "--limit", "1000"}).err,
             QString("note: the first 1000 of 1040 shown; narrow it with --filter\n"));
  }

  void fields_of_the_api_are_told_as_the_options_that_were_typed_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* field, const QStringList& arguments, const char* shown) {
      QTest::newRow(field) << arguments << QString(field) << QString(shown);
    };
    row("regions", {"deploy", "a", "1.0.0"}, "error: --region: no\n");
    row("order_by", {"nodes", "list"}, "error: --order-by: no\n");
    row("filter", {"nodes", "list"}, "error: --filter: no\n");
    row("lifetime", {"token", "create", "--site", "a"}, "error: --ttl: no\n");
    row("labels", {"token", "create", "--site", "a"}, "error: --label: no\n");
    row("grants.regions", {"operator", "add", "ann", "--role", "viewer"}, "error: --region: no\n");
    row("grants", {"operator", "add", "ann", "--role", "viewer"}, "error: --role: no\n");
    row("version", {"deploy", "a", "1.0.0"}, "error: no\n  field: version\n");
    row("node", {"nodes", "show", "a"}, "error: no\n  field: node\n");
  }
  void fields_of_the_api_are_told_as_the_options_that_were_typed() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, field);
    QFETCH(QString, shown);
    Fleet fleet([&](const FakeRequest&) { return FakeAnswer::of(invalid("bad", "no", field.toStdString())); });
    const CliResult result = fleet.run(arguments);
    QCOMPARE(result.err, shown);
    QCOMPARE(result.exitCode, 2);
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
    for (const char* verb : {"approve", "readmit"}) QCOMPARE(fleet.run({"nodes", verb, "rotterdam-1"}).exitCode, 0);
    for (const char* verb : {"reject", "retire", "revoke"})
      QCOMPARE(fleet.run({"nodes", verb, "rotterdam-1", "--yes"}).exitCode, 0);
    const CliResult twice = fleet.run({"token", "create", "--site", "a", "--label", "a=1", "--label", "a=2"});
    QCOMPARE(twice.exitCode, 2);
    QVERIFY2(twice.err.startsWith("error: --label: \"a\" is given more than once\n"), qPrintable(twice.err));
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
    QVERIFY(text.contains("meter-reader to 2.0.0 on 1 node, 1 excluded"));
    QVERIFY(text.contains("rotterdam-1 rotterdam - 2.0.0 live no it is offline"));
    QVERIFY(text.contains("rotterdam-2 rotterdam not active the node is pending"));
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

  void an_invitation_that_could_not_be_written_is_told_with_the_way_out() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(v1::CreateOperatorResponse()); });
    const CliResult result =
        fleet.cli.runRaw("operator add ann --role viewer --data " + fleet.cli.path(".") + " > /dev/full");
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err, QString("error: the invitation could not be written and is lost\n"
                                 "  fix: flotillactl operator invite ann\n"));
  }

  void an_operator_is_removed_by_name() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(v1::Operator()); });
    QCOMPARE(fleet.run({"operator", "remove", "ann"}).out,
             QString("ann is removed; sessions and API tokens are void\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("OperatorService/RemoveOperator"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::RemoveOperatorRequest>().name(), std::string("ann"));
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
    QVERIFY(result.err.startsWith("error: meter-reader-2 failed: 0 of 1 node proven, 1 refused\n"));
  }

  void waiting_ends_at_its_limit_and_says_that_the_rollout_goes_on() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(rollout(RolloutState::Running, {})); });
    const CliResult result = fleet.run({"deploy", "meter-reader", "2.0.0", "--wait", "--timeout-wait", "1s"});
    QCOMPARE(result.exitCode, 4);
    QCOMPARE(result.err, QString("error: meter-reader-2 is not over after 1s; it goes on\n"
                                 "  fix: flotillactl rollouts show meter-reader-2\n"));
  }

  void waiting_that_is_interrupted_says_that_the_rollout_goes_on() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(rollout(RolloutState::RollingBack, {})); });
    QProcess process;
    process.start(FLOTILLA_BINARY_DIR "/bin/flotillactl",
                  {"rollback", "meter-reader-2", "--wait", "--data", fleet.cli.path(".")});
    QVERIFY(process.waitForReadyRead());  // the first line is printed once it waits
    QCOMPARE(process.readLine(), QByteArray("meter-reader-2 rolling back: 0 nodes on the version before\n"));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(process.readAllStandardError(), QByteArray("error: meter-reader-2 is not over; it goes on\n"
                                                        "  fix: flotillactl rollouts show meter-reader-2\n"));
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
          rollout(RolloutState::Aborted, {outcome("a", NodeOutcome::Proven), outcome("b", NodeOutcome::Withdrawn)}));
    });
    const CliResult result = fleet.run({"rollouts", "abort", "meter-reader-2"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QString("meter-reader-2 aborted: 1 of 2 nodes proven, 1 withdrawn\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/CancelRollout"));
    QVERIFY(fleet.server.requests().at(0).as<v1::CancelRolloutRequest>().request_id().size() >= 16);
  }

  void a_summary_counts_nodes_and_ratios() {
    Fleet fleet([](const FakeRequest&) {
      WorkloadSummary summary;
      summary.versions = {{{1, 0, 0}, 10, 1, 200, 150, 1.5, 2.25, 3}};
      summary.nodes = {{"a", {.version = {1, 0, 0}}}, {"b", {.version = {1, 0, 0}}}, {"b", {.version = {2, 0, 0}}}};
      summary.rawBytes = 5000;
      summary.upstreamBytes = 100;
      return FakeAnswer::of(wire::toProto(summary));
    });
    const QStringList lines = fleet.run({"workload", "summary", "meter-reader"}).out.split('\n');
    QCOMPARE(lines.at(1).simplified(), QString("1.0.0 2 10 1 3 75.00% 1.50 ms 2.25 ms"));
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
    QVERIFY(fleet.run({"apply", "-f", file, "--dry-run"}).out.startsWith("+ region eu-west\n"));
    QVERIFY(fleet.server.requests().at(0).as<v1::ApplyFleetRequest>().dry_run());
    QVERIFY(fleet.server.requests().at(0).as<v1::ApplyFleetRequest>().sites_size() > 0);
    changes = false;
    QCOMPARE(fleet.run({"apply", "-f", file}).out, QString("nothing to change\n"));
    QCOMPARE(fleet.run({"apply", "-f", "-"}, "regions: [{name: eu, title: Europe}]").out,
             QString("nothing to change\n"));
    QCOMPARE(fleet.server.requests().back().as<v1::ApplyFleetRequest>().regions(0).name(), std::string("eu"));
  }

  void apply_removes_only_what_it_was_told_to_remove() {
    Fleet fleet([](const FakeRequest&) {
      v1::ApplyFleetResponse answer;
      for (const char* line : {"+ region i", "- region j", "- workload w", "- workload x"}) answer.add_diff(line);
      return FakeAnswer::of(answer);
    });
    const QByteArray yaml = "regions: [{name: i, title: I}]";
    const CliResult refused = fleet.run({"apply", "-f", "-"}, yaml);
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.err, QString("error: this would remove 1 region, 2 workloads: region j, workload w, workload x\n"
                                  "  fix: add --remove, or keep them in the file\n"));
    for (const FakeRequest& request : fleet.server.requests()) QVERIFY(request.as<v1::ApplyFleetRequest>().dry_run());
    QCOMPARE(fleet.run({"apply", "--remove", "-f", "-"}, yaml).exitCode, 0);
    QVERIFY(!fleet.server.requests().back().as<v1::ApplyFleetRequest>().dry_run());
  }

  void the_declared_fleet_is_shown_and_its_json_is_a_declaration() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::streamOf({declared(), snapshotEnd()}, true); });
    const CliResult text = fleet.run({"fleet", "show"});
    QVERIFY2(text.exitCode == 0, qPrintable(text.err));
    QVERIFY2(text.out.simplified().contains("eu-west Western \"Europe\" rotterdam Rotterdam 1"), qPrintable(text.out));
    QVERIFY2(text.out.simplified().contains("meter-reader meter-reader runtime-onnx source-replay"),
             qPrintable(text.out));
    const CliResult json = fleet.run({"fleet", "show", "-o", "json"});
    const auto fleetAgain = parseFleetYaml(json.out.toStdString());
    QVERIFY2(fleetAgain.ok(), qPrintable(json.out));
    QCOMPARE(fleetAgain->regions.at(0).title, std::string("Western \"Europe\""));
    QCOMPARE(fleetAgain->sites.at(0).latitude, 51.9);
    QVERIFY(fleetAgain->workloads.at(0).config == WorkloadConfig{});
  }

  void call_takes_json_from_stdin() {
    Fleet fleet([](const FakeRequest& request) {
      v1::Node node;
      node.set_name(request.as<v1::GetNodeRequest>().node());
      return FakeAnswer::of(node);
    });
    QVERIFY(
        fleet.run({"call", "NodeService/GetNode", "-"}, R"({"node":"delft-1"})").out.contains(R"("name":"delft-1")"));
  }

  void a_call_that_cannot_be_made_is_told_in_plain_words_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("error");
    const QString fix = "  field: request\n  fix: write {\"field\": value}";
    QTest::newRow("cut") << QStringList{"NodeService/GetNode", "{"}
                         << "error: the request is not JSON of GetNodeRequest\n" + fix;
    QTest::newRow("list") << QStringList{"NodeService/GetNode", "[]"}
                          << "error: the request is not a JSON object\n" + fix;
    QTest::newRow("field") << QStringList{"NodeService/GetNode", R"({"nod":"a"})"}
                           << "error: GetNodeRequest has no field \"nod\"\n  field: nod\n"
                              "  fix: did you mean \"node\"?\n";
    QTest::newRow("method") << QStringList{"NodeService/GetNodes"}
                            << "error: \"NodeService/GetNodes\" is not a method of the operator API\n"
                               "  field: method\n  fix: did you mean \"NodeService/GetNode\"?\n";
    QTest::newRow("verb") << QStringList{"listnodes"}
                          << "error: \"listnodes\" is not a method of the operator API\n"
                             "  field: method\n  fix: did you mean \"NodeService/ListNodes\"?\n";
  }
  void a_call_that_cannot_be_made_is_told_in_plain_words() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, error);
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(v1::Node()); });
    const CliResult result = fleet.run(QStringList{"call"} + arguments);
    QVERIFY2(result.err.startsWith(error), qPrintable(result.err));
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

  void an_assignment_key_in_json_is_the_key_alone() {
    const std::string pem = publicKeyToPem(SigningKey::generate().publicKey());
    Fleet fleet([&](const FakeRequest&) {
      v1::ServerInfo info;
      info.set_assignment_key_pem(pem);
      return FakeAnswer::of(info);
    });
    const QByteArray out = fleet.run({"-o", "json", "keys", "assignment-key"}).out.toUtf8();
    const QJsonObject json = QJsonDocument::fromJson(out).object();
    QCOMPARE(json.keys(), QStringList("assignment_key_pem"));
    QCOMPARE(json["assignment_key_pem"].toString().toStdString(), pem);
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
    QVERIFY2(result.err.contains("fix: flotillad runs but does not answer; look at its log\n"), qPrintable(result.err));
    const CliResult change = fleet.run({"deploy", "a", "1.0.0", "--timeout", "300ms"});
    QVERIFY2(change.err.contains("; whether it was done: flotillactl rollouts list\n"), qPrintable(change.err));
  }
};

QTEST_GUILESS_MAIN(TstCliServer)
#include "tst_cli_server.moc"
