#include "services/controlplane/core/incidents/incident_words.h"

#include "models/domain/alert_fields.h"
#include "services/controlplane/core/alerts/own_alerts.h"

namespace flotilla::controlplane {

std::string titleOf(const Labels& labels) {
  const std::string name = labelOf(labels, label::kAlert);
  const std::string region = labelOf(labels, label::kRegion);
  const std::string in = region.empty() ? " in the fleet" : " in " + region;
  if (name == kBudgetBurn) return labelOf(labels, label::kObjective) + " uses up its budget" + in;
  if (name == kNoData) return "nothing is observed for " + labelOf(labels, label::kObjective) + in;
  if (name == kRegionUnreachable) return region + " cannot be reached";
  if (name == kRolloutFailed) return labelOf(labels, label::kRollout) + " failed";
  if (name == kRollbackFailed) return labelOf(labels, label::kRollout) + " could not be taken back";
  if (name == kConflictingEpochs) return labelOf(labels, label::kNode) + " was told two things at once";
  if (name == kIdentityUsedTwice) return labelOf(labels, label::kNode) + " is used by two machines";
  if (name == kTelemetryGap) return "nothing is known of " + labelOf(labels, label::kNode);
  const std::string node = labelOf(labels, label::kNode);
  return (name.empty() ? "an alert" : name) + (node.empty() ? "" : " of " + node) + in;
}

IncidentSeverity severityOf(const Labels& labels) {
  if (labelOf(labels, label::kSeverity) != "page") return IncidentSeverity::Sev3;
  const std::string name = labelOf(labels, label::kAlert);
  const bool everywhere = labelOf(labels, label::kRegion).empty() && name != kRolloutFailed;
  return everywhere || name == kConflictingEpochs ? IncidentSeverity::Sev1 : IncidentSeverity::Sev2;
}

}  // namespace flotilla::controlplane
