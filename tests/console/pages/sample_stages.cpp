#include "tests/console/pages/sample_stages.h"

#include <algorithm>
#include <cmath>

namespace flotilla::tests {
namespace {

using std::chrono::minutes;

constexpr std::uint32_t kClasses = 10;
constexpr std::size_t kTurn = 12;  // places on the way, one node after the other
const Version kTo{1, 9, 2};

// Where a node is: nothing from it, in shadow, at a weight, proven, refused, back.
struct Place {
  enum Kind { Waits, Shadow, Weights, Proven, Refused, Back } kind = Waits;
  std::uint32_t percent = 0;
};

Place placeOf(std::size_t node, StageScene scene) {
  if (scene == StageScene::Passed) return {Place::Proven, 100};
  if (node == 3) return {Place::Refused, 0};
  if (node == 8) return {Place::Back, 25};
  static constexpr std::uint32_t kSteps[] = {1, 5, 25, 50, 100};
  const std::size_t at = node % kTurn;
  if (at == 0) return {Place::Waits, 0};
  if (at < 5) return {Place::Shadow, 0};
  if (at < 10) return {Place::Weights, kSteps[at - 5]};
  return {Place::Proven, 100};
}

std::vector<std::uint64_t> flipsOf(std::uint64_t compared, std::uint64_t differ) {
  std::vector<std::uint64_t> out(kClasses * kClasses);
  for (std::uint32_t i = 0; i < kClasses; ++i) out[i * kClasses + i] = (compared - differ) / kClasses;
  out[3 * kClasses + 8] = differ / 2;
  out[1 * kClasses + 7] = differ / 3;
  out[5 * kClasses + 6] = differ - differ / 2 - differ / 3;
  return out;
}

NodeStage stageOf(StageKind kind, std::uint32_t percent, bool underWay, std::size_t node, StageScene scene,
                  TimePoint now) {
  NodeStage out;
  out.rollout = RolloutId("gate-sensor-7");
  out.underWay = underWay;
  StageReport& report = out.report;
  report.workload = WorkloadName("gate-sensor");
  report.generation = 413;
  report.stage = kind;
  report.percent = kind == StageKind::Shadow ? 0 : percent;
  report.startedAt = now - minutes(4) - std::chrono::seconds(node % 90);
  report.compared = (kind == StageKind::Shadow ? 380 : 12 * percent + 20) + node % 37;
  const double share = scene == StageScene::Alarm ? 0.036 : 0.011 + 0.001 * static_cast<double>(node % 5);
  report.differ = static_cast<std::uint64_t>(static_cast<double>(report.compared) * share);
  report.errors = node % 40 == 21 ? 1 : 0;
  report.drops = kind == StageKind::Shadow ? node % 4 : 0;
  report.logE = scene == StageScene::Alarm ? 0.62 : -0.004;
  report.logEErrors = -0.01;
  report.llr = -1.2;
  report.meanShift = -0.0124;
  report.slower = 0.042;
  report.peakRssKb = 118'000 + static_cast<std::uint32_t>(node % 900);
  report.classes = kClasses;
  report.flips = flipsOf(report.compared, report.differ);
  return out;
}

void bring(Node& node, const Place& place, std::size_t at, StageScene scene, TimePoint now) {
  const auto found = std::find_if(node.workloads.begin(), node.workloads.end(),
                                  [](const auto& one) { return one.workload == WorkloadName("gate-sensor"); });
  NodeWorkload& workload = *found;
  if (place.kind == Place::Waits) return;
  workload.generation = 413;
  workload.desired = kTo;
  workload.reason = workload.message = "";
  const bool shadow = place.kind == Place::Shadow, weights = place.kind == Place::Weights;
  workload.stages.push_back(stageOf(StageKind::Shadow, 0, shadow, at, scene, now));
  workload.state = shadow ? InstallState::Written : InstallState::Trying;
  if (place.kind == Place::Refused) {
    workload.state = InstallState::Refused;
    workload.reason = "shadow_differs";
    workload.message = "6.1 % of the answers in shadow differ";
  }
  if (shadow || place.kind == Place::Refused) return;
  workload.stages.push_back(stageOf(StageKind::Weights, place.percent, weights, at, scene, now));
  if (place.kind == Place::Back) {
    workload.state = InstallState::RolledBack;
    workload.reason = "weights_slow";
    workload.message = "answers of the new version took too long";
  }
  if (place.kind != Place::Proven) return;
  workload.state = InstallState::Committed;
  workload.version = kTo;
  workload.proven = true;
}

RolloutNode rowOf(const Node& node, const Place& place, std::size_t at, TimePoint now) {
  RolloutNode out;
  out.rollout = RolloutId("gate-sensor-7");
  out.node = node.id;
  out.nodeName = node.name;
  out.hadVersion = true;
  out.from = {1, 9, 1};
  out.generation = 413;
  out.place = static_cast<std::uint32_t>(at);
  out.assignedAt = now - minutes(22);
  out.outcome = place.kind == Place::Proven    ? NodeOutcome::Proven
                : place.kind == Place::Refused ? NodeOutcome::Refused
                : place.kind == Place::Back    ? NodeOutcome::RolledBack
                                               : NodeOutcome::Pending;
  if (place.kind == Place::Refused)
    out.reason = "shadow_differs", out.message = "6.1 % of the answers in shadow differ";
  if (place.kind == Place::Back) out.reason = "weights_slow", out.message = "answers of the new version took too long";
  return out;
}

void addUp(const NodeStage& stage, Rollout& rollout) {
  auto& all = rollout.stages.found;
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& sum) { return sum.stage == stage.report.stage; });
  if (found == all.end()) found = all.insert(all.end(), StageSummary{.stage = stage.report.stage});
  const StageReport& report = stage.report;
  ++found->nodes;
  found->underWay += stage.underWay ? 1 : 0;
  found->compared += report.compared;
  found->differ += report.differ;
  found->errors += report.errors;
  found->drops += report.drops;
  found->logE += report.logE;
  found->logEErrors += report.logEErrors;
  found->meanShift = report.meanShift;
  found->slower = report.slower;
  found->peakRssKb = std::max(found->peakRssKb, report.peakRssKb);
  found->classes = report.classes;
  found->flips.resize(report.flips.size());
  for (std::size_t i = 0; i < report.flips.size(); ++i) found->flips[i] += report.flips[i];
}

