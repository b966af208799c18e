// Months of sensors in seconds: how often a node alarms when nothing has changed, and how surely a change is found.
// FLOTILLA_DRIFT_NODES: how many nodes live through a quarter, each for every memory of its sensors.
#include <QtTest>

#include <memory>

#include "services/controlplane/core/drift/drift_judge.h"
#include "tests/drift/drift_samples.h"

using namespace flotilla;
using namespace flotilla::controlplane::drift;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kFeatures = 30;
constexpr int kHours = 90 * 24;
constexpr std::size_t kBaselineWindows = 8;

int nodes() {
  return qEnvironmentVariableIsSet("FLOTILLA_DRIFT_NODES") ? qEnvironmentVariableIntValue("FLOTILLA_DRIFT_NODES") : 1;
}

// One feature of one node against both references, as the control plane has it.
class Watched {
 public:
  Watched(std::size_t reference, double memory, std::uint64_t seed)
      : sensor_(memory, seed), profile_(normalProfile(reference, seed + 1'000'003)), training_(referenceOf(profile_)) {}

  // Windows that begin a drift.
  int live(std::size_t n, const DriftLevel& level) {
    const Distribution d = countedAs(profile_, n, [&] { return sensor_.next(); });
    const double effective = effectiveCount(static_cast<double>(n), d.lag1(), profile_.lag1);
    int alarms = judge(training_, fromTraining_, d, effective, level);
    if (learnt_ < kBaselineWindows) {
      own_.merge(d);
      ownEffective_ += effective;
      if (++learnt_ == kBaselineWindows) baseline_ = referenceOf(profile_.bins, own_, ownEffective_);
    } else {
      alarms += judge(baseline_, fromBaseline_, d, effective, level);
    }
    return alarms;
  }

 private:
  static int judge(const Reference& reference, DriftState& state, const Distribution& d, double effective,
                   const DriftLevel& level) {
    const bool before = state.drifted;
    step(state, measure(reference, d, effective, level, false));
    return state.drifted && !before ? 1 : 0;
  }

  Sensor sensor_;
  FeatureProfile profile_;
  Reference training_, baseline_;
  DriftState fromTraining_, fromBaseline_;
  Distribution own_;
  double ownEffective_ = 0;
  std::size_t learnt_ = 0;
};

int alarmsOfNode(std::size_t reference, std::size_t n, double memory, std::uint64_t seed, int hours = kHours) {
  const DriftLevel level = levelOf({}, kFeatures * 2, 1h);
  int alarms = 0;
  for (int feature = 0; feature < kFeatures; ++feature) {
    Watched watched(reference, memory, seed * 1000 + static_cast<std::uint64_t>(feature));
    for (int hour = 0; hour < hours; ++hour) alarms += watched.live(n, level);
  }
  return alarms;
}

}  // namespace

class TstDriftSimulation : public QObject {
  Q_OBJECT

 private slots:
  void nothing_changed_means_at_most_one_alarm_per_node_and_quarter_data() {
    QTest::addColumn<double>("memory");
    QTest::addColumn<int>("reference");
    QTest::addColumn<int>("n");
    for (const double memory : {0.0, 0.3, 0.6, 0.8}) QTest::addRow("memory %.1f", memory) << memory << 10'000 << 500;
    QTest::newRow("a small reference and large windows") << 0.0 << 1200 << 3000;
    QTest::newRow("large windows that remember") << 0.6 << 10'000 << 2000;
  }
  void nothing_changed_means_at_most_one_alarm_per_node_and_quarter() {
    QFETCH(double, memory);
    QFETCH(int, reference);
    QFETCH(int, n);
    int alarms = 0;
    // The quick set looks at a part of a quarter, and still allows no more than one.
    const int hours = nodes() > 1 ? kHours : kHours / 6;
    for (int node = 0; node < nodes(); ++node)
      alarms += alarmsOfNode(static_cast<std::size_t>(reference), static_cast<std::size_t>(n), memory,
                             static_cast<std::uint64_t>(node) + 1, hours);
    qInfo("%d alarms of %d nodes in %d hours", alarms, nodes(), hours);
    QVERIFY2(alarms <= nodes(), qPrintable(QString::number(alarms)));
  }

  void a_shift_of_a_third_is_found_with_a_thousand_values_data() {
    QTest::addColumn<double>("shift");
    QTest::addColumn<double>("scale");
    QTest::newRow("0.3 deviations up") << 0.3 << 1.0;
    QTest::newRow("0.3 deviations down") << -0.3 << 1.0;
    QTest::newRow("a quarter wider") << 0.0 << 1.25;
  }
  void a_shift_of_a_third_is_found_with_a_thousand_values() {
    QFETCH(double, shift);
    QFETCH(double, scale);
    const DriftLevel level = levelOf({}, kFeatures * 2, 1h);
    const int runs = 200 * nodes();
    int found = 0, told = 0;
    for (int run = 0; run < runs; ++run) {
      const auto seed = static_cast<std::uint64_t>(run) * 7919;
      const FeatureProfile profile = normalProfile(10'000, seed + 1);
      const Reference reference = referenceOf(profile);
      Sensor sensor(0, seed + 2);
      DriftState state;
      for (std::uint32_t window = 0; window < kInRow; ++window) {
        const Distribution d = countedAs(profile, 1000, [&] { return sensor.next() * scale + shift; });
        const DriftMeasure m = step(state, measure(reference, d, effectiveCount(1000, d.lag1(), 0), level, false));
        found += window == 0 && m.verdict == DriftVerdict::Suspected ? 1 : 0;
        told += m.verdict == DriftVerdict::Drifted ? 1 : 0;
      }
    }
    qInfo("above the threshold after 1,000 values: %.1f %%; told after three such windows: %.1f %%",
          100.0 * found / runs, 100.0 * told / runs);
    QVERIFY(found >= 0.95 * runs);
    QVERIFY(told >= 0.95 * runs);
  }
};

QTEST_GUILESS_MAIN(TstDriftSimulation)
#include "tst_drift_simulation.moc"
