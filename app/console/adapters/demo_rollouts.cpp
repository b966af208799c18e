#include "app/console/adapters/demo_rollouts.h"

#include <algorithm>
#include <numeric>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_places.h"
#include "app/console/adapters/demo_plans.h"
#include "app/console/adapters/demo_views.h"
#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "models/domain/rollout_problem.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr auto kOwnDeadline = 20min;
constexpr double kOwnShare = 0.10;  // of the fleet, at most

Status checkDeadline(Duration deadline) {
  if (deadline >= 10s && deadline <= std::chrono::hours(24 * 30)) return okStatus();
  return invalid("bad_deadline", "a deadline is 10 seconds to 30 days away", "deadline", "for example 30m");
}

Status checkRegions(const std::vector<RegionName>& wanted) {
  const auto regions = demoRegions();
  for (const RegionName& region : wanted)
    if (std::none_of(regions.begin(), regions.end(), [&](const DemoRegion& r) { return r.name == region.value; }))
      return notFound("no_region", "region " + region.value.substr(0, 80) + " is not declared", "regions");
  return okStatus();
}

std::optional<std::uint8_t> slotOf(const DemoNode& node, std::size_t workload) {
  for (std::uint8_t slot = 0; slot < node.installs.size(); ++slot)
    if (node.installs[slot].workload == workload) return slot;
  return std::nullopt;
}

void addTarget(const DemoState& state, std::uint32_t index, DemoForward& out) {
  const DemoNode& node = state.nodes[index];
  const auto slot = slotOf(node, out.workload);
  if (node.identity != NodeIdentity::Active)
    out.excluded.push_back({index, notActive(node)});
  else if (!slot)
    out.excluded.push_back({index, precondition("no_variant", "the node's machine has no place for this workload")});
  else
    out.targets.push_back({index, 0, *slot, node.installs[*slot].version, kNone, NodeOutcome::Pending});
}

std::uint32_t start(DemoState& state, const DemoForward& forward, const NewRollout& wanted) {
  DemoRollout rollout;
  rollout.workload = static_cast<std::uint8_t>(forward.workload);
  rollout.to = static_cast<std::uint8_t>(forward.version);
  rollout.number = nextDemoNumber(state, forward.workload);
  rollout.author = kDemoCaller;
  rollout.createdAt = state.now;
  rollout.deadline = state.now + wanted.deadline;
  rollout.targets = forward.targets;
  const DemoWorkload& workload = demoWorkloads()[forward.workload];
  note(state, state.now,
       {rollout.author,
        "CreateRollout",
        "rollout/" + idOf(rollout).value,
        std::string(workload.name) + " " + workload.versions[forward.version].version.toString() + " to " +
            std::to_string(rollout.targets.size()) + " nodes" +
            (wanted.selector.empty() ? "" : " (" + wanted.selector + ")"),
        {},
        idOf(rollout).value});
  state.rollouts.push_back(std::move(rollout));
  return static_cast<std::uint32_t>(state.rollouts.size() - 1);
}

std::vector<InactiveNode> inactiveOf(const DemoState& state, const std::vector<DemoExcluded>& excluded) {
  std::vector<InactiveNode> out;
  for (const DemoExcluded& target : excluded)
    if (const DemoNode& node = state.nodes[target.node]; node.identity != NodeIdentity::Active)
      out.push_back({nameOf(node), node.identity});
  return out;
}

// Every target has proven this version, so that nothing would change.
bool changesNothing(const DemoState& state, const DemoForward& forward) {
  return std::all_of(forward.targets.begin(), forward.targets.end(), [&](const DemoTarget& target) {
    const DemoInstall& install = state.nodes[target.node].installs[target.slot];
    return install.version == forward.version && install.state == InstallState::Committed;
  });
}

}  // namespace

Status checkIdle(const DemoState& state, std::size_t workload, std::uint32_t after) {
  for (const DemoRollout& rollout : state.rollouts)
    if (rollout.workload == workload && rollout.number > after && !hasEnded(rollout.state))
      return notEnded(idOf(rollout), rollout.state, rollout.deadline, state.now);
  for (const DemoPlanned& planned : state.planned) {
    const Rollout& rollout = planned.rollout;
    // One that waits for approval keeps no other from starting here, or all workloads would be taken.
    const bool waits = rollout.state == RolloutState::Draft || rollout.state == RolloutState::AwaitingApproval;
    if (planned.workload == workload && rollout.number > after && !waits && !hasEnded(rollout.state))
      return notEnded(rollout.id, rollout.state, rollout.deadline, state.now);
  }
  return okStatus();
}

