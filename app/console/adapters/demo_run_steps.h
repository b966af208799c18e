// The steps of the one runbook that runs of the demonstration follow, and what they find and do in its fleet. Thread:
// pure functions over a state of the loop.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/run.h"

namespace flotilla::console {

inline constexpr const char* kDemoRunbook = "failing-deployment";

// With the inputs filled in.
std::vector<RunStep> demoSteps(const Arguments& inputs);
// Key of the one after it; empty after the last.
std::string demoStepAfter(const std::vector<RunStep>& steps, const std::string& key);

// Of a step as of now: what has to hold before, then what verifies.
std::vector<RunReading> demoReadings(const DemoState& state, const Run& run, const RunStep& step);
// What a step of kind read or check looks at, as lines.
std::vector<RunReading> demoFindings(const DemoState& state, const Run& run, const RunStep& step);

// What acting at a step would do now, and what undoing it would; the digest is of run, attempt and all targets.
ActionPreview demoPreview(const DemoState& state, const Run& run, const RunStep& step, const StepAttempt& attempt,
                          bool undo);
// Does it. Errors: those of the rollout.
Status doDemoAction(DemoState& state, const Run& run, const std::string& step, bool undo);

}  // namespace flotilla::console
