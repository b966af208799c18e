#include "app/cli/alert_text.h"

#include "models/domain/alert_fields.h"

namespace flotilla::cli {

std::string alertName(const Labels& labels) {
  const std::string given = labelOf(labels, label::kAlert);
  std::string name = given.empty() ? "-" : given;
  for (const std::string_view part : {label::kObjective, label::kNode, label::kRollout})
    if (const std::string value = labelOf(labels, part); !value.empty()) name += " " + value;
  // What is about one version of a model stands beside the same about another.
  if (const std::string version = labelOf(labels, label::kVersion); !version.empty())
    name += " " + labelOf(labels, label::kWorkload) + " " + version;
  return name;
}

std::string alertPlace(const Labels& labels) {
  const std::string region = labelOf(labels, label::kRegion);
  return region.empty() ? "(fleet)" : region;
}

}  // namespace flotilla::cli
