#include "services/controlplane/core/rollouts/rollouts.h"

#include <algorithm>
#include <optional>

#include "models/domain/utf8.h"
#include "services/controlplane/core/rollouts/cohorts.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/practice.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/controlplane/core/rollouts/targets.h"
#include "services/crypto/hash.h"
#include "services/documents/rollout_plan.h"

namespace flotilla::controlplane {
namespace {

// With only the nodes that the caller may see; nothing if there are none.
std::optional<Rollout> visibleTo(const FleetState& state, const Rollout& rollout, const Caller& caller) {
  Rollout visible = rollout;
  if (caller.mayEverywhere(Role::Viewer)) return visible;
  std::erase_if(visible.nodes, [&](const RolloutNode& n) { return !sees(state, n, caller); });
  if (visible.nodes.empty()) return std::nullopt;
  return visible;
}

std::uint64_t nextNumber(const FleetState& state, const WorkloadName& workload) {
  std::uint64_t number = 0;
  for (const auto& [id, other] : state.rollouts)
    if (other.workload == workload) number = std::max(number, other.number);
  return number + 1;
}

std::string nodesText(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " node" : " nodes");
}

// The rows of the nodes, each in the wave that it was drawn for, and how many each wave has.
Status drawNodes(const EngineRoom& room, const RolloutPlan& plan, const std::vector<const NodeEntry*>& nodes,
                 Rollout& rollout) {
  FLOTILLA_TRY(const auto waves, drawWaves(candidatesOf(room.state, nodes, room.now, room.reportInterval), plan.waves,
                                           rollout.seed, plan.gates.compare));
  rollout.waves = wavesOf(plan, rollout.id);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    RolloutNode row = startingPoint(room.state, *nodes[i], rollout.id, rollout.workload);
    row.outcome = NodeOutcome::Planned;
    row.wave = waves[i];
    row.place = static_cast<std::uint32_t>(i);
    ++rollout.waves[waves[i]].nodes;
    rollout.nodes.push_back(std::move(row));
  }
  for (RolloutWave& wave : rollout.waves)
    if (wave.nodes == 0) wave.state = WaveState::Skipped;
  return okStatus();
}

void store(const Rollout& rollout, Mutation& out) {
  out.rows.emplace_back(RolloutRecord{rollout});
  out.rows.insert(out.rows.end(), rollout.waves.begin(), rollout.waves.end());
  out.rows.insert(out.rows.end(), rollout.nodes.begin(), rollout.nodes.end());
}

Decision<Rollout> decided(const FleetState& state, const Caller& caller, Rollout rollout, Mutation mutation,
                          std::string detail) {
  Decision<Rollout> out;
  out.fact.object = "rollout/" + rollout.id.value;
  out.fact.detail = std::move(detail);
  out.fact.after = rollout.id.value + " " + (rollout.plan.empty() ? rollout.release : rollout.planDigest).toString();
  out.answer = visibleTo(state, rollout, caller).value_or(rollout);
  out.mutation = std::move(mutation);
  return out;
}

Rollout newRollout(const EngineRoom& room, const NewRollout& wanted, const ReleaseRecord& release,
                   const Caller& caller) {
  Rollout rollout;
  rollout.number = nextNumber(room.state, wanted.workload);
  rollout.id = RolloutId(wanted.workload.value + "-" + std::to_string(rollout.number));
  rollout.workload = wanted.workload;
  rollout.artifact = release.release.artifact;
  rollout.to = wanted.version;
  rollout.release = release.digest;
  rollout.author = caller.name;
  rollout.createdAt = room.now;
  rollout.deadline = room.now + wanted.deadline;
  return rollout;
}

