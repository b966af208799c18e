// What the worker that has the source keeps while a candidate is judged, and what two answers to the same input tell.
#include <QtTest>

#include <cmath>
#include <limits>

#include "services/agent/worker/front.h"
#include "services/agent/worker/outputs.h"
#include "services/telemetry/worker_frames.h"

using namespace flotilla;
using namespace flotilla::worker;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr SteadyPoint kNow{std::chrono::hours(1)};

Serve orderOf(FrontMode mode, std::uint32_t percent = 0, const std::string& salt = "a-1") {
  return {.ratePerSecond = 1, .minConfidence = 0, .front = mode, .round = 3, .percent = percent, .salt = salt};
}

Out copyAt(SteadyPoint at) {
  Out out;
  out.since = at;
  out.input = {1};
  out.output = {0, 1};
  return out;
}

Out ownAt(SteadyPoint at) {
  Out out = copyAt(at);
  out.own = true;
  return out;
}

PairCounts compared(const std::vector<float>& stable, const std::vector<float>& candidate, double stableUs = 10,
                    double candidateUs = 10) {
  PairCounts into;
  compareAnswers({stable, stableUs}, {candidate, candidateUs}, into);
  return into;
}

}  // namespace

class TstFront : public QObject {
  Q_OBJECT

 private slots:
  void no_more_copies_are_out_than_may_be() {
    Front front;
    (void)front.set(orderOf(FrontMode::Shadow));
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < kMostOut; ++i) {
      const auto ask = front.send(copyAt(kNow + i * seconds(1)));
      QVERIFY(ask);
      if (i == 0) first = ask->id;
    }
    QVERIFY(!front.send(copyAt(kNow + seconds(60))));
    const auto out = front.take(first);
    QVERIFY(out && !out->own && out->output == (std::vector<float>{0, 1}));
    QVERIFY(!front.take(first));
    QVERIFY(front.send(copyAt(kNow + seconds(60))));
    QVERIFY(!front.overdueAt() && !front.takeOverdue(kNow + std::chrono::hours(1)));  // nobody waits for a copy
  }

  void copies_are_made_at_most_a_thousand_times_in_a_second() {
    Front front;
    (void)front.set(orderOf(FrontMode::Shadow));
    QVERIFY(front.take(front.send(copyAt(kNow))->id));
    QVERIFY(!front.send(copyAt(kNow + milliseconds(1) - std::chrono::microseconds(1))));
    QVERIFY(front.send(copyAt(kNow + milliseconds(1))));
  }

  void an_input_that_does_not_fit_is_not_given_away() {
    Front front;
    (void)front.set(orderOf(FrontMode::Weights, 100));
    Out large = ownAt(kNow);
    large.input.resize(kMaxAskFloats + 1);
    QVERIFY(!front.send(std::move(large)));
  }

  void a_request_waits_for_a_second_and_no_longer() {
    Front front;
    (void)front.set(orderOf(FrontMode::Weights, 100));
    const auto first = front.send(ownAt(kNow)), second = front.send(ownAt(kNow + milliseconds(1)));
    QVERIFY(first && second);  // what is the candidate's is not held back as copies are
    QVERIFY(front.overdueAt() == kNow + seconds(1));
    QVERIFY(!front.takeOverdue(kNow + seconds(1) - milliseconds(1)));
    QCOMPARE(front.takeOverdue(kNow + seconds(1))->id, first->id);
    QVERIFY(!front.takeOverdue(kNow + seconds(1)));
    QVERIFY(!front.take(first->id));  // its answer comes too late to be one
    QVERIFY(front.take(second->id));
    QVERIFY(!front.overdueAt());
  }

  void one_that_has_as_many_as_may_be_is_behind_after_a_burst() {
    Front front;
    (void)front.set(orderOf(FrontMode::Weights, 100));
    for (std::size_t i = 0; i < kMostOut; ++i) {
      QVERIFY(!front.isBehind(kNow + seconds(10)));
      QVERIFY(front.send(ownAt(kNow)));
    }
    QVERIFY(!front.isBehind(kNow + kBurst - milliseconds(1)));
    QVERIFY(front.isBehind(kNow + kBurst));
  }

  void requests_are_handed_back_with_another_mode_and_stay_out_with_another_share() {
    Front front;
    (void)front.set(orderOf(FrontMode::Weights, 5));
    const auto ask = front.send(ownAt(kNow));
    QVERIFY(front.set(orderOf(FrontMode::Weights, 25)).empty());
    const auto back = front.set(orderOf(FrontMode::Off));
    QVERIFY(back.size() == 1 && back.front().id == ask->id && back.front().own);
    (void)front.set(orderOf(FrontMode::Shadow));
    QVERIFY(front.send(copyAt(kNow)));
    QVERIFY(front.set(orderOf(FrontMode::Off)).empty());
  }

  void who_has_a_small_share_keeps_it_when_it_grows() {
    Front few, many, again, other;
    (void)few.set(orderOf(FrontMode::Weights, 5));
    (void)many.set(orderOf(FrontMode::Weights, 25));
    (void)again.set(orderOf(FrontMode::Weights, 25));
    (void)other.set(orderOf(FrontMode::Shadow, 25));
    int share = 0;
    for (int i = 0; i < 20'000; ++i) {
      const std::string key = "node-1/" + std::to_string(i);
      QVERIFY(!few.isCandidates(key) || many.isCandidates(key));
      QCOMPARE(again.isCandidates(key), many.isCandidates(key));
      QVERIFY(!other.isCandidates(key));
      share += many.isCandidates(key) ? 1 : 0;
    }
    QVERIFY(std::abs(share - 5'000) < 5 * std::sqrt(20'000 * 3 / 16.0));
    (void)few.set(orderOf(FrontMode::Weights, 100));
    (void)many.set(orderOf(FrontMode::Weights, 0));
    QVERIFY(few.isCandidates("x") && !many.isCandidates("x"));
  }

  void news_are_told_once_and_named_by_their_round() {
    Front front;
    (void)front.set(orderOf(FrontMode::Shadow));
    QVERIFY(!front.hasNews());
    ++front.comparison().drops;
    QVERIFY(front.hasNews());
    const Compared news = front.takeNews();
    QVERIFY(news.round == 3 && news.delta.drops == 1);
    QVERIFY(!front.hasNews());
    ++front.candidate().requests;
    QVERIFY(front.hasNews() && front.takeNews().round == 3);
  }

  void classes_differ_if_the_first_choice_does() {
    const PairCounts same = compared({0.1F, 0.9F, 0}, {0.4F, 0.6F, 0});
    QVERIFY(same.compared == 1 && same.differ == 0 && same.classes == 3);
    QCOMPARE(same.flips, (std::vector<std::uint64_t>{0, 0, 0, 0, 1, 0, 0, 0, 0}));
    QVERIFY(std::fabs(same.shift + 0.3) < 1e-6);
    const PairCounts flipped = compared({0.1F, 0.9F, 0}, {0, 0.3F, 0.7F});
    QVERIFY(flipped.differ == 1 && flipped.flips[5] == 1);
  }

  void scores_differ_by_more_than_a_tenth() {
    QCOMPARE(compared({0.5F}, {0.59F}).differ, std::uint64_t{0});
    QCOMPARE(compared({0.5F}, {0.61F}).differ, std::uint64_t{1});
    QCOMPARE(compared({100}, {109}).differ, std::uint64_t{0});
    QCOMPARE(compared({100}, {112}).differ, std::uint64_t{1});
    QCOMPARE(compared({100}, {112}).shift, 1.0);
    QCOMPARE(compared({100}, {112}).classes, 0U);
  }

  void answers_that_cannot_be_laid_side_by_side_differ() {
    QCOMPARE(compared({0, 1}, {0, 1, 0}).differ, std::uint64_t{1});
    const float none = std::numeric_limits<float>::quiet_NaN();
    const PairCounts blind = compared({0, none}, {0, 1});
    QVERIFY(blind.differ == 1 && blind.flips.empty() && blind.shift == 0);
  }

  void too_many_classes_have_no_matrix() {
    std::vector<float> wide(17, 0);
    wide[16] = 1;
    const PairCounts same = compared(wide, wide);
    QVERIFY(same.compared == 1 && same.differ == 0 && same.classes == 0 && same.flips.empty());
  }

  void times_are_compared() {
    QCOMPARE(compared({0, 1}, {0, 1}, 10, 10.9).slower, std::uint64_t{0});
    const PairCounts slow = compared({0, 1}, {0, 1}, 10, 11.1);
    QVERIFY(slow.slower == 1 && slow.ratio.count() == 1);
    QVERIFY(std::fabs(slow.ratio.quantile(0.5) - 1.11) < 0.03);
    QCOMPARE(compared({0, 1}, {0, 1}, 0, 10).ratio.count(), std::uint64_t{0});
    QCOMPARE(compared({0, 1}, {0, 1}, 10, std::nan("")).slower, std::uint64_t{0});
  }

  void comparisons_add_up_and_travel() {
    PairCounts sum;
    sum.merge({});
    sum.merge(compared({0, 1}, {1, 0}, 10, 20));
    PairCounts dropped;
    dropped.drops = 4, dropped.errors = 2;
    sum.merge(dropped);
    sum.merge(compared({0, 1}, {0, 1}));
    QVERIFY(sum.compared == 2 && sum.differ == 1 && sum.drops == 4 && sum.errors == 2 && sum.slower == 1);
    QCOMPARE(sum.flips, (std::vector<std::uint64_t>{0, 0, 1, 1}));
    QVERIFY(PairCounts::decode(sum.encode()).value() == sum);
    sum.merge(compared({0, 1, 0}, {0, 1, 0}));
    QVERIFY(sum.compared == 3 && sum.classes == 0 && sum.flips.empty());
    QVERIFY(PairCounts::decode(sum.encode()).value() == sum);
  }

  void a_comparison_that_makes_no_sense_is_refused() {
    const PairCounts good = compared({0, 1}, {1, 0});
    const std::string bytes = good.encode();
    for (std::size_t i = 0; i < bytes.size(); ++i) QVERIFY(!PairCounts::decode(bytes.substr(0, i)));
    QVERIFY(!PairCounts::decode(bytes + "x"));
    PairCounts spoilt = good;
    spoilt.differ = 2;
    QVERIFY(!PairCounts::decode(spoilt.encode()));
    spoilt = good;
    spoilt.shift = std::nan("");
    QVERIFY(!PairCounts::decode(spoilt.encode()));
    spoilt = good;
    spoilt.classes = 17;
    QVERIFY(!PairCounts::decode(spoilt.encode()));
  }

  void frames_of_the_stages_travel() {
    const auto back = [](const Frame& frame) { return decode(encode(frame)).value(); };
    const auto serve = std::get<Serve>(back(orderOf(FrontMode::Weights, 25, "reader-7")));
    QVERIFY(serve.front == FrontMode::Weights && serve.round == 3 && serve.percent == 25 && serve.salt == "reader-7");
    const auto ask = std::get<Ask>(back(Ask{7, std::vector<float>(kMaxAskFloats, 1.5F)}));
    QVERIFY(ask.id == 7 && ask.input.size() == kMaxAskFloats && ask.input.back() == 1.5F);
    QVERIFY(!decode(encode(Ask{7, std::vector<float>(kMaxAskFloats + 1)})));
    const auto answer = std::get<Answer>(back(Answer{7, {1, 2}, 3.5, "model_failed"}));
    QVERIFY(answer.id == 7 && answer.output.size() == 2 && answer.latencyUs == 3.5 && answer.error == "model_failed");
    Compared news{9, compared({0, 1}, {1, 0}), {}};
    news.counts.requests = 5;
    const auto told = std::get<Compared>(back(news));
    QVERIFY(told.round == 9 && told.delta == news.delta && told.counts == news.counts);
    QVERIFY(encode(Ask{7, std::vector<float>(kMaxAskFloats)}).size() < kMaxFrame);
  }
};

QTEST_GUILESS_MAIN(TstFront)
#include "tst_front.moc"
