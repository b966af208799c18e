#include "services/controlplane/core/rollouts/targets.h"

#include <algorithm>
#include <set>

#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "models/domain/rollout_problem.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

Status checkDeadline(Duration deadline) {
  if (deadline >= std::chrono::seconds(10) && deadline <= std::chrono::hours(24 * 30)) return okStatus();
  return invalid("bad_deadline", "a deadline is 10 seconds to 30 days away", "deadline", "for example 30m");
}

Result<const ReleaseRecord*> chooseRelease(const FleetState& state, const NewRollout& wanted) {
  const auto workload = state.workloads.find(wanted.workload);
  if (workload == state.workloads.end()) return noWorkload(state, wanted.workload);
  const ReleaseRecord* release = state.findRelease(workload->second.artifact, wanted.version);
  if (release == nullptr) return noRelease(state, workload->second.artifact, wanted.version);
  return release;
}

std::vector<InactiveNode> inactiveOf(const std::vector<ExcludedTarget>& excluded) {
  std::vector<InactiveNode> out;
  for (const ExcludedTarget& target : excluded) out.push_back({target.node->record.name, target.node->record.identity});
  return out;
}

bool changesNothing(const FleetState& state, const WorkloadName& workload, const ForwardTargets& targets) {
  return std::all_of(targets.nodes.begin(), targets.nodes.end(), [&](const NodeEntry* entry) {
    return runsExactly(state, *entry, {entry->record.id, workload, targets.release->digest, {}});
  });
}

}  // namespace

Result<std::vector<const NodeEntry*>> meantNodes(const FleetState& state, const NewRollout& wanted, TimePoint now,
                                                 Duration reportInterval) {
  for (const RegionName& region : wanted.regions)
    if (!state.regions.contains(region)) return noRegion(state, region, "regions");
  if (!wanted.selector.empty() && wanted.selector.find_first_not_of(" \t\r\n") == std::string::npos)
    return invalid("bad_selector", "the selector is blank", "selector", "leave it out for every node");
  FLOTILLA_TRY(const Selector selector,
               readSelector(wanted.selector, nodeSelectorFields(), compilePattern, "selector"));
  const bool all = selector.kind == Selector::Kind::All && selector.children.empty();
  std::vector<const NodeEntry*> meant;
  for (const auto& [name, id] : state.nodeNames) {
    const NodeEntry& entry = state.nodes.at(id);
    const auto& regions = wanted.regions;
    if (!regions.empty() && std::find(regions.begin(), regions.end(), entry.record.region) == regions.end()) continue;
    if (!all) {
      const Node view = nodeView(state, entry, now, reportInterval);
      if (!matches(selector, nodeSelectorValues(view, now))) continue;
    }
    meant.push_back(&entry);
  }
  return meant;
}

Error outOfScope(const Caller& caller, const RegionName& region) {
  return {ErrorCode::Denied, "out_of_scope", caller.name + " may not operate nodes in region " + region.value,
          "regions", "choose regions with --region, or ask an operator of that region"};
}

Error notActive(const NodeRecord& node) {
  return precondition("not_active", "the node is " + std::string(toText(node.identity)));
}

Status checkIdle(const FleetState& state, const WorkloadName& workload, std::uint64_t after, TimePoint now) {
  if (state.learning) return stillLearning();
  for (const auto& [id, rollout] : state.rollouts)
    if (rollout.workload == workload && rollout.number > after && !hasEnded(rollout.state) &&
        rollout.state != RolloutState::Draft)
      return notEnded(id, rollout.state, rollout.deadline, now);
  return okStatus();
}

RolloutNode startingPoint(const FleetState& state, const NodeEntry& entry, const RolloutId& id,
                          const WorkloadName& workload) {
  RolloutNode node;
  node.rollout = id;
  node.node = entry.record.id;
  node.nodeName = entry.record.name;
  const auto at = entry.workloads.find(workload);
  if (at == entry.workloads.end() || !at->second.proven) return node;
  const ReleaseRecord* release = state.releaseOf(at->second.digest);
  if (release == nullptr) return node;
  node.hadVersion = true;
  node.from = at->second.version;
  node.fromRelease = release->digest;
  return node;
}

