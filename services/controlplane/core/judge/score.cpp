#include "services/controlplane/core/judge/score.h"

#include <algorithm>
#include <numeric>

namespace flotilla::controlplane::judge {
namespace {

void countMetric(GroupScore& group, MetricClass classification) {
  switch (classification) {
    case MetricClass::Pass:
      ++group.passed;
      break;
    case MetricClass::High:
    case MetricClass::Low:
    case MetricClass::NoDataFails:
      ++group.failed;
      break;
    case MetricClass::NoData:
      break;
  }
}

std::map<std::string, GroupScore> groupsOf(std::span<const ScoredMetric> metrics) {
  std::map<std::string, GroupScore> out;
  for (const ScoredMetric& metric : metrics) {
    for (const std::string& name : metric.groups) countMetric(out[name], metric.classification);
    if (metric.groups.empty()) countMetric(out[""], metric.classification);
  }
  for (auto& [name, group] : out) {
    group.name = name;
    const std::size_t judged = group.passed + group.failed;
    group.judged = judged > 0;
    if (group.judged) group.score = 100 * static_cast<double>(group.passed) / static_cast<double>(judged);
  }
  return out;
}

void weigh(std::map<std::string, GroupScore>& groups, const std::map<std::string, double>& weights) {
  const double given = std::accumulate(weights.begin(), weights.end(), 0.0,
                                       [](double sum, const auto& entry) { return sum + entry.second; });
  const auto unnamed =
      std::count_if(groups.begin(), groups.end(), [&](const auto& entry) { return !weights.contains(entry.first); });
  for (auto& [name, group] : groups) {
    const auto weight = weights.find(name);
    group.weight = weight != weights.end() ? weight->second : std::max(0.0, 100 - given) / static_cast<double>(unnamed);
  }
}

bool hasNoData(const ScoredMetric& metric) {
  return metric.classification == MetricClass::NoData || metric.classification == MetricClass::NoDataFails;
}

// Why the score is 0 whatever the groups say; empty if it is not.
std::string overruled(std::span<const ScoredMetric> metrics) {
  if (metrics.empty()) return "there are no metrics";
  for (const ScoredMetric& metric : metrics)
    if (metric.critical) return "the critical metric " + metric.name + " failed";
  const auto missing = std::count_if(metrics.begin(), metrics.end(), hasNoData);
  if (2 * static_cast<std::size_t>(missing) >= metrics.size()) return "half of the metrics or more have no data";
  return {};
}

}  // namespace

ScoreSummary summarize(std::span<const ScoredMetric> metrics, const std::map<std::string, double>& weights,
                       const ScoreThresholds& thresholds) {
  std::map<std::string, GroupScore> groups = groupsOf(metrics);
  weigh(groups, weights);
  ScoreSummary out;
  double weighted = 0;
  for (auto& [name, group] : groups) {
    weighted += group.score * group.weight / 100;
    out.groups.push_back(std::move(group));
  }
  out.reason = overruled(metrics);
  if (!out.reason.empty()) return out;
  out.score = weighted;
  if (out.score >= thresholds.pass)
    out.classification = ScoreClass::Pass;
  else if (out.score >= thresholds.marginal)
    out.classification = ScoreClass::Marginal;
  out.reason = out.classification == ScoreClass::Pass       ? "the score reaches the threshold to pass"
               : out.classification == ScoreClass::Marginal ? "the score is marginal"
                                                            : "the score is below the marginal threshold";
  return out;
}

}  // namespace flotilla::controlplane::judge
