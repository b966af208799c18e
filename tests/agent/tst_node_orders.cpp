// What a node does besides what it runs: it is isolated, starts workloads anew, and takes another certificate.
#include <QtTest>

#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using namespace std::chrono_literals;

class TstNodeOrders : public QObject {
  Q_OBJECT

  FleetKeys keys_;
  std::unique_ptr<NodeRig> rig_;

  static NodeOrders orders(std::uint64_t number, bool isolated = false) { return {{}, number, isolated, 0, {}}; }
  static NodeOrders restart(std::uint64_t number, std::uint64_t asked) {
    return {{}, number, false, 0, {{WorkloadName(kWorkload), asked}}};
  }
  OrdersDone done() {
    rig_->loop.runFor(1s);
    return *rig_->agent->pendingReports(1000)->back().orders;
  }
  bool serves() { return !rig_->serving().empty(); }
  int starts() { return rig_->launcher.starts["1.0.0"]; }

 private slots:
  void init() {
    rig_ = std::make_unique<NodeRig>(keys_);
    rig_->boot();
    QVERIFY(rig_->started.ok());
    rig_->assign(1, keys_.publish("1.0.0", 1));
    QVERIFY(rig_->reaches(InstallState::Committed, 1));
    QVERIFY(serves());
  }

  void a_workload_is_started_anew_once() {
    const int before = starts();
    rig_->agent->onOrders(restart(1, 1));
    rig_->loop.runFor(30s);
    QCOMPARE(starts(), before + 1);
    QVERIFY(serves());
    QCOMPARE(done().number, std::uint64_t{1});
    rig_->agent->onOrders(restart(1, 1));
    rig_->agent->onOrders(restart(2, 1));  // another order, about something else
    rig_->loop.runFor(30s);
    QCOMPARE(starts(), before + 1);
    rig_->kill();
    rig_->boot();
    rig_->loop.runFor(30s);
    const int booted = starts();
    rig_->agent->onOrders(restart(2, 1));
    rig_->loop.runFor(30s);
    QCOMPARE(starts(), booted);
  }

  void an_isolated_node_serves_nobody_also_after_a_boot() {
    rig_->agent->onOrders(orders(1, true));
    rig_->loop.runFor(60s);
    QVERIFY(!serves());
    QVERIFY(done().isolated);
    rig_->kill();
    rig_->boot();
    QVERIFY(rig_->started.ok());
    rig_->loop.runFor(120s);
    QVERIFY(!serves());
    QCOMPARE(done(), (OrdersDone{1, true}));
    rig_->agent->onOrders(orders(2));
    rig_->loop.runFor(30s);
    QVERIFY(serves());
    QCOMPARE(done(), (OrdersDone{2, false}));
  }

  void an_isolated_node_starts_nothing_new() {
    rig_->agent->onOrders(orders(1, true));
    rig_->assign(2, keys_.publish("2.0.0", 2));
    rig_->loop.runFor(60s);
    QVERIFY(!serves());
    rig_->agent->onOrders(orders(2));
    rig_->loop.runFor(30s);
    QCOMPARE(rig_->serving(), std::vector<std::string>{"1.0.0"});
    rig_->collect();
    QVERIFY(rig_->countEvents(InstallState::Refused, 2) > 0);
  }

  void a_trial_that_is_isolated_goes_back() {
    rig_->assign(2, keys_.publish("2.0.0", 2));
    QVERIFY(rig_->reaches(InstallState::Trying, 2));
    rig_->agent->onOrders(orders(1, true));
    QVERIFY(rig_->reaches(InstallState::RolledBack, 2));
    QVERIFY(!serves());
    rig_->agent->onOrders(orders(2));
    rig_->loop.runFor(30s);
    QCOMPARE(rig_->serving(), std::vector<std::string>{"1.0.0"});
  }

  void an_older_order_than_the_newest_means_nothing() {
    rig_->agent->onOrders(orders(5, true));
    rig_->agent->onOrders(orders(4));
    QVERIFY(!serves());
    QCOMPARE(done(), (OrdersDone{5, true}));
  }

  void a_new_certificate_is_wanted_until_there_is_one() {
    QVERIFY(!rig_->agent->wantsRenewal());
    rig_->agent->onOrders({{}, 3, false, 3, {}});
    QVERIFY(rig_->agent->wantsRenewal());
    QCOMPARE(done().number, std::uint64_t{2});
    rig_->kill();
    rig_->boot();
    QVERIFY(rig_->agent->wantsRenewal());
    rig_->agent->onRenewed();
    QVERIFY(!rig_->agent->wantsRenewal());
    QCOMPARE(done().number, std::uint64_t{3});
    rig_->agent->onOrders({{}, 4, false, 3, {}});
    QVERIFY(!rig_->agent->wantsRenewal());
  }

  void what_cannot_be_stored_is_not_done_and_tried_again() {
    rig_->plan.arm(FaultPlan::Mode::Error, 1);
    rig_->agent->onOrders(orders(1, true));
    QVERIFY(rig_->plan.fired());
    QVERIFY(serves());
    rig_->loop.runFor(30s);
    QVERIFY(!serves());
  }
};

QTEST_GUILESS_MAIN(TstNodeOrders)
#include "tst_node_orders.moc"
