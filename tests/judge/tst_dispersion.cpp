#include <QtTest>

#include <cmath>
#include <limits>
#include <vector>

#include "services/controlplane/core/judge/dispersion.h"

using namespace flotilla::controlplane::judge;
using BadPerNode = std::vector<std::uint64_t>;
using Nodes = std::vector<Counts>;

namespace {

bool isClose(double a, double b) {
  return std::fabs(a - b) <= 1e-12 * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace

class TstDispersion : public QObject {
  Q_OBJECT

 private slots:
  void it_is_the_sum_of_pearson_over_nodes_less_two() {
    // Means 4 and 2: (4+0+4)/4 + (4+1+1+4)/2 = 7, over 7 nodes - 2; below 1 it would be 1.
    QVERIFY(isClose(dispersion(BadPerNode{2, 4, 6}, BadPerNode{0, 1, 3, 4}), 7.0 / 5));
  }

  void even_arms_have_none() { QCOMPARE(dispersion(BadPerNode{5, 5, 5}, BadPerNode{9, 9}), 1.0); }

  void an_arm_may_be_worse_without_being_uneven() {
    QCOMPARE(dispersion(BadPerNode{50, 50, 50}, BadPerNode{1, 1, 1}), 1.0);
  }

  void one_node_that_has_it_all_shows() {
    QVERIFY(isClose(dispersion(BadPerNode{0, 0, 0, 40}, BadPerNode{1, 1, 1, 1}), 120.0 / 6));
  }

  void a_single_canary_is_judged_by_the_unevenness_of_the_baseline() {
    // Mean 5, 4 * 25/5 = 20, over 4 - 1: the canary adds neither a term nor freedom.
    QVERIFY(isClose(dispersion(BadPerNode{40}, BadPerNode{0, 0, 10, 10}), 20.0 / 3));
  }

  void nodes_of_an_arm_without_bad_answers_do_not_water_it_down() {
    QVERIFY(isClose(dispersion(BadPerNode{0, 0, 0, 40}, BadPerNode(190, 0)), 120.0 / 3));
  }

  void it_is_one_where_nothing_can_be_estimated_data() {
    QTest::addColumn<QVector<quint64>>("canary");
    QTest::addColumn<QVector<quint64>>("baseline");
    QTest::newRow("no nodes") << QVector<quint64>{} << QVector<quint64>{};
    QTest::newRow("one node each") << QVector<quint64>{7} << QVector<quint64>{3};
    QTest::newRow("nothing bad") << QVector<quint64>{0, 0} << QVector<quint64>{0, 0, 0};
    QTest::newRow("nothing bad but on a single canary") << QVector<quint64>{7} << QVector<quint64>{0, 0, 0};
  }
  void it_is_one_where_nothing_can_be_estimated() {
    QFETCH(QVector<quint64>, canary);
    QFETCH(QVector<quint64>, baseline);
    const auto nodes = [](const QVector<quint64>& bad) {
      Nodes out;
      for (const quint64 count : bad) out.push_back({1000, count});
      return out;
    };
    QCOMPARE(dispersion(BadPerNode(canary.begin(), canary.end()), BadPerNode(baseline.begin(), baseline.end())), 1.0);
    QCOMPARE(dispersion(nodes(canary), nodes(baseline)), 1.0);
    QVERIFY(!estimatedDispersion(nodes(canary), nodes(baseline)));
  }

  void a_busy_node_with_more_bad_answers_is_not_uneven() {
    const Nodes canary{{100, 1}, {1000, 10}, {10'000, 100}}, baseline{{500, 5}, {5000, 50}};
    QCOMPARE(dispersion(canary, baseline), 1.0);
    QVERIFY2(dispersion(BadPerNode{1, 10, 100}, BadPerNode{5, 50}) > 50, "without the requests it looks so");
  }

  void a_node_without_requests_is_left_out() {
    const Nodes canary{{100, 2}, {100, 4}, {100, 6}}, silent{{100, 2}, {0, 0}, {100, 4}, {0, 3}, {100, 6}};
    const Nodes baseline{{100, 1}, {100, 9}};
    QCOMPARE(dispersion(silent, baseline), dispersion(canary, baseline));
  }

  void equal_requests_give_the_same_as_no_requests() {
    const Nodes canary{{60, 2}, {60, 4}, {60, 6}}, baseline{{60, 0}, {60, 1}, {60, 3}, {60, 4}};
    QVERIFY(isClose(dispersion(canary, baseline), dispersion(BadPerNode{2, 4, 6}, BadPerNode{0, 1, 3, 4})));
  }

  void it_is_finite_for_the_largest_counts() {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    QVERIFY(std::isfinite(dispersion(BadPerNode{kMax, 0, kMax}, BadPerNode{0, 1, kMax})));
    QVERIFY(std::isfinite(dispersion(Nodes{{kMax, 1}, {1, 1}}, Nodes{{kMax, kMax}, {1, 0}})));
  }
};

QTEST_GUILESS_MAIN(TstDispersion)
#include "tst_dispersion.moc"
