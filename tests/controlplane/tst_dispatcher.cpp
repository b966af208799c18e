#include <QtTest>

#include <google/protobuf/descriptor.h>

#include "services/crypto/enrol_token.h"
#include "services/runtime/base32.h"
#include "services/runtime/base64.h"
#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

namespace {

std::vector<const MethodDescriptor*> operatorMethods() {
  std::vector<const MethodDescriptor*> out;
  for (const char* name : {"server", "fleet", "access", "node", "release", "rollout", "alert", "audit", "watch"}) {
    const auto* file =
        DescriptorPool::generated_pool()->FindFileByName("services/proto/flotilla/v1/" + std::string(name) + ".proto");
    for (int s = 0; s < file->service_count(); ++s)
      for (int m = 0; m < file->service(s)->method_count(); ++m) out.push_back(file->service(s)->method(m));
  }
  return out;
}

std::string pathOf(const MethodDescriptor& method) {
  return method.service()->full_name() + "/" + method.name();
}
bool isChange(const MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("request_id") != nullptr;
}

const Labels kAlertLabels{{"alertname", "NodeOffline"}, {"node", "rotterdam-1"}, {"region", "eu-west"}};

std::string requestId() {
  static int last = 0;
  return "request-" + std::to_string(100'000'000 + ++last);
}

v1::ApplyFleetRequest fleetRequest() {
  v1::ApplyFleetRequest out;
  out.set_request_id(requestId());
  const FleetDeclaration all = declaration();
  for (const Region& region : all.regions) *out.add_regions() = wire::toProto(region);
  for (const Site& site : all.sites) *out.add_sites() = wire::toProto(site);
  for (const Workload& workload : all.workloads) *out.add_workloads() = wire::toProto(workload);
  return out;
}

v1::CreateEnrolTokenRequest tokenRequest() {
  v1::CreateEnrolTokenRequest out;
  out.set_request_id(requestId());
  out.set_site("rotterdam");
  return out;
}

v1::RevokeNodeRequest revokeRequest(const std::string& id = requestId()) {
  v1::RevokeNodeRequest out;
  out.set_request_id(id);
  out.set_node("rotterdam-1");
  return out;
}

// A request about what is in eu-west, for any method.
std::string requestFor(const MethodDescriptor& method) {
  if (method.name() == "ApplyFleet") return fleetRequest().SerializeAsString();
  static const std::map<std::string, std::string> kValues{{"site", "rotterdam"},
                                                          {"node", "rotterdam-1"},
                                                          {"workload", "meter-reader"},
                                                          {"version", "1.0.0"},
                                                          {"region", "eu-west"},
                                                          {"rollout", "meter-reader-1"},
                                                          {"alert", alertIdOf(kAlertLabels).value},
                                                          {"id", "a-silence"},
                                                          {"text", "receivers: [{name: ops}]\nroute: {receiver: ops}"}};
  std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  for (const auto& [name, value] : kValues)
    if (const auto* field = method.input_type()->FindFieldByName(name))
      message->GetReflection()->SetString(message.get(), field, value);
  if (const auto* field = method.input_type()->FindFieldByName("regions"))
    message->GetReflection()->AddString(message.get(), field, "eu-west");
  const std::string id = requestId();
  if (isChange(method))
    message->GetReflection()->SetString(message.get(), method.input_type()->FindFieldByName("request_id"), id);
  if (auto* op = dynamic_cast<v1::CreateOperatorRequest*>(message.get())) {
    op->set_name(id);
    op->add_grants()->set_role(v1::ROLE_VIEWER);
  }
  if (auto* silence = dynamic_cast<v1::CreateSilenceRequest*>(message.get())) {
    *silence->add_matchers() = wire::toProto(Matcher{"region", "eu-west", false, true});
    *silence->mutable_ends_at() = wire::toProto(kNow + 1h);
    silence->set_comment("works");
  }
  if (auto* past = dynamic_cast<v1::ReplayRequest*>(message.get())) {
    *past->mutable_from() = wire::toProto(kNow - 1h);
    *past->mutable_to() = wire::toProto(kNow);
  }
  if (auto* capture = dynamic_cast<v1::GetInputSamplesRequest*>(message.get())) {
    *capture->mutable_query() = wire::toProto(SampleQuery{WorkloadName("meter-reader")});
    capture->set_reason("a look");
  }
  if (auto* gone = dynamic_cast<v1::RemoveOperatorRequest*>(message.get())) gone->set_name("leaver");
  return message->SerializeAsString();
}

// Which granted roles are enough, written down here a second time on purpose.
bool isEnough(v1::Role needed, Role granted) {
  static const std::map<v1::Role, std::set<Role>> kEnough{
      {v1::ROLE_VIEWER,
       {Role::Viewer, Role::Operator, Role::Approver, Role::SecurityAdmin, Role::Enroller, Role::Auditor}},
      {v1::ROLE_OPERATOR, {Role::Operator}},
      {v1::ROLE_APPROVER, {Role::Approver}},
      {v1::ROLE_SECURITY_ADMIN, {Role::SecurityAdmin}},
      {v1::ROLE_ENROLLER, {Role::Enroller, Role::Operator}},
      {v1::ROLE_AUDITOR, {Role::Auditor, Role::SecurityAdmin}},
      {v1::ROLE_ADMINISTRATOR, {}}};
  return granted == Role::Administrator || kEnough.at(needed).contains(granted);
}

}  // namespace