Error notActive(const DemoNode& node) {
  return precondition("not_active", "the node is " + std::string(toText(node.identity)));
}

Result<std::vector<std::uint32_t>> selectNodes(const DemoState& state, const std::string& selector, const char* field) {
  std::vector<std::uint32_t> out(state.nodes.size());
  std::iota(out.begin(), out.end(), 0U);
  FLOTILLA_TRY(const Selector parsed, readSelector(selector, nodeSelectorFields(), compilePattern, field));
  if (parsed.kind == Selector::Kind::All && parsed.children.empty()) return out;
  std::erase_if(out, [&](std::uint32_t index) {
    const Node node = toNode(state, index);
    return !matches(parsed, nodeSelectorValues(node, state.now));
  });
  return out;
}

Result<DemoForward> forwardTargets(const DemoState& state, const NewRollout& wanted) {
  const auto workload = findDemoWorkload(wanted.workload);
  if (!workload)
    return notFound("no_workload", "workload " + wanted.workload.value + " is not declared", "workload",
                    "the demonstration has edge-gateway, checkout-vision, gate-sensor and meter-reader");
  const auto version = findDemoVersion(*workload, wanted.version);
  if (!version)
    return notFound("no_release",
                    "no release of " + wanted.workload.value + " " + wanted.version.toString() + " is published",
                    "version", "flotillactl release publish LAYOUT");
  FLOTILLA_CHECK(checkRegions(wanted.regions));
  FLOTILLA_TRY(const std::vector<std::uint32_t> meant, selectNodes(state, wanted.selector, "selector"));
  DemoForward out;
  out.workload = *workload;
  out.version = *version;
  for (const std::uint32_t index : meant) {
    const auto isHere = [&](const RegionName& region) { return region == regionOf(state.nodes[index]); };
    if (wanted.regions.empty() || std::any_of(wanted.regions.begin(), wanted.regions.end(), isHere))
      addTarget(state, index, out);
  }
  const Status idle = checkIdle(state, *workload, 0), deadline = checkDeadline(wanted.deadline);
  if (!idle)
    out.problem = idle.error();
  else if (out.targets.empty())
    out.problem = noActiveNode(inactiveOf(state, out.excluded), chosenBy(wanted));
  else if (!deadline)
    out.problem = deadline.error();
  else if (changesNothing(state, out))
    out.problem = nothingToDeploy(out.targets.size(), nameOf(state.nodes[out.targets.front().node]),
                                  ArtifactName(wanted.workload.value), wanted.version);
  return out;
}

Result<std::uint32_t> createDemoRollout(DemoState& state, const NewRollout& wanted) {
  FLOTILLA_TRY(const DemoForward forward, forwardTargets(state, wanted));
  if (forward.problem) return *forward.problem;
  return start(state, forward, wanted);
}

std::optional<std::uint32_t> startDemoRollout(DemoState& state, std::size_t workload, std::size_t region) {
  NewRollout wanted;
  wanted.workload = WorkloadName(std::string(demoWorkloads()[workload].name));
  wanted.version = demoWorkloads()[workload].versions.back().version;
  wanted.regions = {RegionName(std::string(demoRegions()[region].name))};
  wanted.deadline = kOwnDeadline;
  auto forward = forwardTargets(state, wanted);
  if (!forward || forward->problem) return std::nullopt;
  std::erase_if(forward->targets, [&](const DemoTarget& target) {
    return target.from == forward->version || state.nodes[target.node].contact != DemoContact::Steady;
  });
  const auto most = static_cast<std::size_t>(kOwnShare * static_cast<double>(state.nodes.size())) + 1;
  if (forward->targets.size() > most) forward->targets.resize(most);
  if (forward->targets.empty()) return std::nullopt;
  return start(state, *forward, wanted);
}

}  // namespace flotilla::console