namespace {

bool runsOther(const NodeEntry& entry, const WorkloadName& workload, const Version& from) {
  const auto at = entry.workloads.find(workload);
  return at == entry.workloads.end() || !at->second.proven || at->second.version != from;
}

// `from`: only nodes that have proven it. `idle`: whether another rollout may be under way.
Result<ForwardTargets> chooseTargets(const FleetState& state, const NewRollout& wanted,
                                     const std::optional<Version>& from, const Status& idle, const Caller& caller,
                                     TimePoint now, Duration reportInterval) {
  ForwardTargets out;
  FLOTILLA_TRY(out.release, chooseRelease(state, wanted));
  FLOTILLA_TRY(const auto meant, meantNodes(state, wanted, now, reportInterval));
  std::optional<Error> scope, variant;
  const auto exclude = [&](const NodeEntry* entry, const Error& why, std::optional<Error>* problem) {
    out.excluded.push_back({entry, why});
    if (problem != nullptr && !*problem) *problem = why;
  };
  for (const NodeEntry* entry : meant) {
    const NodeRecord& node = entry->record;
    const DesiredWorkload desired{node.id, wanted.workload, out.release->digest, {}};
    const Status fits = checkTarget(state, *entry, desired);
    if (node.identity != NodeIdentity::Active)
      exclude(entry, notActive(node), nullptr);
    else if (!caller.mayIn(Role::Operator, node.region))
      exclude(entry, outOfScope(caller, node.region), &scope);
    else if (from && runsOther(*entry, wanted.workload, *from))
      exclude(entry, precondition("other_version", "it does not run " + from->toString()), nullptr);
    else if (!fits)
      exclude(entry, fits.error(), &variant);
    else
      out.nodes.push_back(entry);
  }
  const Status deadline = checkDeadline(wanted.deadline);
  if (!idle)
    out.problem = idle.error();
  else if (scope)
    out.problem = scope;
  else if (out.nodes.empty() && !variant && from)
    out.problem = precondition("no_nodes", "no active node that is meant has proven " + from->toString(), "from",
                               "name a version that nodes run, or leave it out");
  else if (out.nodes.empty() && !variant)
    out.problem = noActiveNode(inactiveOf(out.excluded), chosenBy(wanted));
  else if (!deadline)
    out.problem = deadline.error();
  else if (variant)
    out.problem = variant;
  else if (changesNothing(state, wanted.workload, out))
    out.problem = nothingToDeploy(out.nodes.size(), out.nodes.front()->record.name, out.release->release.artifact,
                                  wanted.version);
  return out;
}

// The last of all problems, because it is about nodes that could be told.
void askPolicy(const FleetState& state, PlannedStart start, TimePoint now, ForwardTargets& out) {
  if (out.problem) return;
  start.release = out.release;
  start.nodes = out.nodes;
  if (const Status kept = checkPlanned(state, start, now); !kept) out.problem = kept.error();
}

// All nodes at once, and nobody waits for a budget or has approved anything.
void askBudgets(const FleetState& state, const WorkloadName& workload, TimePoint now, ForwardTargets& out) {
  if (out.problem) return;
  const RegionName* worst = nullptr;
  std::set<RegionName> regions;
  for (const NodeEntry* node : out.nodes) regions.insert(node->record.region);
  const auto budgets = budgetsIn(state, workload, regions, now);
  for (const auto& [region, say] : budgets)
    if (worst == nullptr || isWorse(say.state, budgets.at(*worst).state)) worst = &region;
  if (worst == nullptr) return;
  const BudgetSay& say = budgets.at(*worst);
  out.problem = precondition(reasonOf(say),
                             sentenceOf(say, *worst) + ", and what is deployed without a plan cannot wait", "regions",
                             "deploy it by a plan, which waits (flotillactl rollouts create -f plan.yaml), or " +
                                 overrideCommand(say, *worst));
}

}  // namespace

