// Which faults a seed has, how strong, and when: a random subset with random strength, and one seed in ten without any.
// Thread: that of the world. Lifetime: as long as the world.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/operators.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/sim_plane.h"

namespace flotilla::simulation {

// Means of times between two faults of a kind over the whole fleet, 0 = never; and shares. Drawn from a seed.
struct FaultStrengths {
  // `harsh`: machines end, lose power and stand still so many times as often.
  static FaultStrengths draw(Dice& dice, std::size_t nodes, double harsh = 1);
  // One line for people: which are on.
  std::string describe() const;

  Duration cut{}, oneWayCut{}, isolate{}, partition{}, reset{};  // of ways
  Duration lasts = std::chrono::minutes(2);                      // of each of these, on average
  double loss = 0, corrupt = 0, repeat = 0;
  Duration delay = std::chrono::milliseconds(20);
  Duration nodeKill{}, nodePower{}, nodeCrash{}, nodePause{}, workerKill{};
  Duration planeKill{}, planeCrash{}, planePause{};
  double readError = 0, writeError = 0, syncError = 0, noSpace = 0, storeError = 0, databaseError = 0;
  Duration diskFull{}, bitFlip{};
  Duration clockJump{};
  double clockDrift = 0;   // share of a second per second, of a node or a control plane
  Duration restore{};      // of an old backup
  Duration secondPlane{};  // beginning over the same database
  Duration twin{};         // beginning over a copy of it, to which some nodes are led
  Duration attack{};       // somebody sends a node what is not for it
  SourceFaults source;
  OperatorHabits habits;
};

}  // namespace flotilla::simulation
