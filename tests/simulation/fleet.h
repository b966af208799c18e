// Everything of a simulated fleet, put together. Thread: that of the world. Lifetime: that of the run.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tests/simulation/simulation.h"

namespace flotilla::simulation {

class SimFleet final : public Switchboard {
 public:
  explicit SimFleet(const Options& options);

  SimPlane& planeOf(std::size_t node) override { return *planes_[leadsTo_[node]]; }
  Outcome run();
  void follow();

 private:
  void setUp();
  void listenTo(SimPlane& plane);
  void declare();
  void enrolAll();
  void injectFaults();
  void heal();
  void lookOn();

  // Calls `work` again and again, with times between that have this mean; never if it is 0.
  void every(Duration mean, const std::string& name, std::function<void(Dice&)> work);
  void forAWhile(Dice& dice, std::function<void()> begin, std::function<void()> end);
  SimNode& someNode(Dice& dice) { return *nodes_[dice.below(nodes_.size())]; }
  void injectWays();
  void injectNodes();
  void injectDisks();
  void injectPlanes();
  void injectClocks();
  void injectAttacks();
  void restoreBackup();
  void startSecond();
  std::size_t addPlane(SimFleetDisk& database);
  void startTwin(Dice& dice);
  void endTwin();
  bool faulty() const { return world_.elapsed() < calm_; }

  const Options options_;
  World world_;
  Network network_;
  Authority authority_;
  CertificateAuthority ca_;
  FaultStrengths strengths_;
  SourceFaults source_;
  Checks checks_;
  std::unique_ptr<SimFleetDisk> database_;
  std::vector<std::unique_ptr<SimFleetDisk>> copies_;  // that twins had
  std::vector<std::unique_ptr<SimPlane>> planes_;
  std::vector<std::size_t> leadsTo_;  // by node, to which control plane
  std::size_t main_ = 0;              // the control plane that people reach
  std::optional<std::size_t> twin_;
  std::vector<std::unique_ptr<SimNode>> nodes_;
  Operators operators_;
  Attacker attacker_;
  Duration calm_{};  // when faults end
};

}  // namespace flotilla::simulation
