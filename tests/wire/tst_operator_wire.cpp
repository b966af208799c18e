#include <QtTest>
#include <random>

#include "services/wire/operator_wire.h"
#include "tests/wire/random_domain.h"
#include "tests/wire/round_trip.h"

using namespace flotilla;
using flotilla::test::checkRoundTrip;

namespace {

constexpr int kRounds = 200;

template <class DomainEnum>
void checkEnum(DomainEnum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<DomainEnum>(i);
    const auto back = wire::fromProto(wire::toProto(value));
    QVERIFY(back.ok());
    QVERIFY(*back == value);
  }
}

}  // namespace

class TstOperatorWire : public QObject {
  Q_OBJECT

 private slots:
  void every_field_of_random_values_survives_there_and_back() {
    const std::uint32_t seed = std::random_device{}();
    qInfo("seed %u", seed);
    test::RandomDomain random(seed);
    for (int i = 0; i < kRounds; ++i) {
      checkRoundTrip(random.op());
      checkRoundTrip(random.region());
      checkRoundTrip(random.site());
      checkRoundTrip(random.workload());
      checkRoundTrip(random.node());
      checkRoundTrip(random.release());
      checkRoundTrip(random.rollout());
      checkRoundTrip(random.summary());
      checkRoundTrip(random.preview());
      checkRoundTrip(random.server());
      checkRoundTrip(random.backup());
      checkRoundTrip(random.audit());
    }
  }

  void fields_of_one_type_are_not_mixed_up() {
    test::RandomDomain random(7);
    const Node node = random.node();
    const v1::Node onWire = wire::toProto(node);
    QCOMPARE(onWire.raw_bytes(), node.rawBytes);
    QCOMPARE(onWire.generation(), node.generation);
    QCOMPARE(onWire.generation_seen(), node.generationSeen);
    QCOMPARE(onWire.workloads(1).desired(), node.workloads[1].desired.toString());
    QCOMPARE(onWire.workloads(1).version(), node.workloads[1].version.toString());
    QCOMPARE(onWire.workloads(0).totals(1).p95_ms(), node.workloads[0].totals[1].p95Ms);
    const AuditEntry entry = random.audit();
    const v1::AuditEntry audit = wire::toProto(entry);
    QCOMPARE(audit.before(), entry.before.toString());
    QCOMPARE(audit.after(), entry.after.toString());
    QCOMPARE(audit.previous(), entry.previous.toString());
    QCOMPARE(audit.hash(), entry.hash.toString());
    const ReleaseSummary release = random.release();
    QCOMPARE(wire::toProto(release).floor(), release.release.floor);
    QCOMPARE(wire::toProto(release).variants(0).length(), release.release.variants[0].length);
  }

  void every_enum_value_survives_and_names_the_same_thing() {
    checkEnum(Role::Administrator);
    checkEnum(InstallState::Halted);
    const auto nameOf = [](std::string_view text) {
      std::string upper(text);
      for (char& c : upper) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      return upper;
    };
    for (std::size_t i = 0; i < kRoleNames.size(); ++i)
      QCOMPARE(v1::Role_Name(wire::toProto(static_cast<Role>(i))), "ROLE_" + nameOf(kRoleNames[i]));
    for (std::size_t i = 0; i < kInstallStateNames.size(); ++i)
      QCOMPARE(v1::InstallState_Name(wire::toProto(static_cast<InstallState>(i))),
               "INSTALL_STATE_" + nameOf(kInstallStateNames[i]));
    Node node;
    for (std::size_t i = 0; i < kNodeHealthNames.size(); ++i) {
      node.health = static_cast<NodeHealth>(i);
      node.liveness = static_cast<Liveness>(i % kLivenessNames.size());
      node.identity = static_cast<NodeIdentity>(i % kNodeIdentityNames.size());
      const v1::Node message = wire::toProto(node);
      QCOMPARE(v1::NodeHealth_Name(message.health()), "NODE_HEALTH_" + nameOf(toText(node.health)));
      QCOMPARE(v1::Liveness_Name(message.liveness()), "LIVENESS_" + nameOf(toText(node.liveness)));
      QCOMPARE(v1::NodeIdentity_Name(message.identity()), "NODE_IDENTITY_" + nameOf(toText(node.identity)));
    }
    Rollout rollout;
    rollout.nodes.resize(1);
    for (std::size_t i = 0; i < kNodeOutcomeNames.size(); ++i) {
      rollout.state = static_cast<RolloutState>(i % kRolloutStateNames.size());
      rollout.nodes[0].outcome = static_cast<NodeOutcome>(i);
      const v1::Rollout message = wire::toProto(rollout);
      QCOMPARE(v1::RolloutState_Name(message.state()), "ROLLOUT_STATE_" + nameOf(toText(rollout.state)));
      QCOMPARE(v1::NodeOutcome_Name(message.nodes(0).outcome()),
               "NODE_OUTCOME_" + nameOf(toText(rollout.nodes[0].outcome)));
    }
  }

