#include "app/console/adapters/demo_stages.h"

#include <algorithm>

#include "app/console/adapters/demo_catalog.h"
#include "models/domain/sequential.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr auto kBefore = 20s;          // of an assignment, until the new version runs
constexpr auto kHealthWindow = 20s;    // the step of 100 %
constexpr std::uint64_t kSpread = 60;  // percent, by which a stage of one node may take longer
constexpr double kDiffer = 0.0062;     // of the answers
constexpr std::uint32_t kClasses = 10;

struct Step {
  StageKind kind;
  std::uint32_t percent;
  TimePoint begins, ends;
};

Duration stretched(Duration least, std::uint64_t chance) {
  return least + least * static_cast<std::int64_t>(chance % kSpread) / 100;
}

std::vector<Step> stepsOf(const DemoPlanned& planned, std::size_t place) {
  const RolloutNode& node = planned.rollout.nodes[place];
  TimePoint at = node.assignedAt + kBefore;
  std::vector<Step> out;
  const auto add = [&](StageKind kind, std::uint32_t percent, Duration length) {
    const Duration takes = percent == 100 ? length : stretched(length, mixed(planned.rollout.seed + percent, place));
    out.push_back({kind, percent, at, at + takes});
    at += takes;
  };
  const Stages& stages = planned.plan.stages;
  if (stages.shadow) add(StageKind::Shadow, 0, stages.shadow->minTime);
  if (stages.weights)
    for (const std::uint32_t percent : stages.weights->steps)
      add(StageKind::Weights, percent, percent == 100 ? Duration(kHealthWindow) : stages.weights->minTime);
  return out;
}

double evidence(std::uint64_t bad, std::uint64_t all, double budget) {
  EProcess process(budget);
  process.take(bad, all - bad);
  return process.logE();
}

// Most that is read otherwise is an 8 that was a 3, or a 7 that was a 1.
std::vector<std::uint64_t> flipsOf(std::uint64_t compared, std::uint64_t differ) {
  std::vector<std::uint64_t> out(std::size_t{kClasses} * kClasses);
  for (std::uint32_t i = 0; i < kClasses; ++i) out[i * kClasses + i] = (compared - differ) / kClasses;
  out[0] += (compared - differ) % kClasses;
  out[3 * kClasses + 8] = (differ + 1) / 2;
  out[1 * kClasses + 7] = differ - (differ + 1) / 2;
  return out;
}

StageReport reportOf(const DemoPlanned& planned, std::size_t place, const Step& step, TimePoint now) {
  const DemoWorkload& workload = demoWorkloads()[planned.workload];
  const double seconds = std::chrono::duration<double>(std::min(now, step.ends) - step.begins).count();
  const double part = step.kind == StageKind::Shadow ? 1 : step.percent / 100.0;
  const std::uint64_t chance = mixed(planned.rollout.seed + 77, place * 128 + step.percent);
  StageReport out;
  out.workload = planned.rollout.workload;
  out.generation = planned.rollout.nodes[place].generation;
  out.stage = step.kind;
  out.percent = step.percent;
  out.startedAt = step.begins;
  out.compared = static_cast<std::uint64_t>(seconds * workload.ratePerSecond * part);
  out.differ = static_cast<std::uint64_t>(static_cast<double>(out.compared) * kDiffer *
                                          (0.7 + 0.6 * static_cast<double>(chance % 100) / 100));
  out.drops = step.kind == StageKind::Shadow ? out.compared / 900 + chance % 2 : 0;
  const Stages& stages = planned.plan.stages;
  const bool shadow = step.kind == StageKind::Shadow;
  out.logE = evidence(out.differ, out.compared, shadow ? stages.shadow->bad : stages.weights->differ);
  out.logEErrors = evidence(0, out.compared, shadow ? stages.shadow->maxErrors : stages.weights->maxErrors);
  if (shadow) {
    Sprt test(stages.shadow->good, stages.shadow->bad);
    test.take(out.differ, out.compared - out.differ);
    out.llr = test.llr();
  }
  out.meanShift = 0.004 - 0.0001 * static_cast<double>(chance % 30);
  out.slower = 0.03 + 0.001 * static_cast<double>(chance % 20);
  out.peakRssKb = 61'000 + static_cast<std::uint32_t>(chance % 4'000);
  out.classes = kClasses;
  out.flips = flipsOf(out.compared, out.differ);
  return out;
}

