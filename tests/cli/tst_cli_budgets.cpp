// flotillactl budgets against a control plane that says what each test needs.
#include <QtTest>

#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

BudgetOverride overrideOf(const char* id) {
  return {BudgetOverrideId(id),
          RegionName("us-east"),
          ObjectiveName("answers"),
          "the \x1b[31mfix",
          "ann",
          kAt,
          kAt + kOverrideLife,
          {}};
}

v1::ListBudgetsResponse budgets() {
  Budget budget;
  budget.standing.objective = ObjectiveName("answers");
  budget.standing.region = RegionName("us-east");
  budget.standing.budgetLeft = -0.125;
  budget.standing.state = BudgetState::Exhausted;
  budget.standing.overriddenUntil = kAt;
  budget.meaning = "no rollout gives a node anything";
  v1::ListBudgetsResponse out;
  *out.add_budgets() = wire::toProto(budget);
  *out.add_overrides() = wire::toProto(overrideOf("override-3"));
  out.mutable_page()->set_total(1);
  return out;
}

v1::BudgetReport report() {
  BudgetReport out;
  out.objective = ObjectiveName("answers");
  out.region = RegionName("us-east");
  out.from = kAt;
  out.tally = {1000, 15};
  out.allowed = 10;
  out.causes = {{DebitCause::Rollout, "meter-reader-1", 12}, {DebitCause::Unexplained, "", 3}};
  out.debits = {{out.causes[0], out.region, kAt, kAt + std::chrono::minutes(1)}};
  return wire::toProto(out);
}

}  // namespace

class TstCliBudgets : public QObject {
  Q_OBJECT

 private slots:
  void a_list_says_what_each_state_means_and_who_overrode_it() {
    const Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(budgets()); });
    const CliResult listed = fleet.run({"budgets", "list"});
    QCOMPARE(listed.exitCode, 0);
    for (const char* part : {"answers", "us-east", "-12.5 %", "exhausted, overridden until 2026-03-01T12:00:00Z",
                             "no rollout gives a node anything", "override-3", "ann", "the \\u001b[31mfix"})
      QVERIFY2(listed.out.contains(part), qPrintable(listed.out));
  }

  void a_report_shows_what_was_spent_by_cause() {
    const Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(report()); });
    const CliResult shown = fleet.run({"budgets", "show", "answers", "--region", "us-east"});
    QCOMPARE(shown.exitCode, 0);
    for (const char* part : {"15 bad of 1000", "150.0 % of the budget", "rollout meter-reader-1", "120.0 %",
                             "unexplained", "30.0 %", "LARGEST DEBITS"})
      QVERIFY2(shown.out.contains(part), qPrintable(shown.out));
  }

  void an_override_is_asked_for_with_what_was_written() {
    v1::OverrideBudgetRequest asked;
    const Fleet fleet([&](const FakeRequest& request) {
      asked.ParseFromString(request.bytes);
      return FakeAnswer::of(wire::toProto(overrideOf("override-1")));
    });
    const CliResult made = fleet.run(
        {"budgets", "override", "--region", "us-east", "--objective", "answers", "--reason", "the fix", "--for", "2h"});
    QCOMPARE(made.exitCode, 0);
    QCOMPARE(asked.region(), std::string("us-east"));
    QCOMPARE(asked.objective(), std::string("answers"));
    QCOMPARE(asked.reason(), std::string("the fix"));
    QCOMPARE(asked.lifetime().seconds(), std::int64_t{7200});
    QVERIFY(!asked.request_id().empty());
    QVERIFY2(made.out.contains("override-1") && made.out.contains("budgets revoke override-1"), qPrintable(made.out));
  }

  void an_override_without_a_reason_or_for_too_long_is_refused_before_anything_is_sent() {
    int calls = 0;
    const Fleet fleet([&](const FakeRequest&) {
      ++calls;
      return FakeAnswer::of(wire::toProto(overrideOf("override-1")));
    });
    const CliResult none = fleet.run({"budgets", "override", "--region", "us-east"});
    QVERIFY(none.exitCode != 0 && none.err.contains("--reason"));
    const CliResult eight = fleet.run({"budgets", "override", "--reason", "why", "--for", "8d"});
    QVERIFY(eight.exitCode != 0 && eight.err.contains("--for"));
    QCOMPARE(calls, 0);
  }
};

QTEST_GUILESS_MAIN(TstCliBudgets)
#include "tst_cli_budgets.moc"
