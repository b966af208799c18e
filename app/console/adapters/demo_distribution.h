// Made-up inputs of models in the bins of a reference, and how far they are from it: counted as a control plane counts
// them, so that what is shown adds up. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "models/domain/drift.h"

namespace flotilla::console {

// One input of a model as it was in training.
struct DemoFeature {
  std::string_view name;
  double mean = 0, sd = 1;  // of a number
  double lag1 = 0;          // how much neighbours are alike
  int categories = 0;       // above 0: a category with so many known values
  bool confidence = false;  // between 0 and 1, most of it near 1
};

// What happened to it since: `shift` in standard deviations, `spread` times the deviation, `outside` the share of
// values that training never saw, `stuck`: it always says the same.
struct DemoChange {
  double shift = 0;
  double spread = 1;
  double outside = 0;
  bool stuck = false;
};

// `n` values of `now`, beside those of the training and of its own beginning, which was `own`; equal seeds, equal
// counts.
FeatureHistogram demoHistogram(const DemoFeature& feature, const DemoChange& now, const DemoChange& own,
                               std::uint64_t n, std::uint64_t missing, std::uint64_t seed);

// Of the counts of `histogram` against one of its references, of which `reference` values were counted. The verdict is
// that of many windows alike.
DriftMeasure demoMeasure(const DemoFeature& feature, const FeatureHistogram& histogram,
                         const std::vector<double>& reference, double referenceCount);

}  // namespace flotilla::console
