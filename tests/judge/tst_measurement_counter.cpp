// The counting table of Argo Rollouts row by row. A row where the answer is deliberately another one says so, with
// Argo's.
#include <QtTest>

#include <vector>

#include "services/controlplane/core/judge/measurement_counter.h"

using namespace flotilla;
using namespace flotilla::controlplane::judge;
using Outcome = MeasurementOutcome;
using Phase = MeasurementPhase;
using Limits = MeasurementLimits;

Q_DECLARE_METATYPE(Evaluation)
Q_DECLARE_METATYPE(Outcome)
Q_DECLARE_METATYPE(Phase)
Q_DECLARE_METATYPE(Limits)
Q_DECLARE_METATYPE(MeasurementTally)

namespace {

// s, f, i, e: one measurement each.
Outcome outcomeOfLetter(QChar letter) {
  return letter == 's'   ? Outcome::Successful
         : letter == 'f' ? Outcome::Failed
         : letter == 'i' ? Outcome::Inconclusive
                         : Outcome::Error;
}

MeasurementCounter counted(const QString& letters, const Limits& limits = {}) {
  MeasurementCounter out(limits);
  for (const QChar letter : letters) out.add({TimePoint{}, outcomeOfLetter(letter), {}, {}});
  return out;
}

// Nothing ends before all letters are counted.
constexpr Limits kNoLimits{0, 0, 0, 0, 0};

}  // namespace

class TstMeasurementCounter : public QObject {
  Q_OBJECT

 private slots:
  void outcome_of_a_measurement_data() {
    QTest::addColumn<Evaluation>("evaluation");
    QTest::addColumn<Outcome>("expected");
    const auto row = [](const char* name, const Evaluation& evaluation, Outcome expected) {
      QTest::newRow(name) << evaluation << expected;
    };
    row("success true", {true, {}}, Outcome::Successful);
    row("success true, failure false", {true, false}, Outcome::Successful);
    row("only failure condition, false", {{}, false}, Outcome::Successful);
    row("failure true", {{}, true}, Outcome::Failed);
    row("failure true wins over success true", {true, true}, Outcome::Failed);
    row("failure true, success false", {false, true}, Outcome::Failed);
    row("only success condition, false", {false, {}}, Outcome::Failed);
    row("both conditions, neither true", {false, false}, Outcome::Inconclusive);
    row("both conditions, NaN", {false, false, false}, Outcome::Inconclusive);
    row("provider error", {{}, {}, true, true}, Outcome::Error);
    row("expression error on an empty result", {{}, false, false, true}, Outcome::Error);
    row("DIFFERENT: only success condition, NaN (Argo: Failed)", {false, {}, false}, Outcome::Inconclusive);
    row("DIFFERENT: only failure condition, NaN (Argo: Successful)", {{}, false, false}, Outcome::Inconclusive);
  }
  void outcome_of_a_measurement() {
    QFETCH(Evaluation, evaluation);
    QFETCH(Outcome, expected);
    QCOMPARE(outcomeOf(evaluation), expected);
  }

  void conditions_of_a_metric_data() {
    QTest::addColumn<bool>("success");
    QTest::addColumn<bool>("failure");
    QTest::addColumn<QString>("expected");
    QTest::newRow("success") << true << false << "";
    QTest::newRow("failure") << false << true << "";
    QTest::newRow("both") << true << true << "";
    QTest::newRow("DIFFERENT: neither is refused (Argo: Successful)") << false << false << "metric_without_condition";
  }
  void conditions_of_a_metric() {
    QFETCH(bool, success);
    QFETCH(bool, failure);
    QFETCH(QString, expected);
    const Status status = checkConditions(success, failure);
    QCOMPARE(QString::fromStdString(status ? "" : status.error().reason), expected);
  }

