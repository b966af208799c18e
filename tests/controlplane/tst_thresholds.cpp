// How sure a workload has to be on chosen nodes: who gets what, what stays when versions change, and what is refused.
#include <QtTest>

#include <cmath>

#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/thresholds.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/runbooks/actions.h"
#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstThresholds : public QObject {
  Q_OBJECT

  const SigningKey key_ = SigningKey::generate();
  SystemRandom random_;
  const NodeId first_{"id-of-rotterdam-1"}, second_{"id-of-rotterdam-2"}, boston_{"id-of-boston-1"};
  FleetState state_;

  EngineRoom room() const { return {state_, key_, kNow, kInterval}; }
  void deploy(const char* version) {
    auto out =
        createRollout(room(), {kWorkload, parseVersion(version).value(), {}, 30min}, callerWith(Role::Operator), 1);
    QVERIFY2(out.ok(), out ? "" : out.error().message.c_str());
    apply(state_, out->mutation);
    for (const NodeId& node : {first_, second_, boston_})
      state_.apply(Row(workloadStatus(node, version, state_.nodes.at(node).assignment.generation)));
    followRollouts(state_, key_, kNow);
  }
  // Empty, "nothing", or the reason of the error.
  QString set(NewThreshold wanted, const Caller& caller = callerWith(Role::Operator)) {
    const auto decided = setThreshold(room(), wanted, caller);
    if (!decided) return reasonOf(decided);
    apply(state_, decided->mutation);
    return decided->mutation.empty() ? "nothing" : QString();
  }
  QString set(std::optional<double> value, const RegionName& region = kWest) {
    return set(NewThreshold{kWorkload, value, region});
  }
  double given(const NodeId& node) const {
    return parseAssignment(parseEnvelope(state_.nodes.at(node).assignment.envelope)->payload)
        ->targets.at(0)
        .config.minConfidence;
  }
  std::uint64_t generation(const NodeId& node) const { return state_.nodes.at(node).assignment.generation; }
  void takes(const NodeId& node, bool thresholds) {
    NodeStatus status = state_.nodes.at(node).status;
    status.node = node;
    status.takesThresholds = thresholds;
    state_.apply(Row(status));
  }

 private slots:
  void init() {
    state_ = {};
    state_.epoch = 1;
    apply(state_, smallFleet({{"rotterdam-1", kWest}, {"rotterdam-2", kWest}, {"boston-1", kEast}}));
    for (const NodeId& node : {first_, second_, boston_}) takes(node, true);
    deploy("1.0.0");
  }

  void one_region_gets_it_in_another_generation() {
    const std::uint64_t west = generation(first_), east = generation(boston_);
    QCOMPARE(set(0.75), QString());
    QCOMPARE(generation(first_), west + 1);
    QCOMPARE(generation(boston_), east);
    QVERIFY(given(first_) == 0.75 && given(second_) == 0.75 && given(boston_) == 0);
    QCOMPARE(set(0.75), QString("nothing"));
    QCOMPARE(generation(first_), west + 1);
  }

  void it_stays_whatever_version_comes() {
    QCOMPARE(set(0.75), QString());
    deploy("2.0.0");
    QVERIFY(given(first_) == 0.75 && given(boston_) == 0);
    auto back = rollBack(state_, RolloutId("meter-reader-2"), callerWith(Role::Operator), key_, kNow);
    QVERIFY(back.ok());
    apply(state_, back->mutation);
    QCOMPARE(given(first_), 0.75);
  }

  void it_can_be_put_back_to_what_is_declared() {
    Workload declared = state_.workloads.at(kWorkload);
    declared.config.minConfidence = 0.5;
    state_.apply(Row(declared));
    QCOMPARE(set(0.0), QString());  // off, whatever is declared
    QCOMPARE(given(first_), 0.0);
    QCOMPARE(set(0.9), QString());
    QCOMPARE(set(std::nullopt), QString());
    QCOMPARE(given(first_), 0.5);
    QCOMPARE(set(std::nullopt), QString("nothing"));
  }

  void an_agent_from_before_is_left_out_and_never_sent_one() {
    takes(second_, false);
    QCOMPARE(set(0.75), QString());
    QVERIFY(given(first_) == 0.75 && given(second_) == 0);
    const auto targets = thresholdTargets(room(), {kWorkload, 0.8, kWest}, callerWith(Role::Operator));
    QCOMPARE(targets->nodes.size(), std::size_t{1});
    QVERIFY(targets->left.size() == 1 && targets->left[0].second.find("before there were") != std::string::npos);
    takes(first_, false);
    QCOMPARE(set(0.8), QString("no_targets"));
    deploy("2.0.0");
    QCOMPARE(given(first_), 0.0);  // it would refuse the whole assignment
    takes(first_, true);
    deploy("1.0.0");
    QCOMPARE(given(first_), 0.75);
  }

  void what_cannot_be_is_refused() {
    QCOMPARE(set(NewThreshold{WorkloadName("other"), 0.5}), QString("no_workload"));
    QCOMPARE(set(NewThreshold{kWorkload, 0.5, RegionName("mars")}), QString("no_region"));
    QCOMPARE(set(1.5), QString("bad_threshold"));
    QCOMPARE(set(std::nan("")), QString("bad_threshold"));
    QCOMPARE(set(NewThreshold{kWorkload, 0.5, {}, "name:nobody"}), QString("no_targets"));
    QCOMPARE(set(NewThreshold{kWorkload, 0.5}, callerWith(Role::Operator, {kWest})), QString("out_of_scope"));
    QCOMPARE(set(NewThreshold{kWorkload, 0.5, kWest}, callerWith(Role::Viewer)), QString("out_of_scope"));
    QVERIFY(given(first_) == 0 && given(boston_) == 0);
  }

  void a_runbook_previews_and_does_the_same_and_can_undo_it() {
    const ActionRoom actions{room(), random_};
    const Caller caller = callerWith(Role::Operator);
    const RunbookAction action{"set_threshold",
                               {{"workload", "meter-reader"}, {"value", "0.75"}, {"region", "eu-west"}}};
    const ActionPreview preview = previewAction(actions, action, caller);
    QVERIFY2(preview.problem.empty(), preview.problem.c_str());
    QCOMPARE(preview.targets.size(), std::size_t{2});
    QVERIFY(preview.targets[0].before == "off, as declared" && preview.targets[0].after == "0.75");
    const auto taken = takeAction(actions, action, "RUN-1, step hold", caller);
    QCOMPARE(taken->facts.at(0).action, std::string("SetThreshold"));
    QVERIFY(taken->facts[0].detail.find("0.75 on 2 nodes of eu-west") != std::string::npos);
    QVERIFY(taken->facts[0].detail.find("RUN-1, step hold") != std::string::npos);
    apply(state_, taken->mutation);
    QVERIFY(previewAction(ActionRoom{room(), random_}, action, caller).problem.find("so already") != std::string::npos);
    RunbookAction undo = action;
    undo.arguments["value"] = "declared";
    apply(state_, takeAction(ActionRoom{room(), random_}, undo, {}, caller)->mutation);
    QCOMPARE(given(first_), 0.0);
    undo.arguments["value"] = "2";
    QVERIFY(previewAction(ActionRoom{room(), random_}, undo, caller).problem.find("no threshold") != std::string::npos);
  }

  void thresholds_are_read_as_they_are_written() {
    for (const char* text : {"0.75", "1", "off", "declared"})
      QCOMPARE(thresholdText(*parseThreshold(text)), std::string(text));
    QCOMPARE(thresholdText(*parseThreshold("0")), std::string("off"));
    for (const char* text : {"", "-0.1", "1.1", "nan", "inf", "0.5x", "on"})
      QCOMPARE(reasonOf(parseThreshold(text)), QString("bad_threshold"));
  }
};

QTEST_GUILESS_MAIN(TstThresholds)
#include "tst_thresholds.moc"