Result<Decision<Rollout>> deploy(const EngineRoom& room, const NewRollout& wanted, const Caller& caller) {
  FLOTILLA_TRY(const ForwardTargets targets, forwardTargets(room.state, wanted, caller, room.now, room.reportInterval));
  if (targets.problem) return *targets.problem;
  if (!room.repairs) FLOTILLA_CHECK(checkPractice(room.state, targets.nodes));
  Rollout rollout = newRollout(room, wanted, *targets.release, caller);
  rollout.startedAt = room.now;
  FLOTILLA_CHECK(drawNodes(room, directPlan(wanted), targets.nodes, rollout));
  Mutation mutation;
  store(rollout, mutation);
  FLOTILLA_CHECK(beginRollout(room, rollout, mutation));
  std::string detail = rollout.artifact.value + " " + rollout.to.toString() + " to " + nodesText(rollout.nodes.size()) +
                       (wanted.selector.empty() ? "" : " (" + wanted.selector + ")");
  return decided(room.state, caller, std::move(rollout), std::move(mutation), std::move(detail));
}

// The plan, its digest and the nodes it means, as a draft with no number yet.
struct Drafted {
  RolloutPlan plan;
  std::string text;
  ForwardTargets targets;
};

Result<Drafted> draftOf(const EngineRoom& room, const std::string& text, const Caller& caller) {
  Drafted out;
  FLOTILLA_TRY(RolloutPlan plan, writtenPlan(text));
  out.plan = completed(std::move(plan), room.state.workloads);
  out.text = encodeRolloutPlan(out.plan);
  FLOTILLA_TRY(out.targets, plannedTargets(room.state, out.plan, caller, room.now, room.reportInterval));
  if (out.targets.problem) return *out.targets.problem;
  return out;
}

Status fill(const EngineRoom& room, const Drafted& draft, std::uint64_t seed, Rollout& rollout) {
  rollout.state = RolloutState::Draft;
  rollout.plan = draft.text;
  rollout.planDigest = sha256(draft.text);
  rollout.seed = seed;
  return drawNodes(room, draft.plan, draft.targets.nodes, rollout);
}

std::string plannedDetail(const Rollout& rollout) {
  std::string out = rollout.artifact.value + " " + rollout.to.toString() + " to " + nodesText(rollout.nodes.size()) +
                    " in " + std::to_string(rollout.waves.size()) + (rollout.waves.size() == 1 ? " wave" : " waves");
  for (const std::string& stage : sentences(plannedStages(rollout))) out += "; " + stage;
  return out;
}

}  // namespace

Result<Decision<Rollout>> createRollout(const EngineRoom& room, const NewRollout& wanted, const Caller& caller,
                                        std::uint64_t seed) {
  if (wanted.plan.empty()) return deploy(room, wanted, caller);
  FLOTILLA_TRY(const Drafted draft, draftOf(room, wanted.plan, caller));
  Rollout rollout = newRollout(room, wantedBy(draft.plan), *draft.targets.release, caller);
  FLOTILLA_CHECK(fill(room, draft, seed, rollout));
  Mutation mutation;
  store(rollout, mutation);
  std::string detail = "draft: " + plannedDetail(rollout);
  return decided(room.state, caller, std::move(rollout), std::move(mutation), std::move(detail));
}

Result<Decision<Rollout>> deployByPlan(const EngineRoom& room, const std::string& plan, const Caller& caller,
                                       std::uint64_t seed) {
  FLOTILLA_TRY(const Drafted draft, draftOf(room, plan, caller));
  FLOTILLA_CHECK(checkIdle(room.state, draft.plan.workload, 0, room.now));
  if (!room.repairs) FLOTILLA_CHECK(checkPractice(room.state, draft.targets.nodes));
  Rollout rollout = newRollout(room, wantedBy(draft.plan), *draft.targets.release, caller);
  FLOTILLA_CHECK(fill(room, draft, seed, rollout));
  rollout.state = RolloutState::Running;
  rollout.startedAt = room.now;
  Mutation mutation;
  store(rollout, mutation);
  FLOTILLA_CHECK(beginRollout(room, rollout, mutation));
  mutation.rows.emplace_back(RolloutRecord{rollout});
  std::string detail = plannedDetail(rollout);
  return decided(room.state, caller, std::move(rollout), std::move(mutation), std::move(detail));
}