void addUp(const NodeStage& stage, std::vector<StageSummary>& all) {
  auto sum = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.stage == stage.report.stage; });
  if (sum == all.end()) sum = all.insert(all.end(), StageSummary{.stage = stage.report.stage});
  const StageReport& report = stage.report;
  const auto comparisons = static_cast<double>(report.compared);
  ++sum->nodes;
  sum->underWay += stage.underWay ? 1 : 0;
  sum->compared += report.compared;
  sum->differ += report.differ;
  sum->drops += report.drops;
  sum->logE += report.logE;
  sum->logEErrors += report.logEErrors;
  sum->llr += report.llr;
  sum->meanShift += report.meanShift * comparisons;
  sum->slower += report.slower * comparisons;
  sum->peakRssKb = std::max(sum->peakRssKb, report.peakRssKb);
  sum->classes = report.classes;
  sum->flips.resize(report.flips.size());
  for (std::size_t i = 0; i < report.flips.size(); ++i) sum->flips[i] += report.flips[i];
}

}  // namespace

void indexDemoStages(DemoPlanned& planned) {
  planned.placeOf.clear();
  if (planned.plan.stages.empty()) return;
  for (std::size_t i = 0; i < planned.seats.size(); ++i)
    planned.placeOf[planned.seats[i].node] = static_cast<std::uint32_t>(i);
}

Duration demoStagesTake(const DemoPlanned& planned, std::size_t place) {
  if (planned.plan.stages.empty()) return {};
  return stepsOf(planned, place).back().ends - planned.rollout.nodes[place].assignedAt;
}

std::vector<NodeStage> demoStages(const DemoPlanned& planned, std::size_t place, TimePoint now) {
  const RolloutNode& node = planned.rollout.nodes[place];
  std::vector<NodeStage> out;
  if (planned.plan.stages.empty() || node.assignedAt == TimePoint{} || node.outcome == NodeOutcome::Late) return out;
  // Whoever takes the assignment back ends its stages.
  const bool open = node.outcome == NodeOutcome::Pending;
  const TimePoint until = planned.rollout.endedAt == TimePoint{} ? now : std::min(now, planned.rollout.endedAt);
  for (const Step& step : stepsOf(planned, place)) {
    if (step.begins > until) break;
    if (!out.empty() && out.back().report.stage == step.kind) out.pop_back();  // only the newest step is told
    if (!out.empty()) out.back().underWay = false;
    out.push_back({reportOf(planned, place, step, until), planned.rollout.id, open});
  }
  return out;
}

RolloutStages demoRolloutStages(const DemoPlanned& planned, TimePoint now) {
  RolloutStages out{planned.plan.stages, {}};
  if (out.planned.empty()) return out;
  for (std::size_t place = 0; place < planned.seats.size(); ++place)
    for (const NodeStage& stage : demoStages(planned, place, now)) addUp(stage, out.found);
  std::sort(out.found.begin(), out.found.end(), [](const auto& a, const auto& b) { return a.stage < b.stage; });
  for (StageSummary& sum : out.found) {
    const double comparisons = std::max<double>(1, static_cast<double>(sum.compared));
    sum.meanShift /= comparisons;
    sum.slower /= comparisons;
  }
  return out;
}

void addDemoStages(const DemoState& state, std::uint32_t index, Node& node) {
  for (const DemoPlanned& planned : state.planned) {
    const auto seat = planned.placeOf.find(index);
    if (seat == planned.placeOf.end()) continue;
    const std::vector<NodeStage> stages = demoStages(planned, seat->second, state.now);
    if (stages.empty()) continue;
    for (NodeWorkload& workload : node.workloads) {
      if (workload.workload != planned.rollout.workload) continue;
      workload.stages = stages;
      if (!stages.back().underWay) continue;
      workload.desired = planned.rollout.to;
      workload.state = stages.back().report.stage == StageKind::Shadow ? InstallState::Written : InstallState::Trying;
    }
  }
}

}  // namespace flotilla::console
