// A node and its policy: what it keeps, what it refuses to begin, and what no policy keeps it from.
#include <QtTest>

#include "services/documents/policy_yaml.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Versions = std::vector<std::string>;

class TstNodePolicy : public QObject {
  Q_OBJECT

  const FleetKeys keys_;
  const Published v1_ = keys_.publish("1.0.0", 1);
  const Published v2_ = keys_.publish("2.0.0", 2);
  const Published v3_ = keys_.publish("3.0.0", 3);

  static Policy policy(int version, const std::string& rule) {
    const auto read =
        parsePolicyYaml("version: " + std::to_string(version) + "\nrules:\n  - name: r\n    " + rule + "\n");
    if (!read) qFatal("%s", read.error().message.c_str());
    return *read;
  }
  static Policy onlyEurope(int version) { return policy(version, "residency: [eu-west]"); }
  static Policy anything(int version) { return policy(version, "signatures: 1"); }

  void bootWithV1(NodeRig& rig) const {
    rig.boot();
    rig.assign(1, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 1));
  }
  void isRefused(NodeRig& rig, std::uint64_t generation) const {
    QVERIFY(rig.reaches(InstallState::Refused, generation, minutes(1)));
    QCOMPARE(rig.reported()->reason, std::string("V27_policy"));
  }
  static std::vector<std::string> reasons(NodeRig& rig) {
    rig.loop.runFor(minutes(1));
    rig.collect();
    std::vector<std::string> out;
    for (const NodeEvent& event : rig.events())
      if (event.workload.empty()) out.push_back(event.reason);
    return out;
  }
  using Reasons = std::vector<std::string>;

 private slots:
  void what_the_policy_forbids_is_not_begun_and_what_runs_goes_on() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.assign(2, v2_);
    isRefused(rig, 2);
    QVERIFY(rig.reported()->message.starts_with("rule 'r': this node is in us-east, which is not among eu-west; "));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.agent->lastGeneration(), std::uint64_t{1});
    QCOMPARE(reasons(rig), (Reasons{"policy_accepted"}));
  }

  void a_policy_holds_after_a_restart_without_anybody_sending_it() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.kill();
    rig.boot();
    rig.assign(2, v2_);
    isRefused(rig, 2);
  }

  void an_older_policy_is_ignored() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(5)));
    rig.agent->onPolicy(keys_.sign(anything(4)));
    QCOMPARE(reasons(rig), (Reasons{"policy_accepted"}));
    rig.assign(2, v2_);
    isRefused(rig, 2);
  }

  void a_newer_policy_replaces_it() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(5)));
    rig.agent->onPolicy(keys_.sign(anything(6)));
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
  }

  void another_policy_of_the_same_version_is_refused_and_told_once() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(5)));
    for (int i = 0; i < 3; ++i) rig.agent->onPolicy(keys_.sign(anything(5)));
    QCOMPARE(reasons(rig), (Reasons{"policy_accepted", "policy_contradiction"}));
    rig.assign(2, v2_);
    isRefused(rig, 2);
  }

  void the_same_policy_again_says_nothing() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    for (int i = 0; i < 3; ++i) rig.agent->onPolicy(keys_.sign(onlyEurope(5)));
    QCOMPARE(reasons(rig), (Reasons{"policy_accepted"}));
  }

  void a_policy_that_the_release_keys_did_not_sign_is_refused_and_told() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.agent->onPolicy(keys_.forge(anything(2)));
    rig.agent->onPolicy("<html></html>");
    rig.agent->onPolicy(std::string(1 << 20, ' '));
    QCOMPARE(reasons(rig), (Reasons{"policy_accepted", "V16_threshold", "V19_syntax", "V19_too_long"}));
    rig.assign(2, v2_);
    isRefused(rig, 2);
  }

  void a_release_is_no_policy() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(v2_.envelope);
    QCOMPARE(reasons(rig), (Reasons{"V16_payload_type"}));
  }

  void going_back_to_what_was_proven_here_works_whatever_the_policy_says() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.assign(3, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void two_versions_back_is_remembered_when_its_slot_is_gone() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    for (const auto& [generation, release] : {std::pair{2, &v2_}, std::pair{3, &v3_}}) {
      rig.assign(static_cast<std::uint64_t>(generation), *release);
      QVERIFY(rig.reaches(InstallState::Committed, static_cast<std::uint64_t>(generation)));
    }
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.kill();
    rig.boot();
    rig.assign(4, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 4));
  }

  void what_failed_its_trial_here_is_new_again() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"].successRatio = 0.1;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::RolledBack, 2));
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.assign(3, v2_);
    isRefused(rig, 3);
  }

  void an_install_under_way_is_finished_under_a_policy_that_came_meanwhile() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.away = 3;
    rig.assign(2, v2_);
    rig.loop.runFor(seconds(1));
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    rig.kill();
    rig.boot();
    QVERIFY(rig.reaches(InstallState::Committed, 2));
  }

  void another_configuration_of_what_runs_is_nothing_new() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    AssignmentTarget target = keys_.target(v1_, kWorkload);
    target.config.ratePerSecond += 1;
    rig.assign(2, v1_, target);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
  }

  void outside_of_its_window_a_node_begins_nothing_and_within_it_does() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    // The loop stands at 17:46 UTC.
    rig.agent->onPolicy(keys_.sign(policy(1, "window: {zone: Europe/Amsterdam, from: \"20:00\", to: \"22:00\"}")));
    rig.assign(2, v2_);
    isRefused(rig, 2);
    QVERIFY2(rig.reported()->message.find("which opens at 2030-03-17 19:00 UTC") != std::string::npos,
             rig.reported()->message.c_str());
    rig.loop.runFor(hours(2));
    rig.assign(3, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
  }

  void a_policy_that_could_not_be_stored_is_taken_when_it_comes_again() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.plan.arm(FaultPlan::Mode::Error, 1);
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    QVERIFY(rig.plan.fired());
    rig.agent->onPolicy(keys_.sign(onlyEurope(1)));
    QCOMPARE(reasons(rig), (Reasons{"policy_accepted"}));
    rig.assign(2, v2_);
    isRefused(rig, 2);
  }
};

QTEST_GUILESS_MAIN(TstNodePolicy)
#include "tst_node_policy.moc"