class TstDispatcher : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;

  std::uint64_t audited() { return rig_->fleet.state().auditSeq; }
  QString reasonFor(const std::string& method, const Message& request, const Credentials& who = {true, {}}) {
    return reasonOf(rig_->call("flotilla.v1." + method, request.SerializeAsString(), who));
  }
  void makeToken() { QCOMPARE(reasonFor("EnrolTokenService/CreateEnrolToken", tokenRequest()), QString("ok")); }
  bool isInFiles(const std::string& needle) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      QFile file(QString::fromStdString(rig_->path + suffix));
      if (file.open(QIODevice::ReadOnly) && file.readAll().contains(QByteArray::fromStdString(needle))) return true;
    }
    return false;
  }
  void touchNode(std::uint64_t seq) {
    NodeStatus status = rig_->fleet.state().nodes.at(NodeId("id-of-rotterdam-1")).status;
    status.node = NodeId("id-of-rotterdam-1");
    status.lastSeq = seq;
    rig_->commit({{status}, {}});
  }
  static Mutation manyNodes(int count) {
    Mutation out;
    for (int i = 0; i < count; ++i) out.rows.emplace_back(nodeRecord("many-" + std::to_string(i), kWest));
    return out;
  }
  // What firing alerts and silences of eu-west look like, as the call before may have ended them.
  void addAlert() {
    AlertStatus status;
    status.alert = {kAlertLabels, {}, kNow, kNow + 1h, kNow, ""};
    rig_->alerts = {kNow, {status}, {{"all", "ops", kAlertLabels, {status}, {}, 0}}};
    Mutation silence;
    silence.rows.emplace_back(Silence{
        SilenceId("a-silence"), {{"region", "eu-west", false, true}}, kNow, kNow + 1h, kNow, "ann", "works", {}});
    rig_->commit(silence);
  }
  // One call through the door, unary or streaming; the answer's bytes.
  Result<std::string> enter(const MethodDescriptor& method, const Credentials& who) {
    if (method.name() == "RemoveOperator")  // whom the call before may have removed
      rig_->commit({{OperatorRecord{.id = OperatorId("id-of-leaver"), .name = "leaver", .grants = {}}}, {}});
    if (method.service()->name() == "AlertService") addAlert();
    if (!method.server_streaming()) return rig_->call(pathOf(method), requestFor(method), who);
    FakeSink sink;
    const auto opened = rig_->open(sink, {}, who);
    if (!opened) return opened.error();
    rig_->loop.advance(1s);
    (*opened)();
    return sink.text();
  }

  void checkAllowed(const MethodDescriptor& method, const Result<std::string>& answer, const std::string& what) {
    const std::set<ErrorCode> refusals{ErrorCode::Denied, ErrorCode::Unauthenticated, ErrorCode::NotFound};
    QVERIFY2(answer || !refusals.contains(answer.error().code), what.c_str());
    // None is connected here.
    const bool asksNode = method.name() == "GetNodeLogs" || method.name() == "GetInputSamples";
    QVERIFY2(answer || isChange(method) || (asksNode && answer.error().reason == "node_offline"), what.c_str());
    if (method.name() == "ListNodes" || method.name() == "ListAlerts" || method.name() == "ListAlertGroups" ||
        method.name() == "GetNode" || method.name() == "Watch")
      QVERIFY2(answer->find("rotterdam-1") != std::string::npos, what.c_str());
  }

 private slots:
  void init() { rig_ = std::make_unique<PlaneRig>(); }
  void cleanup() { rig_.reset(); }

  void every_method_has_a_handler() { QVERIFY(rig_->dispatcher.checkComplete()); }

  void every_method_lets_in_exactly_who_its_rules_say_data() {
    QTest::addColumn<int>("method");
    QTest::addColumn<int>("scope");
    const auto methods = operatorMethods();
    for (std::size_t i = 0; i < methods.size(); ++i)
      for (int scope = 0; scope < 3; ++scope)
        QTest::addRow("%s, %s", methods[i]->name().c_str(),
                      scope == 0   ? "fleet"
                      : scope == 1 ? "the node's region"
                                   : "another region")
            << static_cast<int>(i) << scope;
  }
  void every_method_lets_in_exactly_who_its_rules_say() {
    QFETCH(int, method);
    QFETCH(int, scope);
    const MethodDescriptor& target = *operatorMethods()[static_cast<std::size_t>(method)];
    const v1::MethodRules& rules = target.options().GetExtension(v1::rules);
    const std::vector<std::vector<RegionName>> regions{{}, {kWest}, {kEast}};
    for (std::size_t r = 0; r < kRoleNames.size(); ++r) {
      const Role role = static_cast<Role>(r);
      const std::string what = target.name() + " as " + std::string(toText(role));
      const Credentials who =
          rig_->operatorWith(std::string(toText(role)), role, regions[static_cast<std::size_t>(scope)]);
      const std::uint64_t before = audited();
      const auto answer = enter(target, who);
      const bool door = isEnough(rules.role(), role) && (rules.scope() == v1::SCOPE_REGION || scope == 0);
      if (!door) {
        QCOMPARE(reasonOf(answer), QString("role_missing"));
        QVERIFY(answer.error().code == ErrorCode::Denied);
      } else if (scope < 2) {
        checkAllowed(target, answer, what);
      } else {
        QVERIFY2(!answer || answer->find("rotterdam-1") == std::string::npos, what.c_str());
      }
      if (!door || scope == 2) QVERIFY2(audited() == before, what.c_str());
    }
  }

  void nobody_gets_in_without_a_token_that_is_known_data() {
    QTest::addColumn<QString>("authorization");
    QTest::addColumn<QString>("reason");
    QTest::newRow("nothing") << ""
                             << "no_token";
    QTest::newRow("another scheme") << "Basic YTpi"
                                    << "no_token";
    QTest::newRow("lower case") << "bearer flo1.a.b"
                                << "no_token";
    QTest::newRow("unknown") << "Bearer flo1.a.b"
                             << "token_unknown";
    QTest::newRow("a session of nobody") << "Bearer fls1.0011223344556677.QUJDREVGR0hJSktMTU5PUFFSU1RVVg"
                                         << "session_ended";
    QTest::newRow("an API token with a typing error") << "Bearer fltp_0011223344556677_QUJDREVGR0g_00000000"
                                                      << "token_damaged";
    QTest::newRow("empty") << "Bearer "
                           << "token_unknown";
  }
  void nobody_gets_in_without_a_token_that_is_known() {
    QFETCH(QString, authorization);
    QFETCH(QString, reason);
    for (const MethodDescriptor* method : operatorMethods()) {
      const auto answer = enter(*method, {false, authorization.toStdString()});
      QCOMPARE(reasonOf(answer), reason);
      QVERIFY(answer.error().code == ErrorCode::Unauthenticated);
    }
    QCOMPARE(audited(), std::uint64_t{0});
  }

  void an_expired_token_is_refused() {
    const Credentials who = rig_->tokenOf("ada", {{Role::Viewer, {}}});
    QCOMPARE(reasonFor("NodeService/ListNodes", v1::ListNodesRequest(), who), QString("ok"));
    rig_->clock.advance(24h);
    QCOMPARE(reasonFor("NodeService/ListNodes", v1::ListNodesRequest(), who), QString("token_expired"));
  }

  void what_is_no_request_is_refused() {
    QCOMPARE(reasonOf(rig_->call("flotilla.v1.NodeService/Nothing", "")), QString("unknown_method"));
    QCOMPARE(reasonOf(rig_->call("", "")), QString("unknown_method"));
    QCOMPARE(reasonOf(rig_->call(std::string(100'000, 'x'), "")), QString("unknown_method"));
    QCOMPARE(reasonOf(rig_->call("/flotilla.v1.NodeService/ListNodes", "")), QString("ok"));
    QCOMPARE(reasonOf(rig_->call("flotilla.v1.WatchService/Watch", "")), QString("streaming"));
    const std::string large(4 * 1024 * 1024 + 1, 'x');
    for (const MethodDescriptor* method : operatorMethods()) {
      if (method->server_streaming()) continue;
      QCOMPARE(reasonOf(rig_->call(pathOf(*method), "\xFF\xFF\xFF garbage")), QString("malformed"));
      QCOMPARE(reasonOf(rig_->call(pathOf(*method), large)), QString("request_too_large"));
    }
    QCOMPARE(audited(), std::uint64_t{0});
  }

  void a_change_needs_a_request_id_of_16_to_64_characters() {
    for (const std::size_t length : {0, 15, 65})
      QCOMPARE(reasonFor("NodeService/RevokeNode", revokeRequest(std::string(length, 'x'))), QString("bad_request_id"));
    QCOMPARE(reasonFor("NodeService/RevokeNode", revokeRequest(std::string(16, 'x'))), QString("ok"));
    QCOMPARE(audited(), std::uint64_t{1});
  }

  void a_change_sent_again_gets_the_same_bytes_and_happens_once() {
    v1::CreateRolloutRequest request;
    request.set_request_id(requestId());
    request.set_workload("meter-reader");
    request.set_version("1.0.0");
    const std::string bytes = request.SerializeAsString(), method = "flotilla.v1.RolloutService/CreateRollout";
    const auto first = rig_->call(method, bytes);
    QVERIFY(first);
    rig_->clock.advance(1h);
    const auto again = rig_->call(method, bytes);
    QVERIFY(again);
    QCOMPARE(*again, *first);
    QCOMPARE(audited(), std::uint64_t{1});
    QCOMPARE(rig_->fleet.state().rollouts.size(), std::size_t{2});
    QVERIFY(rig_->store->load()->answers.contains(request.request_id()));
  }

  void a_rollout_is_cancelled_once_however_often_it_is_asked() {
    v1::CreateRolloutRequest wanted;
    wanted.set_request_id(requestId());
    wanted.set_workload("meter-reader");
    wanted.set_version("1.0.0");
    const auto running = rig_->ask<v1::Rollout>("RolloutService/CreateRollout", wanted);
    v1::CancelRolloutRequest request;
    request.set_request_id(requestId());
    request.set_rollout(running.id());
    const auto cancelled = rig_->ask<v1::Rollout>("RolloutService/CancelRollout", request);
    QCOMPARE(cancelled.state(), v1::ROLLOUT_STATE_ABORTED);
    const auto again = rig_->ask<v1::Rollout>("RolloutService/CancelRollout", request);
    QCOMPARE(again.SerializeAsString(), cancelled.SerializeAsString());
    QCOMPARE(audited(), std::uint64_t{2});
    request.set_request_id(requestId());
    QCOMPARE(reasonFor("RolloutService/CancelRollout", request), QString("not_running"));
    QVERIFY(rig_->store->load()->rollouts.at(RolloutId(running.id())).state == RolloutState::Aborted);
  }

  void a_request_id_is_for_one_request_of_one_caller() {
    const v1::RevokeNodeRequest request = revokeRequest();
    QCOMPARE(reasonFor("NodeService/RevokeNode", request), QString("ok"));
    v1::RevokeNodeRequest other = request;
    other.set_node("boston-1");
    QCOMPARE(reasonFor("NodeService/RevokeNode", other), QString("request_id_reused"));
    v1::RollBackRolloutRequest method;
    method.set_request_id(request.request_id());
    method.set_rollout(request.node());
    QCOMPARE(method.SerializeAsString(), request.SerializeAsString());
    QCOMPARE(reasonFor("RolloutService/RollBackRollout", method), QString("request_id_reused"));
    const Credentials who = rig_->operatorWith("eve", Role::Administrator, {});
    QCOMPARE(reasonFor("NodeService/RevokeNode", request, who), QString("request_id_reused"));
    QCOMPARE(audited(), std::uint64_t{1});
  }

  void a_secret_answer_is_given_once_and_kept_nowhere() {
    const v1::CreateEnrolTokenRequest request = tokenRequest();
    const auto token = rig_->ask<v1::CreateEnrolTokenResponse>("EnrolTokenService/CreateEnrolToken", request);
    v1::CreateOperatorRequest wanted;
    wanted.set_request_id(requestId());
    wanted.set_name("ada");
    wanted.add_grants()->set_role(v1::ROLE_VIEWER);
    const auto op = rig_->ask<v1::CreateOperatorResponse>("OperatorService/CreateOperator", wanted);
    QCOMPARE(reasonFor("EnrolTokenService/CreateEnrolToken", request), QString("already_answered"));
    QCOMPARE(reasonFor("OperatorService/CreateOperator", wanted), QString("already_answered"));
    QVERIFY(isInFiles("ada"));  // what is kept can be found
    const std::string secret = parseEnrolToken(token.token())->secret;
    const std::string code = op.invitation();
    for (const std::string& needle :
         {token.token(), secret, toBase64Url(secret), toHex(secret), code, fromBase32(code).value()})
      QVERIFY(!isInFiles(needle));
  }

  void a_retry_is_known_by_what_it_asks_for_not_by_its_bytes() {
    v1::CreateEnrolTokenRequest request = tokenRequest();
    for (const char* label : {"rack", "row", "role", "carrier"}) (*request.mutable_labels())[label] = "x";
    const std::string method = "flotilla.v1.EnrolTokenService/CreateEnrolToken";
    QVERIFY(rig_->call(method, request.SerializeAsString()));
    v1::CreateEnrolTokenRequest fields = request;
    fields.clear_labels();
    v1::CreateEnrolTokenRequest labels;
    *labels.mutable_labels() = request.labels();
    const std::string otherOrder = labels.SerializeAsString() + fields.SerializeAsString();
    QVERIFY(otherOrder != request.SerializeAsString());
    QCOMPARE(reasonOf(rig_->call(method, otherOrder)), QString("already_answered"));
    (*request.mutable_labels())["rack"] = "y";
    QCOMPARE(reasonOf(rig_->call(method, request.SerializeAsString())), QString("request_id_reused"));
  }

  void a_change_with_an_expected_revision_meets_no_other_decision_about_the_same_things() {
    const std::uint64_t revision = rig_->fleet.state().revision;
    const auto revoke = [&](const char* node, std::uint64_t expected) {
      v1::RevokeNodeRequest request = revokeRequest();
      request.set_node(node);
      request.set_expected_revision(expected);
      return request;
    };
    // What nodes report is no decision.
    rig_->commit({{NodeStatus{NodeId("id-of-rotterdam-1"), kNow, "boot", 9}}, {}});
    rig_->commit({{Region{kWest, "Renamed", 1min}}, {}});
    QCOMPARE(reasonFor("NodeService/RevokeNode", revoke("rotterdam-1", revision)), QString("ok"));
    NodeRecord readmitted = nodeRecord("rotterdam-1", kWest);
    rig_->commit({{readmitted}, {}});
    QCOMPARE(reasonFor("NodeService/RevokeNode", revoke("rotterdam-1", revision)), QString("revision_changed"));
    QCOMPARE(reasonFor("NodeService/RevokeNode", revoke("rotterdam-1", rig_->fleet.state().revision + 1)),
             QString("revision_changed"));
    QCOMPARE(reasonFor("NodeService/RevokeNode", revoke("boston-1", revision)), QString("ok"));
  }

  void a_decision_counts_before_it_is_stored() {
    const std::uint64_t revision = rig_->fleet.state().revision;
    QStringList answers;
    for (const char* title : {"One", "Another"}) {
      v1::ApplyFleetRequest request = fleetRequest();
      request.set_expected_revision(revision);
      request.mutable_regions(0)->set_title(title);
      rig_->dispatcher.call("flotilla.v1.FleetService/ApplyFleet", request.SerializeAsString(), {true, {}},
                            [&](const Result<std::string>& answer) { answers << reasonOf(answer); });
    }
    rig_->loop.advance(5ms);
    answers.sort();
    QCOMPARE(answers, (QStringList{"ok", "revision_changed"}));
    QCOMPARE(audited(), std::uint64_t{1});
  }

  void events_of_a_node_are_listed_newest_first_to_those_who_may_see_it() {
    const NodeId node("id-of-rotterdam-1");
    for (std::uint32_t i = 0; i < 3; ++i)
      rig_->commit(
          {{NodeEventRecord{node, i / 2, i % 2, {kNow, kWorkload, InstallState::Trying, i, {1, 0, 0}, "", ""}}}, {}});
    v1::ListNodeEventsRequest request;
    request.set_node("rotterdam-1");
    const auto all = rig_->ask<v1::ListNodeEventsResponse>("NodeService/ListNodeEvents", request);
    QCOMPARE(all.events_size(), 3);
    for (int i = 0; i < 3; ++i) QCOMPARE(all.events(i).generation(), std::uint64_t(2 - i));
    QCOMPARE(reasonFor("NodeService/ListNodeEvents", request, rig_->operatorWith("ada", Role::Viewer, {kEast})),
             QString("no_node"));
  }

  void lists_are_filtered_by_selectors_and_sorted_by_what_their_fields_are() {
    for (const char* version : {"9.0.0", "10.0.0"}) rig_->commit({{releaseRecord(version)}, {}});
    const auto versions = [&](const char* filter, const char* order) {
      v1::ListReleasesRequest request;
      request.mutable_options()->set_filter(filter);
      request.mutable_options()->set_order_by(order);
      QStringList out;
      const auto answer = rig_->ask<v1::ListReleasesResponse>("ReleaseService/ListReleases", request);
      for (const v1::Release& release : answer.releases()) out << QString::fromStdString(release.version());
      return out.join(' ');
    };
    QCOMPARE(versions("", "version"), QString("1.0.0 2.0.0 9.0.0 10.0.0"));
    QCOMPARE(versions("", "artifact,version desc"), QString("10.0.0 9.0.0 2.0.0 1.0.0"));
    QCOMPARE(versions("version>=9.0.0 artifact:meter-reader", "counter"), QString("9.0.0 10.0.0"));
    QCOMPARE(versions("artifact:meter-reader and version:2.0.0", ""), QString("2.0.0"));  // as it was before selectors
  }

  void a_list_says_what_is_wrong_with_its_filter_or_its_order_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    QTest::newRow("unknown field") << "regin:eu-west"
                                   << ""
                                   << "unknown_field"
                                   << "filter";
    QTest::newRow("bad expression") << "name~("
                                    << ""
                                    << "bad_pattern"
                                    << "filter";
    QTest::newRow("order by what is not there") << ""
                                                << "nam"
                                                << "unknown_field"
                                                << "order_by";
    QTest::newRow("another direction") << ""
                                       << "name down"
                                       << "bad_order"
                                       << "order_by";
    QTest::newRow("an empty key") << ""
                                  << "name,,site"
                                  << "bad_order"
                                  << "order_by";
    QTest::newRow("nine keys") << ""
                               << "name,name,name,name,name,name,name,name,name"
                               << "bad_order"
                               << "order_by";
  }
  void a_list_says_what_is_wrong_with_its_filter_or_its_order() {
    QFETCH(QString, filter);
    QFETCH(QString, order);
    v1::ListNodesRequest request;
    request.mutable_options()->set_filter(filter.toStdString());
    request.mutable_options()->set_order_by(order.toStdString());
    const auto answer = rig_->call("flotilla.v1.NodeService/ListNodes", request.SerializeAsString());
    QTEST(reasonOf(answer), "reason");
    QTEST(QString::fromStdString(answer.error().field), "field");
    QVERIFY(!answer.error().fix.empty());
  }

  void nodes_are_listed_by_selector() {
    const auto names = [&](const char* filter) {
      v1::ListNodesRequest request;
      request.mutable_options()->set_filter(filter);
      QStringList out;
      const auto answer = rig_->ask<v1::ListNodesResponse>("NodeService/ListNodes", request);
      for (const v1::Node& node : answer.nodes()) out << QString::fromStdString(node.name());
      return out.join(' ');
    };
    touchNode(1);
    QCOMPARE(names("region:(eu-west|us-east)"), QString("boston-1 rotterdam-1"));
    QCOMPARE(names("version<3.0.0"), QString("rotterdam-1"));
    QCOMPARE(names("health:unknown or not liveness:unseen"), QString("boston-1 rotterdam-1"));
    QCOMPARE(names("site:rott* identity:active"), QString("rotterdam-1"));
    QCOMPARE(names("region:eu-west site:boston"), QString());
  }

  void the_server_says_who_asks_and_how_late_it_is() {
    const auto answer =
        rig_->call("flotilla.v1.ServerService/GetServer", "", rig_->operatorWith("ada", Role::Operator, {kWest}));
    v1::ServerInfo message;
    QVERIFY(message.ParseFromString(*answer));
    const ServerInfo info = wire::fromProto(message).value();
    QCOMPARE(info.caller.name, std::string("ada"));
    QVERIFY((info.caller.grants == std::vector<Grant>{{Role::Operator, {kWest}}}));
    QVERIFY(info.reportInterval == 10s && info.now == kNow);
  }

  void the_server_says_that_it_learns_and_how_many_nodes_it_waits_for() {
    NodeStatus seen;
    seen.node = NodeId("id-of-rotterdam-1");
    seen.lastSeen = kNow;
    rig_->commit({{seen}, {}});
    QVERIFY(!rig_->ask<v1::ServerInfo>("ServerService/GetServer", v1::GetServerRequest()).learning());
    rig_->agents.startLearning(60s);
    const auto info = rig_->ask<v1::ServerInfo>("ServerService/GetServer", v1::GetServerRequest());
    QVERIFY(info.learning());
    QCOMPARE(info.unheard(), std::uint64_t{1});
    v1::CreateRolloutRequest rollout;
    rollout.set_request_id(requestId());
    rollout.set_workload("meter-reader");
    rollout.set_version("1.0.0");
    QCOMPARE(reasonFor("RolloutService/CreateRollout", rollout), QString("learning"));
  }

  void a_backup_is_audited_and_made_once_for_one_request() {
    v1::CreateBackupRequest request;
    request.set_request_id(requestId());
    const auto first = rig_->ask<v1::Backup>("ServerService/CreateBackup", request);
    QCOMPARE(rig_->ask<v1::Backup>("ServerService/CreateBackup", request).path(), first.path());
    QCOMPARE(rig_->backups, 1);
    const auto listed =
        rig_->ask<v1::ListAuditEntriesResponse>("AuditService/ListAuditEntries", v1::ListAuditEntriesRequest());
    QCOMPARE(listed.entries(0).action(), std::string("CreateBackup"));
    QCOMPARE(listed.entries(0).detail(), first.path());
  }

  void a_quarantined_node_is_held_and_readmitted_and_the_log_says_why() {
    v1::QuarantineNodeRequest quarantine;
    quarantine.set_request_id(requestId());
    quarantine.set_node("rotterdam-1");
    quarantine.set_reason("fan noise");
    v1::ReadmitNodeRequest readmit;
    readmit.set_request_id(requestId());
    readmit.set_node("rotterdam-1");
    QVERIFY(rig_->ask<v1::Node>("NodeService/QuarantineNode", quarantine).health() == v1::NODE_HEALTH_HELD);
    QVERIFY(rig_->ask<v1::Node>("NodeService/ReadmitNode", readmit).identity() == v1::NODE_IDENTITY_ACTIVE);
    const auto listed =
        rig_->ask<v1::ListAuditEntriesResponse>("AuditService/ListAuditEntries", v1::ListAuditEntriesRequest());
    QCOMPARE(listed.entries(1).action(), std::string("QuarantineNode"));
    QCOMPARE(listed.entries(1).detail(), std::string("identity quarantined: fan noise"));
  }

  void a_pending_node_may_not_pull() {
    NodeRecord pending = nodeRecord("rotterdam-9", kWest);
    pending.identity = NodeIdentity::Pending;
    rig_->commit({{pending}, {}});
    rig_->access.load(rig_->fleet.state());
    QVERIFY(!rig_->access.mayPull(pending.id));
    pending.identity = NodeIdentity::Active;
    rig_->commit({{pending}, {}});
    rig_->access.update(rig_->fleet.state(), {{Topic::Nodes, pending.id.value}});
    QVERIFY(rig_->access.mayPull(pending.id));
  }

  void every_change_leaves_one_audit_entry_and_a_chain_that_verifies() {
    v1::ApplyFleetRequest fleet = fleetRequest();
    fleet.mutable_regions(0)->set_title("Renamed");
    v1::ApplyFleetRequest dry = fleet;
    dry.set_request_id(requestId());
    dry.set_dry_run(true);
    v1::RollBackRolloutRequest back;
    back.set_request_id(requestId());
    back.set_rollout("meter-reader-1");
    v1::CreateOperatorRequest op;
    op.set_request_id(requestId());
    op.set_name("ada");
    op.add_grants()->set_role(v1::ROLE_VIEWER);
    v1::RemoveOperatorRequest gone;
    gone.set_request_id(requestId());
    gone.set_name("ada");
    const std::vector<std::pair<std::string, std::string>> calls{
        {"FleetService/ApplyFleet", fleet.SerializeAsString()},
        {"EnrolTokenService/CreateEnrolToken", tokenRequest().SerializeAsString()},
        {"OperatorService/CreateOperator", op.SerializeAsString()},
        {"OperatorService/RemoveOperator", gone.SerializeAsString()},
        {"RolloutService/RollBackRollout", back.SerializeAsString()},
        {"NodeService/RevokeNode", revokeRequest().SerializeAsString()}};
    QCOMPARE(reasonFor("FleetService/ApplyFleet", dry), QString("ok"));
    QCOMPARE(audited(), std::uint64_t{0});
    for (std::size_t i = 0; i < calls.size(); ++i) {
      QCOMPARE(reasonOf(rig_->call("flotilla.v1." + calls[i].first, calls[i].second)), QString("ok"));
      QCOMPARE(audited(), std::uint64_t{i + 1});
    }
    QCOMPARE(reasonFor("NodeService/RevokeNode", revokeRequest()), QString("ok"));  // is revoked: nothing changes
    const auto verdict = rig_->ask<v1::VerifyAuditResponse>("AuditService/VerifyAudit", v1::VerifyAuditRequest());
    QVERIFY(verdict.intact());
    QCOMPARE(verdict.entries(), std::uint64_t{calls.size()});
    const auto listed =
        rig_->ask<v1::ListAuditEntriesResponse>("AuditService/ListAuditEntries", v1::ListAuditEntriesRequest());
    QCOMPARE(listed.entries(0).action(), std::string("RevokeNode"));
    QCOMPARE(listed.entries(0).actor(), std::string("local-administrator"));
    QCOMPARE(listed.entries(0).object(), std::string("node/rotterdam-1"));
  }

  void an_audit_log_that_was_changed_or_cut_short_shows() {
    for (int i = 0; i < 3; ++i) makeToken();
    const auto verify = [&] {
      return rig_->ask<v1::VerifyAuditResponse>("AuditService/VerifyAudit", v1::VerifyAuditRequest());
    };
    const auto execute = [&](const char* sql) { QVERIFY(Database::open(rig_->path).value()->execute(sql)); };
    QVERIFY(verify().intact());
    execute("UPDATE audit_entries SET actor='somebody else' WHERE seq=2");
    QCOMPARE(verify().first_bad(), std::uint64_t{2});
    execute("UPDATE audit_entries SET actor='local-administrator' WHERE seq=2");
    QVERIFY(verify().intact());
    execute("DELETE FROM audit_entries WHERE seq=3");
    QVERIFY(!verify().intact());
  }

  void nothing_is_told_before_it_is_durable() {
    QStringList told;
    const auto note = [&](const char* what) {
      return [&told, what](const Result<std::string>& answer) { told << what + reasonOf(answer); };
    };
    rig_->dispatcher.call("flotilla.v1.NodeService/RevokeNode", revokeRequest().SerializeAsString(), {true, {}},
                          note("change "));
    rig_->dispatcher.call("flotilla.v1.NodeService/ListNodes", {}, {true, {}}, note("read "));
    rig_->loop.advance(2ms);
    QVERIFY(told.isEmpty());
    rig_->loop.advance(1ms);
    QCOMPARE(told, (QStringList{"change ok", "read ok"}));
  }

  void a_change_or_a_read_on_top_of_a_failed_commit_is_an_error() {
    makeToken();
    AuditEntry taken;
    taken.seq = 1;
    QStringList told;
    const auto note = [&](const Result<std::string>& answer) { told << reasonOf(answer); };
    const v1::RevokeNodeRequest request = revokeRequest();
    rig_->dispatcher.call("flotilla.v1.NodeService/RevokeNode", request.SerializeAsString(), {true, {}}, note);
    rig_->dispatcher.call("flotilla.v1.NodeService/ListNodes", {}, {true, {}}, note);
    rig_->fleet.submit({{taken}, {}}, [](const Status&) {});
    rig_->loop.advance(5ms);
    QCOMPARE(told, (QStringList{"database_error", "database_error"}));
    QVERIFY(rig_->fleet.state().findNode("rotterdam-1")->record.identity == NodeIdentity::Active);
    QCOMPARE(reasonFor("NodeService/RevokeNode", request), QString("ok"));  // the retry does it
    QCOMPARE(audited(), std::uint64_t{2});
  }

  void a_watcher_gets_a_snapshot_its_end_and_then_changes() {
    FakeSink sink;
    const auto close = rig_->open(sink, {});
    QVERIFY(close);
    rig_->loop.advance(300ms);
    QCOMPARE(sink.sent.size(), std::size_t{2});
    QCOMPARE(sink.sent[0].snapshot().things_size(), 2 + 2 + 1 + 2 + 2 + 1);
    QCOMPARE(sink.sent[1].snapshot_end().revision(), rig_->fleet.state().revision);
    for (std::uint64_t seq = 1; seq <= 5; ++seq) touchNode(seq);
    rig_->loop.advance(100ms);
    QCOMPARE(sink.sent.size(), std::size_t{3});  // five commits, one message
    QCOMPARE(sink.sent[2].changes().upserts_size(), 1);
    QCOMPARE(sink.sent[2].changes().upserts(0).node().name(), std::string("rotterdam-1"));
    QCOMPARE(sink.sent[2].changes().revision(), rig_->fleet.state().revision);
    Mutation removal;
    removal.removals = {{SiteName("boston")}};
    rig_->commit(removal);
    rig_->loop.advance(100ms);
    QCOMPARE(sink.sent[3].changes().deletes(0).key(), std::string("boston"));
    QVERIFY(sink.sent[3].changes().deletes(0).topic() == v1::TOPIC_SITES);
    (*close)();
    QCOMPARE(rig_->watch.watchers(), std::size_t{0});
    touchNode(9);
    rig_->loop.advance(1s);
    QCOMPARE(sink.sent.size(), std::size_t{4});
  }

  void a_snapshot_goes_on_as_soon_as_a_part_was_taken_and_waits_for_no_clock() {
    rig_->commit(manyNodes(1000));
    FakeSink sink;
    sink.isSlow = true;
    QVERIFY(rig_->open(sink, {}));
    for (std::size_t parts = 1; parts <= 6; ++parts) {
      QCOMPARE(sink.sent.size(), parts);  // one at a time, and not a moment later
      QVERIFY(sink.sent.back().snapshot().things_size() <= 200);
      sink.taken();
      rig_->loop.advance();
    }
    int things = 0;
    for (const v1::WatchResponse& message : sink.sent) things += message.snapshot().things_size();
    QCOMPARE(things, 10 + 1000);
    QVERIFY(sink.sent.back().has_snapshot_end());
  }

  void what_changes_during_a_snapshot_is_told_after_it() {
    rig_->commit(manyNodes(500));
    FakeSink sink;
    sink.isSlow = true;
    QVERIFY(rig_->open(sink, {}));
    touchNode(1);
    while (!sink.sent.back().has_snapshot_end()) {
      sink.taken();
      rig_->loop.advance(3ms);
    }
    QVERIFY(sink.sent.back().snapshot_end().revision() < rig_->fleet.state().revision);
    sink.taken();
    rig_->loop.advance(100ms);
    QCOMPARE(sink.sent.back().changes().upserts(0).node().name(), std::string("rotterdam-1"));
  }

  void a_snapshot_tells_only_what_is_durable() {
    rig_->commit(manyNodes(500));
    FakeSink sink;
    sink.isSlow = true;
    QVERIFY(rig_->open(sink, {}));
    NodeStatus status;
    status.node = NodeId("id-of-rotterdam-1");
    rig_->fleet.submit({{status}, {}}, [](const Status&) {});
    sink.taken();
    rig_->loop.advance();
    QCOMPARE(sink.sent.size(), std::size_t{1});
    rig_->loop.advance(3ms);
    QCOMPARE(sink.sent.size(), std::size_t{2});
  }

  void many_changes_come_in_parts_and_the_last_has_the_revision() {
    rig_->commit(manyNodes(500));
    FakeSink sink;
    v1::WatchRequest request;
    const std::uint64_t before = rig_->fleet.state().revision;
    request.set_from_revision(before);
    QVERIFY(rig_->open(sink, request));
    rig_->commit(manyNodes(500));
    rig_->loop.advance(100ms);
    QCOMPARE(sink.sent.size(), std::size_t{3});
    QCOMPARE(sink.sent[0].changes().revision(), before);
    QCOMPARE(sink.sent[1].changes().revision(), before);
    QCOMPARE(sink.sent[2].changes().revision(), before + 1);
    QCOMPARE(sink.sent[2].changes().upserts_size(), 100);
  }

  void a_rollout_with_many_nodes_is_told_as_counts_and_listed_in_pages() {
    Mutation many = manyNodes(3000);
    for (std::size_t i = 0, end = many.rows.size(); i < end; ++i) {
      const NodeRecord record = std::get<NodeRecord>(many.rows[i]);
      many.rows.emplace_back(RolloutNode{RolloutId("meter-reader-1"),
                                         record.id,
                                         record.name,
                                         1,
                                         false,
                                         {},
                                         {},
                                         i % 3 == 0 ? NodeOutcome::Silent : NodeOutcome::Pending,
                                         "silent",
                                         std::string(1000, 'm')});
    }
    rig_->commit(many);
    FakeSink sink;
    v1::WatchRequest watch;
    watch.add_topics(v1::TOPIC_ROLLOUTS);
    QVERIFY(rig_->open(sink, watch));
    const v1::Rollout& told = sink.sent.at(0).snapshot().things(0).rollout();
    QCOMPARE(told.nodes_size(), 0);
    QCOMPARE(wire::fromProto(told)->size(), std::size_t{3001});
    QCOMPARE(wire::fromProto(told)->count(NodeOutcome::Silent), std::size_t{1000});
    QVERIFY(sink.largest < 1000);
    v1::GetRolloutRequest get;
    get.set_rollout("meter-reader-1");
    QCOMPARE(rig_->ask<v1::Rollout>("RolloutService/GetRollout", get).nodes_size(), 0);
    const auto list = rig_->ask<v1::ListRolloutsResponse>("RolloutService/ListRollouts", v1::ListRolloutsRequest());
    QCOMPARE(list.rollouts(0).nodes_size(), 0);
    v1::ListRolloutNodesRequest nodes;
    nodes.set_rollout("meter-reader-1");
    nodes.mutable_options()->set_filter("outcome:silent");
    nodes.mutable_options()->set_page_size(1000);
    const auto page = rig_->ask<v1::ListRolloutNodesResponse>("RolloutService/ListRolloutNodes", nodes);
    QCOMPARE(page.nodes_size(), 1000);
    QVERIFY(page.ByteSizeLong() < 4 << 20);
  }

  void a_watcher_of_some_topics_hears_of_no_others() {
    FakeSink sink;
    v1::WatchRequest request;
    request.add_topics(v1::TOPIC_SITES);
    QVERIFY(rig_->open(sink, request));
    rig_->loop.advance(300ms);
    QCOMPARE(sink.sent[0].snapshot().things_size(), 2);
    touchNode(1);
    rig_->loop.advance(100ms);
    QCOMPARE(sink.sent.back().changes().upserts_size(), 0);
    v1::WatchRequest unknown;
    unknown.add_topics(static_cast<v1::Topic>(99));
    FakeSink other;
    QCOMPARE(reasonOf(rig_->open(other, unknown)), QString("unknown_topic"));
  }

  void a_watcher_of_one_region_learns_nothing_of_another() {
    FakeSink sink;
    QVERIFY(rig_->open(sink, {}, rig_->operatorWith("ada", Role::Viewer, {kEast})));
    rig_->loop.advance(300ms);
    touchNode(1);
    rig_->commit(PlaneRig::history());
    rig_->loop.advance(300ms);
    QCOMPARE(sink.sent.back().changes().revision(), rig_->fleet.state().revision);
    QVERIFY(sink.text().find("boston-1") != std::string::npos);
    for (const char* secret : {"rotterdam-1", "meter-reader-1"})
      QVERIFY2(sink.text().find(secret) == std::string::npos, secret);
  }

  void a_watcher_that_does_not_read_gets_the_newest_state_later_and_costs_nothing() {
    FakeSink sink;
    QVERIFY(rig_->open(sink, {}));
    rig_->loop.advance(300ms);
    sink.isReady = false;
    for (std::uint64_t seq = 1; seq <= 50; ++seq) {
      touchNode(seq);
      rig_->loop.advance(100ms);
    }
    QCOMPARE(sink.sent.size(), std::size_t{2});
    sink.isReady = true;
    rig_->loop.advance(100ms);
    QCOMPARE(sink.sent.size(), std::size_t{3});
    QCOMPARE(sink.sent[2].changes().upserts_size(), 1);
    rig_->loop.advance(1s);
    QCOMPARE(sink.sent.size(), std::size_t{3});
  }

  void a_watcher_resumes_from_its_revision_or_is_told_to_begin_again() {
    const std::uint64_t revision = rig_->fleet.state().revision;
    touchNode(1);
    FakeSink resumed, ahead;
    v1::WatchRequest request;
    request.set_from_revision(revision);
    QVERIFY(rig_->open(resumed, request));
    request.set_from_revision(revision + 100);
    QVERIFY(rig_->open(ahead, request));
    rig_->loop.advance(100ms);
    QCOMPARE(resumed.sent.size(), std::size_t{1});
    QCOMPARE(resumed.sent[0].changes().upserts_size(), 1);
    QVERIFY(ahead.sent.at(0).has_resync() && ahead.finished);

    Fleet restarted(rig_->loop, *rig_->store);  // what happened before a restart is not known change by change
    QVERIFY(restarted.open());
    QVERIFY(!restarted.changedSince(revision));
    QVERIFY(restarted.changedSince(restarted.state().revision)->empty());
  }

  void a_watcher_is_told_only_what_is_durable() {
    makeToken();
    FakeSink sink;
    QVERIFY(rig_->open(sink, {}));
    rig_->loop.advance(300ms);
    touchNode(1);
    rig_->loop.advance(99ms);
    NodeRecord revoked = rig_->fleet.state().findNode("rotterdam-1")->record;
    revoked.identity = NodeIdentity::Revoked;
    AuditEntry taken;  // makes the commit fail
    taken.seq = 1;
    rig_->fleet.submit({{revoked, taken}, {}}, [](const Status&) {});
    rig_->loop.advance(1s);
    QVERIFY(sink.sent.back().has_changes());
    for (const v1::WatchResponse& message : sink.sent)
      for (const v1::Thing& thing : message.changes().upserts())
        QVERIFY(thing.node().identity() != v1::NODE_IDENTITY_REVOKED);
  }

  void there_is_a_limit_to_watchers() {
    std::vector<std::unique_ptr<FakeSink>> sinks;
    for (int i = 0; i < 1000; ++i) {
      sinks.push_back(std::make_unique<FakeSink>());
      QVERIFY(rig_->open(*sinks.back(), {}));
    }
    FakeSink last;
    QCOMPARE(reasonOf(rig_->open(last, {})), QString("too_many_watchers"));
  }
};

QTEST_GUILESS_MAIN(TstDispatcher)
#include "tst_dispatcher.moc"
