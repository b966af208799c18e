#include "app/console/adapters/demo_plan_motion.h"

#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_evidence.h"
#include "app/console/adapters/demo_install.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_stages.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr auto kInstallAtLeast = 18s;
constexpr std::uint64_t kInstallSpread = 40;  // seconds more
constexpr auto kGivesUp = 90s;                // on a node that is not reached
constexpr auto kBetweenReturns = 120ms;
constexpr auto kColleague = 25s;  // until somebody else approves what the caller wrote
constexpr const char* kColleagues[] = {kDemoApprover, "approver-2"};
constexpr int kLooksAtOnce = 50;
constexpr auto kStagesToldEvery = 2s;

std::size_t agreed(const Rollout& rollout, const RolloutWave& wave) {
  return static_cast<std::size_t>(
      std::count_if(rollout.approvals.begin(), rollout.approvals.end(), [&](const RolloutApproval& said) {
        return said.wave == wave.place && said.approved && said.plan == rollout.planDigest;
      }));
}

void end(Rollout& rollout, RolloutState state, TimePoint now) {
  rollout.state = state;
  if (hasEnded(state)) rollout.endedAt = now;
}

void begin(Rollout& rollout, RolloutWave& wave, Duration deadline, TimePoint now) {
  wave.state = WaveState::Assigning;
  wave.startedAt = now;
  rollout.deadline = now + deadline;
  for (RolloutNode& node : rollout.nodes) {
    if (node.wave != wave.place) continue;
    node.outcome = NodeOutcome::Pending;
    node.assignedAt = now;
  }
}

// What follows when a look fails.
void fail(DemoPlanned& planned, RolloutWave& wave, TimePoint now) {
  Rollout& rollout = planned.rollout;
  wave.state = WaveState::Failed;
  wave.endedAt = now;
  rollout.reason = wave.reason;
  rollout.message = "wave " + wave.name + " failed: " + wave.why;
  if (planned.plan.onFailure == OnFailure::Pause) return end(rollout, RolloutState::Paused, now);
  if (planned.plan.onFailure == OnFailure::Stay) return end(rollout, RolloutState::Failed, now);
  rollout.state = RolloutState::RollingBack;
  planned.returnedAt = now;
}

void assign(DemoState& state, DemoPlanned& planned, RolloutWave& wave, TimePoint now, DemoChanges& changes) {
  Rollout& rollout = planned.rollout;
  bool pending = false;
  for (std::size_t i = 0; i < rollout.nodes.size(); ++i) {
    RolloutNode& node = rollout.nodes[i];
    if (node.wave != wave.place || node.outcome != NodeOutcome::Pending) continue;
    const Duration installs = kInstallAtLeast + std::chrono::seconds(mixed(rollout.seed, i) % kInstallSpread);
    const Duration takes = planned.plan.stages.empty() ? installs : demoStagesTake(planned, i);
    const bool reached = state.nodes[planned.seats[i].node].contact == DemoContact::Steady;
    if (reached && now >= node.assignedAt + takes) {
      proveDemoSeat(state, planned, i, now);
      changes.nodes.push_back(planned.seats[i].node);
    } else if (!reached && now >= node.assignedAt + kGivesUp) {
      node.outcome = NodeOutcome::Late;
      node.reason = "never_reached";
    }
    pending |= node.outcome == NodeOutcome::Pending;
  }
  if (pending) return;
  wave.state = WaveState::Soaking;
  wave.soakingAt = now;
}

void soak(DemoPlanned& planned, RolloutWave& wave, TimePoint now) {
  const PlanWave& plan = planned.plan.waves[wave.place];
  for (int i = 0; i < kLooksAtOnce; ++i) {
    const bool first = planned.looks.empty() || planned.looks.back().wave != wave.place;
    const TimePoint next = (first ? wave.soakingAt : planned.looks.back().at) + planned.plan.gates.interval;
    if (next > now) break;
    takeDemoLook(planned, wave, next);
    if (wave.verdict == Verdict::Fail) return fail(planned, wave, now);
  }
  if (now < wave.soakingAt + plan.soak) return;
  if (plan.soak == Duration{} || wave.verdict == Verdict::Pass) {
    wave.state = WaveState::Passed;
    wave.endedAt = now;
  } else if (now >= wave.soakingAt + std::max(plan.limit, plan.soak)) {
    planned.rollout.state = RolloutState::Paused;
    planned.rollout.reason = "no_verdict";
    planned.rollout.message = "wave " + wave.name + " has no verdict after " + toText(plan.limit) + ": " + wave.why;
  }
}

// In the demonstration others agree after a while, so that one person can see all of it.
void askColleague(Rollout& rollout, const RolloutWave& wave, TimePoint since, TimePoint now) {
  const std::size_t have = agreed(rollout, wave);
  if (rollout.author != kDemoCaller || have >= std::min<std::size_t>(wave.approvalsNeeded, std::size(kColleagues)))
    return;
  if (now < since + kColleague * static_cast<int>(have + 1)) return;
  rollout.approvals.push_back(
      {rollout.id, wave.place, kColleagues[have], rollout.planDigest, true, {}, now, now + std::chrono::hours(24)});
}

