#include <QtTest>

#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;

// The order of durable steps is what a power cut is survived by; an order that only happens to work is found here.
class TstInstallOrder : public QObject {
  Q_OBJECT

  const FleetKeys keys_;
  std::vector<std::string> log_;

  // The place of the first entry from `from` on that contains all of `parts`; the end if there is none.
  std::size_t find(const std::vector<std::string>& parts, std::size_t from = 0) const {
    for (std::size_t i = from; i < log_.size(); ++i)
      if (std::all_of(parts.begin(), parts.end(),
                      [&](const std::string& part) { return log_[i].find(part) != std::string::npos; }))
        return i;
    return log_.size();
  }
  void mustFollow(const std::vector<std::vector<std::string>>& steps) const {
    std::size_t last = 0;
    for (const auto& step : steps) {
      const std::size_t at = find(step);
      if (at == log_.size()) QFAIL(qPrintable("never: " + QString::fromStdString(step.front() + " " + step.back())));
      if (at < last) QFAIL(qPrintable("too early: " + QString::fromStdString(log_[at])));
      last = at;
    }
  }
  // Installs versions one after the other and keeps the log of the last install.
  void install(NodeRig& rig, int versions) {
    rig.boot();
    for (int n = 1; n <= versions; ++n) {
      const auto number = static_cast<std::uint64_t>(n);
      rig.plan.log.clear();
      rig.assign(number, keys_.publish(std::to_string(n) + ".0.0", number, number));
      QVERIFY(rig.reaches(InstallState::Committed, number));
    }
    log_ = rig.plan.log;
  }

 private slots:
  void each_step_of_an_update_follows_the_one_it_relies_on() {
    NodeRig rig(keys_);
    install(rig, 3);  // the third goes to slot a, which holds the first
    mustFollow({{"tx assigned"},
                {"tx downloading"},
                {"write", "/dl/"},
                {"sync", "/dl/"},
                {"tx verified"},
                {"boot good=b try=- tries=0 holds=-b"},
                {"tx writing"},
                {"wipe", "/a"},
                {"write", "/a/model.onnx"},
                {"sync", "/a/model.onnx"},
                {"write", "/a/manifest.json"},
                {"sync", "/a/manifest.json"},
                {"tx written"},
                {"tx switching"},
                {"boot good=b try=a tries=3 holds=ab"},
                {"tx trying"},
                {"tx committing"},
                {"boot good=a try=- tries=0 holds=ab floor=2"},
                {"tx committed"},
                {"tx floor 3"},
                {"boot good=a try=- tries=0 holds=ab floor=3"}});
  }

  void the_manifest_is_the_last_file_of_a_slot() {
    NodeRig rig(keys_);
    install(rig, 1);
    const std::size_t manifest = find({"write", "/a/manifest.json"});
    QVERIFY(find({"write", "/a/"}, manifest + 1) == log_.size());
  }

  void a_roll_back_stores_its_reason_before_it_clears_the_try() {
    NodeRig rig(keys_);
    install(rig, 1);
    rig.plan.log.clear();
    rig.launcher.scripts["2.0.0"].successRatio = 0;
    rig.assign(2, keys_.publish("2.0.0", 2, 2));
    QVERIFY(rig.reaches(InstallState::RolledBack, 2));
    log_ = rig.plan.log;
    mustFollow({{"boot good=a try=b tries=3"}, {"tx trying"}, {"tx rolling_back"}});
    const std::size_t decided = find({"tx rolling_back"});
    const std::size_t cleared = find({"boot good=a try=- tries=0 holds=ab"}, decided);
    QVERIFY(cleared < find({"tx rolled_back"}));
    QVERIFY(find({"tx floor"}) == log_.size());
    QVERIFY(find({"good=b"}) == log_.size());
  }

  void a_try_is_spent_on_disk_before_the_worker_starts_again() {
    NodeRig rig(keys_);
    install(rig, 1);
    rig.plan.log.clear();
    rig.launcher.scripts["2.0.0"].crashesAfterServing = 1;
    rig.assign(2, keys_.publish("2.0.0", 2));
    QVERIFY(rig.reaches(InstallState::RolledBack, 2));
    log_ = rig.plan.log;
    std::vector<std::string> steps;
    for (const std::string& entry : log_)
      if (entry.starts_with("start 2.0.0") || entry.starts_with("boot good=a try=b"))
        steps.push_back(entry.substr(0, 25));
    const std::vector<std::string> expected{"start 2.0.0",
                                            "boot good=a try=b tries=3",
                                            "boot good=a try=b tries=2",
                                            "start 2.0.0",
                                            "boot good=a try=b tries=1",
                                            "start 2.0.0",
                                            "boot good=a try=b tries=0"};
    QCOMPARE(steps, expected);
  }
};

QTEST_GUILESS_MAIN(TstInstallOrder)
#include "tst_install_order.moc"
