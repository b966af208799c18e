// Values fall into the bucket that the definition names, whatever the order in which they come; records say the same
// again, and what no histogram would write is refused.
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <QtTest>

#include "services/runtime/bytes.h"
#include "services/telemetry/histogram.h"

using namespace flotilla;

namespace {

constexpr int kPerOctave = 32;

Histogram of(const std::vector<double>& values) {
  Histogram out;
  for (const double value : values) out.add(value);
  return out;
}

// The one bucket of a histogram of one value, as its record tells.
int bucketOf(double value) {
  const std::string record = of({value}).encode();
  ByteReader in(record);
  (void)in.number<std::uint64_t>();
  (void)in.number<double>();
  if (in.number<std::uint32_t>() != 1) qFatal("not one bucket");
  return in.number<std::int16_t>();
}

std::vector<double> latencies(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::lognormal_distribution<double> latency(4, 1.5);
  std::vector<double> out(count);
  for (double& value : out) value = latency(random);
  return out;
}

std::string packed(std::initializer_list<std::uint64_t> varints, double sum = 1) {
  ByteWriter out;
  bool first = true;
  for (std::uint64_t number : varints) {
    for (; number >= 0x80; number >>= 7) out.number(static_cast<std::uint8_t>(number | 0x80));
    out.number(static_cast<std::uint8_t>(number));
    if (std::exchange(first, false)) out.number(sum);  // behind the count of zeros
  }
  return out.take();
}

}  // namespace

class TstHistogram : public QObject {
  Q_OBJECT

 private slots:
  void a_bucket_holds_what_its_definition_says() {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> exponent(-60, 60);
    for (int i = 0; i < 200'000; ++i) {
      const double value = std::exp2(exponent(random));
      const double place = std::log2(value) * kPerOctave;  // in (index, index + 1]
      const int index = bucketOf(value);
      QVERIFY2(place > index - 1e-9 && place <= index + 1 + 1e-9, qPrintable(QString::number(value, 'g', 17)));
    }
  }

  void the_end_of_a_bucket_belongs_to_it() {
    for (int octave = -60; octave <= 60; ++octave)
      for (int i = 0; i < kPerOctave; ++i) {
        const double end = std::ldexp(std::exp2(i / double(kPerOctave)), octave);
        QCOMPARE(bucketOf(end), octave * kPerOctave + i - 1);
        QCOMPARE(bucketOf(std::nextafter(end, 1e300)), octave * kPerOctave + i);
      }
  }

  void what_is_out_of_range_is_in_the_outermost_buckets() {
    using Limits = std::numeric_limits<double>;
    for (const double tiny : {1e-300, Limits::denorm_min(), Limits::min()}) QCOMPARE(bucketOf(tiny), -64 * kPerOctave);
    for (const double huge : {1e300, Limits::max()}) QCOMPARE(bucketOf(huge), 64 * kPerOctave);
    const Histogram nothing = of({0, -1, Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()});
    QCOMPARE(nothing.count(), std::uint64_t{5});
    QCOMPARE(nothing.sum(), 0.0);
    QCOMPARE(nothing.quantile(1), 0.0);
    QCOMPARE(Histogram().quantile(0.5), 0.0);
  }

  void a_quantile_is_off_by_little_and_nothing_above_a_limit_is_missed() {
    std::vector<double> values = latencies(100'000, 1);
    const Histogram histogram = of(values);
    std::sort(values.begin(), values.end());
    for (const double q : {0.001, 0.25, 0.5, 0.95, 0.99, 1.0}) {
      const double exact = values[static_cast<std::size_t>(std::ceil(q * double(values.size()))) - 1];
      QVERIFY2(std::abs(histogram.quantile(q) / exact - 1) <= 0.0109, qPrintable(QString::number(q)));
    }
    for (const double limit : {0.0, 1.0, 50.0, 1000.0, 1e9}) {
      const double end = limit == 0 ? 0 : std::exp2((bucketOf(limit) + 1.0) / kPerOctave);
      const auto above = std::count_if(values.begin(), values.end(), [&](double value) { return value > end; });
      QCOMPARE(histogram.countAbove(limit), static_cast<std::uint64_t>(above));
    }
    QCOMPARE(Histogram().countAbove(1), std::uint64_t{0});
  }

  void merging_is_the_same_as_adding_all() {
    const std::vector<double> low = latencies(300, 2), high = [] {
      std::vector<double> out = latencies(300, 3);
      for (double& value : out) value *= 1e6;
      return out;
    }();
    std::vector<double> all = low;
    all.insert(all.end(), high.begin(), high.end());
    Histogram up = of(low), down = of(high), twice = of(low);
    up.merge(of(high));
    down.merge(of(low));
    // Sums of floating point depend on the order.
    QCOMPARE(up.encode().substr(16), of(all).encode().substr(16));
    QCOMPARE(down.encode().substr(16), of(all).encode().substr(16));
    QCOMPARE(up.count(), std::uint64_t{600});
    twice.merge(twice);
    QCOMPARE(twice.count(), std::uint64_t{600});
    QCOMPARE(twice.quantile(0.5), of(low).quantile(0.5));
    Histogram none;
    none.merge({});
    QVERIFY(none == Histogram());
    none.merge(of(low));
    QVERIFY(none == of(low));
  }

  void records_say_the_same_again() {
    std::vector<double> gaps{1e-20, 3, 3.01, 40, 1e19, 0};
    for (const std::vector<double>& values :
         {std::vector<double>{}, std::vector<double>{0}, gaps, latencies(5000, 4)}) {
      const Histogram histogram = of(values);
      QVERIFY(Histogram::decode(histogram.encode()).value() == histogram);
      QVERIFY(Histogram::decodePacked(histogram.encodePacked()).value() == histogram);
    }
  }

  void what_none_would_write_is_refused_data() {
    QTest::addColumn<std::string>("record");
    QTest::newRow("of no length") << packed({0, 5, 0});
    QTest::newRow("an empty bucket") << packed({0, 5, 2, 1, 0});
    QTest::newRow("no step") << packed({0, 0, 1, 1});
    QTest::newRow("beyond the last bucket") << packed({0, 4097, 2, 1, 1});
    QTest::newRow("more than all buckets") << packed({0, 5000, 1, 1});
    QTest::newRow("a run without an end") << packed({0, 5, 3, 1, 1});
    QTest::newRow("more values than can be counted") << packed({0, 5, 2, UINT64_MAX, 1});
    QTest::newRow("a sum that is none") << packed({0, 5, 1, 1}, std::numeric_limits<double>::quiet_NaN());
    QTest::newRow("nothing") << std::string();
  }
  void what_none_would_write_is_refused() {
    QFETCH(std::string, record);
    QVERIFY(Histogram::decodePacked(packed({0, 4097, 1, 1})).ok());
    const auto read = Histogram::decodePacked(record);
    QVERIFY(!read && read.error().reason == "bad_histogram");
  }

  void a_cut_record_is_refused() {
    const std::string record = of({1, 2, 3}).encode(), short_ = of({1, 2, 3}).encodePacked();
    for (std::size_t size = 0; size < record.size(); ++size) QVERIFY(!Histogram::decode(record.substr(0, size)));
    for (std::size_t size = 0; size + 1 < short_.size(); ++size) {
      const auto read = Histogram::decodePacked(short_.substr(0, size));
      QVERIFY(!read || read->count() < 3);  // a run that is whole is all that there is
    }
  }
};

QTEST_GUILESS_MAIN(TstHistogram)
#include "tst_histogram.moc"
