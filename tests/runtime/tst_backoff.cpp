#include <QtTest>
#include <algorithm>
#include <cstring>

#include "services/runtime/backoff.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

// Draws the same share of the unit interval every time.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(double share) : number_(static_cast<std::uint64_t>(share * 0x1p64)) {}
  std::string bytes(std::size_t count) override {
    std::string out(count, '\0');
    std::memcpy(out.data(), &number_, std::min(count, sizeof number_));
    return out;
  }

 private:
  std::uint64_t number_;
};

}  // namespace

class TstBackoff : public QObject {
  Q_OBJECT

 private slots:
  void doubles_the_range_up_to_the_cap() {
    FixedRandom half(0.5);
    Backoff backoff(half, 1s, 10s);
    for (const auto expected : {500ms, 1000ms, 2000ms, 4000ms, 5000ms, 5000ms}) QCOMPARE(backoff.next(), expected);
  }

  void starts_again_after_a_reset() {
    FixedRandom half(0.5);
    Backoff backoff(half, 1s, 10s);
    (void)backoff.next();
    (void)backoff.next();
    backoff.reset();
    QCOMPARE(backoff.next(), 500ms);
  }

  void never_waits_less_than_the_floor() {
    FixedRandom none(0.0);
    Backoff backoff(none, 1s, 10s, 200ms);
    for (int i = 0; i < 100; ++i) QCOMPARE(backoff.next(), 200ms);
  }

  void stays_in_range_after_many_attempts() {
    SystemRandom random;
    Backoff backoff(random, 100ms, 30s);
    for (int i = 0; i < 1000; ++i) {
      const auto wait = backoff.next();
      QVERIFY(wait >= 50ms && wait <= 30s);
    }
  }

  void draws_different_waits() {
    SystemRandom random;
    Backoff one(random, 30s, 30s);
    Backoff two(random, 30s, 30s);
    bool differ = false;
    for (int i = 0; i < 10; ++i) differ = differ || one.next() != two.next();
    QVERIFY(differ);
  }
};

QTEST_GUILESS_MAIN(TstBackoff)
#include "tst_backoff.moc"
