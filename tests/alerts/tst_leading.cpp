#include <QtTest>

#include "services/controlplane/core/alerts/leading.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

Labels page(const std::string& region) {
  Labels out{{"alertname", "BudgetBurn"}, {"objective", "answers"}, {"severity", "page"}};
  if (!region.empty()) out["region"] = region;
  return out;
}

// "fleet<a" for: the fleet's is held back by that of a.
Words held(const Words& regions, std::size_t count) {
  std::vector<Alert> alerts;
  for (const std::string& region : regions) alerts.push_back(firing(page(region)));
  std::vector<const Alert*> pointers;
  for (const Alert& alert : alerts) pointers.push_back(&alert);
  const auto name = [&](std::size_t i) { return regions[i].empty() ? std::string("fleet") : regions[i]; };
  Words out;
  for (const LedAlert& led : heldByLeaders(pointers, count)) out.push_back(name(led.target) + "<" + name(led.by));
  return out;
}

}  // namespace

class TstLeading : public QObject {
  Q_OBJECT

 private slots:
  void the_fleet_leads_when_half_of_its_regions_and_at_least_two_burn() {
    QCOMPARE(held({"", "a", "b"}, 4), (Words{"a<fleet", "b<fleet"}));
    QCOMPARE(held({"", "a", "b"}, 5), Words{"fleet<a"});
    QCOMPARE(held({"", "a"}, 2), Words{"fleet<a"});
    QCOMPARE(held({"", "a"}, 1), Words{"fleet<a"});
    QCOMPARE(held({"", "a", "b", "c"}, 3), (Words{"a<fleet", "b<fleet", "c<fleet"}));
  }

  void alone_nobody_is_held_back() {
    QCOMPARE(held({""}, 4), Words{});
    QCOMPARE(held({"a", "b"}, 2), Words{});
  }

  void other_objectives_and_tickets_do_not_count_for_a_page() {
    const Alert fleet = firing(page(""));
    Alert ticket = firing(page("a")), other = firing(page("b"));
    ticket.labels["severity"] = "ticket";
    other.labels["objective"] = "latency";
    QVERIFY(heldByLeaders({&fleet, &ticket, &other}, 2).empty());
  }

  void for_a_ticket_of_the_fleet_pages_of_regions_count_and_are_not_held_back() {
    Alert fleet = firing(page("")), a = firing(page("a")), b = firing(page("b"));
    fleet.labels["severity"] = b.labels["severity"] = "ticket";
    const auto few = heldByLeaders({&fleet, &a}, 3);
    QCOMPARE(few.size(), std::size_t{1});
    QCOMPARE(few[0].target, std::size_t{0});
    QVERIFY2(few[0].why.find("the tickets of the regions lead") == 0, few[0].why.c_str());
    const auto many = heldByLeaders({&fleet, &a, &b}, 3);
    QCOMPARE(many.size(), std::size_t{1});
    QCOMPARE(many[0].target, std::size_t{2});
  }

  void one_cause_is_one_page() {
    Alerting alerting = simpleAlerting();
    alerting.route.groupBy = {"objective", "region"};
    Rig rig(alerting);
    rig.regions = 4;
    for (const char* region : {"a", "b", "c", ""}) rig.raise(page(region));
    rig.pass(20min);
    QCOMPARE(rig.told(), Words{"first ops"});
    QVERIFY(!rig.sent[0].groupLabels.contains("region"));
    const AlertStatus held = rig.status(page("a"));
    QCOMPARE(held.inhibitedBy, std::vector{alertIdOf(page(""))});
    QVERIFY2(held.why.find("the page of the fleet leads, because answers burns in 3 of 4 regions") != std::string::npos,
             held.why.c_str());
  }

  void the_page_of_the_only_region_that_burns_is_the_one_that_is_told() {
    Alerting alerting = simpleAlerting();
    alerting.route.groupBy = {"objective", "region"};
    Rig rig(alerting);
    rig.regions = 4;
    rig.raise(page("a"));
    rig.raise(page(""));
    rig.pass(20min);
    QCOMPARE(rig.sent.size(), std::size_t{1});
    QCOMPARE(rig.sent[0].groupLabels.at("region"), std::string("a"));
    rig.cease(page("a"));
    rig.pass(20min);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops", "first ops"}));
  }
};

QTEST_GUILESS_MAIN(TstLeading)
#include "tst_leading.moc"
