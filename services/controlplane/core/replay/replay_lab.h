// Whom people would have been told of, had these objectives and this alerting counted at the time: alerts of objectives
// from their counts, all others as they were recorded. Pure. Thread: any; jobs are made on the fleet loop.
#pragma once

#include <map>
#include <vector>

#include "models/domain/alert_history.h"
#include "models/domain/objective_alert.h"
#include "models/domain/replay_api.h"
#include "services/controlplane/core/alerts/replay.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

struct ReplayJob {
  TimePoint from{}, to{};
  std::map<ObjectiveName, Objective> objectives = {};
  Alerting alerting = {};
  std::vector<AlertFiring> recorded = {};  // all; those that burn a budget are judged anew instead
  std::vector<Silence> silences = {};
  std::size_t regions = 0;
};

// What a query asks for, without what was recorded. Errors: out_of_range (`from`, `to`), and those of its documents.
Result<ReplayJob> replayJobOf(const FleetState& state, const ReplayQuery& query, TimePoint now);

struct ReplayOutcome {
  std::vector<Notification> messages;  // within [from, to]
  std::vector<AlertFiring> firings;    // that overlap it
};

// Errors: those of replay().
Result<ReplayOutcome> runReplay(const ReplayJob& job, const std::vector<ObjectiveAlert>& burning);

}  // namespace flotilla::controlplane