Rollout emptyRollout(std::size_t nodes, StageScene scene, TimePoint now) {
  Rollout out;
  out.id = RolloutId("gate-sensor-7");
  out.number = 7;
  out.workload = WorkloadName("gate-sensor");
  out.artifact = ArtifactName("gate-sensor");
  out.to = kTo;
  out.author = "shift-c";
  out.createdAt = now - minutes(40);
  out.planDigest.bytes[0] = 7;
  out.stages.planned = sampleStages();
  out.state = scene == StageScene::Draft ? RolloutState::Draft : RolloutState::Running;
  const bool begun = scene != StageScene::Draft;
  for (const char* name : {"first", "all"}) {
    RolloutWave wave;
    wave.rollout = out.id;
    wave.place = static_cast<std::uint32_t>(out.waves.size());
    wave.name = name;
    wave.nodes = wave.place == 0 ? nodes : nodes / 2;
    wave.soak = minutes(60);
    if (begun && wave.place == 0) {
      wave.state = WaveState::Assigning;
      wave.startedAt = out.startedAt = now - minutes(22);
    }
    out.waves.push_back(wave);
  }
  out.deadline = now + minutes(700);
  if (scene == StageScene::Alarm) {
    out.state = RolloutState::Paused;
    out.reason = "stages_differ";
    out.message = "all nodes together say that more answers differ than may";
  }
  if (scene == StageScene::Passed) out.waves[0].state = WaveState::Soaking, out.waves[0].soakingAt = now - minutes(3);
  return out;
}

}  // namespace

Stages sampleStages() {
  return {ShadowStage{}, WeightStage{}};
}

std::vector<FleetThing> sampleStaged(const SampleFleet& fleet, std::size_t nodes, StageScene scene, TimePoint now) {
  std::vector<FleetThing> out;
  Rollout rollout = emptyRollout(nodes, scene, now);
  std::size_t at = 0;
  for (const FleetThing& thing : fleet.things) {
    const auto* known = std::get_if<Node>(&thing);
    if (known == nullptr || known->workloads.size() < 2 || at == nodes + nodes / 2) continue;
    Node node = *known;
    Place place;
    if (scene != StageScene::Draft && at < nodes) place = placeOf(at, scene);
    bring(node, place, at, scene, now);
    RolloutNode row = rowOf(node, place, at, now);
    if (at >= nodes || scene == StageScene::Draft) row.outcome = NodeOutcome::Planned, row.assignedAt = {};
    row.wave = at < nodes ? 0 : 1;
    rollout.nodes.push_back(row);
    for (const NodeWorkload& workload : node.workloads)
      for (const NodeStage& stage : workload.stages) addUp(stage, rollout);
    out.emplace_back(std::move(node));
    ++at;
  }
  rollout.leaveOutNodes(1'000);
  out.emplace_back(std::move(rollout));
  return out;
}

}  // namespace flotilla::tests
