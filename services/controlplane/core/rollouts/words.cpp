#include "services/controlplane/core/rollouts/words.h"

#include <algorithm>

#include "models/domain/in_words.h"
#include "services/controlplane/core/policy/plan_check.h"
#include "services/controlplane/core/rollouts/budget_hold.h"
#include "services/controlplane/core/rollouts/engine.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/practice.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kLongestReason = 500;

Status checkReason(const std::string& reason) {
  if (reason.size() <= kLongestReason) return okStatus();
  return invalid("too_long", "a reason has at most " + std::to_string(kLongestReason) + " bytes", "reason",
                 "say it shorter");
}

class Speaker {
 public:
  Speaker(const EngineRoom& room, const RolloutWord& word, const Caller& caller)
      : room_(room), word_(word), caller_(caller), rollout_(room.state.rollouts.at(word.rollout)) {}

  Result<Decision<Rollout>> say() {
    FLOTILLA_CHECK(obey());
    if (!changed_) return answer();
    mutation_.rows.emplace_back(RolloutRecord{rollout_});
    fact_.object = "rollout/" + rollout_.id.value;
    if (!word_.reason.empty()) fact_.detail += (fact_.detail.empty() ? "" : ": ") + word_.reason;
    fact_.before = std::string(toText(room_.state.rollouts.at(word_.rollout).state));
    fact_.after = std::string(toText(rollout_.state));
    return answer();
  }

 private:
  Decision<Rollout> answer() {
    Decision<Rollout> out;
    Rollout seen = rollout_;
    std::erase_if(seen.nodes, [&](const RolloutNode& node) { return !sees(room_.state, node, caller_); });
    out.answer = std::move(seen);
    if (changed_) {
      out.mutation = std::move(mutation_);
      out.fact = std::move(fact_);
    }
    return out;
  }

  Status obey() {
    switch (word_.verb) {
      case RolloutVerb::Start:
        return start();
      case RolloutVerb::Pause:
        return turn(RolloutEvent::Pause, "paused_by_hand", "paused by " + caller_.name);
      case RolloutVerb::Resume:
        return resume();
      case RolloutVerb::Promote:
        return promote();
      case RolloutVerb::Skip:
        return skip();
      case RolloutVerb::Approve:
      case RolloutVerb::Reject:
        return judge();
    }
    return okStatus();
  }

  // Whoever changes the course of a rollout has to be allowed to wherever it goes.
  Status checkScope(Role role) const {
    for (const RolloutNode& node : rollout_.nodes) {
      const auto at = room_.state.nodes.find(node.node);
      if (at != room_.state.nodes.end() && !caller_.mayIn(role, at->second.record.region))
        return Error{
            ErrorCode::Denied, "out_of_scope",
            caller_.name + " is no " + std::string(toText(role)) + " in region " + at->second.record.region.value,
            "rollout", "ask somebody who is one in every region of the rollout"};
    }
    return okStatus();
  }

  Status become(RolloutEvent event) {
    FLOTILLA_TRY(const RolloutState next, nextState(rollout_, event));
    changed_ |= next != rollout_.state;
    rollout_.state = next;
    if (hasEnded(next)) rollout_.endedAt = room_.now;
    return okStatus();
  }

  Status turn(RolloutEvent event, const char* reason, const std::string& message) {
    FLOTILLA_CHECK(checkScope(Role::Operator));
    FLOTILLA_CHECK(become(event));
    if (!changed_) return okStatus();
    rollout_.reason = reason;
    rollout_.message = word_.reason.empty() ? message : message + ": " + word_.reason;
    return okStatus();
  }

