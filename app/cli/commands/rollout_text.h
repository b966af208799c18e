// How far a rollout is and what it waits for, in words. Thread: values.
#pragma once

#include <string>

#include "models/domain/rollout.h"

namespace flotilla::cli {

// "2 proven, 1 late"; nothing for a rollout without nodes.
std::string outcomesOf(const Rollout& rollout);

// "meter-reader-2 running: 3 of 4 nodes proven, 1 pending", and on the way back
// "meter-reader-2 rolled back: 1 node on 1.0.0; 1 node stays on 2.0.0": there, nodes that were never given anything
// have nothing to do with it.
std::string progressOf(const Rollout& rollout);

// "wave eu-west awaits 2 approvals, 1 was given", "wave eu-west awaits its window"; empty if nothing is awaited.
std::string awaitedBy(const Rollout& rollout, TimePoint now);

// The sentence of why it is paused, failed or goes back, or the code if there is none; empty if all is as planned.
std::string whyItStands(const Rollout& rollout);

// The progress, what is awaited, and why it stands so.
std::string standingOf(const Rollout& rollout, TimePoint now);

// The same with the state, the verdict and the odds of the wave that counts.
std::string watchedLine(const Rollout& rollout, TimePoint now);

// "128 to 1", "0.25 to 1", "more than 1,000,000 to 1"
std::string oddsText(double odds);

// The document of a plan, which is one line of JSON, with a line for each value; still JSON, and so YAML.
std::string indentedPlan(const std::string& plan);

}  // namespace flotilla::cli
