// Incidents, runbooks and runs for the pages. Thread: the test's.
#pragma once

#include "models/domain/operator_api.h"

namespace flotilla::tests {

// Two that are open, three that are over; and as many more that are over as wanted.
Page<Incident> sampleIncidents(TimePoint now, int many = 0);
IncidentDetail sampleIncident(TimePoint now);
Page<RunbookSummary> sampleRunbooks(TimePoint now);
Page<Run> sampleRuns(TimePoint now, int many = 0);

// How the run that is shown stands, at a step that fails over an uplink.
enum class RunScene { Begun, Previewed, Changed, Awaiting, Verifying, Failed, Deciding, Noting, Over, Watched };
RunDetail sampleRun(RunScene scene, TimePoint now);
ActionPreview sampleUndo();

}  // namespace flotilla::tests
