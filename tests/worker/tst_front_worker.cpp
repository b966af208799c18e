// The production worker as the front and as the candidate, with real models; the test stands between them, as the agent
// does.
#include <QtTest>

#include <functional>
#include <limits>

#include "services/runtime/stable_hash.h"
#include "services/telemetry/pair_counts.h"
#include "tests/worker/worker_under_test.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

worker::Serve serveAs(worker::FrontMode mode, std::uint32_t percent = 0, double rate = 500) {
  return {.ratePerSecond = rate, .minConfidence = 0, .front = mode, .round = 1, .percent = percent, .salt = "reader-7"};
}

struct Sums {
  ArmCounts stable;
  ArmCounts candidate;
  PairCounts comparison;
};

class Pair {
 public:
  Pair(const std::string& stable, const std::string& candidate) {
    front.send(loadOf(bundlePath("meter-reader/" + stable)));
    other.send(loadOf(bundlePath("meter-reader/" + candidate)));
    if (!front.expect<worker::Loaded>() || !other.expect<worker::Loaded>()) qFatal("a model cannot be loaded");
  }

  // Serves and passes on what goes between the two until enough was compared or failed, pauses and gives the sums.
  Sums serve(const worker::Serve& order, std::uint64_t wanted) {
    Sums sums;
    front.send(order);
    while (sums.comparison.compared + sums.comparison.errors < wanted)
      if (!takeOne(sums)) return {};
    front.send(worker::Serve{});
    front.send(worker::Check{});  // its answer comes after all that was out
    while (takeOne(sums)) continue;
    return sums;
  }

  WorkerUnderTest front, other;
  bool silent = false;                         // the candidate's answers are lost
  std::function<void(worker::Answer&)> spoil;  // what becomes of them

 private:
  bool takeOne(Sums& sums) {
    const auto frame = front.receive();
    if (!frame || std::holds_alternative<worker::Checked>(*frame)) return false;
    if (const auto* ask = std::get_if<worker::Ask>(&*frame); ask != nullptr && !silent) passOn(*ask);
    if (const auto* counts = std::get_if<worker::Counts>(&*frame)) sums.stable.merge(counts->delta);
    const auto* compared = std::get_if<worker::Compared>(&*frame);
    if (compared == nullptr) return true;
    sums.comparison.merge(compared->delta);
    sums.candidate.merge(compared->counts);
    return true;
  }
  void passOn(const worker::Ask& ask) {
    other.send(ask);
    auto answer = other.expect<worker::Answer>();
    if (!answer) qFatal("the candidate does not answer");
    if (spoil) spoil(*answer);
    front.send(*answer);
  }
};

}  // namespace

class TstFrontWorker : public QObject {
  Q_OBJECT

 private slots:
  void the_same_model_agrees_with_itself_on_copies() {
    Pair pair("2.0.0", "2.0.0");
    const Sums sums = pair.serve(serveAs(worker::FrontMode::Shadow), 200);
    QVERIFY(sums.comparison.compared >= 200);
    QVERIFY(sums.comparison.differ == 0 && sums.comparison.errors == 0);
    QCOMPARE(sums.comparison.classes, 10U);
    std::uint64_t onDiagonal = 0;
    for (std::size_t i = 0; i < 10; ++i) onDiagonal += sums.comparison.flips[i * 11];
    QCOMPARE(onDiagonal, sums.comparison.compared);
    QCOMPARE(sums.comparison.ratio.count(), sums.comparison.compared);
    QVERIFY(sums.candidate.empty());
    QVERIFY(sums.stable.errors == 0 && sums.stable.labelled == sums.stable.requests);
    // Copies that were still out at the pause are neither.
    const std::uint64_t seen = sums.comparison.compared + sums.comparison.drops;
    QVERIFY(seen <= sums.stable.requests && seen + worker::kMostOut >= sums.stable.requests);
  }

  void a_shuffled_model_differs_on_most_copies() {
    Pair pair("2.0.0", "3.0.0");
    const Sums sums = pair.serve(serveAs(worker::FrontMode::Shadow), 200);
    QVERIFY(double(sums.comparison.differ) > 0.5 * double(sums.comparison.compared));
    QVERIFY(sums.candidate.empty());
    QVERIFY(double(sums.stable.correct) > 0.9 * double(sums.stable.labelled));
  }

  void its_share_of_the_requests_is_answered_by_the_candidate() {
    Pair pair("2.0.0", "3.0.0");
    const Sums sums = pair.serve(serveAs(worker::FrontMode::Weights, 25), 100);
    QVERIFY(sums.candidate.requests >= 100 && sums.candidate.errors == 0);
    QCOMPARE(sums.candidate.requests, sums.comparison.compared);
    QCOMPARE(sums.candidate.latencyUs.count(), sums.candidate.requests);
    QCOMPARE(sums.candidate.labelled, sums.candidate.requests);
    QVERIFY(double(sums.candidate.correct) < 0.5 * double(sums.candidate.labelled));
    QVERIFY(double(sums.stable.correct) > 0.9 * double(sums.stable.labelled));
    QVERIFY(double(sums.comparison.differ) > 0.5 * double(sums.comparison.compared));
    // Each request of the source was answered once, and by whom is known beforehand; what was out at the pause was
    // handed back.
    std::uint64_t expected = 0;
    const std::uint64_t all = sums.candidate.requests + sums.stable.requests;
    for (std::uint64_t i = 1; i <= all; ++i)
      expected += placeOf("reader-7", "node-1/" + std::to_string(i)) < 2'500 ? 1 : 0;
    QVERIFY(sums.candidate.requests <= expected && sums.candidate.requests + worker::kMostOut >= expected);
  }