  void counters_after_a_measurement_data() {
    QTest::addColumn<QString>("letters");
    QTest::addColumn<MeasurementTally>("expected");
    const auto row = [](const char* name, const char* letters, const MeasurementTally& expected) {
      QTest::newRow(name) << letters << expected;
    };
    // counted; successful, failed, inconclusive, errors; successes and errors in a row
    row("Successful", "s", {1, 1, 0, 0, 0, 1, 0});
    row("Failed", "f", {1, 0, 1, 0, 0, 0, 0});
    row("Inconclusive", "i", {1, 0, 0, 1, 0, 0, 0});
    row("Error is not counted", "e", {0, 0, 0, 0, 1, 0, 1});
    row("Successful ends errors in a row", "ees", {1, 1, 0, 0, 2, 1, 0});
    row("Failed ends both rows", "sef", {1 + 1, 1, 1, 0, 1, 0, 0});
    row("Inconclusive ends both rows", "sei", {1 + 1, 1, 0, 1, 1, 0, 0});
    row("Error ends successes in a row", "sse", {2, 2, 0, 0, 1, 0, 1});
  }
  void counters_after_a_measurement() {
    QFETCH(QString, letters);
    QFETCH(MeasurementTally, expected);
    const MeasurementTally tally = counted(letters, kNoLimits).tally();
    QCOMPARE(tally, expected);
  }

  void result_of_a_metric_data() {
    QTest::addColumn<Limits>("limits");
    QTest::addColumn<QString>("letters");
    QTest::addColumn<Phase>("expected");
    const auto row = [](const char* name, const Limits& limits, const char* letters, Phase expected) {
      QTest::newRow(name) << limits << letters << expected;
    };
    // failsOn, inconclusiveOn, errorOn, succeedsOn, count
    row("nothing measured", {}, "", Phase::Pending);
    row("goes on without a count", {}, "ssss", Phase::Running);
    row("default: the first failure fails", {}, "sf", Phase::Failed);
    row("default: the first inconclusive one is inconclusive", {}, "si", Phase::Inconclusive);
    row("default: four errors in a row are borne", {}, "eeee", Phase::Running);
    row("default: the fifth error in a row is one", {}, "eeeee", Phase::Error);
    row("errors that are interrupted are borne", {}, "eeeeseeee", Phase::Running);
    row("DIFFERENT: failsOn 3 fails on the third (Argo, failureLimit 3: on the fourth)", {3, 1, 5, 0, 0}, "fsfsf",
        Phase::Failed);
    row("two failures of three", {3, 1, 5, 0, 0}, "fsfss", Phase::Running);
    row("failures without a limit", {0, 1, 5, 0, 0}, "ffff", Phase::Running);
    row("inconclusive on the second", {1, 2, 5, 0, 0}, "isi", Phase::Inconclusive);
    row("count reached is successful", {1, 1, 5, 0, 3}, "sss", Phase::Successful);
    row("count reached with failures below the limit is successful", {2, 1, 5, 0, 3}, "fss", Phase::Successful);
    row("errors do not count towards the count", {1, 1, 5, 0, 3}, "sese", Phase::Running);
    row("the last one of the count may fail", {1, 1, 5, 0, 3}, "ssf", Phase::Failed);
    row("successes in a row end it", {3, 3, 5, 2, 9}, "fss", Phase::Successful);
    row("successes in a row start again after an error", {3, 3, 5, 2, 9}, "ses", Phase::Running);
    row("count reached, both limits, successes in a row did not come", {3, 3, 5, 2, 3}, "sfs", Phase::Inconclusive);
    row("count reached, only successes in a row asked for and not come", {0, 3, 5, 2, 3}, "sfs", Phase::Failed);
    row("failure and successes in a row: the failure came first", {1, 3, 5, 2, 9}, "fss", Phase::Failed);
  }
  void result_of_a_metric() {
    QFETCH(Limits, limits);
    QFETCH(QString, letters);
    QFETCH(Phase, expected);
    QCOMPARE(counted(letters, limits).phase(), expected);
  }

