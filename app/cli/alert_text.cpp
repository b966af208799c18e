#include "app/cli/alert_text.h"

#include "models/domain/alert_fields.h"

namespace flotilla::cli {

std::string alertName(const Labels& labels) {
  const std::string given = labelOf(labels, label::kAlert);
  std::string name = given.empty() ? "-" : given;
  for (const std::string_view part : {label::kObjective, label::kNode, label::kRollout})
    if (const std::string value = labelOf(labels, part); !value.empty()) name += " " + value;
  return name;
}

std::string alertPlace(const Labels& labels) {
  const std::string region = labelOf(labels, label::kRegion);
  return region.empty() ? "(fleet)" : region;
}

}  // namespace flotilla::cli
