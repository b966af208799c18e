#include <QtTest>

#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

Alerting escalating() {
  Alerting out = simpleAlerting();
  out.receivers.push_back(reachable("director"));
  out.route.groupBy = std::vector<std::string>{};
  out.route.escalation = {{{10min, "boss"}, {20min, "director"}}};
  return out;
}

const Labels kPage{{"alertname", "A"}, {"severity", "page"}};
const Labels kOther{{"alertname", "B"}, {"severity", "page"}};

}  // namespace

class TstEscalation : public QObject {
  Q_OBJECT

 private slots:
  void a_page_that_nobody_looks_after_is_told_to_others() {
    Rig rig(escalating());
    rig.raise(kPage);
    rig.pass(10min);
    QCOMPARE(rig.told(), Words{"first ops"});
    rig.pass(31s);
    QCOMPARE(rig.told(), (Words{"first ops", "escalation boss"}));
    rig.pass(1h);
    QCOMPARE(rig.told(), (Words{"first ops", "escalation boss", "escalation director"}));
    QCOMPARE((rig.stored.at({"{}:{}", "ops"}).escalations), 2u);
  }

  void everybody_who_was_told_hears_that_it_is_over() {
    Rig rig(escalating());
    rig.raise(kPage);
    rig.pass(15min);
    rig.cease(kPage);
    rig.pass(1h);
    QCOMPARE(rig.told(), (Words{"first ops", "escalation boss", "all_resolved ops", "all_resolved boss"}));
  }

  void a_ticket_is_not_escalated() {
    Rig rig(escalating());
    rig.raise({{"alertname", "A"}, {"severity", "ticket"}});
    rig.pass(1h);
    QCOMPARE(rig.told(), Words{"first ops"});
  }

  void what_is_acknowledged_is_neither_escalated_nor_repeated() {
    Rig rig(escalating());
    rig.raise(kPage);
    rig.pass(5min);
    rig.acknowledge(kPage);
    rig.pass(12h, 10s);
    QCOMPARE(rig.told(), Words{"first ops"});
    QCOMPARE(rig.status(kPage).acknowledgedBy, std::string("anna"));
    QVERIFY2(rig.status(kPage).why.find("anna looks after it") != std::string::npos, rig.status(kPage).why.c_str());
  }

  // Its time counts from when it was told itself, not from when the group was.
  void a_new_page_beside_an_acknowledged_one_is_told_and_escalated_in_its_own_time() {
    Rig rig(escalating());
    rig.raise(kPage);
    rig.pass(5min);
    rig.acknowledge(kPage);
    rig.pass(2h, 10s);
    rig.raise(kOther);
    rig.pass(9min);
    QCOMPARE(rig.told(), (Words{"first ops", "new_in_group ops"}));
    rig.pass(3min);
    QCOMPARE(rig.told(), (Words{"first ops", "new_in_group ops", "escalation boss"}));
  }

  void an_acknowledgement_ends_with_the_firing_it_was_for() {
    Rig rig(escalating());
    rig.raise(kPage);
    rig.pass(5min);
    rig.acknowledge(kPage);
    rig.cease(kPage);
    rig.pass(5min);
    rig.raise(kPage);
    rig.pass(12min);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops", "first ops", "escalation boss"}));
  }

  void a_step_that_reaches_nobody_does_not_stop_the_next() {
    Alerting alerting = escalating();
    alerting.route.escalation = {{{10min, "nobody"}, {20min, "boss"}}};
    Rig rig(alerting);
    rig.raise(kPage);
    rig.pass(21min);
    QCOMPARE(rig.told(), (Words{"first ops", "escalation boss"}));
  }

  // The way to the first receiver is broken: that is when others have to be told.
  void a_page_that_cannot_be_delivered_is_escalated_all_the_same() {
    Rig rig(escalating());
    rig.unreachable = {"ops"};
    rig.raise(kPage);
    rig.pass(30min);
    std::size_t escalations = 0;
    for (const std::string& line : rig.told()) escalations += line.starts_with("escalation") ? 1 : 0;
    QCOMPARE(escalations, std::size_t{2});
    rig.unreachable.clear();
    rig.pass(6min);
    QCOMPARE(rig.told().back(), std::string("first ops"));
    rig.cease(kPage);
    rig.pass(2min);
    const Words told = rig.told();
    QCOMPARE((Words{told.end() - 3, told.end()}),
             (Words{"all_resolved ops", "all_resolved boss", "all_resolved director"}));
  }

  void the_first_receiver_may_be_told_again() {
    Alerting alerting = escalating();
    alerting.route.escalation = {{{10min, "ops"}, {20min, "ops"}}};
    Rig rig(alerting);
    rig.raise(kPage);
    rig.pass(1h);
    QCOMPARE(rig.told(), (Words{"first ops", "escalation ops", "escalation ops"}));
  }
};

QTEST_GUILESS_MAIN(TstEscalation)
#include "tst_escalation.moc"
