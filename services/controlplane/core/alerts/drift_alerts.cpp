#include "services/controlplane/core/alerts/drift_alerts.h"

#include <cstdio>

#include "services/controlplane/core/alerts/own_alerts.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kNamedFeatures = 3;

std::string brief(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// "mv_3 by 1.20 deviations (PSI 0.80, threshold 0.05), ..."
std::string featuresOf(const DriftStanding& finding) {
  std::string out;
  std::size_t drifted = 0;
  for (const FeatureDrift& feature : finding.features) {
    if (feature.verdict() != DriftVerdict::Drifted || ++drifted > kNamedFeatures) continue;
    const bool training = feature.training && feature.training->verdict == DriftVerdict::Drifted;
    const DriftMeasure& m = training ? *feature.training : *feature.own;
    out += (out.empty() ? "" : ", ") + feature.feature + " by " + brief(m.shift) + " deviations from " +
           (training ? "the training" : "its own beginning") + " (PSI " + brief(m.psi) + ", threshold " +
           brief(m.threshold) + ")";
  }
  return out + (drifted > kNamedFeatures ? " and more" : "");
}

std::string summaryOf(const DriftStanding& finding) {
  const std::string inputs = "inputs of " + finding.workload.value + " " + finding.version;
  const std::string far = featuresOf(finding);
  const std::string who = finding.cause == DriftCause::Region
                              ? inputs + " drift in " + finding.region.value + ", on " +
                                    std::to_string(finding.driftedNodes) + " of " + std::to_string(finding.nodes) +
                                    " nodes by themselves"
                              : inputs + " drift on " + finding.node + " and not on its neighbours: look at its sensor";
  return far.empty() ? who : who + "; farthest: " + far;
}

}  // namespace

std::vector<Alert> driftAlerts(const std::vector<DriftStanding>& findings) {
  std::vector<Alert> out;
  for (const DriftStanding& finding : findings) {
    if (finding.cause == DriftCause::None) continue;
    const bool region = finding.cause == DriftCause::Region;
    Alert& alert = out.emplace_back();
    alert.labels = {{std::string(label::kAlert), std::string(region ? kRegionDrift : kSensorDrift)},
                    {std::string(label::kSeverity), "ticket"},
                    {std::string(label::kRegion), finding.region.value},
                    {std::string(label::kWorkload), finding.workload.value},
                    {std::string(label::kVersion), finding.version}};
    if (!region) {
      alert.labels.emplace(label::kSite, finding.site.value);
      alert.labels.emplace(label::kNode, finding.node);
    }
    alert.annotations = {{std::string(kSummary), summaryOf(finding)}, {std::string(kSince), toRfc3339(finding.since)}};
    alert.startsAt = finding.since;
  }
  return out;
}

}  // namespace flotilla::controlplane