Result<ForwardTargets> forwardTargets(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                      TimePoint now, Duration reportInterval) {
  FLOTILLA_TRY(ForwardTargets out, chooseTargets(state, wanted, std::nullopt, checkIdle(state, wanted.workload, 0, now),
                                                 caller, now, reportInterval));
  PlannedStart start{.workload = wanted.workload};
  start.closed = ClosedHours::Refuse;  // all nodes at once, and nobody waits for hours
  askPolicy(state, std::move(start), now, out);
  askBudgets(state, wanted.workload, now, out);
  return out;
}

namespace {

// Every region and site that a wave names is declared.
Status checkPlaces(const FleetState& state, const RolloutPlan& plan) {
  for (std::size_t i = 0; i < plan.waves.size(); ++i) {
    const std::string field = "waves[" + std::to_string(i) + "].size";
    for (const RegionName& region : plan.waves[i].size.regions)
      if (!state.regions.contains(region)) return noRegion(state, region, field.c_str());
    for (const SiteName& site : plan.waves[i].size.sites)
      if (!state.sites.contains(site)) {
        Error error = noSite(state, site);
        error.field = field;
        return error;
      }
  }
  return okStatus();
}

// A node whose agent takes no stages waits for a newer one; if all do, nothing would ever be given to anybody.
void askAgents(const RolloutPlan& plan, ForwardTargets& out) {
  const auto able = [&](const NodeEntry* node) { return takesStages(plan, *node); };
  if (out.problem || std::any_of(out.nodes.begin(), out.nodes.end(), able)) return;
  out.problem = precondition(
      kTooOld, "no node that is meant can take it: " + out.nodes.front()->record.name + ": " + kTooOldText,
      plan.stages.shadow ? "shadow" : "weights", "update the agents, or leave shadow and weights out of the plan");
}

}  // namespace

Result<ForwardTargets> plannedTargets(const FleetState& state, const RolloutPlan& plan, const Caller& caller,
                                      TimePoint now, Duration reportInterval) {
  FLOTILLA_CHECK(checkPlaces(state, plan));
  FLOTILLA_CHECK(checkStages(state, plan));
  auto out = chooseTargets(state, wantedBy(plan), plan.from, okStatus(), caller, now, reportInterval);
  if (out) askAgents(plan, *out);
  if (out) {
    PlannedStart start{.workload = plan.workload};
    start.first = FirstWave{plan.waves.front().name, plan.waves.front().approvals};
    askPolicy(state, std::move(start), now, *out);
  }
  if (out || out.error().field != "version") return out;
  Error error = out.error();
  error.field = "to";  // as the document calls it
  return error;
}

std::vector<Candidate> candidatesOf(const FleetState& state, const std::vector<const NodeEntry*>& nodes, TimePoint now,
                                    Duration reportInterval) {
  std::vector<Candidate> out;
  for (const NodeEntry* entry : nodes)
    out.push_back({entry->record.id, entry->record.region, entry->record.site, entry->record.hardware,
                   nodeLiveness(state, *entry, now, reportInterval) == Liveness::Live});
  return out;
}

PlannedStart restOf(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan, const RolloutWave& next) {
  PlannedStart out{.workload = rollout.workload};
  const auto release = state.releases.find(rollout.release);
  if (release != state.releases.end()) out.release = &release->second;
  for (const RolloutNode& node : rollout.nodes) {
    const auto at = state.nodes.find(node.node);
    const bool waits = node.outcome == NodeOutcome::Planned && at != state.nodes.end();
    if (waits && at->second.record.identity == NodeIdentity::Active) out.nodes.push_back(&at->second);
  }
  out.asksFirst = std::none_of(rollout.waves.begin(), rollout.waves.end(),
                               [](const RolloutWave& wave) { return hasBegun(wave.state); });
  if (!rollout.plan.empty()) out.first = FirstWave{next.name, plan.waves[next.place].approvals};
  out.closed = ClosedHours::Wait;
  return out;
}

}  // namespace flotilla::controlplane
