#include <QtTest>

#include <bit>
#include <cmath>
#include <limits>

#include "services/controlplane/core/judge/permutation.h"

using namespace flotilla::controlplane::judge;
using Strata = std::vector<Stratum>;

namespace {

constexpr double kAlpha = 0.01;
constexpr std::uint64_t kSeed = 20'260'131;

Stratum evenStratum(std::size_t canaries, double canaryValue, std::size_t baselines, double baselineValue) {
  return {std::vector<double>(canaries, canaryValue), std::vector<double>(baselines, baselineValue)};
}

// 0, 1, 2, ... so that every deal has a sum of its own, more or less.
Stratum countingStratum(std::size_t canaries, std::size_t baselines) {
  Stratum out;
  for (std::size_t i = 0; i < baselines; ++i) out.baseline.push_back(static_cast<double>(i));
  for (std::size_t i = 0; i < canaries; ++i) out.canary.push_back(static_cast<double>(baselines + i));
  return out;
}

}  // namespace

class TstPermutation : public QObject {
  Q_OBJECT

 private slots:
  void few_deals_are_counted_one_by_one() {
    // Of the 6 pairs out of {1, 2, 5, 9} two have a sum of at least 10: {1, 9} itself has, so have {2, 9} and {5, 9}.
    const Strata strata{{{9, 1}, {2, 5}}};
    const PermutationResult result = permutationTest(strata, kAlpha, kSeed);
    QCOMPARE(result.p, 3.0 / 6);
    QCOMPARE(result.smallestP, 1.0 / 6);
    QVERIFY(!result.canReject);
  }

  void worse_canaries_reach_the_smallest_p() {
    const Strata strata{countingStratum(3, 9)};
    const PermutationResult result = permutationTest(strata, kAlpha, kSeed);
    QCOMPARE(result.p, 1.0 / 220);
    QCOMPARE(result.smallestP, 1.0 / 220);
    QVERIFY(result.canReject);
  }

  void better_canaries_have_a_p_of_one() {
    const Strata strata{{{0, 0, 0}, {1, 2, 3, 4, 5, 6}}};
    QCOMPARE(permutationTest(strata, kAlpha, kSeed).p, 1.0);
  }

  void ties_count_for_the_canary() {
    QCOMPARE(permutationTest(Strata{evenStratum(3, 7, 9, 7)}, kAlpha, kSeed).p, 1.0);
    // 0.1 + 0.2 and 0.3 + 0.0 differ by rounding only.
    QCOMPARE(permutationTest(Strata{{{0.3, 0.0}, {0.1, 0.2}}}, kAlpha, kSeed).p, 4.0 / 6);
  }

  void labels_are_dealt_within_strata_only() {
    // Everyone in the second stratum is bad; nobody is worse than the neighbours.
    const Strata strata{evenStratum(1, 0, 5, 0), evenStratum(5, 100, 1, 100)};
    QCOMPARE(permutationTest(strata, kAlpha, kSeed).p, 1.0);
    const Strata mixed{{{0, 100, 100, 100, 100, 100}, {0, 0, 0, 0, 0, 100}}};
    QVERIFY2(permutationTest(mixed, kAlpha, kSeed).p < 0.05, "as one stratum it looks like a regression");
  }

  void strata_multiply_their_deals() {
    const Strata strata{countingStratum(2, 4), countingStratum(1, 9)};
    const PermutationResult result = permutationTest(strata, kAlpha, kSeed);
    QCOMPARE(result.p, 1.0 / 150);
    QCOMPARE(result.smallestP, 1.0 / 150);
  }

  void many_deals_are_drawn_at_random() {
    const Strata strata{countingStratum(10, 190)};
    const PermutationResult result = permutationTest(strata, kAlpha, kSeed, 999);
    QCOMPARE(result.p, 1.0 / 1000);
    QCOMPARE(result.smallestP, 1.0 / 1000);
    QVERIFY(result.canReject);
    QVERIFY(!permutationTest(strata, kAlpha, kSeed, 50).canReject);
  }

  void random_deals_agree_with_all_deals() {
    const Strata strata{{{3, 8, 11}, {1, 2, 4, 5, 6, 7, 9, 10, 12}}};
    const double exact = permutationTest(strata, kAlpha, kSeed, 220).p;
    const double drawn = permutationTest(strata, kAlpha, kSeed, 219).p;
    QVERIFY(exact > 0.2 && exact < 0.5);
    QVERIFY(std::fabs(exact - drawn) < 4 * std::sqrt(exact * (1 - exact) / 219));
  }

  // The numbers of a verdict are replayed from what is stored, possibly by a build with another standard library.
  void a_seed_gives_the_same_p_for_ever() {
    Stratum stratum = countingStratum(6, 30);
    std::swap(stratum.canary[1], stratum.baseline[3]);
    std::swap(stratum.canary[4], stratum.baseline[17]);
    const PermutationResult first = permutationTest(Strata{stratum}, kAlpha, kSeed);
    std::reverse(stratum.canary.begin(), stratum.canary.end());
    std::rotate(stratum.baseline.begin(), stratum.baseline.begin() + 7, stratum.baseline.end());
    QCOMPARE(permutationTest(Strata{stratum}, kAlpha, kSeed), first);
    QVERIFY(permutationTest(Strata{stratum}, kAlpha, kSeed + 1).p != first.p);
    QCOMPARE(first.p * 2001, kRecordedHits);
  }

  void a_node_without_a_number_is_left_out() {
    const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
    const Strata strata{{{9, nan, 1}, {2, infinity, 5}}};
    QCOMPARE(permutationTest(strata, kAlpha, kSeed), permutationTest(Strata{{{9, 1}, {2, 5}}}, kAlpha, kSeed));
  }

  void an_empty_arm_says_nothing() {
    QCOMPARE(permutationTest({}, kAlpha, kSeed), PermutationResult{});
    QCOMPARE(permutationTest(Strata{{{1, 2}, {}}, {{}, {3, 4}}}, kAlpha, kSeed), PermutationResult{});
  }

  void sums_beyond_all_numbers_do_not_reject() {
    const double huge = std::numeric_limits<double>::max();
    QCOMPARE(permutationTest(Strata{{{huge, huge}, {0, huge}}}, kAlpha, kSeed).p, 1.0);
  }

  void the_smallest_p_is_one_in_the_number_of_deals() {
    using Sizes = std::vector<std::pair<std::size_t, std::size_t>>;
    QCOMPARE(smallestPermutationP(Sizes{}), 1.0);
    QCOMPARE(smallestPermutationP(Sizes{{2, 2}}), 1.0 / 6);
    QCOMPARE(smallestPermutationP(Sizes{{3, 9}, {9, 3}}), 1.0 / (220.0 * 220));
    QCOMPARE(smallestPermutationP(Sizes{{0, 50}, {50, 0}}), 1.0);
    QCOMPARE(smallestPermutationP(Sizes{{5000, 5000}}), 0.0);
  }

 private:
  static constexpr double kRecordedHits = 62;
};

QTEST_GUILESS_MAIN(TstPermutation)
#include "tst_permutation.moc"
