#include "app/console/adapters/demo_rollouts.h"

#include <algorithm>
#include <numeric>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_places.h"
#include "app/console/adapters/demo_views.h"
#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr auto kOwnDeadline = 20min;
constexpr double kOwnShare = 0.10;  // of the fleet, at most

Status checkIdle(const DemoState& state, std::size_t workload, std::uint32_t after) {
  for (const DemoRollout& rollout : state.rollouts)
    if (rollout.workload == workload && rollout.number > after && !hasEnded(rollout.state))
      return precondition("rollout_running", "rollout " + idOf(rollout).value + " of this workload has not ended",
                          "workload", "wait for it, or roll it back first");
  return okStatus();
}

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

Error notActive(const DemoNode& node) {
  return precondition("not_active", "the node is " + std::string(toText(node.identity)));
}

void addTarget(const DemoState& state, std::uint32_t index, DemoForward& out) {
  const DemoNode& node = state.nodes[index];
  const auto slot = slotOf(node, out.workload);
  if (node.identity != NodeIdentity::Active)
    out.excluded.push_back({index, notActive(node)});
  else if (!slot)
    out.excluded.push_back({index, precondition("no_variant", "the node's machine has no place for this workload")});
  else
    out.targets.push_back({index, 0, *slot, node.installs[*slot].version, kNone, false, NodeOutcome::Pending});
}

std::uint32_t start(DemoState& state, const DemoForward& forward, const NewRollout& wanted) {
  DemoRollout rollout;
  rollout.workload = static_cast<std::uint8_t>(forward.workload);
  rollout.to = static_cast<std::uint8_t>(forward.version);
  rollout.number = 1;
  for (const DemoRollout& other : state.rollouts)
    if (other.workload == rollout.workload) rollout.number = std::max(rollout.number, other.number + 1);
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

}  // namespace

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
    out.problem = precondition("no_nodes", "no active node matches", wanted.selector.empty() ? "regions" : "selector",
                               "enrol nodes first, or choose others");
  else if (!deadline)
    out.problem = deadline.error();
  return out;
}

Result<DemoBack> backTargets(const DemoState& state, const RolloutId& id) {
  const auto index = findDemoRollout(state, id);
  if (!index)
    return notFound("no_rollout", "there is no rollout " + id.value.substr(0, 80), "rollout",
                    "see flotillactl rollouts list");
  const DemoRollout& rollout = state.rollouts[*index];
  DemoBack out;
  out.rollout = *index;
  for (std::uint32_t i = 0; i < rollout.targets.size(); ++i) {
    const DemoNode& node = state.nodes[rollout.targets[i].node];
    if (rollout.targets[i].from == kNone)
      out.excluded.push_back(
          {rollout.targets[i].node, precondition("no_version_before", "nothing was proven there before")});
    else if (node.identity != NodeIdentity::Active)
      out.excluded.push_back({rollout.targets[i].node, notActive(node)});
    else
      out.targets.push_back(i);
  }
  const Status idle = checkIdle(state, rollout.workload, rollout.number);
  if (rollout.state == RolloutState::RollingBack || rollout.state == RolloutState::RolledBack)
    out.problem = precondition("already_rolled_back",
                               "rollout " + id.value + " is " + std::string(toText(rollout.state)), "rollout");
  else if (!idle)
    out.problem = idle.error();
  else if (out.targets.empty())
    out.problem = precondition("no_way_back", "no node of " + id.value + " ran a version before it", "rollout",
                               "deploy another version instead");
  return out;
}

Result<std::uint32_t> createDemoRollout(DemoState& state, const NewRollout& wanted) {
  FLOTILLA_TRY(const DemoForward forward, forwardTargets(state, wanted));
  if (forward.problem) return *forward.problem;
  return start(state, forward, wanted);
}

Result<std::uint32_t> rollBackDemo(DemoState& state, const RolloutId& id) {
  FLOTILLA_TRY(const DemoBack back, backTargets(state, id));
  if (back.problem) return *back.problem;
  DemoRollout& rollout = state.rollouts[back.rollout];
  const Duration window = rollout.deadline - rollout.createdAt;
  const std::string before(toText(rollout.state));
  for (const std::uint32_t target : back.targets) {
    rollout.targets[target].goesBack = true;
    rollout.targets[target].outcome = NodeOutcome::Pending;
    rollout.targets[target].cause = kNone;
  }
  std::erase_if(state.flights, [&](const DemoFlight& flight) {
    return flight.rollout == back.rollout && rollout.targets[flight.target].goesBack;
  });
  rollout.next = 0;
  rollout.state = RolloutState::RollingBack;
  rollout.deadline = state.now + window;
  rollout.endedAt = {};
  note(state, state.now,
       {kDemoCaller, "RollBackRollout", "rollout/" + id.value, "back to the version before", before, "rolling_back"});
  return back.rollout;
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
