#include <QtTest>

#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/identity/shared_identities.h"
#include "services/crypto/hash.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

// Nodes of regions that fall silent; offline after 5 min, a ticket after 10.
struct Fleet {
  FleetState state;
  FleetAlertInput input;

  Fleet() {
    input.now = kNoon;
    input.upSince = kNoon - 24h;
    input.reportInterval = 10s;
    for (const char* name : {"eu", "us"})
      state.regions[RegionName(name)] = {.name = RegionName(name), .title = "", .offlineAfter = 5min};
  }
  NodeEntry& node(const std::string& name, const std::string& region, Duration silent) {
    NodeEntry& entry = state.nodes[NodeId(name)];
    entry.record.id = NodeId(name);
    entry.record.name = name;
    entry.record.region = RegionName(region);
    entry.record.site = SiteName(region + "-site");
    entry.record.identity = NodeIdentity::Active;
    entry.record.certificateExpires = kNoon + 6 * 24h;
    entry.status.lastSeen = kNoon - silent;
    return entry;
  }
  Rollout& rollout(std::uint64_t number, RolloutState how, const std::string& reason) {
    const RolloutId id("w-" + std::to_string(number));
    Rollout& out = state.rollouts[id];
    out.id = id;
    out.number = number;
    out.workload = WorkloadName("w");
    out.state = how;
    out.startedAt = kNoon - 2h;
    if (hasEnded(how)) out.endedAt = kNoon - 1h;
    out.reason = reason;
    out.message = reason.empty() ? "" : "because of " + reason;
    return out;
  }
  // "NodeOffline ticket n-1"
  Words names() const {
    Words out;
    for (const Alert& alert : fleetAlerts(state, input)) {
      const auto of = [&](const char* name) { return valueOf(alert.labels, name); };
      std::string line = of("alertname") + " " + of("severity");
      for (const char* name : {"node", "rollout"})
        if (!of(name).empty()) line += " " + of(name);
      if (of("node").empty() && of("rollout").empty()) line += " " + of("region");
      out.push_back(line);
    }
    return out;
  }
};

RolloutNode rowOf(const Rollout& rollout, const char* node, NodeOutcome outcome) {
  RolloutNode out;
  out.rollout = rollout.id;
  out.node = NodeId(node);
  out.outcome = outcome;
  return out;
}

}  // namespace

class TstOwnAlerts : public QObject {
  Q_OBJECT

 private slots:
  void an_alert_of_an_objective_keeps_its_words() {
    FleetState state;
    state.objectives[ObjectiveName("answers")] = {
        .name = ObjectiveName("answers"), .title = "", .workload = WorkloadName("w"), .owner = "vision"};
    ObjectiveAlert burns{.key = {AlertKind::Burn, ObjectiveName("answers"), RegionName("eu"), Severity::Page},
                         .since = kNoon,
                         .why = "it burns"};
    const Alert alert = alertOf(burns, state.objectives);
    QCOMPARE(alert.labels, (Labels{{"alertname", "BudgetBurn"},
                                   {"objective", "answers"},
                                   {"indicator", "success"},
                                   {"region", "eu"},
                                   {"severity", "page"},
                                   {"workload", "w"},
                                   {"owner", "vision"}}));
    QCOMPARE(alert.annotations, (Labels{{"summary", "it burns"}}));
    QVERIFY(alert.startsAt == kNoon && alert.endsAt == TimePoint{});
    burns.key.kind = AlertKind::Missing;
    burns.key.region = RegionName();
    burns.state = AlertState::Resolved;
    burns.resolvedAt = kNoon + 1h;
    const Alert over = alertOf(burns, state.objectives);
    QCOMPARE(over.labels.at("alertname"), std::string("NoData"));
    QVERIFY(!over.labels.contains("region") && over.endsAt == kNoon + 1h);
  }

  void a_node_is_a_ticket_only_after_a_threshold() {
    Fleet fleet;
    fleet.node("n-1", "eu", 9min);
    fleet.node("n-2", "eu", 11min);
    fleet.node("n-3", "eu", 5s);
    fleet.node("n-4", "eu", 11min).record.identity = NodeIdentity::Quarantined;
    fleet.node("n-5", "eu", 0s).status.lastSeen = {};
    QCOMPARE(fleet.names(), Words{"NodeOffline ticket n-2"});
    const Alert alert = fleetAlerts(fleet.state, fleet.input)[0];
    QCOMPARE(alert.labels.at("cause"), std::string("silent"));
    QVERIFY(alert.startsAt == kNoon - 6min);
    QCOMPARE(alert.annotations.at("since"), toRfc3339(kNoon - 11min));
  }

