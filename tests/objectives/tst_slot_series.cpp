#include <QtTest>

#include <random>

#include "services/controlplane/core/objectives/slot_series.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const TimePoint kNoon(24h * 20000 + 12h);

}  // namespace

class TstSlotSeries : public QObject {
  Q_OBJECT

 private slots:
  void sums_whole_slots() {
    SlotSeries series({.slot = 60s, .fine = 2h, .keep = 48h});
    QVERIFY(series.add(kNoon + 59s, {10, 1}));
    QVERIFY(series.add(kNoon + 60s, {20, 2}));
    QCOMPARE(series.sum(kNoon, kNoon + 60s), (Tally{10, 1}));
    QCOMPARE(series.sum(kNoon, kNoon + 120s), (Tally{30, 3}));
    QCOMPARE(series.sum(kNoon + 60s, kNoon + 1h), (Tally{20, 2}));
    QCOMPARE(*series.lastObserved(), kNoon + 120s);
  }

  void what_comes_late_is_counted_where_it_belongs() {
    SlotSeries series({.slot = 60s, .fine = 2h, .keep = 48h});
    series.add(kNoon, {10, 0});
    series.add(kNoon - 30min, {5, 5});
    QCOMPARE(series.sum(kNoon - 31min, kNoon), (Tally{5, 5}));
    QCOMPARE(series.sum(kNoon - 29min, kNoon), (Tally{}));
    QCOMPARE(*series.lastObserved(), kNoon + 60s);
    QVERIFY(!series.add(kNoon - 49h, {1, 1}));
  }

  void parts_hold_each_event_once_as_fine_as_it_is_known_data() {
    QTest::addColumn<double>("goodSlot");
    QTest::newRow("events") << 0.0;
    QTest::newRow("slots") << 0.95;
  }
  void parts_hold_each_event_once_as_fine_as_it_is_known() {
    QFETCH(double, goodSlot);
    SlotSeries series({.slot = 60s, .fine = 150min, .keep = 48h}, goodSlot);
    std::mt19937 random(7);
    for (int minute = 17; minute < 10 * 60; ++minute)
      if (minute % 3 != 0) series.add(kNoon + minute * 1min, {10 + random() % 50, random() % 5});
    QCOMPARE(*series.firstObserved(), kNoon + 17min);
    Tally sum;
    TimePoint end = kNoon;
    std::size_t hours = 0;
    const auto parts = series.parts(kNoon);
    for (const SeriesPart& part : parts) {
      QVERIFY(part.from >= end);
      end = part.from + part.length;
      hours += part.length == 1h ? 1 : 0;
      sum += part.tally;
    }
    QCOMPARE(sum, series.sum(kNoon, kNoon + 10h));
    QCOMPARE(hours, std::size_t{8});  // slots reach back into the eighth hour, and know only half of it
    QCOMPARE(parts.size(), hours + 80);
    QVERIFY(series.parts(kNoon + 11h).empty());
  }

  void hours_keep_what_slots_forget() {
    SlotSeries series({.slot = 60s, .fine = 2h, .keep = 48h});
    for (int minute = 0; minute < 24 * 60; ++minute) series.add(kNoon + minute * 1min, {10, 1});
    QCOMPARE(series.sum(kNoon, kNoon + 24h), (Tally{14400, 1440}));
    QCOMPARE(series.sum(kNoon + 23h, kNoon + 24h), (Tally{600, 60}));
    for (int hour = 24; hour < 72; ++hour) series.add(kNoon + hour * 1h, {1, 0});
    QCOMPARE(series.sum(kNoon, kNoon + 24h).total, std::uint64_t{600});  // 48 h are kept: the last hour of it
  }

  void a_long_silence_leaves_nothing_behind() {
    SlotSeries series({.slot = 60s, .fine = 2h, .keep = 48h});
    series.add(kNoon, {10, 1});
    series.add(kNoon + 24h * 400, {7, 0});
    QCOMPARE(series.sum(kNoon + 24h * 399, kNoon + 24h * 401), (Tally{7, 0}));
    QCOMPARE(series.sum(kNoon + 24h * 400, kNoon + 24h * 400 + 60s), (Tally{7, 0}));
  }

