// What is planned against the policy of the fleet: refused by the name of the rule, waited for, or paused.
#include <QtTest>

#include "services/controlplane/core/policy/publish.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/crypto/dsse.h"
#include "services/documents/policy_yaml.h"
#include "services/documents/signed_documents.h"
#include "tests/controlplane/rollout_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

namespace {

const std::string kPlan =
    "workload: meter-reader\n"
    "to: 2.0.0\n"
    "gates: {interval: 10s, warm_up: 10s, min_requests: 1}\n"
    "waves:\n"
    "  - {name: canary, size: 2, soak: 1m}\n"
    "  - {name: all, size: rest}\n";

std::string signedPolicy(int version, const std::string& rule) {
  const auto policy =
      parsePolicyYaml("version: " + std::to_string(version) + "\nrules:\n  - name: r\n    " + rule + "\n");
  if (!policy) qFatal("%s", policy.error().message.c_str());
  static const SigningKey key = SigningKey::generate();
  return encodeEnvelope(signEnvelope(kPolicyPayloadType, encodePolicy(*policy), {key}));
}

void publish(RolloutRig& rig, const std::string& rule) {
  const int version = rig.state.policy ? static_cast<int>(rig.state.policy->record.version) + 1 : 1;
  const auto published =
      publishPolicy(rig.state, signedPolicy(version, rule), {"admin", {{Role::Administrator, {}}}}, rig.now);
  QVERIFY2(published.ok(), published.ok() ? "" : published.error().message.c_str());
  rig.keep(published->mutation);
}

// A window of which the rig's clock stands outside, opening in `minutes`, for two hours.
std::string windowIn(const RolloutRig& rig, int minutes) {
  const auto clock = [&](int more) { return toRfc3339(rig.now + std::chrono::minutes(minutes + more)).substr(11, 5); };
  return "window: {zone: UTC, from: \"" + clock(0) + "\", to: \"" + clock(120) + "\"}";
}

std::string freezeFor(const RolloutRig& rig, int from, int to) {
  const auto clock = [&](int minutes) { return toRfc3339(rig.now + std::chrono::minutes(minutes)).substr(0, 16); };
  return "freeze: {from: " + clock(from) + ", to: " + clock(to) + ", zone: UTC, reason: stocktaking}";
}

QString textOf(const Error& error) {
  return QString::fromStdString(error.message + " | " + error.fix);
}

template <class T>
QString outcomeOf(const Result<T>& result) {
  if (result.ok()) return "taken";
  return result.error().reason == "policy" ? textOf(result.error()) : QString::fromStdString(result.error().reason);
}

QString previewed(RolloutRig& rig, const std::string& plan = kPlan) {
  NewRollout wanted;
  wanted.plan = plan;
  const auto preview = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
  if (!preview) return QString::fromStdString(preview.error().message);
  return preview->problem ? textOf(*preview->problem) : "nothing in its way";
}

Result<Rollout> deployed(RolloutRig& rig) {
  NewRollout wanted;
  wanted.workload = kWorkload;
  wanted.version = *parseVersion("2.0.0");
  return rig.take(createRollout(rig.room(), wanted, rig.author, 7));
}

}  // namespace

class TstPolicy : public QObject {
  Q_OBJECT