  void the_cause_is_what_it_did_last() {
    Fleet fleet;
    fleet.node("n-1", "eu", 1h).record.certificateExpires = kNoon - 1h;
    fleet.node("n-2", "eu", 1h).workloads[WorkloadName("w")].state = InstallState::Switching;
    for (int i = 3; i < 12; ++i) fleet.node("n-" + std::to_string(i), "eu", 5s);
    std::map<std::string, std::string> causes;
    for (const Alert& alert : fleetAlerts(fleet.state, fleet.input))
      if (alert.labels.contains("cause")) causes[alert.labels.at("node")] = alert.labels.at("cause");
    QCOMPARE(causes, (std::map<std::string, std::string>{{"n-1", "certificate_expired"}, {"n-2", "updating"}}));
  }

  void a_region_of_which_most_is_silent_is_a_page() {
    Fleet fleet;
    for (int i = 0; i < 4; ++i) fleet.node("e-" + std::to_string(i), "eu", 6min + i * 1s);
    fleet.node("e-4", "eu", 5s);
    fleet.node("u-0", "us", 6min);
    QCOMPARE(fleet.names(), Words{"RegionUnreachable page eu"});
    // Since the fourth of five, which is the last of these, was offline.
    QVERIFY(fleetAlerts(fleet.state, fleet.input)[0].startsAt == kNoon - 1min);
    fleet.node("e-5", "eu", 5s);
    QCOMPARE(fleet.names(), Words{});
  }

  // Nobody listened while the control plane was down.
  void silence_before_the_start_is_not_held_against_nodes_unless_they_were_alerts_already() {
    Fleet fleet;
    fleet.input.upSince = kNoon - 1min;
    for (int i = 0; i < 3; ++i) fleet.node("e-" + std::to_string(i), "eu", 1h);
    QCOMPARE(fleet.names(), Words{});
    fleet.input.fires = [](const AlertId&) { return true; };
    QCOMPARE(fleet.names().size(), std::size_t{4});
    fleet.input.fires = {};
    fleet.input.upSince = kNoon - 6min;
    QCOMPARE(fleet.names(), Words{"RegionUnreachable page eu"});
    fleet.input.upSince = kNoon - 11min;
    QCOMPARE(fleet.names().size(), std::size_t{4});
    fleet.state.learning = true;
    QCOMPARE(fleet.names(), Words{});
  }

  void a_rollout_that_failed_is_a_page_and_one_that_went_back_a_ticket() {
    const auto of = [](RolloutState how, const char* reason) {
      Fleet fleet;
      fleet.rollout(1, how, reason);
      return fleet.names();
    };
    QCOMPARE(of(RolloutState::Failed, "grid_test"), Words{"RolloutFailed page w-1"});
    QCOMPARE(of(RolloutState::RolledBack, "grid_test"), Words{"RolloutFailed ticket w-1"});
    QCOMPARE(of(RolloutState::RolledBack, ""), Words{});  // somebody took it back
    QCOMPARE(of(RolloutState::Succeeded, ""), Words{});
    Fleet fleet;
    Rollout& back = fleet.rollout(1, RolloutState::Failed, "not_back");
    back.nodes.push_back(rowOf(back, "n", NodeOutcome::Returned));
    QVERIFY(back.wentBack());
    QCOMPARE(fleet.names(), Words{"RollbackFailed page w-1"});
  }

  void a_rollout_is_news_until_the_next_or_for_a_day() {
    Fleet fleet;
    fleet.rollout(1, RolloutState::Failed, "grid_test");
    fleet.rollout(2, RolloutState::Running, "");
    QCOMPARE(fleet.names(), Words{});
    fleet.state.rollouts.erase(RolloutId("w-2"));
    QCOMPARE(fleet.names().size(), std::size_t{1});
    fleet.input.now = kNoon + 23h;
    QCOMPARE(fleet.names(), Words{});
  }

