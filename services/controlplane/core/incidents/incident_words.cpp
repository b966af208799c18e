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
  const std::string node = labelOf(labels, label::kNode);
  return (name.empty() ? "an alert" : name) + (node.empty() ? "" : " of " + node) + in;
}

IncidentSeverity severityOf(const Labels& labels) {
  if (labelOf(labels, label::kSeverity) != "page") return IncidentSeverity::Sev3;
  const std::string name = labelOf(labels, label::kAlert);
  const bool everywhere = labelOf(labels, label::kRegion).empty() && name != kRolloutFailed;
  return everywhere || name == kConflictingEpochs ? IncidentSeverity::Sev1 : IncidentSeverity::Sev2;
}

std::string lengthText(Duration length) {
  using namespace std::chrono;
  const auto seconds = duration_cast<std::chrono::seconds>(length).count();
  const auto part = [](long long n, const char* unit) { return std::to_string(n) + " " + unit; };
  if (seconds < 60) return part(seconds, "s");
  if (seconds < 3600) return part(seconds / 60, "min") + (seconds % 60 == 0 ? "" : " " + part(seconds % 60, "s"));
  if (seconds < 86'400) return part(seconds / 3600, "h") + " " + part(seconds % 3600 / 60, "min");
  return part(seconds / 86'400, "d") + " " + part(seconds % 86'400 / 3600, "h");
}

}  // namespace flotilla::controlplane
