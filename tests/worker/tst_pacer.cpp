#include <QtTest>

#include "services/agent/worker/pacer.h"

using namespace flotilla;
using namespace std::chrono_literals;
using worker::Pacer;

namespace {

const SteadyPoint kStart{100h};

// How many requests are made by `end` if each takes `work`.
int requestsUntil(Pacer& pacer, SteadyPoint now, SteadyPoint end, std::chrono::nanoseconds work) {
  int made = 0;
  while (pacer.deadline() && std::max(now, *pacer.deadline()) < end) {
    now = std::max(now, *pacer.deadline()) + work;
    pacer.advance(now);
    ++made;
  }
  return made;
}

}  // namespace

class TstPacer : public QObject {
  Q_OBJECT
 private slots:
  void is_paused_until_it_has_a_rate() {
    Pacer pacer;
    QVERIFY(!pacer.deadline());
    QVERIFY(!pacer.due(kStart));
    pacer.setRate(10, kStart);
    QVERIFY(pacer.due(kStart));
    pacer.setRate(0, kStart);
    QVERIFY(!pacer.due(kStart + 1h));
  }

  void slow_requests_do_not_lower_the_rate() {
    Pacer pacer;
    pacer.setRate(50, kStart);
    QCOMPARE(requestsUntil(pacer, kStart, kStart + 60s, 15ms), 3000);
  }

  void a_hiccup_of_less_than_a_second_is_made_up_for() {
    Pacer pacer;
    pacer.setRate(10, kStart);
    pacer.advance(kStart + 900ms);  // the first request took long
    QCOMPARE(1 + requestsUntil(pacer, kStart + 900ms, kStart + 10s, 0ns), 100);
  }

  void what_was_missed_in_a_longer_pause_is_given_up() {
    Pacer pacer;
    pacer.setRate(10, kStart);
    pacer.advance(kStart + 1h);
    QCOMPARE(requestsUntil(pacer, kStart + 1h, kStart + 1h + 10s, 0ns), 100);
  }

  void the_same_rate_again_changes_nothing() {
    Pacer pacer;
    pacer.setRate(1, kStart);
    pacer.advance(kStart);
    pacer.setRate(1, kStart + 500ms);
    QVERIFY(!pacer.due(kStart + 999ms));
    QVERIFY(pacer.due(kStart + 1s));
  }

  void another_rate_holds_from_now_on() {
    Pacer pacer;
    pacer.setRate(0.001, kStart);
    pacer.advance(kStart);
    pacer.setRate(100, kStart + 1s);
    QCOMPARE(requestsUntil(pacer, kStart + 1s, kStart + 2s, 0ns), 100);
  }

  void extreme_rates_stay_within_sane_intervals() {
    Pacer fast;
    fast.setRate(1e300, kStart);
    QCOMPARE(requestsUntil(fast, kStart, kStart + 1ms, 0ns), 1000);
    Pacer slow;
    slow.setRate(1e-300, kStart);
    slow.advance(kStart);
    QVERIFY(slow.due(kStart + 24h));
  }
};

QTEST_GUILESS_MAIN(TstPacer)
#include "tst_pacer.moc"