  void evidence_of_two_control_planes_is_a_page_for_a_day() {
    Fleet fleet;
    fleet.node("n-1", "eu", 5s);
    AuditEntry first, second;
    first.object = second.object = "node/n-1";
    first.detail = second.detail = "two assignments";
    first.at = kNoon - 2h;
    second.at = kNoon - 1h;
    fleet.input.conflicts = {second, first};
    QCOMPARE(fleet.names(), Words{"ConflictingEpochs page n-1"});
    QVERIFY(fleetAlerts(fleet.state, fleet.input)[0].startsAt == kNoon - 2h);
    fleet.input.now = kNoon + 23h;
    QVERIFY(!fleet.names().empty() && fleet.names().back() != "ConflictingEpochs page n-1");
  }

  // It ends with what both have, not with time.
  void an_identity_that_is_used_twice_is_a_page_until_it_is_accepted_no_more() {
    Fleet fleet;
    NodeRecord& node = fleet.node("n-1", "eu", 5s).record;
    node.fingerprint = "aa";
    AuditEntry entry;
    entry.action = kSharedIdentity;
    entry.object = "node/n-1";
    entry.after = sha256("aa");
    entry.at = kNoon - 1h;
    fleet.input.conflicts = {entry};
    QCOMPARE(fleet.names(), Words{"IdentityUsedTwice page n-1"});
    QVERIFY(fleetAlerts(fleet.state, fleet.input)[0].startsAt == kNoon - 1h);
    node.identity = NodeIdentity::Quarantined;
    QCOMPARE(fleet.names(), Words{"IdentityUsedTwice page n-1"});
    node.fingerprint = "bb";  // there is another one, and the node was not seen with it
    node.previousFingerprint = "aa";
    QCOMPARE(fleet.names(), Words{"IdentityUsedTwice page n-1"});
    node.previousFingerprint = {};
    QCOMPARE(fleet.names(), Words{});
    node.fingerprint = "aa";
    node.identity = NodeIdentity::Revoked;
    QCOMPARE(fleet.names(), Words{});
  }

  void a_node_that_reports_and_counts_nothing_is_a_ticket() {
    Fleet fleet;
    fleet.node("n-1", "eu", 5s);
    const WorkloadName workload("w");
    fleet.input.gaps = {{NodeId("n-1"), workload, kNoon - 5min}};
    QCOMPARE(fleet.names(), Words{});
    fleet.input.gaps[0].since = kNoon - 6min;
    QCOMPARE(fleet.names(), Words{"TelemetryGap ticket n-1"});
    QVERIFY(fleetAlerts(fleet.state, fleet.input)[0].startsAt == kNoon - 1min);
    // After a restart it is not known since when: an alert goes on, and none begins.
    fleet.input.gaps = {{NodeId("n-1"), workload, kNoon, true}};
    QCOMPARE(fleet.names(), Words{});
    fleet.input.fires = [](const AlertId&) { return true; };
    QCOMPARE(fleet.names(), Words{"TelemetryGap ticket n-1"});
    fleet.input.gaps[0].fromStart = false;
    QCOMPARE(fleet.names(), Words{});
  }

  void a_certificate_that_is_not_renewed_is_a_ticket() {
    Fleet fleet;
    fleet.node("n-1", "eu", 5s).record.certificateExpires = kNoon + 47h;
    fleet.node("n-2", "eu", 5s).record.certificateExpires = kNoon + 49h;
    QCOMPARE(fleet.names(), Words{"CertificateExpiring ticket n-1"});
  }

  void rollouts_under_way_are_named_and_hold_nothing_back() {
    Fleet fleet;
    fleet.node("n-1", "eu", 5s);
    Rollout& running = fleet.rollout(3, RolloutState::Running, "");
    running.nodes.push_back(rowOf(running, "n-1", NodeOutcome::Pending));
    std::vector<Alert> alerts{firing({{"region", "eu"}, {"workload", "w"}}), firing({{"region", "us"}}),
                              firing({{"workload", "other"}}), firing({})};
    annotateRollouts(alerts, fleet.state);
    QCOMPARE(valueOf(alerts[0].annotations, "rollouts"), std::string("w-3"));
    QVERIFY(alerts[1].annotations.empty() && alerts[2].annotations.empty());
    QCOMPARE(valueOf(alerts[3].annotations, "rollouts"), std::string("w-3"));
  }
};

QTEST_GUILESS_MAIN(TstOwnAlerts)
#include "tst_own_alerts.moc"
