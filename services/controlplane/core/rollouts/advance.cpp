#include "services/controlplane/core/rollouts/advance.h"

#include "models/domain/rollout_approvals.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/policy/plan_check.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/budget_hold.h"
#include "services/controlplane/core/rollouts/engine.h"
#include "services/controlplane/core/rollouts/follow.h"
#include "services/controlplane/core/rollouts/looks.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/controlplane/core/rollouts/targets.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/runtime/zone.h"

namespace flotilla::controlplane {
namespace {

constexpr const char* kEngine = "engine";
constexpr int kSteps = 4;  // a wave that begins at once: open, assign; the next look comes with the next report

Caller engine() {
  return {kEngine, {{Role::Administrator, {}}}};
}

// Works on a copy of one rollout and collects the rows that change.
class Worker {
 public:
  Worker(const EngineRoom& room, Rollout& rollout, const RolloutPlan& plan, Mutation& out)
      : room_(room), rollout_(rollout), plan_(plan), out_(out) {}

  Status follow() {
    for (RolloutNode& node : rollout_.nodes) {
      auto followed = followNode(room_.state, rollout_, plan_, node, room_.now);
      if (!followed) continue;
      if (followed->reason == kTooOld) FLOTILLA_CHECK(takeFrom(node));
      node = std::move(*followed);
      out_.rows.emplace_back(node);
    }
    return okStatus();
  }

  void look() {
    auto look = takeLook(room_.state, rollout_, plan_, room_.now, room_.reportInterval);
    if (!look) return;
    RolloutWave& wave = rollout_.waves[look->look.wave];
    wave = lookedAt(wave, look->look);
    out_.rows.emplace_back(wave);
    out_.rows.emplace_back(std::move(*look));
  }

  // Until nothing more follows. What ends or turns the rollout ends this too: the rest is for the next time.
  Status steps() {
    for (int step = 0; step < kSteps && !said_; ++step) {
      budgets_ = budgetsOf(room_.state, rollout_, plan_, room_.now);
      if (const RolloutWave* wave = followBudgets(budgets_, rollout_, plan_)) out_.rows.emplace_back(*wave);
      const auto actions = decide(rollout_, plan_, sight(), room_.now);
      if (actions.empty()) break;
      for (const Action& action : actions)
        FLOTILLA_CHECK(std::visit([&](const auto& a) { return carryOut(a); }, action));
    }
    return okStatus();
  }

  // Why budgets keep it waiting, where everybody looks; a fact when that begins, ends or is about something else.
  void tellHold() {
    const auto hold = holdOf(budgets_, rollout_, plan_, room_.now);
    const bool waited = isHold(rollout_.reason);
    if (!hold && !waited) return;
    const std::string before = waited ? rollout_.message : std::string();
    const std::string after = hold ? hold->message : std::string();
    if (before == after) return;
    if (!fact_ && subjectOf(before) != subjectOf(after))
      fact_ = AuditFact{kEngine,
                        hold ? "waits_for_budget" : "budget_lets_go",
                        "rollout/" + rollout_.id.value,
                        hold ? after : before,
                        waited ? rollout_.reason : std::string(),
                        hold ? hold->reason : std::string()};
    rollout_.reason = hold ? hold->reason : std::string();
    rollout_.message = after;
    changed_ = true;
  }

  const std::optional<AuditFact>& fact() const { return fact_; }
  bool changedRecord() const { return changed_; }

 private:
  Sight sight() const {
    Sight out;
    const auto closed = closedRules(room_.state, rollout_.workload, room_.now);
    for (const RolloutNode& node : rollout_.nodes) {
      const auto at = room_.state.nodes.find(node.node);
      if (at == room_.state.nodes.end()) {
        out.nodes.push_back({{}, {}, false, true, true, BudgetGate::Free, true});
        continue;
      }
      const NodeRecord& record = at->second.record;
      const bool live = record.identity == NodeIdentity::Active &&
                        nodeLiveness(room_.state, at->second, room_.now, room_.reportInterval) == Liveness::Live;
      const bool gone = record.identity == NodeIdentity::Revoked || record.identity == NodeIdentity::Retired;
      out.nodes.push_back({record.region, record.site, live, gone, closedFor(closed, at->second) == nullptr,
                           gateOf(budgets_, record.region), takesStages(plan_, at->second)});
    }
    const RolloutWave* wave = rollout_.currentWave();
    if (wave != nullptr) {
      const auto& window = plan_.waves[wave->place].window;
      out.windowOpen = !window || isOpen(*window, room_.now);
      out.approvals = approvalsOf(rollout_, wave->place, room_.now);
      out.soakTimes = soakTimesOf(budgets_, rollout_, wave->place);
    }
    out.newest = isNewest(room_.state, rollout_);
    if (!plan_.stages.empty()) out.stages = foundInStages(room_.state, rollout_);
    if (wave != nullptr && rollout_.state == RolloutState::Running && wave->state != WaveState::Soaking)
      out.violation = violation(*wave);
    return out;
  }

  // Of everything that is still to be begun, so that people hear of a later wave's problem now.
  std::string violation(const RolloutWave& next) const {
    const auto found = violationOf(room_.state, restOf(room_.state, rollout_, plan_, next), room_.now);
    return found ? found->message + "; " + found->fix : std::string();
  }

  // What was to come in stages, which its agent does not take.
  Status takeFrom(const RolloutNode& node) {
    Mutation back;
    FLOTILLA_CHECK(assign(room_.state, room_.state.nodes.at(node.node),
                          {node.node, rollout_.workload, node.fromRelease, rollout_.id}, node, room_.key, room_.now,
                          back));
    back.rows.pop_back();  // its row is the caller's
    out_.rows.insert(out_.rows.end(), back.rows.begin(), back.rows.end());
    return okStatus();
  }

