// How far shadow and weights of a rollout have come: what its plan asks, and what its nodes found, together. Thread:
// values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/stage_report.h"
#include "models/domain/stages.h"

namespace flotilla {

// Evidence of so many to one is enough, on a node and over many: then more answers differ than may.
inline constexpr double kStageAlarm = 20;

// One stage of one node.
struct NodeStage {
  StageReport report;
  RolloutId rollout;      // that brought it
  bool underWay = false;  // it has not come to an end
  friend bool operator==(const NodeStage&, const NodeStage&) = default;
};

// One stage over the nodes of a rollout. Counts are sums; so are logarithms, because evidence of independent nodes
// multiplies (inference.md 5).
struct StageSummary {
  StageKind stage = StageKind::Shadow;
  std::uint64_t nodes = 0;     // that told of it
  std::uint64_t underWay = 0;  // of those
  std::uint64_t compared = 0;
  std::uint64_t differ = 0;
  std::uint64_t errors = 0;
  std::uint64_t drops = 0;
  double logE = 0;
  double logEErrors = 0;
  double llr = 0;
  double meanShift = 0;  // over all comparisons
  double slower = 0;     // likewise
  std::uint32_t peakRssKb = 0;
  std::uint32_t classes = 0;  // of the flips; 0 if nodes tell of different numbers
  std::vector<std::uint64_t> flips = {};

  bool alarms() const;  // more differ than may
  friend bool operator==(const StageSummary&, const StageSummary&) = default;
};

struct RolloutStages {
  Stages planned;
  std::vector<StageSummary> found;  // in the order of the stages; only those of which a node told
  bool empty() const { return planned.empty() && found.empty(); }
  friend bool operator==(const RolloutStages&, const RolloutStages&) = default;
};

// "shadow for 10m to 6h: refused where 3 % of the answers differ, promoted at 1 %"
std::string toText(const ShadowStage& stage);
// "weights of 1, 5, 25, 50 and 100 %, each for 10m and 100 answers, 6h at most: back where more than 2 % differ"
std::string toText(const WeightStage& stage);
// "shadow: 3 nodes, 1,204 answers compared, 7 differ (0.6 %), 12 dropped; not decided yet"
std::string toText(const StageSummary& summary);
// "shadow: 402 answers compared, 3 differ (0.7 %); not decided yet", "weights, 5 %: ..."
std::string toText(const NodeStage& stage);
// What is planned, one sentence for each stage.
std::vector<std::string> sentences(const Stages& stages);

}  // namespace flotilla
