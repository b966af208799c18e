// The chi-square routines against published tables.
#include <QtTest>

#include <cmath>
#include <random>

#include "services/controlplane/core/drift/chi_square.h"

using namespace flotilla::controlplane::drift;

class TstChiSquare : public QObject {
  Q_OBJECT

 private slots:
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.4: upper critical values.
  void limits_are_those_of_the_table_data() {
    QTest::addColumn<double>("chance");
    QTest::addColumn<double>("freedom");
    QTest::addColumn<double>("limit");
    QTest::newRow("1, 5 %") << 0.05 << 1.0 << 3.841;
    QTest::newRow("1, 0.1 %") << 0.001 << 1.0 << 10.828;
    QTest::newRow("9, 5 %") << 0.05 << 9.0 << 16.919;
    QTest::newRow("9, 1 %") << 0.01 << 9.0 << 21.666;
    QTest::newRow("9, 0.1 %") << 0.001 << 9.0 << 27.877;
    QTest::newRow("19, 1 %") << 0.01 << 19.0 << 36.191;
    QTest::newRow("19, 0.1 %") << 0.001 << 19.0 << 43.820;
    QTest::newRow("100, 2.5 %") << 0.025 << 100.0 << 129.561;
  }
  void limits_are_those_of_the_table() {
    QFETCH(double, chance);
    QFETCH(double, freedom);
    QFETCH(double, limit);
    QVERIFY2(std::fabs(chiSquareLimit(chance, freedom) - limit) < 6e-4, qPrintable(QString::number(limit)));
    QVERIFY(std::fabs(chiSquareAbove(limit, freedom) - chance) < 1e-4 * chance + 1e-5);
  }

  // With two degrees of freedom the chance is exp(-x/2), also where a table ends.
  void far_tails_keep_their_precision() {
    for (const double x : {0.1, 1.0, 10.0, 40.0, 80.0, 200.0}) {
      const double exact = std::exp(-x / 2);
      QVERIFY(std::fabs(chiSquareAbove(x, 2) - exact) < 1e-10 * exact);
      QVERIFY(std::fabs(chiSquareLimit(exact, 2) - x) < 1e-8 * x);
    }
    QCOMPARE(chiSquareAbove(0, 5), 1.0);
    QCOMPARE(chiSquareAbove(-1, 5), 1.0);
  }

  void shifted_tails_are_those_of_drawn_squares() {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    for (const double centre : {2.0, 20.0}) {
      constexpr int kDraws = 200'000, kFreedom = 9;
      for (const double chance : {0.05, 0.01}) {
        const double limit = shiftedChiSquareLimit(chance, kFreedom, centre);
        int above = 0;
        for (int i = 0; i < kDraws; ++i) {
          const double shifted = normal(random) + std::sqrt(centre);
          double sum = shifted * shifted;
          for (int k = 1; k < kFreedom; ++k) {
            const double x = normal(random);
            sum += x * x;
          }
          above += sum > limit ? 1 : 0;
        }
        const double share = static_cast<double>(above) / kDraws;
        QVERIFY2(std::fabs(share - chance) < 0.1 * chance, qPrintable(QString::number(share)));
        QVERIFY(std::fabs(shiftedChiSquareAbove(limit, kFreedom, centre) - chance) < 1e-6);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TstChiSquare)
#include "tst_chi_square.moc"
