#include "services/controlplane/core/rollouts/looks.h"

#include <algorithm>
#include <cmath>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/cohorts.h"

namespace flotilla::controlplane {
namespace {

constexpr double kMicrosPerMilli = 1000;
constexpr double kMostLogOdds = 20.7;  // a thousand million to one: more tells nobody more
constexpr std::uint32_t kKbPerMb = 1024;
constexpr std::uint64_t kLooksAtPace = 500;
constexpr std::uint64_t kMostDoublings = 16;
constexpr Duration kLongestSpacing = std::chrono::hours(1);

const ArmCounts* countsOf(const NodeEntry& entry, const WorkloadName& workload, const Version& version) {
  const auto at = entry.totals.find({workload, version});
  return at == entry.totals.end() ? nullptr : &at->second;
}

// The version before the rollout, while the node runs it.
const WorkloadReport* runsBefore(const NodeEntry& entry, const Rollout& rollout) {
  const auto at = entry.workloads.find(rollout.workload);
  if (at == entry.workloads.end() || !at->second.proven || at->second.version == rollout.to) return nullptr;
  return &at->second;
}

struct Looker {
  const FleetState& state;
  const Rollout& rollout;
  const RolloutPlan& plan;
  const RolloutWave& wave;
  TimePoint now;
  Duration reportInterval;

  std::optional<Reading> read(const RolloutNode& node) const {
    const auto at = state.nodes.find(node.node);
    if (at == state.nodes.end()) return std::nullopt;
    const NodeEntry& entry = at->second;
    const bool canary = node.outcome == NodeOutcome::Proven;
    if (canary && now < node.provenAt + plan.gates.warmUp) return std::nullopt;
    if (!canary && node.outcome != NodeOutcome::Planned) return std::nullopt;
    const WorkloadReport* before = canary ? nullptr : runsBefore(entry, rollout);
    if (!canary && before == nullptr) return std::nullopt;
    Reading out;
    out.place = node.place;
    out.canary = canary;
    out.reporting = nodeLiveness(state, entry, now, reportInterval) == Liveness::Live;
    out.stratum = stratumOf(entry.record.region, entry.record.hardware);
    if (const ArmCounts* counts = countsOf(entry, rollout.workload, canary ? rollout.to : before->version))
      fill(*counts, out);
    if (canary) fillPast(entry, node, out);
    if (const auto report = entry.workloads.find(rollout.workload); report != entry.workloads.end())
      out.restarts = report->second.restarts;
    out.memoryMb = (entry.status.workerRssKb + kKbPerMb - 1) / kKbPerMb;
    return out;
  }

  std::uint64_t badOf(const ArmCounts& counts) const {
    const bool wrongIsBad = plan.gates.badEvent == BadEvent::WrongAnswer;
    return counts.errors + (wrongIsBad ? counts.labelled - counts.correct : 0);
  }
  std::uint64_t slowOf(const ArmCounts& counts) const {
    return wave.slowLimitMs > 0 ? counts.latencyUs.countAbove(wave.slowLimitMs * kMicrosPerMilli) : 0;
  }

  void fillPast(const NodeEntry& entry, const RolloutNode& node, Reading& out) const {
    const ArmCounts* before =
        node.hadVersion && node.from != rollout.to ? countsOf(entry, rollout.workload, node.from) : nullptr;
    if (before == nullptr) return;
    out.pastRequests = before->requests;
    out.pastBad = badOf(*before);
    out.pastSlow = slowOf(*before);
  }

  void fill(const ArmCounts& counts, Reading& out) const {
    out.requests = counts.requests;
    out.bad = badOf(counts);
    out.slow = slowOf(counts);
    if (plan.gates.maxP95Ms) out.over = counts.latencyUs.countAbove(*plan.gates.maxP95Ms * kMicrosPerMilli);
  }
};

// What waits for days is looked at less and less often, so that it does not fill the disk.
Duration spacing(const Gates& gates, std::uint64_t looks) {
  const auto doublings = std::min<std::uint64_t>(looks / kLooksAtPace, kMostDoublings);
  return std::min(gates.interval * (std::int64_t{1} << doublings), std::max(gates.interval, kLongestSpacing));
}

}  // namespace

std::optional<LookRecord> takeLook(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan,
                                   TimePoint now, Duration reportInterval) {
  const RolloutWave* wave = rollout.judgedWave();
  const bool isUnderWay = rollout.state == RolloutState::Running || rollout.state == RolloutState::Paused;
  if (wave == nullptr || rollout.plan.empty() || !isUnderWay) return std::nullopt;
  const auto at = state.watched.find(rollout.id);
  const Watched* watched = at != state.watched.end() && at->second.wave == wave->place ? &at->second : nullptr;
  if (watched != nullptr && now < watched->at + spacing(plan.gates, watched->looks)) return std::nullopt;
  const Looker looker{state, rollout, plan, *wave, now, reportInterval};
  std::vector<Reading> readings;
  bool anyCanary = false;
  for (const RolloutNode& node : rollout.nodes) {
    const auto reading = looker.read(node);
    if (!reading) continue;
    anyCanary |= reading->canary;
    readings.push_back(*reading);
  }
  if (!anyCanary) return std::nullopt;
  if (!plan.gates.compare) std::erase_if(readings, [](const Reading& r) { return !r.canary; });
  LookRecord out;
  out.look.rollout = rollout.id;
  out.look.wave = wave->place;
  out.look.number = watched == nullptr ? 1 : watched->looks + 1;
  out.look.at = now;
  out.readings = encodeReadings(readings);
  WaveEvidence evidence = watched == nullptr ? WaveEvidence(plan.gates.tolerance) : watched->evidence;
  evidence.add(now, readings);
  out.look.evidence = judgeWave(evidence, plan.gates, rollout.seed, out.look.number);
  return out;
}

RolloutWave lookedAt(RolloutWave wave, const RolloutLook& look) {
  wave.looks = look.number;
  wave.verdict = look.evidence.verdict;
  wave.reason = look.evidence.reason;
  wave.why = look.evidence.why;
  wave.odds = std::exp(std::min(std::max(look.evidence.badLogOdds, look.evidence.slowLogOdds), kMostLogOdds));
  return wave;
}

}  // namespace flotilla::controlplane
