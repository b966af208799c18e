// What a rollout does next: decide(rollout, plan, what is seen, now) -> actions. It never looks anywhere else, so that
// it can be replayed and simulated. The lives of rollouts and waves are tables: models/domain/rollout_lifecycle.h and
// kWaveSteps in engine.cpp. Pure. Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/domain/rollout.h"
#include "models/domain/rollout_lifecycle.h"
#include "models/domain/rollout_plan.h"

namespace flotilla::controlplane {

// What the error budgets of a node's region let the rollout do there. `Alone`: only while no other region is under way.
enum class BudgetGate { Free, Alone, Held };

// One node of the rollout, as it is now. In the order of Rollout::nodes, whose outcomes are followed already.
struct NodeSight {
  RegionName region;
  SiteName site;
  bool live = false;  // a report within two intervals
  bool gone = false;  // revoked or retired: nobody waits for it
  bool open = true;   // no hours of the policy keep it from beginning now
  BudgetGate gate = BudgetGate::Free;
  bool able = true;  // its agent takes what the plan asks of it
};

struct Sight {
  std::vector<NodeSight> nodes;
  bool windowOpen = true;                 // of the current wave
  std::uint32_t approvals = 0;            // that count for the current wave
  bool newest = true;                     // no later rollout of the workload has begun
  std::uint32_t soakTimes = 1;            // as long as planned, of the current wave
  std::string violation = {};             // why the policy forbids what is still to be begun; empty = it does not
  std::vector<StageSummary> stages = {};  // what the nodes found in them, together
};

// What follows from it. Places are in Rollout::nodes and Rollout::waves.
struct AssignNodes {
  std::vector<std::size_t> places;
};
struct MarkLate {  // cannot be given it now; they count in neither direction
  std::vector<std::size_t> places;
  std::string reason, message;
};
struct MoveWave {
  std::uint32_t wave = 0;
  WaveState to = WaveState::Pending;
};
struct Say {
  RolloutEvent event = RolloutEvent::Pause;
  std::string reason, message;
};
using Action = std::variant<AssignNodes, MarkLate, MoveWave, Say>;

// At most one step per wave, so that each step is stored before the next is taken on what it led to.
std::vector<Action> decide(const Rollout& rollout, const RolloutPlan& plan, const Sight& sight, TimePoint now);

// The state of a wave after a step, or nothing if the table does not know it: where people come in.
enum class WaveStep { Begin, Wait, Open, Assigned, Pass, Fail, Skip };
std::optional<WaveState> waveAfter(WaveState from, WaveStep step);

}  // namespace flotilla::controlplane
