#include "services/controlplane/core/rollouts/plan_preview.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "models/domain/policy_text.h"
#include "models/domain/stage_summary.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/judge/permutation.h"
#include "services/controlplane/core/judge/planning.h"
#include "services/controlplane/core/judge/wave_evidence.h"
#include "services/controlplane/core/rollouts/cohorts.h"
#include "services/runtime/zone.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kNamed = 20;
constexpr std::size_t kRegionsTold = 5;
constexpr std::uint64_t kSeed = 1;  // how many are drawn from each stratum hardly depends on it
constexpr double kDoubling = 2;
constexpr Duration kGuess = std::chrono::seconds(30);  // to download and switch, without any history

// Bad answers per answer so far, of what the nodes run before.
double badRateOf(const RolloutPlan& plan, const std::vector<const NodeEntry*>& nodes) {
  std::uint64_t requests = 0, bad = 0;
  for (const NodeEntry* entry : nodes) {
    const auto report = entry->workloads.find(plan.workload);
    if (report == entry->workloads.end() || !report->second.proven) continue;
    const auto counts = entry->totals.find({plan.workload, report->second.version});
    if (counts == entry->totals.end()) continue;
    requests += counts->second.requests;
    bad += counts->second.errors;
    if (plan.gates.badEvent == BadEvent::WrongAnswer) bad += counts->second.labelled - counts->second.correct;
  }
  // Where nothing was bad yet, one more answer would have been.
  return static_cast<double>(std::max<std::uint64_t>(bad, 1)) /
         static_cast<double>(std::max<std::uint64_t>(requests, 1) + 1);
}