  void a_candidate_that_never_answers_fails_nobody() {
    Pair pair("2.0.0", "2.0.0");
    pair.silent = true;
    const Sums sums = pair.serve(serveAs(worker::FrontMode::Weights, 100), 20);
    QVERIFY(sums.comparison.compared == 0 && sums.comparison.errors >= 20);
    QVERIFY(sums.candidate.errors == sums.candidate.requests && sums.candidate.errors == sums.comparison.errors);
    QVERIFY(sums.stable.requests >= 20 && sums.stable.errors == 0);
    QCOMPARE(sums.stable.latencyUs.count(), sums.stable.requests);
    QCOMPARE(sums.stable.labelled, sums.stable.requests);
  }

  void what_is_no_answer_is_given_by_the_other_one_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("an error") << 0;
    QTest::newRow("not a number") << 1;
    QTest::newRow("nothing") << 2;
  }
  void what_is_no_answer_is_given_by_the_other_one() {
    QFETCH(int, kind);
    for (const auto mode : {worker::FrontMode::Weights, worker::FrontMode::Shadow}) {
      Pair pair("2.0.0", "2.0.0");
      pair.spoil = [&](worker::Answer& answer) {
        if (kind == 0) answer.error = "model_failed";
        if (kind == 1) answer.output[3] = std::numeric_limits<float>::quiet_NaN();
        if (kind == 2) answer.output.clear();
      };
      const Sums sums = pair.serve(serveAs(mode, 50), 50);
      QVERIFY(sums.comparison.compared == 0 && sums.comparison.errors >= 50);
      QCOMPARE(sums.candidate.errors, mode == worker::FrontMode::Weights ? sums.comparison.errors : 0U);
      QVERIFY(sums.stable.errors == 0 && sums.stable.labelled == sums.stable.requests);
    }
  }

  void an_answer_that_nobody_asked_for_means_nothing() {
    Pair pair("2.0.0", "2.0.0");
    for (const std::uint64_t id : {0ULL, 1ULL, 999ULL}) pair.front.send(worker::Answer{id, {1, 2}, 5, {}});
    const Sums sums = pair.serve(serveAs(worker::FrontMode::Shadow), 50);
    QVERIFY(sums.comparison.compared >= 50 && sums.comparison.errors == 0 && sums.comparison.differ == 0);
  }

  void what_is_out_is_answered_before_it_stops() {
    WorkerUnderTest front;
    front.send(loadOf(bundlePath("meter-reader/2.0.0")));
    QVERIFY(front.expect<worker::Loaded>());
    front.send(serveAs(worker::FrontMode::Weights, 100, 5'000));
    for (std::size_t asked = 0; asked < worker::kMostOut;) {
      const auto frame = front.receive();
      QVERIFY(frame);
      asked += std::holds_alternative<worker::Ask>(*frame) ? 1 : 0;
    }
    front.send(worker::Stop{});
    ArmCounts stable, candidate;
    std::uint64_t drops = 0;
    while (const auto frame = front.receive()) {
      if (const auto* counts = std::get_if<worker::Counts>(&*frame)) stable.merge(counts->delta);
      const auto* compared = std::get_if<worker::Compared>(&*frame);
      if (compared == nullptr) continue;
      candidate.merge(compared->counts);
      drops += compared->delta.drops;
    }
    QCOMPARE(front.exitCode(), 0);
    // Eight were out and are no errors; whatever else came was too much for the candidate.
    QCOMPARE(stable.requests, candidate.errors + drops + worker::kMostOut);
    QCOMPARE(stable.errors, std::uint64_t{0});
  }

  void a_candidate_says_why_it_does_not_answer() {
    WorkerUnderTest candidate;
    candidate.send(loadOf(bundlePath("meter-reader/2.0.0")));
    QVERIFY(candidate.expect<worker::Loaded>());
    candidate.send(worker::Ask{5, {1, 2, 3}});
    const auto answer = candidate.expect<worker::Answer>();
    QVERIFY(answer && answer->id == 5 && answer->output.empty());
    QCOMPARE(answer->error, std::string("input_size"));

    WorkerUnderTest unreliable;
    unreliable.send(
        worker::Load{"anywhere", fixturePath("unreliable_runtime"), fixturePath("unreliable_source"), "node"});
    QVERIFY(unreliable.expect<worker::Loaded>());
    for (std::uint64_t i = 1; i <= 4; ++i) {
      unreliable.send(worker::Ask{i, {1}});
      const auto one = unreliable.expect<worker::Answer>();
      QVERIFY(one && one->id == i);
      QCOMPARE(one->error, std::string(i == 4 ? "failed" : ""));
      QCOMPARE(one->output.size(), std::size_t{i == 4 ? 0U : 2U});
    }
  }

  void orders_that_make_no_sense_are_refused() {
    WorkerUnderTest worker;
    worker.send(loadOf(bundlePath("meter-reader/1.0.0")));
    QVERIFY(worker.expect<worker::Loaded>());
    worker.send(serveAs(worker::FrontMode::Weights, 101));
    const auto failed = worker.expect<worker::Failed>();
    QVERIFY(failed);
    QCOMPARE(failed->reason, std::string("bad_front"));

    WorkerUnderTest early;
    early.send(worker::Ask{1, {1}});
    const auto refused = early.expect<worker::Failed>();
    QVERIFY(refused);
    QCOMPARE(refused->reason, std::string("unexpected_frame"));
  }
};

QTEST_GUILESS_MAIN(TstFrontWorker)
#include "tst_front_worker.moc"
