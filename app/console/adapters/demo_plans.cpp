#include "app/console/adapters/demo_plans.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_evidence.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_rollouts.h"
#include "app/console/adapters/demo_stages.h"
#include "app/console/adapters/demo_views.h"
#include "services/crypto/hash.h"
#include "services/documents/rollout_plan.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr double kUsualBad = 0.0017;
constexpr auto kUsualInstall = 55s;
constexpr std::size_t kNamed = 20;

std::string plural(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// Seats in the order of the draw.
Result<std::vector<DemoSeat>> seatsFor(const DemoState& state, const RolloutPlan& plan, std::size_t workload,
                                       std::size_t version, std::uint64_t seed) {
  FLOTILLA_TRY(const std::vector<std::uint32_t> meant, selectNodes(state, plan.selector, "selector"));
  std::vector<std::pair<std::uint64_t, DemoSeat>> drawn;
  for (const std::uint32_t index : meant) {
    const DemoNode& node = state.nodes[index];
    const auto here = [&](const RegionName& region) { return region == regionOf(node); };
    if (node.identity != NodeIdentity::Active) continue;
    if (!plan.regions.empty() && std::none_of(plan.regions.begin(), plan.regions.end(), here)) continue;
    for (std::uint8_t slot = 0; slot < node.installs.size(); ++slot) {
      const DemoInstall& install = node.installs[slot];
      if (install.workload != workload || install.version == version || install.cause != kNone) continue;
      if (plan.from && versionAt(workload, install.version) != *plan.from) continue;
      drawn.push_back({mixed(seed, index), {index, slot, install.version}});
    }
  }
  std::sort(drawn.begin(), drawn.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<DemoSeat> out;
  for (const auto& entry : drawn) out.push_back(entry.second);
  if (out.empty())
    return precondition("no_nodes", "no active node matches", plan.selector.empty() ? "" : "selector",
                        "choose others, or enrol nodes first");
  return out;
}

bool takes(const DemoState& state, const WaveSize& size, const DemoSeat& seat, std::size_t taken, std::size_t all) {
  const DemoNode& node = state.nodes[seat.node];
  switch (size.kind) {
    case WaveSize::Kind::Percent:
      return static_cast<double>(taken) < std::ceil(size.percent / 100 * static_cast<double>(all));
    case WaveSize::Kind::Count:
      return taken < size.count;
    case WaveSize::Kind::Regions:
      return std::find(size.regions.begin(), size.regions.end(), regionOf(node)) != size.regions.end();
    case WaveSize::Kind::Sites:
      return std::find(size.sites.begin(), size.sites.end(), siteOf(node)) != size.sites.end();
    case WaveSize::Kind::Rest:
      return true;
  }
  return false;
}

RolloutNode nodeOf(const DemoState& state, const DemoPlanned& planned, const DemoSeat& seat, std::uint32_t wave) {
  RolloutNode out;
  out.rollout = planned.rollout.id;
  out.node = idOf(state, seat.node);
  out.nodeName = nameOf(state.nodes[seat.node]);
  out.hadVersion = seat.from != kNone;
  out.from = versionAt(planned.workload, seat.from);
  out.outcome = NodeOutcome::Planned;
  out.wave = wave;
  out.place = static_cast<std::uint32_t>(planned.seats.size());
  return out;
}

// Who is in which wave, wave by wave.
Status drawWaves(const DemoState& state, std::vector<DemoSeat> left, DemoPlanned& out) {
  const std::size_t all = left.size();
  for (const PlanWave& wave : out.plan.waves) {
    const auto place = static_cast<std::uint32_t>(out.rollout.waves.size());
    std::size_t taken = 0;
    std::vector<DemoSeat> rest;
    for (const DemoSeat& seat : left) {
      if (!takes(state, wave.size, seat, taken, all)) {
        rest.push_back(seat);
        continue;
      }
      ++taken;
      out.rollout.nodes.push_back(nodeOf(state, out, seat, place));
      out.seats.push_back(seat);
    }
    if (taken == 0)
      return precondition("empty_wave", "wave " + wave.name + " has no nodes",
                          "waves[" + std::to_string(place) + "].size", "take it out, or make those before it smaller");
    left = std::move(rest);
    RolloutWave told;
    told.rollout = out.rollout.id;
    told.place = place;
    told.name = wave.name;
    told.nodes = taken;
    told.soak = wave.soak;
    told.approvalsNeeded = wave.approvals.count;
    out.rollout.waves.push_back(told);
    const DemoWorkload& workload = demoWorkloads()[out.workload];
    out.truths.push_back({workload.ratePerSecond, kUsualBad, kUsualBad * 0.97, 0});
    // Enough to see three times the usual, as a control plane would say it.
    out.truths.back().needed = out.plan.gates.minRequests > 0 ? out.plan.gates.minRequests : 8'000;
  }
  if (!left.empty())
    return precondition("left_over", plural(left.size(), "node is", "nodes are") + " in no wave", "waves",
                        "let the last wave take the rest");
  return okStatus();
}

WavePreview previewOf(const DemoPlanned& planned, const RolloutWave& wave) {
  const PlanWave& plan = planned.plan.waves[wave.place];
  const DemoWorkload& workload = demoWorkloads()[planned.workload];
  WavePreview out;
  out.name = wave.name;
  out.size = toText(plan.size);
  out.nodes = wave.nodes;
  out.approvals = wave.approvalsNeeded;
  out.bytes = wave.nodes * workload.bytes;
  out.duration = std::chrono::duration_cast<Duration>(kUsualInstall) + plan.soak;
  double canary = 0;
  for (const RolloutNode& node : planned.rollout.nodes) {
    canary += node.wave <= wave.place ? 1 : 0;
    out.baseline += node.wave > wave.place ? 1 : 0;
    if (node.wave == wave.place && out.someNodes.size() < kNamed) out.someNodes.push_back(node.nodeName);
  }
  if (out.baseline == 0) {
    out.notes.push_back({"no_baseline", "no node is left to compare with: only the fixed limits are watched"});
    return out;
  }
  const double perSecond = canary * workload.ratePerSecond * kUsualBad;  // bad answers
  const double soak = std::chrono::duration<double>(plan.soak).count();
  if (soak > 0) out.smallestHarm = 1 + 4 / std::sqrt(std::max(1.0, perSecond * soak));
  out.doubling = std::chrono::seconds(static_cast<std::int64_t>(16 / perSecond) + 1);
  out.canPermute = canary >= 4 && out.baseline >= 4;
  if (!out.canPermute)
    out.notes.push_back({"cannot_permute", "too few nodes for a comparison of nodes to reject: requests decide alone"});
  if (plan.soak > Duration{} && *out.doubling > plan.soak)
    out.notes.push_back({"soak_too_short", "a doubling of bad answers is not expected to be seen within the soak"});
  return out;
}

Status checkStagesOf(const RolloutPlan& plan, std::size_t workload) {
  if (plan.stages.empty()) return okStatus();
  const Status fits = checkStagesFit(plan.stages, declared(demoWorkloads()[workload]).config);
  if (fits) return fits;
  Error error = fits.error();
  error.message = plan.workload.value + ": " + error.message;
  error.field = plan.stages.shadow ? "shadow" : "weights";
  return error;
}

std::string draftDetail(const DemoPlanned& planned) {
  return std::string(demoWorkloads()[planned.workload].name) + " " + planned.rollout.to.toString() + ", " +
         plural(planned.seats.size(), "node", "nodes") + " in " +
         plural(planned.rollout.waves.size(), "wave", "waves") + ", plan " +
         planned.rollout.planDigest.hex().substr(0, 12);
}

}  // namespace

std::optional<std::uint32_t> findDemoPlanned(const DemoState& state, const RolloutId& id) {
  for (std::uint32_t i = 0; i < state.planned.size(); ++i)
    if (state.planned[i].rollout.id == id) return i;
  return std::nullopt;
}

std::uint32_t nextDemoNumber(const DemoState& state, std::size_t workload) {
  std::uint32_t next = 1;
  for (const DemoRollout& other : state.rollouts)
    if (other.workload == workload) next = std::max(next, other.number + 1);
  for (const DemoPlanned& other : state.planned)
    if (other.workload == workload) next = std::max(next, static_cast<std::uint32_t>(other.rollout.number) + 1);
  return next;
}

Result<DemoPlanned> draftDemoPlan(const DemoState& state, const std::string& plan, const std::string& author) {
  DemoPlanned out;
  FLOTILLA_TRY(out.plan, parseRolloutPlan(plan));
  const auto workload = findDemoWorkload(out.plan.workload);
  if (!workload)
    return notFound("no_workload", "workload " + out.plan.workload.value + " is not declared", "workload",
                    "the demonstration has edge-gateway, checkout-vision, gate-sensor and meter-reader");
  FLOTILLA_CHECK(checkStagesOf(out.plan, *workload));
  const auto version = findDemoVersion(*workload, out.plan.to);
  if (!version)
    return notFound("no_release",
                    "no release of " + out.plan.workload.value + " " + out.plan.to.toString() + " is published", "to",
                    "flotillactl release publish LAYOUT");
  out.workload = static_cast<std::uint8_t>(*workload);
  out.to = static_cast<std::uint8_t>(*version);
  Rollout& rollout = out.rollout;
  rollout.number = nextDemoNumber(state, *workload);
  rollout.id = RolloutId(out.plan.workload.value + "-" + std::to_string(rollout.number));
  rollout.workload = out.plan.workload;
  rollout.artifact = ArtifactName(out.plan.workload.value);
  rollout.to = out.plan.to;
  rollout.release = toRelease(state, *workload, *version).digest;
  rollout.state = RolloutState::Draft;
  rollout.author = author;
  rollout.createdAt = state.now;
  rollout.plan = plan;
  rollout.planDigest = sha256(plan);
  rollout.seed = mixed(state.spec.seed + 11, rollout.number * 8 + *workload);
  FLOTILLA_TRY(auto seats, seatsFor(state, out.plan, *workload, *version, rollout.seed));
  FLOTILLA_CHECK(drawWaves(state, std::move(seats), out));
  indexDemoStages(out);
  return out;
}

Result<std::uint32_t> createDemoDraft(DemoState& state, const std::string& plan) {
  FLOTILLA_TRY(DemoPlanned planned, draftDemoPlan(state, plan, kDemoCaller));
  note(state, state.now,
       {kDemoCaller, "CreateRollout", "rollout/" + planned.rollout.id.value, draftDetail(planned), {}, "draft"});
  state.planned.push_back(std::move(planned));
  return static_cast<std::uint32_t>(state.planned.size() - 1);
}

Status editDemoPlan(DemoState& state, std::uint32_t index, const std::string& plan) {
  const Rollout& before = state.planned[index].rollout;
  if (before.state != RolloutState::Draft && before.state != RolloutState::AwaitingApproval)
    return precondition("wrong_state", before.id.value + " has begun: its plan stays as it is", "rollout",
                        "make a new draft: flotillactl rollouts create");
  FLOTILLA_TRY(DemoPlanned next, draftDemoPlan(state, plan, kDemoCaller));
  if (next.rollout.workload != before.workload)
    return invalid("other_workload", "this is a rollout of " + before.workload.value, "workload",
                   "make a draft of its own: flotillactl rollouts create");
  next.rollout.id = before.id;
  next.rollout.number = before.number;
  next.rollout.createdAt = before.createdAt;
  for (RolloutNode& node : next.rollout.nodes) node.rollout = before.id;
  for (RolloutWave& wave : next.rollout.waves) wave.rollout = before.id;
  note(state, state.now,
       {kDemoCaller, "EditRollout", "rollout/" + before.id.value, draftDetail(next), std::string(toText(before.state)),
        "draft"});
  state.planned[index] = std::move(next);
  return okStatus();
}

Result<RolloutPreview> previewDemoPlan(const DemoState& state, const std::string& plan) {
  FLOTILLA_TRY(const DemoPlanned planned, draftDemoPlan(state, plan, kDemoCaller));
  RolloutPreview out;
  out.workload = planned.rollout.workload;
  out.artifact = planned.rollout.artifact;
  out.to = planned.rollout.to;
  out.planDigest = planned.rollout.planDigest;
  out.nodeCount = planned.seats.size();
  out.revision = state.revision;
  std::map<RegionName, RegionPreview> regions;
  for (const DemoSeat& seat : planned.seats) {
    RegionPreview& region = regions[regionOf(state.nodes[seat.node])];
    region.region = regionOf(state.nodes[seat.node]);
    ++region.nodes;
    region.withoutWayBack += seat.from == kNone ? 1 : 0;
  }
  for (const auto& [name, region] : regions) out.regions.push_back(region);
  out.stages = planned.plan.stages;
  for (const RolloutWave& wave : planned.rollout.waves) {
    out.waves.push_back(previewOf(planned, wave));
    for (const std::string& stage : sentences(out.stages)) out.waves.back().notes.push_back({"stages", stage});
  }
  if (const Status idle = checkIdle(state, planned.workload, 0); !idle) out.problem = idle.error();
  return out;
}

Rollout toldOf(const DemoPlanned& planned, TimePoint now, std::size_t bound) {
  Rollout out = planned.rollout;
  out.stages = demoRolloutStages(planned, now);
  out.plan.clear();
  out.leaveOutNodes(bound);
  return out;
}

}  // namespace flotilla::console