  Status start() {
    FLOTILLA_CHECK(checkScope(Role::Operator));
    if (rollout_.state == RolloutState::Draft) {
      // A budget may ask for approvals that the plan does not.
      FLOTILLA_TRY(const RolloutPlan read, planOf(rollout_));
      const auto budgets = budgetsOf(room_.state, rollout_, read, room_.now);
      if (const RolloutWave* wave = followBudgets(budgets, rollout_, read)) mutation_.rows.emplace_back(*wave);
    }
    const bool asks = !rollout_.waves.empty() && rollout_.waves.front().approvalsNeeded > 0;
    FLOTILLA_CHECK(become(asks ? RolloutEvent::Ask : RolloutEvent::Start));
    if (!changed_) return okStatus();
    FLOTILLA_CHECK(checkIdle(room_.state, rollout_.workload, 0, room_.now));
    if (!isNewest(room_.state, rollout_))
      return precondition("overtaken", "a later rollout of " + rollout_.workload.value + " has begun since this draft",
                          "rollout", "make a new draft: flotillactl rollouts create");
    FLOTILLA_CHECK(checkGameDays());
    rollout_.startedAt = room_.now;
    FLOTILLA_TRY(const RolloutPlan plan, planOf(rollout_));
    FLOTILLA_CHECK(checkStages(room_.state, plan));  // the workload may be declared otherwise by now
    FLOTILLA_CHECK(checkPolicy(plan));
    rollout_.deadline = room_.now + plan.deadline;
    return beginRollout(room_, rollout_, mutation_);
  }

  Status checkGameDays() const {
    std::vector<NodeId> nodes;
    for (const RolloutNode& node : rollout_.nodes) nodes.push_back(node.node);
    Status free = checkPractice(room_.state, nodes);
    if (free) return free;
    Error why = free.error();
    why.field = "rollout";
    return why;
  }

  // The policy may be another one than when the draft was made.
  Status checkPolicy(const RolloutPlan& plan) const {
    const RolloutWave* first = rollout_.currentWave();
    if (first == nullptr) return okStatus();
    PlannedStart start = restOf(room_.state, rollout_, plan, *first);
    start.closed = ClosedHours::RefuseFreeze;
    return checkPlanned(room_.state, start, room_.now);
  }

  Status resume() {
    for (const RolloutWave& wave : rollout_.waves)
      if (wave.state == WaveState::Failed && !hasEnded(rollout_.state))
        return precondition("failed_wave", "wave " + wave.name + " has failed: " + rollout_.message, "rollout",
                            "flotillactl rollback " + rollout_.id.value + ", or rollouts abort " + rollout_.id.value);
    FLOTILLA_CHECK(turn(RolloutEvent::Resume, "", ""));
    if (!changed_) return okStatus();
    rollout_.reason = rollout_.message = "";
    // What had no verdict in time is watched as long again.
    for (RolloutWave& wave : rollout_.waves) {
      if (wave.state != WaveState::Soaking) continue;
      wave.soakingAt = room_.now;
      mutation_.rows.emplace_back(wave);
    }
    return okStatus();
  }

  Result<RolloutWave*> wave() {
    if (word_.wave < rollout_.waves.size()) return &rollout_.waves[word_.wave];
    return invalid("no_wave", rollout_.id.value + " has " + std::to_string(rollout_.waves.size()) + " waves", "wave",
                   "see flotillactl rollouts show " + rollout_.id.value);
  }

  Status move(RolloutWave& wave, WaveState to) {
    wave.state = to;
    wave.endedAt = room_.now;
    mutation_.rows.emplace_back(wave);
    fact_.detail = "wave " + wave.name;
    changed_ = true;
    return okStatus();
  }

  Status checkUnderWay() const {
    if (rollout_.state == RolloutState::Running || rollout_.state == RolloutState::Paused) return okStatus();
    return precondition("wrong_state", rollout_.id.value + " is " + inWords(toText(rollout_.state)), "rollout",
                        "see flotillactl rollouts show " + rollout_.id.value);
  }

  Status promote() {
    FLOTILLA_CHECK(checkScope(Role::Operator));
    FLOTILLA_TRY(RolloutWave* const wave, this->wave());
    if (wave->state == WaveState::Passed && !hasEnded(rollout_.state)) return okStatus();
    FLOTILLA_CHECK(checkUnderWay());
    if (wave->state != WaveState::Soaking)
      return precondition("not_soaking", "wave " + wave->name + " is " + inWords(toText(wave->state)), "wave",
                          "only a wave that is soaking can be promoted");
    if (wave->verdict == Verdict::Fail)
      return precondition("failed_wave", "wave " + wave->name + " has failed: " + wave->why, "wave",
                          "flotillactl rollback " + rollout_.id.value);
    return move(*wave, *waveAfter(wave->state, WaveStep::Pass));
  }

