#include <QtTest>

#include <vector>

#include "services/controlplane/core/judge/static_gate.h"

using namespace flotilla;
using namespace flotilla::controlplane::judge;
using namespace std::chrono_literals;
using Restarts = std::vector<std::optional<std::uint32_t>>;
using Memory = std::vector<MemoryUse>;

Q_DECLARE_METATYPE(GateState)

class TstStaticGate : public QObject {
  Q_OBJECT

 private slots:
  void the_burn_rate_fails_above_its_limit_data() {
    QTest::addColumn<quint64>("requests");
    QTest::addColumn<quint64>("bad");
    QTest::addColumn<double>("objective");
    QTest::addColumn<GateState>("expected");
    QTest::newRow("no requests") << quint64(0) << quint64(0) << 0.999 << GateState::Unknown;
    QTest::newRow("none bad") << quint64(10) << quint64(0) << 0.999 << GateState::Pass;
    QTest::newRow("just below") << quint64(1000) << quint64(14) << 0.999 << GateState::Pass;
    QTest::newRow("just above") << quint64(1000) << quint64(15) << 0.999 << GateState::Fail;
    QTest::newRow("three bad ones") << quint64(100) << quint64(3) << 0.999 << GateState::Fail;
    QTest::newRow("two bad ones are too few") << quint64(2) << quint64(2) << 0.999 << GateState::Unknown;
    QTest::newRow("no budget to burn") << quint64(1000) << quint64(500) << 1.0 << GateState::Unknown;
    QTest::newRow("no objective") << quint64(1000) << quint64(500) << 0.0 << GateState::Unknown;
  }
  void the_burn_rate_fails_above_its_limit() {
    QFETCH(quint64, requests);
    QFETCH(quint64, bad);
    QFETCH(double, objective);
    QFETCH(GateState, expected);
    const GateResult result = burnRateGate({requests, bad}, objective);
    QCOMPARE(result.state, expected);
    QCOMPARE(result.couldBeJudged(), expected != GateState::Unknown);
    QCOMPARE(result.limit, 14.4);
  }

  void the_burn_rate_is_told_in_multiples_of_what_is_allowed() {
    QVERIFY(qFuzzyCompare(burnRateGate({1000, 5}, 0.99).value, 0.5));
    QCOMPARE(burnRateGate({1000, 5}, 0.99).judged, 1000u);
  }

  void crash_loops_need_two_nodes_data() {
    QTest::addColumn<QVector<int>>("restarts");  // -1: did not report
    QTest::addColumn<GateState>("expected");
    QTest::addColumn<int>("looping");
    QTest::newRow("no nodes") << QVector<int>{} << GateState::Unknown << 0;
    QTest::newRow("nobody reported") << QVector<int>{-1, -1} << GateState::Unknown << 0;
    QTest::newRow("none") << QVector<int>{0, 0, -1} << GateState::Pass << 0;
    QTest::newRow("one node is a node fault") << QVector<int>{50, 2, 2} << GateState::Pass << 1;
    QTest::newRow("two nodes") << QVector<int>{3, 0, 3} << GateState::Fail << 2;
    QTest::newRow("two nodes of which one is silent") << QVector<int>{3, -1} << GateState::Pass << 1;
  }
  void crash_loops_need_two_nodes() {
    QFETCH(QVector<int>, restarts);
    QFETCH(GateState, expected);
    QFETCH(int, looping);
    Restarts nodes;
    for (const int count : restarts)
      nodes.push_back(count < 0 ? std::nullopt : std::optional<std::uint32_t>(static_cast<std::uint32_t>(count)));
    const GateResult result = crashLoopGate(nodes);
    QCOMPARE(result.state, expected);
    QCOMPARE(result.value, static_cast<double>(looping));
    QCOMPARE(result.judged + result.missing, nodes.size());
  }

  void memory_fails_above_the_limit_of_any_node() {
    const GateResult over = memoryGate(Memory{{90, 100}, {1001, 1000}, {std::nullopt, 10}, {5000, 0}});
    QCOMPARE(over.state, GateState::Fail);
    QCOMPARE(over.value, 1001.0);
    QCOMPARE(over.limit, 1000.0);
    QCOMPARE(*over.worst, 1u);
    QCOMPARE(over.judged, 2u);
    QCOMPARE(over.missing, 2u);
    QCOMPARE(memoryGate(Memory{{100, 100}, {90, 1000}}).state, GateState::Pass);
  }

  void memory_that_nobody_told_is_unknown() {
    QCOMPARE(memoryGate(Memory{}).state, GateState::Unknown);
    QCOMPARE(memoryGate(Memory{{std::nullopt, 100}, {100, 0}}).state, GateState::Unknown);
  }

  void latency_fails_above_twice_the_objective() {
    QCOMPARE(latencyGate(200ms, 100ms).state, GateState::Pass);
    QCOMPARE(latencyGate(201ms, 100ms).state, GateState::Fail);
    QCOMPARE(latencyGate(201ms, 100ms).value, 201'000.0);
    QCOMPARE(latencyGate(201ms, 100ms).limit, 200'000.0);
    QCOMPARE(latencyGate(std::nullopt, 100ms).state, GateState::Unknown);
    QCOMPARE(latencyGate(201ms, 0ms).state, GateState::Unknown);
  }

  void unknown_is_neither_good_nor_hides_a_failure() {
    using States = std::vector<GateState>;
    QCOMPARE(worstOf(States{GateState::Pass, GateState::Pass}), GateState::Pass);
    QCOMPARE(worstOf(States{GateState::Pass, GateState::Unknown}), GateState::Unknown);
    QCOMPARE(worstOf(States{GateState::Unknown, GateState::Fail}), GateState::Fail);
    QCOMPARE(worstOf(States{}), GateState::Unknown);
  }
};

QTEST_GUILESS_MAIN(TstStaticGate)
#include "tst_static_gate.moc"
