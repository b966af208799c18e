// Incidents of the demonstration fleet and the runs of runbooks for them. What a run does, it does to the fleet of the
// demonstration: pausing a rollout pauses that rollout. A colleague who is asked agrees after a while. Errors and their
// reasons are those of a real control plane. Thread: pure functions over states of the loop.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

struct DemoResponse {
  std::vector<IncidentDetail> incidents;   // newest first
  std::vector<RunDetail> runs;             // newest first; without what is as of now
  std::vector<RunbookDocument> documents;  // of runbooks, by name
  std::vector<RunbookSummary> runbooks;    // of the same
  std::uint32_t lastRun = 0;
};

// An incident that a failing rollout brought, one that is over, and a run under way for the first.
DemoResponse buildDemoResponse(const DemoState& state);

// Errors: no_incident, wrong_state, no_reason, no_text.
Result<IncidentDetail> demoIncident(const DemoResponse& response, const IncidentId& id);
Result<Incident> editDemoIncident(const DemoState& state, DemoResponse& response, const IncidentChange& change);
Result<Incident> moveDemoIncident(const DemoState& state, DemoResponse& response, const IncidentMove& move);
Result<Incident> noteDemoIncident(const DemoState& state, DemoResponse& response, const IncidentNote& note);
// Into the timeline of an incident; nothing where there is none.
void tellDemoIncident(DemoResponse& response, const IncidentId& id, IncidentEvent event);

// Errors: no_runbook, retired, no_incident, incident_over, no_value.
Result<Run> startDemoRun(const DemoState& state, DemoResponse& response, const NewRun& wanted);
// With readings and the preview as of now. Errors: no_run.
Result<RunDetail> demoRun(const DemoState& state, const DemoResponse& response, const RunId& id);
// Errors: no_run, run_ended, moved_on, not_owner, and what the step says.
Result<Run> signalDemoRun(DemoState& state, DemoResponse& response, const RunSignal& signal);
Result<Run> reviewDemoRun(const DemoState& state, DemoResponse& response, const RunReview& review);
// Errors: no_run, nothing_to_undo.
Result<ActionPreview> previewDemoUndo(const DemoState& state, const DemoResponse& response, const RunId& id,
                                      const std::string& step);
// What happens by itself: approvals, previews that expire, verification. Called before anything is answered.
void advanceDemoRuns(const DemoState& state, DemoResponse& response);

}  // namespace flotilla::console