  Status skip() {
    FLOTILLA_CHECK(checkScope(Role::Operator));
    FLOTILLA_TRY(RolloutWave* const wave, this->wave());
    if (wave->state == WaveState::Skipped) return okStatus();
    if (hasEnded(rollout_.state)) return checkUnderWay();
    const auto next = waveAfter(wave->state, WaveStep::Skip);
    if (!next)
      return precondition("wave_begun", "wave " + wave->name + " is " + inWords(toText(wave->state)), "wave",
                          "only a wave that has not begun can be skipped");
    // Who approved a later wave did so on what this one would have shown.
    for (RolloutApproval& said : rollout_.approvals) {
      if (hasBegun(rollout_.waves[said.wave].state) || room_.now >= said.expires) continue;
      said.expires = room_.now;
      mutation_.rows.emplace_back(said);
    }
    return move(*wave, *next);
  }

  // Approving and rejecting are for one plan: whoever read another one has to read again.
  Status judge() {
    const bool approves = word_.verb == RolloutVerb::Approve;
    FLOTILLA_TRY(const RolloutWave* const wave, this->wave());
    if (rollout_.planDigest.isZero() || wave->approvalsNeeded == 0)
      return precondition("no_approval_needed", "nobody has to agree to wave " + wave->name, "wave");
    if (word_.plan != rollout_.planDigest)
      return Error{ErrorCode::Conflict, "other_plan",
                   "the plan of " + rollout_.id.value + " is not the one that was read", "plan_digest",
                   "read it again: flotillactl rollouts show " + rollout_.id.value};
    FLOTILLA_TRY(const RolloutPlan plan, planOf(rollout_));
    FLOTILLA_CHECK(checkScope(plan.waves[wave->place].approvals.role));
    if (approves && caller_.name == rollout_.author)
      return Error{ErrorCode::Denied, "own_plan",
                   caller_.name + " wrote this plan, and somebody else has to approve it", "rollout",
                   "ask another " + std::string(toText(plan.waves[wave->place].approvals.role))};
    if (hasEnded(rollout_.state) || rollout_.state == RolloutState::Draft || hasBegun(wave->state))
      return precondition("wrong_state",
                          hasBegun(wave->state) ? "wave " + wave->name + " has begun"
                                                : rollout_.id.value + " is " + inWords(toText(rollout_.state)),
                          "rollout", "a wave is approved after the start and before it begins");
    const RolloutApproval said{
        rollout_.id, wave->place,  caller_.name, word_.plan,
        approves,    word_.reason, room_.now,    room_.now + plan.waves[wave->place].approvals.lifetime};
    if (stands(said)) return okStatus();
    keep(said);
    fact_.detail = "wave " + wave->name + ", plan " + rollout_.planDigest.hex().substr(0, 12);
    changed_ = true;
    if (approves) return okStatus();
    FLOTILLA_CHECK(become(RolloutEvent::Reject));
    rollout_.reason = "rejected";
    rollout_.message =
        caller_.name + " rejected wave " + wave->name + (word_.reason.empty() ? std::string() : ": " + word_.reason);
    return okStatus();
  }

  // Whether the same was said already and still counts.
  bool stands(const RolloutApproval& said) const {
    return std::any_of(rollout_.approvals.begin(), rollout_.approvals.end(), [&](const RolloutApproval& known) {
      return known.wave == said.wave && known.by == said.by && known.plan == said.plan &&
             known.approved == said.approved && room_.now < known.expires;
    });
  }

  void keep(const RolloutApproval& said) {
    std::erase_if(rollout_.approvals,
                  [&](const RolloutApproval& known) { return known.wave == said.wave && known.by == said.by; });
    rollout_.approvals.push_back(said);
    mutation_.rows.emplace_back(said);
  }

  const EngineRoom& room_;
  const RolloutWord& word_;
  const Caller& caller_;
  Rollout rollout_;
  Mutation mutation_;
  AuditFact fact_;
  bool changed_ = false;
};

}  // namespace

Result<Decision<Rollout>> sayToRollout(const EngineRoom& room, const RolloutWord& word, const Caller& caller) {
  FLOTILLA_CHECK(checkReason(word.reason));
  FLOTILLA_CHECK(checkVisible(room.state, word.rollout, caller));
  return Speaker(room, word, caller).say();
}

}  // namespace flotilla::controlplane