 private slots:
  void what_breaks_a_rule_is_refused_when_it_is_planned_data() {
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* rule, const char* expected) {
      QTest::newRow(name) << QString(rule) << QString(expected);
    };
    row("signatures", "signatures: 2",
        "rule 'r': 1 release key signed meter-reader 2.0.0, and 2 have to | sign it under a new version with 2 keys: "
        "flotillactl release sign --key ... --key ...");
    row("enough signatures", "signatures: 1", "taken");
    row("hardware", "hardware: [aarch64]",
        "rule 'r': 12 of the 12 nodes are x86_64, which is not among aarch64 | leave them out with the selector "
        "hardware:aarch64, or sign a policy that allows them");
    row("residency", "residency: [eu-west, eu-north]",
        "rule 'r': 6 of the 12 nodes are in us-east, which is not among eu-west, eu-north | leave them out with the "
        "selector region:(eu-west|eu-north), or sign a policy that allows them");
    row("residency of some nodes", "residency: [eu-north]\n    where: region:us-east",
        "rule 'r': 6 of the 12 nodes are in us-east, which is not among eu-north | leave them out with the selector "
        "(not (region:us-east) or region:eu-north), or sign a policy that allows them");
    row("good residency", "residency: [eu-west, us-east]", "taken");
    row("agents", "min_agent: 1.0.1",
        "rule 'r': 12 of the 12 nodes have an agent older than 1.0.1 (boston-1: 1.0.0) | update their agents, or leave "
        "them out with the selector agent>=1.0.1");
    row("approvals", "approvals: {count: 2}",
        "rule 'r': wave canary, which begins first, asks for no approval, and has to ask for 2 by an approver | write "
        "approvals: {count: 2, role: approver} in that wave of the plan");
    row("another workload", "residency: [mars]\n    workloads: [another]", "taken");
    row("other nodes", "residency: [mars]\n    where: region:moon", "taken");
  }
  void what_breaks_a_rule_is_refused_when_it_is_planned() {
    QFETCH(QString, rule);
    QFETCH(QString, expected);
    RolloutRig rig;
    rig.signReleases();
    publish(rig, rule.toStdString());
    QCOMPARE(previewed(rig), expected == "taken" ? "nothing in its way" : expected);
    QCOMPARE(outcomeOf(rig.create(kPlan)), expected);
  }

  void the_selector_of_the_fix_leaves_out_what_the_rule_forbids() {
    RolloutRig rig;
    publish(rig, "residency: [eu-west, eu-north]");
    QCOMPARE(previewed(rig, kPlan + "selector: region:(eu-west|eu-north)\n"), QString("nothing in its way"));
    publish(rig, "residency: [eu-north]\n    where: region:us-east");
    QCOMPARE(previewed(rig, kPlan + "selector: (not (region:us-east) or region:eu-north)\n"),
             QString("nothing in its way"));
  }

  void enough_approvals_by_the_right_role_are_taken() {
    RolloutRig rig;
    publish(rig, "approvals: {count: 2, role: approver}");
    const auto withApprovals = [&](const std::string& approvals) {
      std::string plan = kPlan;
      return previewed(rig, plan.replace(plan.find("soak: 1m"), 8, "soak: 1m, approvals: " + approvals));
    };
    QCOMPARE(withApprovals("{count: 2}"), QString("nothing in its way"));
    QCOMPARE(withApprovals("{count: 3, role: administrator}"), QString("nothing in its way"));
    QVERIFY(withApprovals("{count: 1}").contains("asks for 1 approval by an approver, and has to ask for 2"));
    QVERIFY(withApprovals("{count: 2, role: viewer}").contains("asks for 2 approvals by a viewer"));
  }

  void without_a_plan_nobody_approves_and_nobody_waits_for_hours() {
    RolloutRig rig;
    publish(rig, "approvals: {count: 1}");
    QCOMPARE(outcomeOf(deployed(rig)),
             QString("rule 'r': what is deployed without a plan is approved by nobody, and needs 1 by an approver | "
                     "deploy it by a plan: flotillactl rollouts create -f plan.yaml"));
    publish(rig, windowIn(rig, 60));
    QVERIFY(outcomeOf(deployed(rig)).startsWith("rule 'r': new versions begin only on every day from "));
    publish(rig, freezeFor(rig, -10, 10));
    QVERIFY(outcomeOf(deployed(rig)).startsWith("rule 'r': nothing is begun from "));
    publish(rig, windowIn(rig, -60));
    QCOMPARE(outcomeOf(deployed(rig)), QString("taken"));
  }

  void a_freeze_refuses_a_plan_and_its_start() {
    RolloutRig rig;
    QVERIFY(rig.create(kPlan).ok());
    publish(rig, freezeFor(rig, -10, 10));
    QVERIFY(outcomeOf(rig.say(RolloutVerb::Start)).contains("(stocktaking) | wait until "));
    QVERIFY(previewed(rig).startsWith("rule 'r': nothing is begun from "));
    rig.now += std::chrono::minutes(10);
    rig.pass(1);
    QCOMPARE(outcomeOf(rig.say(RolloutVerb::Start)), QString("taken"));
  }

  void a_window_is_told_by_the_preview_and_waited_for() {
    RolloutRig rig;
    publish(rig, windowIn(rig, 30));
    NewRollout wanted;
    wanted.plan = kPlan;
    const auto preview = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
    QVERIFY(preview.ok() && !preview->problem);
    const PreviewNote& note = preview->waves[0].notes.back();
    QCOMPARE(note.reason, std::string("policy_closed"));
    QVERIFY2(note.message.starts_with("2 nodes wait for rule 'r', which opens at "), note.message.c_str());
    rig.begin(kPlan);
    rig.pass(30);
    QCOMPARE(rig.wave(0).state, WaveState::AwaitingWindow);
    QCOMPARE(rig.assigned(), std::size_t{0});
    rig.now += std::chrono::minutes(30);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
  }

  void each_node_waits_for_the_hours_of_its_own_region() {
    RolloutRig rig;
    publish(rig, windowIn(rig, 90) + "\n    where: region:us-east");
    std::string plan = kPlan;
    rig.begin(plan.substr(0, plan.find("waves:")) + "waves: [{name: all, size: rest}]\n");
    rig.pass(20);
    QCOMPARE(rig.runs(*parseVersion("2.0.0")), std::size_t{6});
    for (const RolloutNode& node : rig.rollout().nodes)
      QCOMPARE(node.outcome == NodeOutcome::Proven, node.nodeName.starts_with("rotterdam"));
    rig.now += std::chrono::minutes(90);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(*parseVersion("2.0.0")), std::size_t{12});
  }

  void nodes_that_come_back_late_wait_for_the_hours_too() {
    RolloutRig rig;
    rig.offline = {"boston-1"};
    std::string plan = kPlan;
    rig.pass(3);
    rig.begin("deadline: 1m\n" + plan.substr(0, plan.find("waves:")) + "waves: [{name: all, size: rest}]\n");
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    publish(rig, windowIn(rig, 60));
    rig.offline.clear();
    rig.pass(20);
    QCOMPARE(rig.runs(*parseVersion("2.0.0")), std::size_t{11});
    rig.now += std::chrono::minutes(60);
    rig.pass(20);
    QCOMPARE(rig.runs(*parseVersion("2.0.0")), std::size_t{12});
  }

  void a_policy_that_comes_while_it_runs_pauses_it_before_the_next_wave() {
    RolloutRig rig;
    rig.begin(kPlan);
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    publish(rig, "residency: [eu-west]");
    QVERIFY(rig.passUntil(RolloutState::Paused));
    QCOMPARE(rig.assigned(), std::size_t{2});
    QCOMPARE(rig.rollout().reason, std::string("policy"));
    QVERIFY2(
        rig.rollout().message.find("are in us-east, which is not among eu-west; leave them out") != std::string::npos,
        rig.rollout().message.c_str());
    QCOMPARE(outcomeOf(rig.say(RolloutVerb::Resume)), QString("taken"));
    QVERIFY(rig.passUntil(RolloutState::Paused));
    publish(rig, "residency: [eu-west, us-east]");
    QCOMPARE(outcomeOf(rig.say(RolloutVerb::Resume)), QString("taken"));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
  }

  void skipping_the_wave_that_asks_for_approvals_does_not_get_around_the_rule() {
    RolloutRig rig;
    publish(rig, "approvals: {count: 1}");
    std::string plan = kPlan;
    rig.begin(plan.replace(plan.find("soak: 1m"), 8, "soak: 1m, approvals: {count: 1}"));
    QCOMPARE(rig.rollout().state, RolloutState::AwaitingApproval);
    QCOMPARE(outcomeOf(rig.say(RolloutVerb::Skip, 0)), QString("taken"));
    rig.pass(20);
    QCOMPARE(rig.rollout().state, RolloutState::Paused);
    QVERIFY2(rig.rollout().message.starts_with("rule 'r': wave all, which begins first, asks for no approval"),
             rig.rollout().message.c_str());
    QCOMPARE(rig.assigned(), std::size_t{0});
  }

  void going_back_is_never_hindered() {
    RolloutRig rig;
    rig.begin(kPlan);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    publish(rig, "residency: [mars]");
    publish(rig, freezeFor(rig, -10, 1000));
    const auto back = rig.take(rollBack(rig.state, RolloutId("meter-reader-1"), rig.author, rig.key, rig.now));
    QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.runs(*parseVersion("1.0.0")), std::size_t{12});
  }

  void going_back_by_itself_is_never_hindered() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord&, const Version& version, std::uint64_t) {
      return Service{.requests = 600, .errors = version.major == 2 ? 400U : 0U};
    };
    rig.begin(kPlan);
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    publish(rig, freezeFor(rig, -10, 1000));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
  }

  void the_version_of_a_policy_rises() {
    RolloutRig rig;
    const Caller admin{"admin", {{Role::Administrator, {}}}};
    const auto publishAs = [&](const std::string& envelope) {
      const auto published = publishPolicy(rig.state, envelope, admin, rig.now);
      if (published) rig.keep(published->mutation);
      return published ? QString("taken") : QString::fromStdString(published.error().reason);
    };
    QCOMPARE(QString::fromStdString(currentPolicy(rig.state).error().reason), QString("no_policy"));
    const std::string second = signedPolicy(2, "signatures: 1");
    QCOMPARE(publishAs(second), QString("taken"));
    QCOMPARE(publishAs(second), QString("taken"));
    QCOMPARE(publishAs(signedPolicy(2, "signatures: 2")), QString("version_exists"));
    QCOMPARE(publishAs(signedPolicy(1, "signatures: 2")), QString("version_not_higher"));
    QCOMPARE(publishAs("{}"), QString("V19_missing_key"));
    QCOMPARE(publishAs(std::string(600 * 1024, ' ')), QString("policy_too_large"));
    const Envelope release = signEnvelope(kReleasePayloadType, "{}", {SigningKey::generate()});
    QCOMPARE(publishAs(encodeEnvelope(release)), QString("not_a_policy"));
    const PolicySummary current = currentPolicy(rig.state).value();
    QCOMPARE(current.version, std::uint64_t{2});
    QCOMPARE(current.publishedBy, std::string("admin"));
    QCOMPARE(current.rules.front().meaning, std::string("everything: its release is signed by at least 1 release key"));
  }
};

QTEST_GUILESS_MAIN(TstPolicy)
#include "tst_policy.moc"
