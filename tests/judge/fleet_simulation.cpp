#include "tests/judge/fleet_simulation.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace flotilla::controlplane::judge::test {
namespace {

constexpr int kBurstMinutes = 5;

double unit(std::mt19937_64& engine) {
  return static_cast<double>((engine() >> 11) + 1) * 0x1p-53;  // (0, 1]
}

// Calls hit(i) for each i < count with this chance, drawing only once per hit.
void forEachHit(std::mt19937_64& engine, std::size_t count, double chance,
                const std::function<void(std::size_t)>& hit) {
  if (chance <= 0) return;
  const double miss = std::log1p(-chance);
  for (double at = std::floor(std::log(unit(engine)) / miss); at < static_cast<double>(count);
       at += 1 + std::floor(std::log(unit(engine)) / miss))
    hit(static_cast<std::size_t>(at));
}

}  // namespace

ArmRun::ArmRun(std::size_t nodes, double badRate, double burstChance)
    : badRate_(badRate), burstChance_(burstChance), nodes_(nodes), burstMinutesLeft_(nodes, 0) {}

void ArmRun::addBad(std::size_t node, std::uint64_t bad) {
  nodes_[node].bad += bad;
  lastBad_ += bad;
}

void ArmRun::minute(std::mt19937_64& engine) {
  lastBad_ = 0;
  const std::vector<Counts> before = nodes_;
  forEachHit(engine, nodes_.size(), burstChance_, [&](std::size_t node) { burstMinutesLeft_[node] = kBurstMinutes; });
  forEachHit(engine, nodes_.size() * kRequestsPerMinute, badRate_, [&](std::size_t request) {
    const std::size_t node = request / kRequestsPerMinute;
    if (burstMinutesLeft_[node] == 0) addBad(node, 1);
  });
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    nodes_[node].requests += kRequestsPerMinute;
    if (burstMinutesLeft_[node] == 0) continue;
    addBad(node, static_cast<std::uint64_t>(std::popcount(engine() >> (64 - kRequestsPerMinute))));
    --burstMinutesLeft_[node];
  }
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    spells_.add({kRequestsPerMinute, nodes_[node].bad - before[node].bad});
  total_.requests += nodes_.size() * kRequestsPerMinute;
  total_.bad += lastBad_;
}

Counts ArmRun::lastMinute() const {
  return {nodes_.size() * kRequestsPerMinute, lastBad_};
}

FleetRun::FleetRun(const Scenario& scenario, std::uint64_t seed)
    : canary(scenario.canaryNodes, scenario.badRate * scenario.regression, scenario.burstChance),
      baseline(scenario.baselineNodes, scenario.badRate, scenario.burstChance),
      engine(seed) {}

void FleetRun::minute() {
  canary.minute(engine);
  baseline.minute(engine);
}

int Alarms::median() const {
  const std::size_t half = runs / 2;
  return half < minutes.size() ? minutes[half] : kLooks + 1;
}

Alarms simulate(const Scenario& scenario, std::size_t runs, std::uint64_t seed,
                const std::function<Judge()>& makeJudge) {
  Alarms out{runs, {}};
  for (std::size_t run = 0; run < runs; ++run) {
    FleetRun fleet(scenario, seed + run);
    const Judge judge = makeJudge();
    for (int minute = 1; minute <= kLooks; ++minute) {
      fleet.minute();
      if (!judge(fleet, minute)) continue;
      out.minutes.push_back(minute);
      break;
    }
  }
  std::sort(out.minutes.begin(), out.minutes.end());
  return out;
}

}  // namespace flotilla::controlplane::judge::test