  // One minute of total failure in a quiet hour: by events 3 of 12,003, by slots 1 of 60.
  void a_quiet_bad_minute_weighs_as_much_as_a_busy_one() {
    SlotSeries events({.slot = 60s, .fine = 2h, .keep = 48h});
    SlotSeries bySlot({.slot = 60s, .fine = 2h, .keep = 48h}, 0.9);
    for (SlotSeries* series : {&events, &bySlot})
      for (int minute = 0; minute < 60; ++minute)
        series->add(kNoon + minute * 1min, minute == 30 ? Tally{3, 3} : Tally{203, 0});
    const auto share = [](const Tally& tally) { return double(tally.bad) / double(tally.total); };
    QVERIFY(std::fabs(share(events.sum(kNoon, kNoon + 1h)) - 0.00025) < 1e-5);
    QVERIFY(std::fabs(share(bySlot.sum(kNoon, kNoon + 1h)) - 0.0167) < 1e-4);
  }

  void a_slot_is_judged_anew_when_more_of_it_comes() {
    SlotSeries series({.slot = 60s, .fine = 2h, .keep = 48h}, 0.9);
    series.add(kNoon, {10, 5});
    QCOMPARE(series.sum(kNoon, kNoon + 60s), (Tally{1, 1}));
    series.add(kNoon + 30s, {90, 0});  // 95 % after all
    QCOMPARE(series.sum(kNoon, kNoon + 60s), (Tally{1, 0}));
    for (int minute = 1; minute < 180; ++minute) series.add(kNoon + minute * 1min, {1, 0});
    QCOMPARE(series.sum(kNoon - 24h, kNoon + 3h), (Tally{180, 0}));  // by hours, and none of them is bad
    QVERIFY(!series.add(kNoon, {10, 10}));
  }

  void a_window_that_begins_before_the_first_slot_does_not_see_what_came_after_it() {
    SlotSeries series({.slot = 60s, .fine = 3h, .keep = 48h});
    for (int minute = 10; minute < 50; ++minute) series.add(kNoon + minute * 1min, {10, 1});
    QCOMPARE(series.sum(kNoon - 2h, kNoon + 12min), (Tally{20, 2}));
    QCOMPARE(series.sum(kNoon - 2h, kNoon + 5min), (Tally{}));
  }

  void slots_without_events_are_no_observation() {
    SlotSeries series({.slot = 60s, .fine = 2h, .keep = 48h}, 0.9);
    series.add(kNoon, {0, 0});
    QVERIFY(!series.lastObserved());
    QCOMPARE(series.sum(kNoon, kNoon + 60s), (Tally{}));
  }

  void agrees_with_a_list_of_everything() {
    std::mt19937_64 random(7);
    SlotSeries series({.slot = 60s, .fine = 3h, .keep = 1000h});
    std::map<std::int64_t, Tally> all;
    std::int64_t newest = 0;
    for (int i = 0; i < 3000; ++i) {
      newest += std::int64_t(random() % 3);
      const std::int64_t minute = std::max<std::int64_t>(newest - std::int64_t(random() % 100), 0);
      const Tally tally{1 + random() % 9, random() % 2};
      QVERIFY(series.add(kNoon + minute * 1min, tally));
      all[minute] += tally;
    }
    for (int length = 1; length < 170; length += 13) {
      Tally expected;
      for (std::int64_t m = newest + 1 - length; m <= newest; ++m) expected += all[m];
      QCOMPARE(series.sum(kNoon + (newest + 1 - length) * 1min, kNoon + (newest + 1) * 1min), expected);
    }
    Tally everything;
    for (const auto& [minute, tally] : all) everything += tally;
    QCOMPARE(series.sum(kNoon, kNoon + (newest + 1) * 1min), everything);
  }
};

QTEST_GUILESS_MAIN(TstSlotSeries)
#include "tst_slot_series.moc"
