#include "services/controlplane/core/rollouts/way_back.h"

#include <algorithm>

#include "models/domain/rollout_lifecycle.h"
#include "models/domain/rollout_problem.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"

namespace flotilla::controlplane {
namespace {

// What every decision about a rollout's way back needs.
struct Turn {
  const FleetState& state;
  const Rollout& rollout;
  const Caller& caller;
  const SigningKey& key;
  TimePoint now;
};

bool mayOperate(const Caller& caller, const NodeEntry& entry) {
  return caller.mayIn(Role::Operator, entry.record.region);
}

bool isGone(const NodeEntry& entry) {
  return entry.record.identity == NodeIdentity::Revoked || entry.record.identity == NodeIdentity::Retired;
}

// The newest rollout after this one that moved one of its nodes.
const Rollout* overtaker(const FleetState& state, const Rollout& rollout) {
  const Rollout* newest = nullptr;
  for (const auto& [id, other] : state.rollouts) {
    if (other.workload != rollout.workload || other.number <= (newest ? newest->number : rollout.number)) continue;
    const bool overtakes = std::any_of(other.nodes.begin(), other.nodes.end(), [&](const RolloutNode& node) {
      return state.rolloutPlaces.contains({rollout.id, node.node}) && hasMoved(other, node);
    });
    if (overtakes) newest = &other;
  }
  return newest;
}

// Whether the node runs what the rollout brought.
bool runsIt(const Turn& turn, const NodeEntry& entry) {
  const auto at = entry.workloads.find(turn.rollout.workload);
  if (at == entry.workloads.end() || !at->second.proven) return false;
  const ReleaseRecord* running = turn.state.releaseOf(at->second.digest);
  return running != nullptr && running->digest == turn.rollout.release;
}

bool hasBegun(const NodeEntry& entry, const RolloutNode& row) {
  return entry.status.generationSeen >= row.generation &&
         (row.outcome == NodeOutcome::Pending || row.outcome == NodeOutcome::Silent);
}

RolloutNode rowWith(RolloutNode row, NodeOutcome outcome, const char* reason, const char* message) {
  row.outcome = outcome;
  row.reason = reason;
  row.message = message;
  return row;
}

// Why a node on which nothing was proven before keeps what it was given; nothing if it can be taken back.
const char* whyItStays(const Turn& turn, const NodeEntry& entry, const RolloutNode& row) {
  if (runsIt(turn, entry)) return "nothing was proven there before";
  if (hasBegun(entry, row)) return "it has begun, and nothing was proven there before";
  if (!mayOperate(turn.caller, entry)) return "nothing was proven there before, and it is in another operator's region";
  return nullptr;
}

Status leaveBehind(const Turn& turn, const NodeEntry& entry, const RolloutNode& row, Mutation& out) {
  if (const char* why = whyItStays(turn, entry, row)) {
    out.rows.emplace_back(rowWith(row, NodeOutcome::Stayed, "no_version_before", why));
    return okStatus();
  }
  return assign(turn.state, entry, nothingDesired(entry, turn.rollout.workload, turn.rollout.id),
                rowWith(row, NodeOutcome::Withdrawn, "no_version_before",
                        "it is not given the version any more, and ran nothing before"),
                turn.key, turn.now, out);
}

Status giveBack(const Turn& turn, const NodeEntry& entry, const RolloutNode& row, Mutation& out) {
  return assign(turn.state, entry, {row.node, turn.rollout.workload, row.fromRelease, turn.rollout.id}, row, turn.key,
                turn.now, out);
}

Status abortNode(const Turn& turn, const NodeEntry& entry, const RolloutNode& row, Mutation& out) {
  if (isGone(entry)) {
    out.rows.emplace_back(notAsked(row, entry.record.identity));
    return okStatus();
  }
  if (!row.hadVersion) return leaveBehind(turn, entry, row, out);
  return giveBack(turn, entry, rowWith(row, NodeOutcome::Withdrawn, "aborted", "it gets back what it ran before"), out);
}

std::size_t countIn(const Mutation& mutation, NodeOutcome outcome) {
  return static_cast<std::size_t>(std::count_if(mutation.rows.begin(), mutation.rows.end(), [&](const Row& row) {
    const auto* node = std::get_if<RolloutNode>(&row);
    return node != nullptr && node->outcome == outcome;
  }));
}

// The rollout with the rows that the decision changes, as this caller sees it.
Rollout answerOf(const Turn& turn, Rollout rollout, const Mutation& mutation) {
  for (const Row& row : mutation.rows)
    if (const auto* node = std::get_if<RolloutNode>(&row))
      rollout.nodes[turn.state.rolloutPlaces.at({node->rollout, node->node})] = *node;
  std::erase_if(rollout.nodes, [&](const RolloutNode& n) { return !sees(turn.state, n, turn.caller); });
  return rollout;
}

Decision<Rollout> decided(const Turn& turn, Rollout rollout, Mutation mutation, std::string detail) {
  mutation.rows.emplace_back(RolloutRecord{rollout});
  Decision<Rollout> out;
  out.fact = {{},
              {},
              "rollout/" + rollout.id.value,
              std::move(detail),
              std::string(toText(turn.rollout.state)),
              std::string(toText(rollout.state))};
  out.answer = answerOf(turn, std::move(rollout), mutation);
  out.mutation = std::move(mutation);
  return out;
}

bool allRanItBefore(const Rollout& rollout, const BackTargets& targets) {
  return targets.leftBehind.empty() &&
         std::all_of(targets.nodes.begin(), targets.nodes.end(),
                     [&](const BackTarget& t) { return t.row->fromRelease == rollout.release; });
}

}  // namespace

BackTargets backTargets(const FleetState& state, const Rollout& rollout, const Caller& caller, TimePoint now) {
  BackTargets out;
  std::optional<Error> scope;
  for (const RolloutNode& row : rollout.nodes) {
    const auto at = state.nodes.find(row.node);
    if (at == state.nodes.end()) continue;
    const NodeEntry& entry = at->second;
    if (row.generation == 0) continue;  // it was never given anything
    if (!row.hadVersion && !isGone(entry)) {
      out.leftBehind.push_back({&entry, &row});
      out.excluded.push_back({&entry, precondition("no_version_before", "nothing was proven there before")});
    } else if (entry.record.identity != NodeIdentity::Active) {
      out.inactive.push_back({&entry, &row});
      out.excluded.push_back({&entry, notActive(entry.record)});
    } else if (!mayOperate(caller, entry)) {
      out.excluded.push_back({&entry, outOfScope(caller, entry.record.region)});
      if (!scope) scope = out.excluded.back().why;
    } else {
      out.nodes.push_back({&entry, &row});
    }
  }
  const Status idle = checkIdle(state, rollout.workload, rollout.number, now);
  const Rollout* newer = overtaker(state, rollout);
  if (rollout.state == RolloutState::RollingBack || rollout.state == RolloutState::RolledBack)
    out.problem = alreadyBack(rollout.id, rollout.state);
  else if (!idle)
    out.problem = idle.error();
  else if (newer != nullptr)
    out.problem = overtakenBy(newer->id);
  else if (scope)
    out.problem = scope;
  else if (out.nodes.empty())
    out.problem = noVersionBefore(rollout.id, rollout.state);
  else if (allRanItBefore(rollout, out))
    out.problem = sameVersionBefore(rollout.id, rollout.to);
  return out;
}

Result<Decision<Rollout>> rollBack(const FleetState& state, const RolloutId& id, const Caller& caller,
                                   const SigningKey& key, TimePoint now) {
  FLOTILLA_CHECK(checkVisible(state, id, caller));
  const Turn turn{state, state.rollouts.at(id), caller, key, now};
  const BackTargets targets = backTargets(state, turn.rollout, caller, now);
  if (targets.problem) return *targets.problem;
  Mutation mutation;
  for (const BackTarget& target : targets.nodes)
    FLOTILLA_CHECK(giveBack(turn, *target.node, rowWith(*target.row, NodeOutcome::Pending, "", ""), mutation));
  for (const BackTarget& target : targets.leftBehind)
    FLOTILLA_CHECK(leaveBehind(turn, *target.node, *target.row, mutation));
  for (const BackTarget& target : targets.inactive)
    mutation.rows.emplace_back(notAsked(*target.row, target.node->record.identity));
  Rollout rollout = turn.rollout;
  rollout.state = RolloutState::RollingBack;
  const auto plan = planOf(turn.rollout);
  rollout.deadline = now + deadlineWithoutStages(plan ? *plan : RolloutPlan());
  rollout.reason = "";
  rollout.message = "";
  rollout.endedAt = {};
  std::string detail = std::to_string(targets.nodes.size()) + " nodes back to the version before";
  if (const std::size_t stay = countIn(mutation, NodeOutcome::Stayed); stay > 0)
    detail += ", " + std::to_string(stay) + " stay on " + rollout.to.toString();
  return decided(turn, std::move(rollout), std::move(mutation), std::move(detail));
}

Result<Decision<Rollout>> abortRollout(const FleetState& state, const RolloutId& id, const Caller& caller,
                                       const SigningKey& key, TimePoint now) {
  FLOTILLA_CHECK(checkVisible(state, id, caller));
  if (state.learning) return stillLearning();
  const Turn turn{state, state.rollouts.at(id), caller, key, now};
  if (hasEnded(turn.rollout.state) || !stateAfter(turn.rollout.state, RolloutEvent::Abort))
    return notAbortable(id, turn.rollout.state, turn.rollout.deadline, now);
  Mutation mutation;
  for (const RolloutNode& row : turn.rollout.nodes) {
    const auto entry = state.nodes.find(row.node);
    if (row.outcome != NodeOutcome::Pending || entry == state.nodes.end()) continue;
    if (!mayOperate(caller, entry->second)) return outOfScope(caller, entry->second.record.region);
    FLOTILLA_CHECK(abortNode(turn, entry->second, row, mutation));
  }
  Rollout rollout = turn.rollout;
  rollout.state = RolloutState::Aborted;
  rollout.endedAt = now;
  std::string detail = std::to_string(rollout.count(NodeOutcome::Proven)) + " nodes keep " + rollout.to.toString() +
                       ", " + std::to_string(countIn(mutation, NodeOutcome::Withdrawn)) + " do not get it";
  return decided(turn, std::move(rollout), std::move(mutation), std::move(detail));
}

}  // namespace flotilla::controlplane
