// Which nodes made trouble in a stretch of time. Pure. Thread: the fleet loop.
#pragma once

#include <string>
#include <vector>

#include "services/controlplane/core/papers/period_report.h"

namespace flotilla::controlplane {

struct FailingNode {
  std::string name;
  RegionName region;
  std::uint64_t wentBack = 0, refused = 0, silent = 0;  // installations that rollouts gave it
  std::uint64_t timesOffline = 0;                       // by its alert
  Duration offlineFor{};
  NodeHealth health = NodeHealth::Unknown;  // now
};

// Whoever failed most installations first, then who was offline longest. Nodes that are gone are left out.
std::vector<FailingNode> failingNodes(const ReportFacts& facts);

}  // namespace flotilla::controlplane
