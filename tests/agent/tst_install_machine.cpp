#include <QtTest>
#include <set>

#include "services/agent/core/install/health.h"
#include "services/agent/core/install/transitions.h"
#include "services/agent/core/worker_arm.h"

using namespace flotilla;
using namespace flotilla::agent;

class TstInstallMachine : public QObject {
  Q_OBJECT

  static ArmCounts counts(std::uint64_t requests, std::uint64_t errors, double latencyMs) {
    ArmCounts counts;
    counts.requests = requests;
    counts.errors = errors;
    counts.latencyUs.add(latencyMs * 1000, requests - errors);
    return counts;
  }

 private slots:
  void no_state_and_event_have_two_rows() {
    std::set<std::pair<InstallState, InstallEvent>> seen;
    for (const Transition& row : transitions()) QVERIFY(seen.insert({row.from, row.on}).second);
  }

  void nothing_leads_out_of_a_settled_state() {
    for (const Transition& row : transitions()) QVERIFY(!isSettled(row.from));
  }

  void every_state_under_way_can_come_to_an_end() {
    for (std::size_t i = 0; i < kInstallStateNames.size(); ++i) {
      const auto state = static_cast<InstallState>(i);
      if (isSettled(state)) continue;
      const auto rows = transitions();
      QVERIFY2(std::any_of(rows.begin(), rows.end(), [&](const Transition& row) { return row.from == state; }),
               std::string(toText(state)).c_str());
    }
  }

  void every_state_that_is_not_decided_can_be_halted() {
    for (std::size_t i = 0; i < kInstallStateNames.size(); ++i) {
      const auto state = static_cast<InstallState>(i);
      if (isSettled(state) || state == InstallState::Committing) continue;
      QVERIFY2(findTransition(state, InstallEvent::Halt) != nullptr, std::string(toText(state)).c_str());
    }
  }

  void only_a_commit_changes_the_good_slot() {
    for (const Transition& row : transitions()) {
      QCOMPARE(row.boot == BootEffect::SetGood,
               row.to == InstallState::Committed && row.from == InstallState::Committing);
      QCOMPARE(row.boot == BootEffect::SetTry, row.to == InstallState::Trying);
    }
  }

  void an_effect_done_twice_is_done_once() {
    BootEntry entry;
    entry.good = Slot{0};
    entry.holds[0].bytes.fill(1);
    WorkloadRecord record;
    record.installId = "id";
    record.targetSlot = 1;
    record.target.digest.bytes.fill(2);
    for (const BootEffect effect :
         {BootEffect::MarkTargetBad, BootEffect::SetTry, BootEffect::SetGood, BootEffect::ClearTry}) {
      const BootEntry once = applyEffect(effect, entry, record);
      QVERIFY(applyEffect(effect, once, record) == once);
      QVERIFY(once.holds[0] == entry.holds[0]);
    }
  }

  void tries_that_were_spent_stay_spent_when_the_switch_is_done_again() {
    BootEntry entry;
    WorkloadRecord record;
    record.installId = "id";
    record.targetSlot = 1;
    entry = applyEffect(BootEffect::SetTry, entry, record);
    QCOMPARE(entry.triesLeft, kBootTries);
    entry.triesLeft = 1;
    QCOMPARE(applyEffect(BootEffect::SetTry, entry, record).triesLeft, std::uint8_t{1});
  }

  void a_plugin_name_that_is_a_path_is_refused() {
    for (const char* name : {"../../tmp/evil", "/tmp/evil", "", ".", "a/b"})
      QCOMPARE(pluginPath("/plugins", name).error().reason, std::string("bad_plugin_name"));
    QCOMPARE(pluginPath("/plugins", "runtime-onnx")->string(), std::string("/plugins/runtime-onnx.so"));
  }

  void health_is_judged_on_answers_and_their_time_data() {
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("errors");
    QTest::addColumn<double>("latencyMs");
    QTest::addColumn<bool>("fed");
    QTest::addColumn<int>("verdict");
    const auto healthy = static_cast<int>(HealthVerdict::Healthy);
    const auto unhealthy = static_cast<int>(HealthVerdict::Unhealthy);
    const auto unknown = static_cast<int>(HealthVerdict::Unknown);
    QTest::newRow("good") << 1000 << 0 << 5.0 << true << healthy;
    QTest::newRow("as many errors as allowed") << 1000 << 10 << 5.0 << true << healthy;
    QTest::newRow("one error too many") << 1000 << 11 << 5.0 << true << unhealthy;
    QTest::newRow("as slow as allowed") << 1000 << 0 << 98.0 << true << healthy;
    QTest::newRow("too slow") << 1000 << 0 << 102.0 << true << unhealthy;
    QTest::newRow("only errors") << 10 << 10 << 5.0 << true << unhealthy;
    QTest::newRow("nothing yet") << 0 << 0 << 5.0 << true << unknown;
    QTest::newRow("not fed") << 0 << 0 << 5.0 << false << healthy;
  }
  void health_is_judged_on_answers_and_their_time() {
    QFETCH(int, requests);
    QFETCH(int, errors);
    QFETCH(double, latencyMs);
    QFETCH(bool, fed);
    QFETCH(int, verdict);
    const ArmCounts seen = counts(static_cast<std::uint64_t>(requests), static_cast<std::uint64_t>(errors), latencyMs);
    QCOMPARE(static_cast<int>(judgeHealth(seen, WorkloadConfig{}, fed).verdict), verdict);
  }
};

QTEST_GUILESS_MAIN(TstInstallMachine)
#include "tst_install_machine.moc"
