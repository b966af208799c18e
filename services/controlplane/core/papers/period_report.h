// What a week or a month was like: incidents, failing nodes, rollbacks, telemetry gaps, certificates, budgets,
// runbooks and tasks. Pure. Thread: the fleet loop.
#pragma once

#include <utility>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert_history.h"
#include "models/domain/node.h"
#include "models/domain/paper_api.h"
#include "services/controlplane/core/papers/impact.h"

namespace flotilla::controlplane {

// [from, to) of the last whole week, from Monday, or calendar month before `before`, in UTC.
std::pair<TimePoint, TimePoint> periodBefore(ReportPeriod period, TimePoint before);

// All of it as the caller may see it.
struct ReportFacts {
  const FleetState& state;
  const Caller& caller;
  ReportPeriod period = ReportPeriod::Week;
  TimePoint from{}, to{}, now{};
  Duration certificateLife{};
  std::vector<Node> nodes = {};           // as they are now
  std::vector<AlertFiring> firings = {};  // newest first
  std::vector<Impact> budgets = {};       // of that time, in every place
};

Paper periodReportOf(const ReportFacts& facts);

}  // namespace flotilla::controlplane
