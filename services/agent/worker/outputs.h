// What the numbers of an answer mean, and where two answers to the same input differ. Thread: values; pure.
#pragma once

#include <cstdint>
#include <vector>

#include "services/telemetry/pair_counts.h"

namespace flotilla::worker {

// The share that a classifier gives its first choice: the largest output, if they are shares, or else of their softmax.
// Not a number if an output is not.
float confidenceOf(const std::vector<float>& outputs);

// The index of the largest value, or -1 if there is a NaN or nothing at all.
std::int32_t largest(const std::vector<float>& values);

bool allFinite(const std::vector<float>& values);

struct TimedOutput {
  const std::vector<float>& output;
  double latencyUs = 0;
};
// Counts one input that both answered. Two classifications differ if they decide for other classes, two scores if they
// are more than a tenth apart, of the larger one or of 1; answers of different sizes differ. Precondition: the
// candidate's output is finite; if that of stable is not, they differ.
void compareAnswers(const TimedOutput& stable, const TimedOutput& candidate, PairCounts& into);

}  // namespace flotilla::worker