void run(DemoState& state, DemoPlanned& planned, TimePoint now, DemoChanges& changes) {
  Rollout& rollout = planned.rollout;
  const RolloutWave* current = rollout.currentWave();
  if (current == nullptr) return end(rollout, RolloutState::Succeeded, now);
  RolloutWave& wave = rollout.waves[current->place];
  switch (wave.state) {
    case WaveState::Pending:
      wave.state = WaveState::AwaitingApproval;
      wave.startedAt = now;
      break;
    case WaveState::AwaitingApproval:
    case WaveState::AwaitingWindow:
      askColleague(rollout, wave, wave.startedAt, now);
      if (agreed(rollout, wave) >= wave.approvalsNeeded) begin(rollout, wave, planned.plan.deadline, now);
      break;
    case WaveState::Assigning:
      assign(state, planned, wave, now, changes);
      break;
    case WaveState::Soaking:
      soak(planned, wave, now);
      break;
    case WaveState::Passed:
    case WaveState::Failed:
    case WaveState::Skipped:
      break;
  }
}

void goBack(DemoState& state, DemoPlanned& planned, TimePoint now, DemoChanges& changes) {
  Rollout& rollout = planned.rollout;
  for (std::size_t i = 0; i < rollout.nodes.size() && planned.returnedAt <= now; ++i) {
    if (rollout.nodes[i].provenAt == TimePoint{} || rollout.nodes[i].outcome == NodeOutcome::Returned) continue;
    returnDemoSeat(state, planned, i, now);
    changes.nodes.push_back(planned.seats[i].node);
    planned.returnedAt += kBetweenReturns;
  }
  const bool left = std::any_of(rollout.nodes.begin(), rollout.nodes.end(), [](const RolloutNode& node) {
    return node.provenAt != TimePoint{} && node.outcome == NodeOutcome::Proven;
  });
  if (!left) end(rollout, RolloutState::RolledBack, now);
}

// What nodes find in their stages goes on without anything else of the rollout.
bool tellsStages(DemoPlanned& planned, TimePoint now) {
  const RolloutWave* wave = planned.rollout.currentWave();
  const bool underWay = planned.rollout.state == RolloutState::Running && wave != nullptr &&
                        wave->state == WaveState::Assigning && !planned.plan.stages.empty();
  if (!underWay || now < planned.stagesTold + kStagesToldEvery) return false;
  planned.stagesTold = now;
  return true;
}

bool step(DemoState& state, DemoPlanned& planned, TimePoint now, DemoChanges& changes) {
  Rollout& rollout = planned.rollout;
  const std::size_t nodes = changes.nodes.size();
  const auto before = std::pair(rollout.state, rollout.waves);
  const std::size_t said = rollout.approvals.size();
  if (rollout.state == RolloutState::AwaitingApproval) {
    askColleague(rollout, rollout.waves.front(), rollout.startedAt, now);
    if (agreed(rollout, rollout.waves.front()) >= rollout.waves.front().approvalsNeeded)
      rollout.state = RolloutState::Running;
  } else if (rollout.state == RolloutState::Running) {
    run(state, planned, now, changes);
  } else if (rollout.state == RolloutState::RollingBack) {
    goBack(state, planned, now, changes);
  }
  return nodes != changes.nodes.size() || before != std::pair(rollout.state, rollout.waves) ||
         said != rollout.approvals.size() || tellsStages(planned, now);
}

}  // namespace

void proveDemoSeat(DemoState& state, DemoPlanned& planned, std::size_t place, TimePoint at) {
  const DemoSeat& seat = planned.seats[place];
  DemoNode& node = state.nodes[seat.node];
  startInstall(node, seat.slot, planned.to, false, kNone, at);
  finishInstall(node.installs[seat.slot], at);
  RolloutNode& told = planned.rollout.nodes[place];
  told.generation = node.generation;
  told.outcome = NodeOutcome::Proven;
  told.provenAt = at;
}

void returnDemoSeat(DemoState& state, DemoPlanned& planned, std::size_t place, TimePoint at) {
  const DemoSeat& seat = planned.seats[place];
  DemoNode& node = state.nodes[seat.node];
  startInstall(node, seat.slot, seat.from, true, kNone, at);
  finishInstall(node.installs[seat.slot], at);
  planned.rollout.nodes[place].generation = node.generation;
  planned.rollout.nodes[place].outcome = NodeOutcome::Returned;
}

void advanceDemoPlans(DemoState& state, TimePoint now, DemoChanges& changes) {
  for (std::uint32_t i = 0; i < state.planned.size(); ++i)
    if (step(state, state.planned[i], now, changes)) changes.planned.push_back(i);
}

}  // namespace flotilla::console
