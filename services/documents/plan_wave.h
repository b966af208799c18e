// Waves of a rollout plan: reading one, and the rules between them. Private to services/documents. Thread: pure
// functions.
#pragma once

#include <string>

#include "models/domain/rollout_plan.h"
#include "services/documents/yaml_tree.h"

namespace flotilla {

Result<PlanWave> readPlanWave(const YamlNode& node, const std::string& path);

// Every wave can get nodes, and all nodes are certain to be in one. `root` is the document of `plan`, to tell lines.
Status checkCoverage(const YamlNode& root, const RolloutPlan& plan);

}  // namespace flotilla
