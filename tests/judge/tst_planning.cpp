#include <QtTest>

#include <cmath>

#include "services/controlplane/core/judge/planning.h"

using namespace flotilla;
using namespace flotilla::controlplane::judge;
using namespace std::chrono_literals;

namespace {

constexpr double kAlpha = 0.01;
// 10 canaries and 190 others with 6 requests a minute each, of which one in a hundred is bad.
constexpr double kCanaryPerSecond = 1, kBaselinePerSecond = 19, kBadRate = 0.01;

double minutes(std::optional<Duration> time) {
  return time ? std::chrono::duration<double, std::ratio<60>>(*time).count() : -1;
}
std::optional<Duration> timeFor(double ratio, double tolerance = 1, double badRate = kBadRate) {
  return timeToDetect(ratio, kCanaryPerSecond, kBaselinePerSecond, badRate, tolerance, kAlpha);
}
std::optional<double> ratioWithin(Duration time, double tolerance = 1, double badRate = kBadRate) {
  return smallestRatio(time, kCanaryPerSecond, kBaselinePerSecond, badRate, tolerance, kAlpha);
}

}  // namespace

class TstPlanning : public QObject {
  Q_OBJECT

 private slots:
  void the_table_of_bad_events_needed_data() {
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("ratio");
    QTest::addColumn<int>("total");
    QTest::addColumn<int>("inCanary");
    const double ratios[] = {1.5, 2, 3, 5, 10};
    struct Row {
      const char* traffic;
      double share;
      int total[5], inCanary[5];
    };
    const Row rows[] = {{"1:1", 0.5, {332, 118, 51, 28, 17}, {199, 79, 38, 23, 16}},
                        {"1:9", 0.1, {732, 218, 72, 28, 12}, {105, 40, 18, 10, 6}},
                        {"1:19", 0.05, {1343, 388, 123, 44, 16}, {98, 37, 17, 9, 5}}};
    for (const Row& row : rows)
      for (std::size_t i = 0; i < std::size(ratios); ++i)
        QTest::addRow("%s, %g times", row.traffic, ratios[i])
            << row.share << ratios[i] << row.total[i] << row.inCanary[i];
  }
  void the_table_of_bad_events_needed() {
    QFETCH(double, share);
    QFETCH(double, ratio);
    QFETCH(int, total);
    QFETCH(int, inCanary);
    const double needed = badEventsNeeded(ratio, share, 1, kAlpha);
    QVERIFY2(std::fabs(needed - total) <= 1, qPrintable(QString::number(needed)));
    const double canary = needed * ratio * share / (ratio * share + 1 - share);
    QVERIFY2(std::fabs(canary - inCanary) <= 1, qPrintable(QString::number(canary)));
  }

  void what_the_tolerance_allows_is_never_seen() {
    QVERIFY(std::isinf(badEventsNeeded(1, 0.5, 1, kAlpha)));
    QVERIFY(std::isinf(badEventsNeeded(1.25, 0.5, 1.25, kAlpha)));
    QVERIFY(std::isinf(badEventsNeeded(0.5, 0.5, 1, kAlpha)));
    QVERIFY2(std::isinf(badEventsNeeded(1.05, 0.5, 1, kAlpha)), "the smallest ratio of the grid is 1.25");
    QVERIFY(badEventsNeeded(2, 0.5, 1.25, kAlpha) > badEventsNeeded(2, 0.5, 1, kAlpha));
  }

  void a_tolerance_counts_as_traffic() {
    // Three times as bad where 1.5 are tolerated is twice as bad with 1.5 times the requests.
    const double share = 0.2, weighted = 1.5 * share / (1.5 * share + 1 - share);
    QVERIFY(std::fabs(badEventsNeeded(3, share, 1.5, kAlpha) / badEventsNeeded(2, weighted, 1, kAlpha) - 1) < 1e-12);
  }

  void nothing_is_seen_without_two_arms_or_a_level() {
    for (const double share : {0.0, 1.0, -1.0, std::nan("")}) QVERIFY(std::isinf(badEventsNeeded(2, share, 1, kAlpha)));
    for (const double alpha : {0.0, 1.0, std::nan("")}) QVERIFY(std::isinf(badEventsNeeded(2, 0.5, 1, alpha)));
    QVERIFY(std::isinf(badEventsNeeded(std::nan(""), 0.5, 1, kAlpha)));
  }

  void a_fivefold_regression_shows_in_three_minutes() { QVERIFY(std::fabs(minutes(timeFor(5)) - 3.05) < 0.05); }

  void half_the_traffic_takes_twice_as_long() {
    const auto half = timeToDetect(5, kCanaryPerSecond / 2, kBaselinePerSecond / 2, kBadRate, 1, kAlpha);
    QVERIFY(std::fabs(minutes(half) / minutes(timeFor(5)) - 2) < 1e-6);
  }

  void it_never_happens_without_traffic_or_bad_answers() {
    QVERIFY(!timeToDetect(5, 0, 19, kBadRate, 1, kAlpha));
    QVERIFY(!timeToDetect(5, 1, 0, kBadRate, 1, kAlpha));
    QVERIFY(!timeFor(5, 1, 0));
    QVERIFY(!timeFor(5, 1, 1));
    QVERIFY(!timeFor(1));
    QVERIFY2(!timeFor(2, 1, 1e-9), "in more than ten years");
  }

  void no_more_than_every_answer_is_bad() { QCOMPARE(timeFor(50, 1, 0.25), timeFor(4, 1, 0.25)); }

  void the_smallest_ratio_is_what_is_seen_in_that_time() {
    for (const Duration time : {Duration(2min), Duration(10min), Duration(1h), Duration(24h)}) {
      const auto ratio = ratioWithin(time);
      QVERIFY(ratio && timeFor(*ratio) <= time);
      QVERIFY(!timeFor(*ratio * 0.999) || timeFor(*ratio * 0.999) > time);
    }
    QVERIFY(std::fabs(*ratioWithin(*timeFor(3)) - 3) < 1e-6);
    QVERIFY(ratioWithin(1h, 1.25) > ratioWithin(1h, 1));
  }

  void no_ratio_is_seen_in_no_time() {
    QVERIFY(!ratioWithin(1s));
    QVERIFY(!ratioWithin(0s));
    QVERIFY(!ratioWithin(1h, 1, 0));
  }
};

QTEST_GUILESS_MAIN(TstPlanning)
#include "tst_planning.moc"