// From a node's assignment to its proof, in the middle of all rollouts of the workload so far.
std::optional<Duration> usualTime(const FleetState& state, const WorkloadName& workload) {
  std::vector<Duration> times;
  for (const auto& [id, rollout] : state.rollouts) {
    if (rollout.workload != workload) continue;
    for (const RolloutNode& node : rollout.nodes)
      if (node.assignedAt != TimePoint{} && node.provenAt > node.assignedAt)
        times.push_back(node.provenAt - node.assignedAt);
  }
  if (times.empty()) return std::nullopt;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

bool isOf(const WaveSize& size, const NodeRecord& node) {
  return std::find(size.regions.begin(), size.regions.end(), node.region) != size.regions.end() ||
         std::find(size.sites.begin(), size.sites.end(), node.site) != size.sites.end();
}

Duration timeOfRate(const RolloutRate& rate, std::size_t nodes) {
  if (rate.nodes == 0 || nodes == 0) return {};
  Duration out{};
  double total = rate.nodes, step = rate.nodes;
  while (total < static_cast<double>(nodes)) {
    step *= rate.growth;
    total += std::floor(step);
    out += rate.every;
  }
  return out;
}

std::uint64_t bytesFor(const Release& release, const NodeEntry& entry) {
  std::uint64_t any = 0;
  for (const Variant& variant : release.variants) {
    if (variant.hardware == entry.record.hardware) return variant.bytes;
    if (variant.hardware == "any") any = variant.bytes;
  }
  return any;
}

// That a node is in stages at least: the last step of weights is the health window.
Duration leastTime(const Stages& stages) {
  Duration out{};
  if (stages.shadow) out += stages.shadow->minTime;
  if (stages.weights) out += stages.weights->minTime * static_cast<std::int64_t>(stages.weights->steps.size() - 1);
  return out;
}

class Previewer {
 public:
  Previewer(const FleetState& state, const RolloutPlan& plan, const ForwardTargets& targets, TimePoint now,
            std::vector<std::uint32_t> waves)
      : state_(state), plan_(plan), targets_(targets), now_(now), waves_(std::move(waves)) {
    badRate_ = badRateOf(plan, targets.nodes);
    closed_ = closedRules(state, plan.workload, now);
    usual_ = usualTime(state, plan.workload);
    const auto workload = state.workloads.find(plan.workload);
    if (workload != state.workloads.end()) {
      perNode_ = workload->second.config.ratePerSecond;
      health_ = workload->second.config.healthWindow;
    }
  }

  WavePreview preview(std::uint32_t place) const {
    const PlanWave& wave = plan_.waves[place];
    WavePreview out;
    out.name = wave.name;
    out.size = toText(wave.size);
    out.approvals = wave.approvals.count;
    std::size_t canaries = 0, staying = 0;
    std::map<std::uint32_t, std::pair<std::size_t, std::size_t>> strata;
    for (std::size_t i = 0; i < targets_.nodes.size(); ++i) {
      const NodeEntry& entry = *targets_.nodes[i];
      const bool canary = waves_[i] <= place;
      auto& stratum = strata[stratumOf(entry.record.region, entry.record.hardware)];
      ++(canary ? stratum.first : stratum.second);
      ++(canary ? canaries : out.baseline);
      if (waves_[i] == place) add(entry, wave, out);
      staying += !canary && isOf(wave.size, entry.record) ? 1 : 0;
    }
    if (staying > 0)
      out.notes.push_back({"baseline_stays", std::to_string(staying) +
                                                 (staying == 1 ? " node of it stays" : " nodes of it stay") +
                                                 " as they are until the last wave, to compare with"});
    if (out.nodes == 0) out.notes.push_back({"empty", "earlier waves drew all its nodes: it is skipped"});
    addTime(wave, out);
    if (plan_.gates.compare) addPower(wave, canaries, strata, out);
    if (wave.window && !isOpen(*wave.window, now_)) out.notes.push_back(closedNote(*wave.window));
    addHours(place, out);
    addBudgets(place, out);
    return out;
  }

 private:
  void add(const NodeEntry& entry, const PlanWave& wave, WavePreview& out) const {
    ++out.nodes;
    out.bytes += bytesFor(targets_.release->release, entry);
    const bool drawn = wave.size.kind == WaveSize::Kind::Percent || wave.size.kind == WaveSize::Kind::Count;
    if (!drawn && out.someNodes.size() < kNamed) out.someNodes.push_back(entry.record.name);
  }

  void addTime(const PlanWave& wave, WavePreview& out) const {
    const Duration least = leastTime(plan_.stages);
    const Duration node = std::max(usual_.value_or(Duration{}), least + health_);
    out.duration = timeOfRate(wave.rate, out.nodes) + (usual_ ? node : node + kGuess) + wave.soak;
    for (const std::string& stage : sentences(plan_.stages)) out.notes.push_back({"stages", stage});
    if (!usual_)
      out.notes.push_back({"no_history", "no rollout of this workload has proven a node yet: the time is a guess"});
  }

  void addPower(const PlanWave& wave, std::size_t canaries,
                const std::map<std::uint32_t, std::pair<std::size_t, std::size_t>>& strata, WavePreview& out) const {
    const double canary = perNode_ * static_cast<double>(canaries),
                 baseline = perNode_ * static_cast<double>(out.baseline);
    const double alpha = plan_.gates.alpha / kComparisons;
    if (out.baseline == 0) {
      out.notes.push_back({"no_baseline", "no node is left to compare with: only the fixed limits are watched"});
      return;
    }
    if (perNode_ <= 0) {
      out.notes.push_back({"no_traffic", "the workload declares no requests: without them no wave has a verdict"});
      return;
    }
    out.doubling = judge::timeToDetect(kDoubling, canary, baseline, badRate_, plan_.gates.tolerance, alpha);
    if (wave.soak > Duration{})
      out.smallestHarm =
          judge::smallestRatio(wave.soak, canary, baseline, badRate_, plan_.gates.tolerance, alpha).value_or(0);
    std::vector<std::pair<std::size_t, std::size_t>> counts;
    for (const auto& [stratum, arms] : strata) counts.push_back(arms);
    out.canPermute = judge::smallestPermutationP(counts) <= plan_.gates.alpha / kPermutationLooks;
    if (!out.canPermute)
      out.notes.push_back(
          {"cannot_permute", "too few nodes for a comparison of nodes to reject: requests decide alone"});
    if (wave.soak > Duration{} && (!out.doubling || *out.doubling > wave.soak))
      out.notes.push_back({"soak_too_short", "a doubling of bad answers is not expected to be seen within the soak"});
  }

  // One note for each rule of the policy whose hours keep nodes of the wave waiting.
  void addHours(std::uint32_t place, WavePreview& out) const {
    std::map<const ClosedRule*, std::size_t> waiting;
    for (std::size_t i = 0; i < targets_.nodes.size(); ++i)
      if (const ClosedRule* rule = waves_[i] == place ? closedFor(closed_, *targets_.nodes[i]) : nullptr)
        ++waiting[rule];
    for (const auto& [rule, count] : waiting) {
      const std::string nodes = count == 1 ? "1 node waits" : std::to_string(count) + " nodes wait";
      out.notes.push_back({"policy_closed", nodes + " for rule '" + rule->rule->name + "', which " +
                                                (rule->opens ? "opens at " + momentText(*rule->opens)
                                                             : "does not open within two weeks")});
    }
  }

  // What budgets would do to the wave if it began now: one note for each region, the first ones by name.
  void addBudgets(std::uint32_t place, WavePreview& out) const {
    std::set<RegionName> regions;
    for (std::size_t i = 0; i < targets_.nodes.size(); ++i)
      if (waves_[i] == place) regions.insert(targets_.nodes[i]->record.region);
    const auto budgets = budgetsIn(state_, plan_.workload, regions, now_);
    std::size_t told = 0;
    for (const auto& [region, say] : budgets) {
      if (++told > kRegionsTold) break;
      const BudgetRules rules = budgetRules(say.state, plan_.purpose);
      out.approvals = std::max(out.approvals, rules.approvals);
      out.notes.push_back({reasonOf(say), sentenceOf(say, region) + ": " + inWords(rules)});
    }
    if (budgets.size() > kRegionsTold)
      out.notes.push_back(
          {"more_budgets", "so it is in " + std::to_string(budgets.size() - kRegionsTold) + " more regions of it"});
  }

  PreviewNote closedNote(const TimeWindow& window) const {
    const auto next = nextOpening(window, now_);
    return {"closed", next ? "its window opens at " + toRfc3339(*next).substr(0, 19) + "Z"
                           : "its window does not open within two weeks"};
  }

  const FleetState& state_;
  const RolloutPlan& plan_;
  const ForwardTargets& targets_;
  TimePoint now_;
  std::vector<std::uint32_t> waves_;
  std::vector<ClosedRule> closed_;
  double badRate_ = 0;
  double perNode_ = 0;
  Duration health_{};
  std::optional<Duration> usual_;
};

}  // namespace

Result<std::vector<WavePreview>> previewWaves(const FleetState& state, const RolloutPlan& plan,
                                              const ForwardTargets& targets, TimePoint now, Duration reportInterval) {
  FLOTILLA_TRY(auto waves, drawWaves(candidatesOf(state, targets.nodes, now, reportInterval), plan.waves, kSeed,
                                     plan.gates.compare));
  const Previewer previewer(state, plan, targets, now, std::move(waves));
  std::vector<WavePreview> out;
  for (std::uint32_t place = 0; place < plan.waves.size(); ++place) out.push_back(previewer.preview(place));
  return out;
}

}  // namespace flotilla::controlplane