Result<Decision<Rollout>> editRollout(const EngineRoom& room, const RolloutId& id, const std::string& plan,
                                      const Caller& caller, std::uint64_t seed) {
  FLOTILLA_CHECK(checkVisible(room.state, id, caller));
  const Rollout& before = room.state.rollouts.at(id);
  if (before.state != RolloutState::Draft && before.state != RolloutState::AwaitingApproval)
    return precondition("wrong_state", id.value + " has begun: its plan stays as it is", "rollout",
                        "make a new draft: flotillactl rollouts create");
  FLOTILLA_TRY(const Drafted draft, draftOf(room, plan, caller));
  if (draft.plan.workload != before.workload)
    return invalid("other_workload", "this is a rollout of " + before.workload.value, "workload",
                   "make a draft of its own: flotillactl rollouts create");
  Rollout rollout = before;
  rollout.to = draft.plan.to;
  rollout.release = draft.targets.release->digest;
  rollout.artifact = draft.targets.release->release.artifact;
  rollout.author = caller.name;  // whoever wrote the plan that counts cannot approve it
  rollout.startedAt = {};
  rollout.nodes.clear();
  rollout.waves.clear();
  FLOTILLA_CHECK(fill(room, draft, seed, rollout));
  Mutation mutation;
  mutation.removals.push_back({RolloutParts{id}});
  rollout.approvals.clear();
  store(rollout, mutation);
  std::string detail = "draft: " + plannedDetail(rollout);
  return decided(room.state, caller, std::move(rollout), std::move(mutation), std::move(detail));
}

std::vector<RolloutId> rolloutsUnderWay(const FleetState& state) {
  std::vector<RolloutId> out;
  for (const auto& [id, rollout] : state.rollouts) {
    const bool open = !hasEnded(rollout.state) && rollout.state != RolloutState::Draft;
    const bool waitsForLate = rollout.state == RolloutState::Succeeded &&
                              rollout.count(NodeOutcome::Late) + rollout.count(NodeOutcome::Pending) > 0 &&
                              isNewest(state, rollout);
    if (open || waitsForLate) out.push_back(id);
  }
  return out;
}

bool sees(const FleetState& state, const RolloutNode& node, const Caller& caller) {
  const auto entry = state.nodes.find(node.node);
  return entry != state.nodes.end() && caller.mayIn(Role::Viewer, entry->second.record.region);
}

Status checkVisible(const FleetState& state, const RolloutId& id, const Caller& caller) {
  const auto at = state.rollouts.find(id);
  const bool visible =
      at != state.rollouts.end() &&
      (caller.mayEverywhere(Role::Viewer) || std::any_of(at->second.nodes.begin(), at->second.nodes.end(),
                                                         [&](const RolloutNode& n) { return sees(state, n, caller); }));
  if (visible) return okStatus();
  return notFound("no_rollout", "there is no rollout " + excerpt(id.value, 80), "rollout",
                  "see flotillactl rollouts list");
}

Result<Rollout> findRollout(const FleetState& state, const RolloutId& id, const Caller& caller) {
  FLOTILLA_CHECK(checkVisible(state, id, caller));
  Rollout out = *visibleTo(state, state.rollouts.at(id), caller);
  showStages(state, out);
  return out;
}

std::vector<Rollout> visibleRollouts(const FleetState& state, const Caller& caller) {
  std::vector<Rollout> out;
  for (const auto& [id, rollout] : state.rollouts)
    if (auto visible = visibleTo(state, rollout, caller)) out.push_back(std::move(*visible));
  std::stable_sort(out.begin(), out.end(),
                   [](const Rollout& a, const Rollout& b) { return a.createdAt > b.createdAt; });
  return out;
}

}  // namespace flotilla::controlplane
