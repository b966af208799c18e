#include "tests/simulation/fault_plan.h"

#include <algorithm>
#include <utility>

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;

constexpr double kOn = 0.4;  // share of the kinds that a seed has

Duration maybeEvery(Dice& dice, Duration least, Duration most) {
  const bool on = dice.chance(kOn);
  const Duration drawn = dice.between(least, most);
  return on ? drawn : Duration{};
}

double maybe(Dice& dice, double most) {
  const bool on = dice.chance(kOn);
  const double drawn = dice.unit() * most;
  return on ? drawn : 0;
}

}  // namespace

FaultStrengths FaultStrengths::draw(Dice& dice, std::size_t nodes, double harsh) {
  FaultStrengths out;
  out.habits.between = dice.between(Duration(12min), Duration(40min));
  out.habits.bad = 0.1 + dice.unit() * 0.5;
  if (dice.chance(0.1)) return out;
  const auto perNode = static_cast<std::int64_t>(std::max<std::size_t>(nodes, 1));
  out.cut = maybeEvery(dice, Duration(30s), Duration(20min));
  out.oneWayCut = maybeEvery(dice, Duration(30s), Duration(20min));
  out.isolate = maybeEvery(dice, Duration(2min), Duration(30min));
  out.partition = maybeEvery(dice, Duration(10min), Duration(90min));
  out.reset = maybeEvery(dice, Duration(10s), Duration(5min));
  out.lasts = dice.between(Duration(5s), Duration(10min));
  out.loss = maybe(dice, 0.3);
  out.corrupt = maybe(dice, 0.01);
  out.delay = dice.chance(kOn) ? dice.between(Duration(20ms), Duration(5s)) : Duration(20ms);
  out.nodeKill = maybeEvery(dice, 20h / perNode, 400h / perNode);
  out.nodePower = maybeEvery(dice, 20h / perNode, 400h / perNode);
  out.nodeCrash = maybeEvery(dice, 20h / perNode, 200h / perNode);
  out.nodePause = maybeEvery(dice, 20h / perNode, 400h / perNode);
  out.workerKill = maybeEvery(dice, 20h / perNode, 200h / perNode);
  out.planeKill = maybeEvery(dice, Duration(5min), Duration(90min));
  out.planeCrash = maybeEvery(dice, Duration(5min), Duration(60min));
  out.planePause = maybeEvery(dice, Duration(10min), Duration(90min));
  out.readError = maybe(dice, 0.002);
  out.writeError = maybe(dice, 0.005);
  out.syncError = maybe(dice, 0.005);
  out.noSpace = maybe(dice, 0.002);
  out.storeError = maybe(dice, 0.01);
  out.databaseError = maybe(dice, 0.01);
  out.diskFull = maybeEvery(dice, 50h / perNode, 500h / perNode);
  out.bitFlip = maybeEvery(dice, 50h / perNode, 500h / perNode);
  out.clockJump = maybeEvery(dice, Duration(5min), Duration(60min));
  out.clockDrift = maybe(dice, 0.05);
  out.restore = dice.chance(0.15) ? dice.between(Duration(1h), Duration(4h)) : Duration{};
  out.secondPlane = dice.chance(0.15) ? dice.between(Duration(1h), Duration(4h)) : Duration{};
  out.twin = dice.chance(0.15) ? dice.between(Duration(1h), Duration(4h)) : Duration{};
  out.attack = maybeEvery(dice, Duration(10s), Duration(10min));
  out.source = {maybe(dice, 0.5), maybe(dice, 0.3), maybe(dice, 0.05), maybe(dice, 0.05)};
  if (harsh > 1)
    for (Duration* mean : {&out.nodeKill, &out.nodePower, &out.nodeCrash, &out.nodePause, &out.workerKill, &out.bitFlip,
                           &out.diskFull, &out.planeKill, &out.planeCrash})
      if (*mean != Duration{})
        *mean =
            std::max<Duration>(10s, Duration(static_cast<Duration::rep>(static_cast<double>(mean->count()) / harsh)));
  out.habits.meddling = maybe(dice, 0.3);
  out.habits.doubleClicks = maybe(dice, 0.5);
  out.repeat = maybe(dice, 0.1);
  return out;
}

std::string FaultStrengths::describe() const {
  std::string out;
  const auto tell = [&](bool on, const char* name) {
    if (on) out += std::string(out.empty() ? "" : " ") + name;
  };
  for (const auto& [every, name] : {std::pair{cut, "cut"},
                                    {oneWayCut, "one_way_cut"},
                                    {isolate, "isolate"},
                                    {partition, "partition"},
                                    {reset, "reset"},
                                    {nodeKill, "node_kill"},
                                    {nodePower, "node_power"},
                                    {nodeCrash, "node_crash"},
                                    {nodePause, "node_pause"},
                                    {workerKill, "worker_kill"},
                                    {planeKill, "plane_kill"},
                                    {planeCrash, "plane_crash"},
                                    {planePause, "plane_pause"},
                                    {diskFull, "disk_full"},
                                    {bitFlip, "bit_flip"},
                                    {clockJump, "clock_jump"},
                                    {restore, "restore"},
                                    {secondPlane, "second_plane"},
                                    {twin, "twin"},
                                    {attack, "attack"}})
    tell(every > Duration{}, name);
  for (const auto& [share, name] : {std::pair{loss, "loss"},
                                    {corrupt, "corrupt"},
                                    {repeat, "repeat"},
                                    {readError, "read_error"},
                                    {writeError, "write_error"},
                                    {syncError, "sync_error"},
                                    {noSpace, "no_space"},
                                    {storeError, "store_error"},
                                    {databaseError, "database_error"},
                                    {clockDrift, "clock_drift"},
                                    {source.away, "source_away"},
                                    {source.cut, "source_cut"},
                                    {source.damage, "source_damage"},
                                    {source.denied, "source_denied"},
                                    {habits.meddling, "meddling"},
                                    {habits.doubleClicks, "double_clicks"}})
    tell(share > 0, name);
  tell(delay > Duration(20ms), "delay");
  return out.empty() ? "none" : out;
}

}  // namespace flotilla::simulation
