#include <QtTest>

#include <random>

#include "services/controlplane/core/judge/grid_test.h"
#include "services/controlplane/core/judge/past_test.h"

using namespace flotilla::controlplane::judge;

namespace {

PastStratum stratum(std::vector<Counts> now, Counts past) {
  return {std::move(now), past};
}

// The share of runs of `looks` looks in which it fails at 1 % at any of them.
double failures(int runs, double pastRate, double nowRate, std::uint64_t pastRequests) {
  std::mt19937_64 random(20261126);
  int failed = 0;
  for (int run = 0; run < runs; ++run) {
    std::binomial_distribution<std::uint64_t> past(pastRequests, pastRate), now(60, nowRate);
    PastStratum nodes = stratum({{}, {}, {}}, {pastRequests, past(random)});
    bool fails = false;
    for (int look = 0; look < 120 && !fails; ++look) {
      for (Counts& node : nodes.now) {
        node.requests += 60;
        node.bad += now(random);
      }
      fails = pastLogOdds(std::vector{nodes}, 1) >= failLimit(0.01);
    }
    failed += fails ? 1 : 0;
  }
  return double(failed) / runs;
}

}  // namespace

class TstPastTest : public QObject {
  Q_OBJECT

 private slots:
  void what_is_as_before_does_not_fail() {
    QCOMPARE(failures(1000, 0.01, 0.01, 5000), 0.0);
    QCOMPARE(failures(1000, 0.01, 0.01, 200), 0.0);
    // At the edge of what is allowed, where Ville's bound of 1 % counts.
    QVERIFY(failures(1000, 0.01, 0.03, 1'000'000) <= 0.01);
  }

  void ten_times_as_many_fail() { QVERIFY(failures(300, 0.01, 0.1, 5000) > 0.99); }

  void one_kind_among_many_is_enough() {
    std::vector<PastStratum> strata(20, stratum({{2000, 20}, {2000, 22}}, {10'000, 100}));
    QVERIFY(pastLogOdds(strata, 1) < failLimit(0.01));
    strata.push_back(stratum({{200, 150}, {200, 140}}, {1000, 10}));
    QVERIFY(pastLogOdds(strata, 1) >= failLimit(0.01));
  }

  void without_a_past_nothing_is_said() {
    QCOMPARE(pastLogOdds({}, 1), 0.0);
    QCOMPARE(pastLogOdds(std::vector{stratum({{1000, 1000}}, {0, 0})}, 1), 0.0);
  }

  void a_tolerant_plan_allows_more() {
    const std::vector strata{stratum({{1000, 80}, {1000, 81}}, {100'000, 1000})};
    QVERIFY(pastLogOdds(strata, 1) >= failLimit(0.01));
    QVERIFY(pastLogOdds(strata, 3) < failLimit(0.01));
  }

  // One node with a broken camera among ten is one witness, not all the requests it had.
  void one_bad_node_among_good_ones_is_divided_by_how_uneven_that_is() {
    std::vector<Counts> now(10, {1000, 10});
    now[0].bad = 300;
    const double uneven = pastLogOdds(std::vector{stratum(now, {100'000, 300})}, 1);
    now.assign(10, {1000, 39});
    const double even = pastLogOdds(std::vector{stratum(now, {100'000, 300})}, 1);
    QVERIFY(uneven < failLimit(0.01));
    QVERIFY(even > failLimit(0.01));
  }
};

QTEST_GUILESS_MAIN(TstPastTest)
#include "tst_past_test.moc"
