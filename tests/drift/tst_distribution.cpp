// What a worker counts of its inputs, how it merges and how it travels.
#include <QtTest>

#include <cmath>
#include <limits>

#include "tests/drift/drift_samples.h"

using namespace flotilla;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const FeatureProfile kProfile = normalProfile(1000, 1);

InputWindow windowOf(std::size_t n, std::uint64_t seed, double memory = 0) {
  WindowCounter counter({}, {kProfile.bins, kProfile.bins}, Digest{{1}}, true, 0);
  Sensor first(memory, seed), second(0, seed + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const float input[2] = {static_cast<float>(first.next()), i % 10 == 3 ? NAN : static_cast<float>(second.next())};
    counter.add(input, 0.95F);
  }
  return counter.take(SteadyPoint{} + 70s, fromMicros(1'700'000'000'000'000));
}

bool near(double a, double b, double within) {
  if (std::fabs(a - b) <= within) return true;
  qWarning() << a << "is not" << b;
  return false;
}

}  // namespace

class TstDistribution : public QObject {
  Q_OBJECT

 private slots:
  void every_value_is_in_one_bin_and_edges_belong_below() {
    FeatureBins bins;
    for (std::size_t i = 0; i < kInnerEdges; ++i) bins.edges[i] = static_cast<float>(i + 1);
    bins.min = 0.5F;
    bins.max = 20;
    WindowCounter counter({}, {bins}, {}, false, 0);
    const float infinity = std::numeric_limits<float>::infinity();
    for (const float value : {0.4F, 1.0F, 1.5F, 19.0F, 19.5F, 20.5F, NAN, infinity, -infinity}) counter.add(&value, 0);
    const Distribution d = counter.take({}, {}).features[0];
    QCOMPARE(d.bins[0], 2U);
    QCOMPARE(d.bins[1], 1U);
    QCOMPARE(d.bins[18], 1U);
    QCOMPARE(d.bins[19], 2U);
    QCOMPARE(d.count(), 6ULL);
    QCOMPARE(d.missing, 3U);
    QCOMPARE(d.under, 1U);
    QCOMPARE(d.over, 1U);
    QCOMPARE(d.min, static_cast<double>(0.4F));
    QCOMPARE(d.max, 20.5);
  }

  void moments_and_correlation_are_those_of_the_values() {
    const InputWindow window = windowOf(20'000, 3, 0.6);
    QVERIFY(near(window.features[0].lag1(), 0.6, 0.03));
    QVERIFY(near(window.features[0].sd(), 1, 0.05));
    QVERIFY(near(window.features[1].lag1(), 0, 0.03));
    QCOMPARE(window.features[1].missing, 2000U);
    QVERIFY(near(window.confidence->mean, 0.95, 1e-6));
    QCOMPARE(window.confidence->sd(), 0.0);
  }

  void an_offset_far_from_zero_costs_no_precision() {
    std::vector<double> values;
    Sensor sensor(0, 9);
    for (int i = 0; i < 1000; ++i) values.push_back(1e5 + sensor.next());
    const FeatureProfile profile = profileOf(values);
    std::size_t at = 0;
    const Distribution d = countedAs(profile, 1000, [&] { return values[at++]; });
    QVERIFY(near(d.sd(), profile.sd, 0.01));
  }

  void merging_is_counting_together() {
    Sensor sensor(0.3, 5);
    std::vector<double> values;
    for (int i = 0; i < 900; ++i) values.push_back(sensor.next());
    std::size_t at = 0;
    const auto next = [&] { return values[at++]; };
    Distribution parts = countedAs(kProfile, 300, next);
    parts.merge(countedAs(kProfile, 600, next));
    at = 0;
    const Distribution whole = countedAs(kProfile, 900, next);
    QCOMPARE(parts.bins, whole.bins);
    QVERIFY(near(parts.mean, whole.mean, 1e-6));
    QVERIFY(near(parts.squares, whole.squares, 1e-3));
    QVERIFY(near(parts.lag1(), whole.lag1(), 0.01));
    Distribution empty;
    empty.merge(whole);
    QCOMPARE(empty, whole);
  }

  void a_window_travels_and_takes_few_bytes() {
    const InputWindow window = windowOf(3000, 3, 0.6);
    const std::string bytes = encodeWindow(window);
    QVERIFY2(bytes.size() < 60 + 2 * 45 + 10, qPrintable(QString::number(bytes.size())));
    const auto read = decodeWindow(bytes);
    QVERIFY(read);
    QCOMPARE(read->features[0].bins, window.features[0].bins);
    QCOMPARE(read->features[1].missing, window.features[1].missing);
    QVERIFY(near(read->features[0].lag1(), window.features[0].lag1(), 0.006));
    QVERIFY(near(read->features[0].sd(), window.features[0].sd(), 1e-5));
    QCOMPARE(read->ended, window.ended);
    QCOMPARE(read->profile, window.profile);
    // What was read once is written the same again.
    QVERIFY(encodeWindow(*read) == bytes);
  }

  void a_damaged_window_is_refused() {
    const std::string good = encodeWindow(windowOf(300, 3));
    std::mt19937_64 random(1);
    for (std::size_t cut = 0; cut < good.size(); ++cut) QVERIFY(!decodeWindow(good.substr(0, cut)));
    QVERIFY(!decodeWindow(good + "x"));
    for (int i = 0; i < 20'000; ++i) {
      std::string bad = good;
      for (int k = 0; k < 3; ++k) bad[random() % bad.size()] = static_cast<char>(random());
      const auto read = decodeWindow(bad);
      if (!read) continue;
      for (const Distribution& d : read->features) QVERIFY(d.count() + d.missing == read->records);
    }
  }

  void a_window_closes_by_records_and_time() {
    const SteadyPoint t0{};
    WindowCounter counter({.records = 3, .shortest = 60s, .longest = 1h}, {}, {}, true, 0);
    QVERIFY(!counter.full(t0));
    for (int i = 0; i < 3; ++i) counter.add(nullptr, 1);
    QVERIFY(!counter.full(t0 + 59s));
    QVERIFY(counter.full(t0 + 60s));
    const InputWindow full = counter.take(t0 + 60s, TimePoint(100s));
    QCOMPARE(full.began, TimePoint(40s));
    QVERIFY(!full.partial);
    counter.add(nullptr, 1);
    QVERIFY(!counter.full(t0 + 60s));
    QVERIFY(!counter.full(t0 + 59min));
    QVERIFY(counter.full(t0 + 61min));
    QCOMPARE(counter.take(t0 + 61min, {}).records, 1U);
    counter.add(nullptr, 1);
    QVERIFY(!counter.full(t0 + 62min));
    QVERIFY(counter.take(t0 + 63min, {}).partial);
  }

  void bins_travel_and_damage_is_refused() {
    FeatureBins category;
    category.kind = FeatureKind::Category;
    category.top = {1, 2};
    category.others = {5};
    const std::vector<FeatureBins> bins{kProfile.bins, category};
    const std::string bytes = encodeBins(bins);
    QVERIFY(decodeBins(bytes).value() == bins);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) QVERIFY(!decodeBins(bytes.substr(0, cut)));
  }
};

QTEST_GUILESS_MAIN(TstDistribution)
#include "tst_distribution.moc"
