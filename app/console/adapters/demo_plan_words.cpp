// What people say to planned rollouts of the demonstration fleet.
#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_plan_motion.h"
#include "app/console/adapters/demo_rollouts.h"
#include "models/domain/rollout_lifecycle.h"
#include "models/domain/rollout_problem.h"

namespace flotilla::console {
namespace {

// What the verbs are called in the audit log.
constexpr std::array<const char*, kRolloutVerbNames.size()> kActions{
    "StartRollout", "PauseRollout", "ResumeRollout", "PromoteWave", "SkipWave", "ApproveRollout", "RejectRollout"};

Error wrongWave(const RolloutWave& wave, const char* reason, const char* fix) {
  return precondition(reason, "wave " + wave.name + " is " + std::string(toText(wave.state)), "wave", fix);
}

Status become(DemoState& state, Rollout& rollout, RolloutEvent event) {
  FLOTILLA_TRY(const RolloutState next, nextState(rollout, event));
  rollout.state = next;
  if (hasEnded(next)) rollout.endedAt = state.now;
  return okStatus();
}

Status start(DemoState& state, DemoPlanned& planned) {
  Rollout& rollout = planned.rollout;
  const bool asks = rollout.waves.front().approvalsNeeded > 0;
  FLOTILLA_TRY(const RolloutState next, nextState(rollout, asks ? RolloutEvent::Ask : RolloutEvent::Start));
  if (next == rollout.state) return okStatus();
  FLOTILLA_CHECK(checkIdle(state, planned.workload, 0));
  rollout.state = next;
  rollout.startedAt = state.now;
  return okStatus();
}

Status pause(DemoState& state, Rollout& rollout, const std::string& why) {
  FLOTILLA_CHECK(become(state, rollout, RolloutEvent::Pause));
  rollout.reason = "paused_by_hand";
  rollout.message = std::string("paused by ") + kDemoCaller + (why.empty() ? "" : ": " + why);
  return okStatus();
}

Status resume(DemoState& state, Rollout& rollout) {
  FLOTILLA_CHECK(become(state, rollout, RolloutEvent::Resume));
  rollout.reason = rollout.message = "";
  for (RolloutWave& wave : rollout.waves)
    if (wave.state == WaveState::Soaking) wave.soakingAt = state.now;
  return okStatus();
}

Status checkUnderWay(const Rollout& rollout) {
  if (rollout.state == RolloutState::Running || rollout.state == RolloutState::Paused) return okStatus();
  return precondition("wrong_state", rollout.id.value + " is " + std::string(toText(rollout.state)), "rollout",
                      "see flotillactl rollouts show " + rollout.id.value);
}

Status promote(DemoState& state, const Rollout& rollout, RolloutWave& wave) {
  if (wave.state == WaveState::Passed) return okStatus();
  FLOTILLA_CHECK(checkUnderWay(rollout));
  if (wave.state != WaveState::Soaking)
    return wrongWave(wave, "not_soaking", "only a wave that is soaking can be promoted");
  wave.state = WaveState::Passed;
  wave.endedAt = state.now;
  return okStatus();
}

Status skip(DemoState& state, const Rollout& rollout, RolloutWave& wave) {
  if (wave.state == WaveState::Skipped) return okStatus();
  if (hasEnded(rollout.state)) return checkUnderWay(rollout);
  if (hasBegun(wave.state) || isOver(wave.state))
    return wrongWave(wave, "wave_begun", "only a wave that has not begun can be skipped");
  wave.state = WaveState::Skipped;
  wave.endedAt = state.now;
  return okStatus();
}

Status judge(DemoState& state, Rollout& rollout, const RolloutWave& wave, const RolloutWord& word) {
  const bool approves = word.verb == RolloutVerb::Approve;
  if (wave.approvalsNeeded == 0)
    return precondition("no_approval_needed", "nobody has to agree to wave " + wave.name, "wave");
  if (word.plan != rollout.planDigest)
    return Error{ErrorCode::Conflict, "other_plan", "the plan of " + rollout.id.value + " is not the one that was read",
                 "plan_digest", "read it again: flotillactl rollouts show " + rollout.id.value};
  if (approves && rollout.author == kDemoCaller)
    return Error{ErrorCode::Denied, "own_plan",
                 rollout.author + " wrote this plan, and somebody else has to approve it", "rollout",
                 "ask another approver"};
  if (hasEnded(rollout.state) || rollout.state == RolloutState::Draft || hasBegun(wave.state))
    return precondition("wrong_state", rollout.id.value + " is " + std::string(toText(rollout.state)), "rollout",
                        "a wave is approved after the start and before it begins");
  std::erase_if(rollout.approvals,
                [&](const RolloutApproval& said) { return said.wave == wave.place && said.by == kDemoCaller; });
  rollout.approvals.push_back({rollout.id, wave.place, kDemoCaller, word.plan, approves, word.reason, state.now,
                               state.now + std::chrono::hours(24)});
  if (approves) return okStatus();
  FLOTILLA_CHECK(become(state, rollout, RolloutEvent::Reject));
  rollout.reason = "rejected";
  rollout.message =
      std::string(kDemoCaller) + " rejected wave " + wave.name + (word.reason.empty() ? "" : ": " + word.reason);
  return okStatus();
}

Status obey(DemoState& state, DemoPlanned& planned, const RolloutWord& word) {
  Rollout& rollout = planned.rollout;
  if (word.wave >= rollout.waves.size())
    return invalid("no_wave", rollout.id.value + " has " + std::to_string(rollout.waves.size()) + " waves", "wave",
                   "see flotillactl rollouts show " + rollout.id.value);
  RolloutWave& wave = rollout.waves[word.wave];
  switch (word.verb) {
    case RolloutVerb::Start:
      return start(state, planned);
    case RolloutVerb::Pause:
      return pause(state, rollout, word.reason);
    case RolloutVerb::Resume:
      return resume(state, rollout);
    case RolloutVerb::Promote:
      return promote(state, rollout, wave);
    case RolloutVerb::Skip:
      return skip(state, rollout, wave);
    case RolloutVerb::Approve:
    case RolloutVerb::Reject:
      return judge(state, rollout, wave, word);
  }
  return okStatus();
}

}  // namespace

Status sayToDemo(DemoState& state, std::uint32_t index, const RolloutWord& word) {
  DemoPlanned& planned = state.planned[index];
  const std::string before(toText(planned.rollout.state));
  FLOTILLA_CHECK(obey(state, planned, word));
  note(state, state.now,
       {kDemoCaller, kActions[static_cast<std::size_t>(word.verb)], "rollout/" + planned.rollout.id.value, word.reason,
        before, std::string(toText(planned.rollout.state))});
  return okStatus();
}

Status abortDemoPlan(DemoState& state, std::uint32_t index) {
  Rollout& rollout = state.planned[index].rollout;
  const std::string before(toText(rollout.state));
  if (rollout.state == RolloutState::RollingBack || hasEnded(rollout.state))
    return notAbortable(rollout.id, rollout.state, rollout.deadline, state.now);
  FLOTILLA_CHECK(become(state, rollout, RolloutEvent::Abort));
  for (RolloutNode& node : rollout.nodes)
    if (node.outcome == NodeOutcome::Pending) node.outcome = NodeOutcome::Withdrawn;
  note(state, state.now, {kDemoCaller, "CancelRollout", "rollout/" + rollout.id.value, {}, before, "aborted"});
  return okStatus();
}

Status rollBackDemoPlan(DemoState& state, std::uint32_t index) {
  DemoPlanned& planned = state.planned[index];
  const std::string before(toText(planned.rollout.state));
  if (planned.rollout.state == RolloutState::RollingBack || planned.rollout.state == RolloutState::RolledBack)
    return alreadyBack(planned.rollout.id, planned.rollout.state);
  FLOTILLA_CHECK(become(state, planned.rollout, RolloutEvent::RollBack));
  planned.rollout.endedAt = {};
  planned.rollout.reason = "rolled_back_by_hand";
  planned.rollout.message = std::string("taken back by ") + kDemoCaller;
  planned.returnedAt = state.now;
  for (RolloutNode& node : planned.rollout.nodes)
    if (node.outcome == NodeOutcome::Pending) node.outcome = NodeOutcome::Withdrawn;
  note(state, state.now,
       {kDemoCaller, "RollBackRollout", "rollout/" + planned.rollout.id.value, {}, before, "rolling_back"});
  return okStatus();
}

Result<RolloutPreview> previewDemoPlanBack(const DemoState& state, std::uint32_t index) {
  const DemoPlanned& planned = state.planned[index];
  const Rollout& rollout = planned.rollout;
  RolloutPreview out;
  out.workload = rollout.workload;
  out.artifact = rollout.artifact;
  for (std::size_t i = 0; i < rollout.nodes.size(); ++i) {
    if (rollout.nodes[i].outcome != NodeOutcome::Proven) continue;
    const DemoNode& node = state.nodes[planned.seats[i].node];
    const Version from = versionAt(planned.workload, planned.seats[i].from);
    out.nodes.push_back({rollout.nodes[i].node,
                         nameOf(node),
                         regionOf(node),
                         siteOf(node),
                         true,
                         rollout.to,
                         from,
                         node.contact == DemoContact::Steady ? Liveness::Live : Liveness::Offline,
                         true,
                         {}});
  }
  if (rollout.state == RolloutState::RollingBack || rollout.state == RolloutState::RolledBack)
    out.problem = alreadyBack(rollout.id, rollout.state);
  else if (const auto next = nextState(rollout, RolloutEvent::RollBack); !next)
    out.problem = next.error();
  else if (out.nodes.empty())
    out.problem = noVersionBefore(rollout.id, rollout.state);
  out.count();
  out.revision = state.revision;
  return out;
}

}  // namespace flotilla::console
