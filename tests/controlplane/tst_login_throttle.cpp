#include <QtTest>

#include "services/controlplane/core/accounts/login_throttle.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstLoginThrottle : public QObject {
  Q_OBJECT

  LoginThrottle throttle_;
  TimePoint now_;

  std::optional<Duration> wait(const std::string& account, const std::string& source = {}) {
    return throttle_.wait(account, source, now_);
  }

 private slots:
  void init() {
    throttle_ = LoginThrottle();
    now_ = kNow;
  }

  void from_the_fifth_failure_on_there_is_a_wait_that_doubles() {
    for (int i = 0; i < 4; ++i) {
      throttle_.tried("a", "", now_);
      QVERIFY(!wait("a"));
    }
    Duration expected = 1s;
    for (int i = 5; i < 20; ++i) {
      throttle_.tried("a", "", now_);
      QVERIFY(wait("a") == expected);
      QVERIFY(!wait("b"));
      now_ += expected - 1us;
      QVERIFY(wait("a") == 1us);
      now_ += 1us;
      QVERIFY(!wait("a"));
      expected = std::min<Duration>(expected * 2, 5min);
    }
  }

  void an_account_fails_at_most_twenty_times_in_an_hour_and_is_never_locked_for_good() {
    int tries = 0;
    for (; now_ < kNow + 1h; now_ += 1s)
      if (!wait("a")) {
        throttle_.tried("a", "", now_);
        ++tries;
      }
    QVERIFY(tries <= 20);
    QVERIFY(tries >= 15);
    now_ += 1h;
    QVERIFY(!wait("a"));
  }

  void twenty_at_once_wait_for_the_first_to_be_an_hour_ago() {
    for (int i = 0; i < 20; ++i) throttle_.tried("a", "", now_ + i * 1min);
    now_ += 59min;
    QVERIFY(wait("a") == 1min);
    now_ += 1min;
    QVERIFY(!wait("a"));
    throttle_.tried("a", "", now_);
    QVERIFY(wait("a") == 1min);  // the second of them
  }

  void an_address_fails_at_most_a_hundred_times_in_an_hour() {
    for (int i = 0; i < 100; ++i) {
      QVERIFY(!wait("account-" + std::to_string(i), "192.0.2.1"));
      throttle_.tried("account-" + std::to_string(i), "192.0.2.1", now_);
    }
    QVERIFY(wait("another", "192.0.2.1") == 1h);
    QVERIFY(!wait("another", "192.0.2.2"));
    QVERIFY(!wait("another"));
    now_ += 1h;
    QVERIFY(!wait("another", "192.0.2.1"));
  }

  void success_forgives_the_account_and_not_the_address() {
    for (int i = 0; i < 10; ++i) throttle_.tried("a", "192.0.2.1", now_);
    QVERIFY(wait("a"));
    throttle_.succeeded("a", "192.0.2.1");
    QVERIFY(!wait("a"));
    for (int i = 0; i < 91; ++i) throttle_.tried("b" + std::to_string(i), "192.0.2.1", now_);
    QVERIFY(wait("c", "192.0.2.1"));
  }

  void what_did_not_fail_is_taken_back() {
    for (int i = 0; i < 50; ++i) {
      throttle_.tried("a", "192.0.2.1", now_);
      throttle_.takeBack("a", "192.0.2.1");
    }
    QVERIFY(!wait("a", "192.0.2.1"));
    QCOMPARE(throttle_.remembered(), std::size_t{0});
    throttle_.takeBack("a", "192.0.2.1");  // nothing is there
  }

  void memory_is_bounded_and_who_failed_most_is_remembered() {
    for (int i = 0; i < 20; ++i) throttle_.tried("victim", "192.0.2.1", now_);
    for (int i = 0; i < 12'000; ++i) throttle_.tried("name " + std::to_string(i), "10.0.0." + std::to_string(i), now_);
    QCOMPARE(throttle_.remembered(), std::size_t{20'000});
    QVERIFY(wait("victim"));
  }
};

QTEST_GUILESS_MAIN(TstLoginThrottle)
#include "tst_login_throttle.moc"
