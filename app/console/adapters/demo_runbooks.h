// The library of runbooks of the demonstration: documents that are read, changed, retired and held against its fleet by
// the rules of a real control plane. Runs go on following the steps of the demonstration. Thread: pure functions over
// states of the loop.
#pragma once

#include <vector>

#include "app/console/adapters/demo_response.h"

namespace flotilla::console {

// By name.
std::vector<RunbookDocument> demoRunbooks(const DemoState& state);
std::vector<RunbookSummary> summariesOf(const std::vector<RunbookDocument>& documents);

// Only the newest version is kept. Errors: no_runbook, no_version.
Result<RunbookDocument> demoRunbook(const DemoResponse& response, const RunbookName& name, std::uint32_t version);
// Errors: those of readRunbook(); changed_meanwhile.
Result<RunbookApplied> applyDemoRunbook(const DemoState& state, DemoResponse& response, const RunbookChange& change);
Result<RunbookSummary> retireDemoRunbook(DemoResponse& response, const RunbookName& name);
// Says of each again what was found in it last. An empty name is all that are not retired.
Result<std::vector<RunbookSummary>> checkDemoRunbooks(const DemoState& state, DemoResponse& response,
                                                      const RunbookName& name);

}  // namespace flotilla::console
