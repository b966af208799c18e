// Drift of the made-up fleet with everything that a row can say. Thread: pure functions.
#pragma once

#include <vector>

#include "models/domain/drift.h"

namespace flotilla::tests {

// checkout-vision drifts in ap-south, the sensor of lyon-2 is broken, us-west is suspected, from me-central too little
// comes, and eu-west is steady without a profile of the training.
std::vector<DriftStanding> sampleDrift(TimePoint now);
// As a control plane answers: a region with the sensors that drift in it, or one node.
std::vector<DriftStanding> narrowed(const std::vector<DriftStanding>& all, const DriftQuery& query);
// As many regions as wanted with as many inputs each.
std::vector<DriftStanding> manyDrifts(TimePoint now, int regions, int features);

}  // namespace flotilla::tests
