// What the looks at a wave of the demonstration fleet saw: counts that follow the truth of the wave with a little
// chance, and odds that follow from the counts. Thread: pure functions.
#pragma once

#include "app/console/adapters/demo_planned.h"
#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

// Of the wave at `place`, as if `number` looks had been taken.
RolloutLook demoLook(const DemoPlanned& planned, std::uint32_t place, std::uint64_t number, TimePoint at);

// ln of how many times likelier the counts are if the first are worse. Both have at least one answer.
double demoLogOdds(double bad, double answers, double usualBad, double usualAnswers, double dispersion);

// The share of bad answers with which, after `looks`, the odds stand about at `odds`.
double demoShareFor(const DemoPlanned& planned, std::uint32_t place, std::uint64_t looks, double odds);

// Takes the next look at the wave and notes it in the wave.
void takeDemoLook(DemoPlanned& planned, RolloutWave& wave, TimePoint at);

RolloutExplanation explainDemo(const DemoState& state, const DemoPlanned& planned);

}  // namespace flotilla::console
