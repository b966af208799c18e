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
    rig.regions = 2;  // in both it burns, so that tickets are a matter of the fleet
    Labels page{{"alertname", "BudgetBurn"}, {"objective", "answers"}, {"region", "eu"}, {"severity", "page"}};
    Labels ticket = page, elsewhere = page, fleet = page;
    ticket["severity"] = elsewhere["severity"] = fleet["severity"] = "ticket";
    elsewhere["region"] = "us";
    fleet.erase("region");
    for (const Labels& labels : {page, ticket, elsewhere, fleet}) rig.raise(labels);
    rig.tick();
    QCOMPARE(rig.status(ticket).inhibitedBy, std::vector{alertIdOf(page)});
    QVERIFY(!rig.status(fleet).isSuppressed() && !rig.status(page).isSuppressed());
    QCOMPARE(rig.status(elsewhere).inhibitedBy, std::vector{alertIdOf(fleet)});
    QVERIFY2(rig.status(ticket).why.starts_with("held back by BudgetBurn in eu: rule page-over-ticket"),
             rig.status(ticket).why.c_str());
    rig.cease(page);
    rig.cease(fleet);
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

  void a_source_that_lasts_holds_back_for_a_while_what_began_before_it_ended() {
    Alerting alerting = simpleAlerting();
    alerting.inhibitions = {{"outage", {is("alertname", "Cut")}, {is("alertname", "Burn")}, {"region"}, 1h}};
    Rig rig(alerting);
    const Labels cut{{"alertname", "Cut"}, {"region", "a"}}, burn{{"alertname", "Burn"}, {"region", "a"}};
    rig.raise(cut);
    rig.pass(10min);
    rig.raise(burn);
    rig.pass(10min);
    rig.cease(cut);
    rig.pass(20min);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops"}));
    QVERIFY2(rig.status(burn).why.find("for a while after it ended") != std::string::npos,
             rig.status(burn).why.c_str());
    // What goes on for longer than the rule lasts is more than an aftermath.
    rig.pass(45min);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops", "first ops"}));
  }

  void what_begins_later_than_the_aftermath_is_news() {
    Alerting alerting = simpleAlerting();
    alerting.inhibitions = {{"outage", {is("alertname", "Cut")}, {is("alertname", "Burn")}, {"region"}, 1h}};
    Rig rig(alerting);
    const Labels cut{{"alertname", "Cut"}, {"region", "a"}}, burn{{"alertname", "Burn"}, {"region", "a"}};
    rig.raise(cut);
    rig.pass(10min);
    rig.cease(cut);
    rig.pass(kAftermath + 5s);
    rig.raise(burn);
    rig.pass(5min);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops", "first ops"}));
  }

  void a_region_that_is_cut_off_is_not_a_page_about_its_reachability_as_well() {
    Rig rig;
    const auto burn = [](const char* indicator, const char* severity) {
      return Labels{{"alertname", "BudgetBurn"},
                    {"objective", indicator},
                    {"indicator", indicator},
                    {"severity", severity},
                    {"region", "a"}};
    };
    rig.raise({{"alertname", "RegionUnreachable"}, {"severity", "page"}, {"region", "a"}});
    rig.raise(burn("reachability", "page"));
    rig.raise(burn("in_step", "ticket"));
    rig.raise(burn("correct", "page"));
    rig.pass(1s);
    QVERIFY(!rig.status(burn("reachability", "page")).inhibitedBy.empty());
    QVERIFY(rig.status(burn("in_step", "ticket")).inhibitedBy.empty());
    QVERIFY(rig.status(burn("correct", "page")).inhibitedBy.empty());
  }
};

QTEST_GUILESS_MAIN(TstAlertInhibition)
#include "tst_alert_inhibition.moc"
