// Alerts of the demonstration fleet: believable, and what people say about them holds.
#include <QtTest>
#include <set>

#include "models/domain/alert_fields.h"
#include "services/documents/alerting.h"
#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

class TestDemoAlerts : public QObject {
  Q_OBJECT

  StoppedClock clock_;
  DemoFleet fleet_{{2'000, 1, std::nullopt}, clock_};

  std::vector<AlertStatus> alerts(const std::string& filter) {
    ListQuery query;
    query.filter = filter;
    query.pageSize = 1000;
    return answerOf<Page<AlertStatus>>([&](auto done) { fleet_.listAlertStatus(query, done); }).value().items;
  }

 private slots:
  void pages_tickets_and_lost_nodes_are_there_with_a_reason() {
    QVERIFY(!alerts("state:firing severity:page alertname:BudgetBurn").empty());
    QVERIFY(!alerts("state:firing severity:ticket alertname:NodeOffline").empty());
    QVERIFY(!alerts("state:resolved").empty());
    std::set<std::string> ids;
    for (const AlertStatus& status : alerts("")) {
      QVERIFY(!status.why.empty() && !status.receivers.empty());
      QVERIFY(ids.insert(alertIdOf(status.alert.labels).value).second || !status.fires);
    }
    ListQuery query;
    const auto groups = answerOf<Page<AlertGroup>>([&](auto done) { fleet_.listAlertGroups(query, done); });
    QVERIFY(groups.ok() && !groups->items.empty());
    const auto history = answerOf<Page<AlertFiring>>([&](auto done) { fleet_.listAlertHistory(query, done); });
    QVERIFY(history.ok() && !history->items.empty());
    QVERIFY(!answerOf<AlertingDocument>([&](auto done) { fleet_.getAlerting(done); })->text.empty());
  }

  void acknowledging_and_silencing_show_at_once() {
    const AlertStatus page = alerts("state:firing severity:page").front();
    const AlertChoice choice{alertIdOf(page.alert.labels), {}};
    QVERIFY(answerOf<std::vector<Acknowledgement>>([&](auto done) {
              fleet_.acknowledgeAlerts(choice, "on it", done);
            }).ok());
    QCOMPARE(alerts("acknowledged:yes severity:page").size(), std::size_t{1});
    QVERIFY(answerOf<std::vector<AlertId>>([&](auto done) { fleet_.unacknowledgeAlerts(choice, done); }).ok());
    QVERIFY(alerts("acknowledged:yes severity:page").empty());
    const NewSilence wanted{{{"severity", "pag.", true, true}}, {}, clock_.now() + 1h, "works"};
    const auto silence = answerOf<SilenceStatus>([&](auto done) { fleet_.createSilence(wanted, done); });
    QVERIFY(silence.ok());
    QVERIFY(alerts("state:firing severity:page suppressed:no").empty());
    QVERIFY(!alerts("severity:ticket suppressed:no").empty());
    QVERIFY(answerOf<SilenceStatus>([&](auto done) { fleet_.expireSilence(silence->silence.id, done); }).ok());
    QVERIFY(alerts("suppressed:yes severity:page").empty());
    QCOMPARE(answerOf<SilenceStatus>([&](auto done) { fleet_.expireSilence(SilenceId("x"), done); }).error().reason,
             std::string("no_silence"));
  }

  void a_bad_release_a_cut_uplink_and_a_sick_machine_are_there() {
    const auto burns = alerts("state:firing alertname:BudgetBurn region:ap-south severity:page");
    QCOMPARE(burns.size(), std::size_t{1});
    QVERIFY(!alerts("alertname:NodeOffline site:rotterdam-3 suppressed:yes").empty());
    const auto sick = alerts("alertname:DiskAlmostFull");
    QCOMPARE(sick.size(), std::size_t{1});
    QVERIFY(!sick.front().alert.generatorUrl.empty());
    QCOMPARE(alerts("alertname:CertificateExpiring node:" + labelOf(sick.front().alert.labels, label::kNode)).size(),
             std::size_t{1});
  }

  void silences_of_each_state_and_a_document_with_windows_are_there() {
    ListQuery query;
    for (const char* state : {"pending", "active", "expired"}) {
      query.filter = std::string("state:") + state;
      QVERIFY(!answerOf<Page<SilenceStatus>>([&](auto done) { fleet_.listSilences(query, done); })->items.empty());
    }
    const auto document = answerOf<AlertingDocument>([&](auto done) { fleet_.getAlerting(done); });
    const auto meaning = parseAlertingYaml(document->text);
    QVERIFY2(meaning.ok(), meaning ? "" : meaning.error().message.c_str());
    QCOMPARE(meaning->windows.size(), std::size_t{3});
  }

  void what_a_budget_was_spent_on_adds_up_and_budgets_are_in_all_states() {
    const auto all = answerOf<Budgets>([&](auto done) { fleet_.listBudgets({}, done); });
    QVERIFY(all.ok());
    std::set<BudgetState> states;
    for (const Budget& budget : all->budgets.items) {
      states.insert(budget.standing.state);
      QVERIFY(!budget.meaning.empty());
    }
    QCOMPARE(states.size(), kBudgetStateNames.size());
    const auto report = answerOf<BudgetReport>(
        [&](auto done) { fleet_.getBudget(ObjectiveName("availability"), RegionName("ap-south"), done); });
    std::uint64_t bad = 0, debited = 0;
    for (const CauseTotal& cause : report->causes) bad += cause.bad;
    for (const BudgetDebit& debit : report->debits) debited += debit.spent.bad;
    QCOMPARE(bad, report->tally.bad);
    QCOMPARE(debited, report->tally.bad);
    QVERIFY(report->causes.size() > 2);
  }

  void an_override_counts_until_it_is_revoked() {
    BudgetOverride wanted;
    wanted.objective = ObjectiveName("availability");
    wanted.region = RegionName("ap-south");
    wanted.reason = "the release that mends it";
    const auto made = answerOf<BudgetOverride>([&](auto done) { fleet_.overrideBudget(wanted, 1h, done); });
    QVERIFY(made.ok());
    ListQuery query;
    query.filter = "objective:availability region:ap-south";
    const auto meaning = [&] {
      return answerOf<Budgets>([&](auto done) { fleet_.listBudgets(query, done); })->budgets.items.front().meaning;
    };
    QCOMPARE(meaning(), std::string("overridden: rollouts go on in spite of it"));
    QVERIFY(answerOf<BudgetOverride>([&](auto done) { fleet_.revokeOverride(made->id, done); }).ok());
    QVERIFY(meaning() != "overridden: rollouts go on in spite of it");
    wanted.reason.clear();
    QCOMPARE(answerOf<BudgetOverride>([&](auto done) { fleet_.overrideBudget(wanted, 1h, done); }).error().reason,
             std::string("no_reason"));
  }
};

QTEST_GUILESS_MAIN(TestDemoAlerts)
#include "tst_demo_alerts.moc"