  void an_enum_value_without_a_meaning_is_refused() {
    QCOMPARE(wire::fromProto(v1::ROLE_UNSPECIFIED).error().code, ErrorCode::Invalid);
    QVERIFY(!wire::fromProto(static_cast<v1::Role>(8)).ok());
    QVERIFY(!wire::fromProto(static_cast<v1::InstallState>(-1)).ok());
    v1::Node node = wire::toProto(test::RandomDomain(1).node());
    node.set_health(static_cast<v1::NodeHealth>(99));
    QCOMPARE(wire::fromProto(node).error().field, std::string("health"));
  }

  void an_error_names_the_path_of_the_field() {
    test::RandomDomain random(3);
    v1::Node node = wire::toProto(random.node());
    node.mutable_workloads(1)->mutable_totals(0)->set_version("2.x");
    QCOMPARE(wire::fromProto(node).error().field, std::string("workloads[1].totals[0].version"));
    v1::Release release = wire::toProto(random.release());
    release.mutable_variants(1)->set_digest("sha256:AB");
    QCOMPARE(wire::fromProto(release).error().field, std::string("variants[1].digest"));
    v1::Rollout rollout = wire::toProto(random.rollout());
    rollout.mutable_nodes(1)->set_outcome(v1::NODE_OUTCOME_UNSPECIFIED);
    QCOMPARE(wire::fromProto(rollout).error().field, std::string("nodes[1].outcome"));
    v1::Operator op = wire::toProto(random.op());
    op.mutable_grants(1)->set_role(v1::ROLE_UNSPECIFIED);
    QCOMPARE(wire::fromProto(op).error().field, std::string("grants[1].role"));
  }

  void what_is_absent_in_the_domain_is_absent_on_the_wire() {
    const v1::Node node = wire::toProto(Node{});
    QVERIFY(!node.has_last_seen());
    QVERIFY(node.agent_version().empty());
    QCOMPARE(wire::fromProto(node)->lastSeen, TimePoint{});
    Rollout rollout;
    rollout.nodes.resize(1);
    const v1::Rollout message = wire::toProto(rollout);
    QVERIFY(!message.has_ended_at());
    QVERIFY(message.nodes(0).from().empty());
    QVERIFY(!wire::fromProto(message)->nodes[0].hadVersion);
    QVERIFY(wire::toProto(AuditEntry{}).before().empty());
    QCOMPARE(wire::fromProto(v1::Workload())->config, WorkloadConfig{});
  }

  void every_error_code_has_its_own_status_and_comes_back() {
    std::set<int> codes;
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
      const Error error{static_cast<ErrorCode>(i), "some_reason", "Some sentence.", "field[1].x", "do this"};
      codes.insert(wire::statusCodeOf(error.code));
      QCOMPARE(wire::decodeError(wire::statusCodeOf(error.code), error.message, wire::encodeErrorDetail(error)), error);
    }
    QCOMPARE(codes.size(), std::size_t{9});
  }

  void a_failure_of_the_transport_has_a_reason_of_its_own() {
    QCOMPARE(wire::decodeError(14, "refused", "").reason, std::string("unreachable"));
    QCOMPARE(wire::decodeError(4, "late", "").reason, std::string("deadline_exceeded"));
    QCOMPARE(wire::decodeError(4, "late", "").code, ErrorCode::Unavailable);
    QCOMPARE(wire::decodeError(12, "no", "").code, ErrorCode::NotFound);
    QCOMPARE(wire::decodeError(2, "?", "\xff\xff").code, ErrorCode::Internal);
  }

  void times_are_exact_to_the_microsecond_and_never_overflow() {
    for (const std::int64_t us : {0L, 1L, -1L, -999'999L, -1'000'000L, 1'790'000'000'123'456L})
      QCOMPARE(toMicros(wire::fromProto(wire::toProto(fromMicros(us)))), us);
    for (const std::int64_t us : {0L, 1L, -1L, 1'500'000L, -1'500'000L})
      QCOMPARE(wire::fromProto(wire::toProto(Duration(us))).count(), us);
    google::protobuf::Timestamp far;
    far.set_seconds(std::numeric_limits<std::int64_t>::max());
    far.set_nanos(-5);
    QCOMPARE(toRfc3339(wire::fromProto(far)), std::string("9999-12-31T23:59:59.000000Z"));
    google::protobuf::Duration longest;
    longest.set_seconds(std::numeric_limits<std::int64_t>::min());
    QVERIFY(wire::fromProto(longest) < Duration::zero());
  }

  void a_list_without_a_page_size_gets_a_hundred() {
    QCOMPARE(wire::fromProto(v1::ListOptions()).pageSize, 100U);
    const ListQuery query = wire::fromProto(wire::toProto(ListQuery{"region:eu", "name desc", 7, "next"}));
    QCOMPARE(query.filter, std::string("region:eu"));
    QCOMPARE(query.orderBy, std::string("name desc"));
    QCOMPARE(query.pageSize, 7U);
    QCOMPARE(query.pageToken, std::string("next"));
  }
};

QTEST_GUILESS_MAIN(TstOperatorWire)
#include "tst_operator_wire.moc"
