#include <QtTest>

#include "services/controlplane/core/alerts/inhibition.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

// Which of these alerts, by place, hold back the last one.
std::vector<std::size_t> holding(const InhibitRule& rule, const std::vector<Labels>& firing) {
  const Inhibitions rules = Inhibitions::compile({rule}).value();
  FiringSources sources(rules.size());
  for (std::size_t i = 0; i < firing.size(); ++i) sources.add(i, rules.partsOf(firing[i]));
  std::vector<std::size_t> out;
  for (const auto& held : sources.holding(firing.size() - 1, rules.partsOf(firing.back()))) out.push_back(held.by);
  return out;
}

const InhibitRule kCutOff{"cut-off", {is("s", "1")}, {is("t", "1")}, {"region", "site"}};
using Places = std::vector<std::size_t>;

}  // namespace

class TstAlertInhibition : public QObject {
  Q_OBJECT

 private slots:
  void a_source_holds_back_targets_that_agree_with_it() {
    QCOMPARE(holding(kCutOff, {{{"s", "1"}, {"region", "eu"}}, {{"t", "1"}, {"region", "eu"}}}), Places{0});
    QCOMPARE(holding(kCutOff, {{{"s", "1"}, {"region", "eu"}}, {{"t", "1"}, {"region", "us"}}}), Places{});
    QCOMPARE(holding(kCutOff, {{{"s", "2"}, {"region", "eu"}}, {{"t", "1"}, {"region", "eu"}}}), Places{});
  }

  void a_missing_label_agrees_with_an_empty_one_and_with_another_that_is_missing() {
    QCOMPARE(holding(kCutOff, {{{"s", "1"}}, {{"t", "1"}}}), Places{0});
    QCOMPARE(holding(kCutOff, {{{"s", "1"}, {"region", ""}}, {{"t", "1"}}}), Places{0});
    QCOMPARE(holding(kCutOff, {{{"s", "1"}}, {{"t", "1"}, {"region", "eu"}}}), Places{});
  }

  void values_do_not_run_into_each_other() {
    QCOMPARE(holding(kCutOff, {{{"s", "1"}, {"region", "a"}, {"site", "b"}}, {{"t", "1"}, {"region", "ab"}}}),
             Places{});
  }

  void what_matches_both_sides_is_not_held_back_by_another_that_does() {
    const Labels both{{"s", "1"}, {"t", "1"}}, other{{"s", "1"}, {"t", "1"}, {"n", "2"}};
    QCOMPARE(holding(kCutOff, {both}), Places{});
    QCOMPARE(holding(kCutOff, {other, both}), Places{});
    QCOMPARE(holding(kCutOff, {other, {{"s", "1"}}, both}), Places{1});
    QCOMPARE(holding(kCutOff, {both, {{"t", "1"}}}), Places{0});
  }

  void a_rule_without_a_side_is_refused() {
    QCOMPARE(Inhibitions::compile({{"x", {}, {is("a", "1")}, {}}}).error().field, std::string("inhibitions[0].source"));
    QCOMPARE(Inhibitions::compile({{"x", {is("a", "1")}, {}, {}}}).error().field, std::string("inhibitions[0].target"));
  }

  void a_page_holds_back_the_ticket_of_its_objective_and_region_only() {
    Rig rig;
    Labels page{{"alertname", "BudgetBurn"}, {"objective", "answers"}, {"region", "eu"}, {"severity", "page"}};
    Labels ticket = page, elsewhere = page, fleet = page;
    ticket["severity"] = elsewhere["severity"] = fleet["severity"] = "ticket";
    elsewhere["region"] = "us";
    fleet.erase("region");
    for (const Labels& labels : {page, ticket, elsewhere, fleet}) rig.raise(labels);
    rig.tick();
    QCOMPARE(rig.status(ticket).inhibitedBy, std::vector{alertIdOf(page)});
    QVERIFY(!rig.status(elsewhere).isSuppressed() && !rig.status(fleet).isSuppressed() &&
            !rig.status(page).isSuppressed());
    QVERIFY2(rig.status(ticket).why.starts_with("held back by BudgetBurn in eu: rule page-over-ticket"),
             rig.status(ticket).why.c_str());
    rig.cease(page);
    rig.pass(1s);
    QVERIFY(!rig.status(ticket).isSuppressed());
  }

  void a_region_that_is_cut_off_holds_back_its_nodes_and_what_is_missing_of_it() {
    Rig rig;
    const Labels cut{{"alertname", "RegionUnreachable"}, {"region", "eu"}, {"severity", "page"}};
    const Labels node{{"alertname", "NodeOffline"}, {"region", "eu"}, {"node", "n-1"}};
    const Labels missing{{"alertname", "NoData"}, {"region", "eu"}, {"objective", "answers"}};
    const Labels other{{"alertname", "NodeOffline"}, {"region", "us"}, {"node", "n-2"}};
    for (const Labels& labels : {node, missing, other, cut}) rig.raise(labels);
    rig.pass(10min);
    QCOMPARE(rig.sent.size(), std::size_t{2});
    QVERIFY(rig.status(node).isSuppressed() && rig.status(missing).isSuppressed());
    QVERIFY(!rig.status(other).isSuppressed());
  }

  void an_own_rule_of_the_same_name_replaces_the_built_in_one() {
    Alerting alerting = simpleAlerting();
    alerting.inhibitions = {{"region-over-its-nodes", {is("a", "1")}, {is("b", "1")}, {}}};
    Rig rig(alerting);
    const Labels node{{"alertname", "NodeOffline"}, {"region", "eu"}};
    rig.raise({{"alertname", "RegionUnreachable"}, {"region", "eu"}});
    rig.raise(node);
    rig.tick();
    QVERIFY(!rig.status(node).isSuppressed());
  }
};

QTEST_GUILESS_MAIN(TstAlertInhibition)
#include "tst_alert_inhibition.moc"
