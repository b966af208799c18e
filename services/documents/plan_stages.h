// Shadow and weights of a rollout plan: reading, writing, and the time that they take. Private to services/documents.
// Thread: pure functions.
#pragma once

#include <string>

#include "models/domain/rollout_plan.h"
#include "services/documents/strict_json.h"
#include "services/documents/yaml_tree.h"

namespace flotilla {

Result<ShadowStage> readShadow(const YamlNode& node, const std::string& path);
Result<WeightStage> readWeights(const YamlNode& node, const std::string& path);

// A node has until its deadline to go through all stages. A deadline that the document does not have (`written`) grows
// by what they may take. `root` is the document, to tell lines.
Status makeRoomForStages(const YamlNode& root, bool written, RolloutPlan& plan);

// With every key, but for limits of its own that a shadow does not have.
OrderedJson stageJson(const ShadowStage& stage);
OrderedJson stageJson(const WeightStage& stage);

// What is finer than a millisecond would otherwise be cut off after the unit was chosen: "3600000ms" instead of "1h".
std::string planLengthText(Duration length);

}  // namespace flotilla
