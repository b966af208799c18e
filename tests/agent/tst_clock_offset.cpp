#include <QtTest>

#include "services/agent/core/clock_offset.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace std::chrono_literals;

class TstClockOffset : public QObject {
  Q_OBJECT

  // The control plane's clock shows `kServer` when the node's steady clock shows zero.
  static constexpr TimePoint kServer{std::chrono::hours(500'000)};
  static ClockExchange exchange(Duration at, Duration there, Duration back, Duration work = 700ms) {
    return {SteadyPoint(at), kServer + at + there, kServer + at + there + work, SteadyPoint(at + there + work + back)};
  }
  static ClockReading read(const ClockFilter& filter, Duration wallAhead, Duration at) {
    return filter.read(kServer + at + wallAhead, at, SteadyPoint(at));
  }

 private slots:
  void without_an_answer_nothing_is_known() { QCOMPARE(read({}, 0s, 1s).state, ClockState::Unknown); }

  void a_symmetric_path_gives_the_exact_offset() {
    ClockFilter filter;
    filter.add(exchange(1s, 20ms, 20ms));
    const ClockReading reading = read(filter, 3h, 2s);
    QCOMPARE(reading.state, ClockState::Measured);
    QVERIFY(reading.offset == -3h);
    QVERIFY(reading.uncertainty >= 20ms && reading.uncertainty < 21ms);
  }

  void the_truth_is_within_the_uncertainty_of_any_path() {
    for (const auto& [there, back] : {std::pair{0ms, 400ms}, {400ms, 0ms}, {30ms, 170ms}}) {
      ClockFilter filter;
      filter.add(exchange(1s, there, back));
      const ClockReading reading = read(filter, -2h, 2s);
      QVERIFY(std::chrono::abs(reading.offset - 2h) <= reading.uncertainty);
    }
  }

  void the_shortest_round_trip_of_the_newest_eight_counts() {
    ClockFilter filter;
    filter.add(exchange(1s, 0ms, 10ms));
    for (int i = 2; i < 9; ++i) filter.add(exchange(std::chrono::seconds(i), 900ms, 100ms));
    QVERIFY(read(filter, 0s, 20s).uncertainty < 6ms);
    filter.add(exchange(10s, 900ms, 100ms));  // now it is the ninth
    QVERIFY(read(filter, 0s, 20s).uncertainty >= 500ms);
  }

  void a_clock_that_is_set_between_is_still_read_right() {
    ClockFilter filter;
    filter.add(exchange(1s, 5ms, 5ms));
    QVERIFY(read(filter, 5h, 2s).offset == -5h);  // a report from before it was set
    QVERIFY(read(filter, 0h, 3s).offset == 0h);
  }

  void an_old_sample_is_less_sure() {
    ClockFilter filter;
    filter.add(exchange(1s, 5ms, 5ms));
    const Duration later = read(filter, 0s, 1h * 1000).uncertainty;
    QVERIFY(later > 54s && later < 55s);  // 15 us per second
  }

  void answers_that_cannot_be_are_ignored() {
    ClockFilter filter;
    filter.add(exchange(1s, 5ms, -50ms, 10ms));
    filter.add(exchange(1s, 5ms, 5ms, -1s));
    filter.add({SteadyPoint(5s), TimePoint{}, TimePoint{}, SteadyPoint(6s)});
    QCOMPARE(read(filter, 0s, 2s).state, ClockState::Unknown);
  }
};

QTEST_GUILESS_MAIN(TstClockOffset)
#include "tst_clock_offset.moc"
