// A fleet whose nodes answer requests badly by chance, minute by minute: what the judge is told about a rollout, many
// times over. A seed gives the same fleet on one platform. Thread: values.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "services/controlplane/core/judge/dispersion.h"

namespace flotilla::controlplane::judge::test {

struct Scenario {
  std::size_t canaryNodes = 10;
  std::size_t baselineNodes = 10;
  double badRate = 0.01;   // of the baseline
  double regression = 1;   // the canary's bad rate in multiples of that
  double burstChance = 0;  // per node and minute: five minutes in which half of the answers are bad, in both arms alike
};
inline constexpr std::uint64_t kRequestsPerMinute = 6;  // of a node
inline constexpr int kLooks = 120;                      // minutes

// Nodes of one arm, and what they have counted since the beginning.
class ArmRun {
 public:
  ArmRun(std::size_t nodes, double badRate, double burstChance);
  void minute(std::mt19937_64& engine);
  Counts lastMinute() const;
  Counts total() const { return total_; }
  const std::vector<Counts>& nodes() const { return nodes_; }
  const Spells& spells() const { return spells_; }

 private:
  void addBad(std::size_t node, std::uint64_t bad);

  double badRate_, burstChance_;
  std::vector<Counts> nodes_;
  std::vector<int> burstMinutesLeft_;
  Spells spells_;
  Counts total_;
  std::uint64_t lastBad_ = 0;
};

struct FleetRun {
  FleetRun(const Scenario& scenario, std::uint64_t seed);
  void minute();

  ArmRun canary, baseline;
  std::mt19937_64 engine;
};

// Told once after each minute 1 to kLooks; answers whether it fails the canary. One per run.
using Judge = std::function<bool(const FleetRun&, int minute)>;

struct Alarms {
  std::size_t runs = 0;
  std::vector<int> minutes;  // when, of the runs that failed, ascending
  double share() const { return static_cast<double>(minutes.size()) / static_cast<double>(runs); }
  int median() const;  // over all runs; kLooks + 1 if half of them or more did not fail
};
Alarms simulate(const Scenario& scenario, std::size_t runs, std::uint64_t seed,
                const std::function<Judge()>& makeJudge);

}  // namespace flotilla::controlplane::judge::test