  Status carryOut(const AssignNodes& action) {
    for (const std::size_t place : action.places) {
      RolloutNode& node = rollout_.nodes[place];
      const NodeEntry& entry = room_.state.nodes.at(node.node);
      if (entry.record.identity != NodeIdentity::Active) {
        node = notAsked(node, entry.record.identity);
        out_.rows.emplace_back(node);
        continue;
      }
      RolloutNode row = startingPoint(room_.state, entry, rollout_.id, rollout_.workload);
      row.wave = node.wave;
      row.place = node.place;
      Mutation assigned;
      DesiredWorkload desired{node.node, rollout_.workload, rollout_.release, rollout_.id};
      desired.staged = !plan_.stages.empty() && row.hadVersion;  // else there is nothing to compare with
      const Status done = assign(room_.state, entry, desired, row, room_.key, room_.now, assigned, &rollout_);
      if (done) {
        node = std::get<RolloutNode>(assigned.rows.back());
        out_.rows.insert(out_.rows.end(), assigned.rows.begin(), assigned.rows.end());
      } else {
        // For example it has other hardware now. Before anything was given to it, so nothing is to be taken back.
        node.outcome = NodeOutcome::Refused;
        node.reason = done.error().reason;
        node.message = done.error().message;
        out_.rows.emplace_back(node);
      }
    }
    if (room_.now + plan_.deadline > rollout_.deadline) {
      rollout_.deadline = room_.now + plan_.deadline;
      changed_ = true;
    }
    return okStatus();
  }

  Status carryOut(const MarkLate& action) {
    for (const std::size_t place : action.places) {
      RolloutNode& node = rollout_.nodes[place];
      node.outcome = NodeOutcome::Late;
      node.reason = action.reason;
      node.message = action.message;
      out_.rows.emplace_back(node);
    }
    return okStatus();
  }

  Status carryOut(const MoveWave& action) {
    RolloutWave& wave = rollout_.waves[action.wave];
    wave.state = action.to;
    if (action.to == WaveState::Assigning) {
      wave.startedAt = room_.now;
      wave.slowLimitMs = plan_.gates.slowMs.value_or(0);
    }
    if (action.to == WaveState::Soaking) wave.soakingAt = room_.now;
    if (isOver(action.to)) wave.endedAt = room_.now;
    out_.rows.emplace_back(wave);
    return okStatus();
  }

  Status carryOut(const Say& action) {
    said_ = true;
    if (action.event == RolloutEvent::RollBack) return takeBack(action);
    FLOTILLA_TRY(const RolloutState next, nextState(rollout_, action.event));
    return become(next, action.reason, action.message);
  }

  Status takeBack(const Say& action) {
    auto decision = rollBack(room_.state, rollout_.id, engine(), room_.key, room_.now);
    if (!decision) return become(RolloutState::Failed, action.reason, action.message + "; " + decision.error().message);
    out_.rows.insert(out_.rows.end(), decision->mutation.rows.begin(), decision->mutation.rows.end());
    rollout_.deadline = room_.now + deadlineWithoutStages(plan_);
    rollout_.endedAt = {};
    return become(RolloutState::RollingBack, action.reason, action.message);
  }

  Status become(RolloutState next, const std::string& reason, const std::string& message) {
    fact_ = AuditFact{kEngine,
                      std::string(toText(next)),
                      "rollout/" + rollout_.id.value,
                      message.empty() ? reason : message,
                      std::string(toText(rollout_.state)),
                      std::string(toText(next))};
    rollout_.state = next;
    rollout_.reason = reason;
    rollout_.message = message;
    if (hasEnded(next)) rollout_.endedAt = room_.now;
    changed_ = true;
    return okStatus();
  }

  const EngineRoom& room_;
  Rollout& rollout_;
  const RolloutPlan& plan_;
  Mutation& out_;
  RolloutBudgets budgets_;  // as of this step
  std::optional<AuditFact> fact_;
  bool said_ = false;
  bool changed_ = false;
};

}  // namespace

Advance pauseRollout(Rollout rollout, const Error& why) {
  Advance out;
  if (rollout.state != RolloutState::Running) return out;
  out.fact = AuditFact{kEngine, "paused", "rollout/" + rollout.id.value, why.message, "running", "paused"};
  rollout.state = RolloutState::Paused;
  rollout.reason = why.reason;
  rollout.message = why.message;
  out.mutation.rows.emplace_back(RolloutRecord{std::move(rollout)});
  return out;
}

Advance advanceRollout(const EngineRoom& room, const Rollout& current) {
  const auto plan = planOf(current);
  if (!plan) return pauseRollout(current, plan.error());
  Advance out;
  Rollout rollout = current;
  Worker worker(room, rollout, *plan, out.mutation);
  if (const Status done = worker.follow(); !done) return pauseRollout(current, done.error());
  worker.look();
  if (const Status done = worker.steps(); !done) return pauseRollout(current, done.error());
  worker.tellHold();
  out.fact = worker.fact();
  if (worker.changedRecord()) out.mutation.rows.emplace_back(RolloutRecord{std::move(rollout)});
  return out;
}

Status beginRollout(const EngineRoom& room, Rollout& rollout, Mutation& mutation) {
  FLOTILLA_TRY(const RolloutPlan plan, planOf(rollout));
  return Worker(room, rollout, plan, mutation).steps();
}

}  // namespace flotilla::controlplane
