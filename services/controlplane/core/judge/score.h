// From judged metrics to one score, as Kayenta does it: per group the share of metrics that pass, the groups weighted,
// two thresholds. Thread: pure functions over values; metrics and groups in any order.
//
// Kept from Kayenta although they read oddly: a group in which nothing could be judged counts as 100 (`judged` tells),
// and therefore everything fails when half of all metrics have no data. Settled here where Kayenta contradicts itself:
// a score that equals a threshold reaches it, for both thresholds and everywhere.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "services/controlplane/core/judge/mann_whitney.h"

namespace flotilla::controlplane::judge {

struct ScoredMetric {
  std::string name;
  std::vector<std::string> groups;  // none: the group ""
  MetricClass classification = MetricClass::NoData;
  bool critical = false;  // MetricJudgement::critical
};

struct GroupScore {
  std::string name;
  double score = 100;   // 0 to 100: 100 * passed / (passed + failed)
  double weight = 0;    // 0 to 100, part in the summary
  bool judged = false;  // false: none of its metrics had data
  std::size_t passed = 0;
  std::size_t failed = 0;  // high, low, and without data where data are a must
};

enum class ScoreClass { Pass, Marginal, Fail };

struct ScoreThresholds {
  double pass = 95;
  double marginal = 75;
};

struct ScoreSummary {
  double score = 0;  // 0 to 100
  ScoreClass classification = ScoreClass::Fail;
  std::string reason;              // one sentence
  std::vector<GroupScore> groups;  // by name
};

// Groups that `weights` (0 to 100 each) does not name share what is left of 100 equally; a weighted group without
// metrics takes its weight with it. No metrics at all: fails.
ScoreSummary summarize(std::span<const ScoredMetric> metrics, const std::map<std::string, double>& weights = {},
                       const ScoreThresholds& thresholds = {});

}  // namespace flotilla::controlplane::judge