  void result_of_a_run_data() {
    QTest::addColumn<QVector<Phase>>("metrics");
    QTest::addColumn<Phase>("expected");
    const auto row = [](const char* name, const QVector<Phase>& metrics, Phase expected) {
      QTest::newRow(name) << metrics << expected;
    };
    row("no metrics", {}, Phase::Pending);
    row("all successful", {Phase::Successful, Phase::Successful}, Phase::Successful);
    row("Running over Successful", {Phase::Successful, Phase::Running}, Phase::Running);
    row("Pending over Running", {Phase::Running, Phase::Pending}, Phase::Pending);
    row("Inconclusive over Pending", {Phase::Inconclusive, Phase::Pending}, Phase::Inconclusive);
    row("Error over Inconclusive", {Phase::Inconclusive, Phase::Error}, Phase::Error);
    row("Failed over Error", {Phase::Failed, Phase::Error}, Phase::Failed);
    row("DIFFERENT: Cancelled over Successful (Argo: Successful)", {Phase::Cancelled, Phase::Successful},
        Phase::Cancelled);
    row("Running over Cancelled", {Phase::Cancelled, Phase::Running}, Phase::Running);
  }
  void result_of_a_run() {
    QFETCH(QVector<Phase>, metrics);
    QFETCH(Phase, expected);
    std::vector<MetricPhase> phases;
    for (const Phase phase : metrics) phases.push_back({phase, false});
    QCOMPARE(phaseOfRun(phases), expected);
  }

  void limits_reached_together_data() {
    QTest::addColumn<MeasurementTally>("tally");
    QTest::addColumn<Phase>("expected");
    const auto row = [](const char* name, const MeasurementTally& tally, Phase expected) {
      QTest::newRow(name) << tally << expected;
    };
    // counted; successful, failed, inconclusive, errors; successes and errors in a row
    row("DIFFERENT: Failed over Error (Argo: Error)", {1, 0, 1, 0, 5, 0, 5}, Phase::Failed);
    row("DIFFERENT: Failed over Inconclusive (Argo: Inconclusive)", {2, 0, 1, 1, 0, 0, 0}, Phase::Failed);
    row("Error over Inconclusive", {1, 0, 0, 1, 5, 0, 5}, Phase::Error);
    row("Inconclusive over the count", {9, 8, 0, 1, 0, 0, 0}, Phase::Inconclusive);
  }
  void limits_reached_together() {
    QFETCH(MeasurementTally, tally);
    QFETCH(Phase, expected);
    QCOMPARE(phaseOf(tally, {1, 1, 5, 0, 9}), expected);
  }

  void an_answer_is_not_changed_by_what_comes_later() { QCOMPARE(counted("feeeee").phase(), Phase::Failed); }

  void what_ends_early_is_cancelled_never_successful() {
    for (const char* letters : {"", "sss"}) {
      MeasurementCounter counter = counted(letters);
      counter.cancel();
      QCOMPARE(counter.phase(), Phase::Cancelled);
    }
    MeasurementCounter failed = counted("f");
    failed.cancel();
    QCOMPARE(failed.phase(), Phase::Failed);
  }

  void every_measurement_is_kept_and_late_ones_change_nothing() {
    const MeasurementCounter counter = counted(QString(40, 's') + "f" + QString(20, 's'));
    QCOMPARE(counter.measurements().size(), 61u);
    QCOMPARE(counter.phase(), Phase::Failed);
    QCOMPARE(counter.tally().counted, 41u);
  }

  void a_dry_run_has_no_say() {
    const MetricPhase dry{Phase::Failed, true}, failed{Phase::Failed, false}, fine{Phase::Running, false};
    QCOMPARE(phaseOfRun(std::vector{dry, fine}), Phase::Running);
    QVERIFY(!endsRun(dry));
    QVERIFY(endsRun(failed));
    QVERIFY(!endsRun(fine));
    QVERIFY(endsRun({Phase::Inconclusive, false}));
    QVERIFY(!endsRun({Phase::Cancelled, false}));
  }

  void a_limit_is_told_as_the_number_on_which_it_fails() {
    QCOMPARE(describeFailsOn(1), std::string("fails on the 1st failure"));
    QCOMPARE(describeFailsOn(3), std::string("fails on the 3rd failure"));
    QCOMPARE(describeFailsOn(12), std::string("fails on the 12th failure"));
    QCOMPARE(describeFailsOn(22), std::string("fails on the 22nd failure"));
    QCOMPARE(describeFailsOn(0), std::string("no number of failures fails"));
  }

  void an_error_is_tried_again_after_ten_seconds() { QCOMPARE(kErrorRetry, Duration(std::chrono::seconds(10))); }
};

QTEST_GUILESS_MAIN(TstMeasurementCounter)
#include "tst_measurement_counter.moc"
