#include "app/console/adapters/demo_alert_source.h"

#include <algorithm>

#include "app/console/adapters/demo_drift.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_objectives.h"
#include "app/console/adapters/demo_places.h"
#include "app/console/adapters/demo_views.h"
#include "models/domain/alert_fields.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kOfflineTold = 500;
constexpr const char* kSickSite = "lyon";

AlertStatus newStatus(Labels labels, const std::string& summary, TimePoint since, TimePoint now) {
  AlertStatus out;
  out.alert = {std::move(labels), {{"summary", summary}}, since, now + 5min, now, ""};
  const bool isPage = labelOf(out.alert.labels, label::kSeverity) == "page";
  out.receivers = {isPage ? "on-call" : "chat"};
  return out;
}

AlertStatus statusOf(const ObjectiveAlert& alert, TimePoint now) {
  Labels labels{{std::string(label::kAlert), alert.key.kind == AlertKind::Burn ? "BudgetBurn" : "NoData"},
                {std::string(label::kObjective), alert.key.objective.value},
                {std::string(label::kSeverity), std::string(toText(alert.key.severity))},
                {std::string(label::kOwner), "vision"}};
  if (!alert.key.region.empty()) labels[std::string(label::kRegion)] = alert.key.region.value;
  for (const Objective& objective : demoObjectives())
    if (objective.name == alert.key.objective && !objective.workload.empty())
      labels[std::string(label::kWorkload)] = objective.workload.value;
  AlertStatus out = newStatus(std::move(labels), alert.why, alert.since, now);
  out.fires = alert.state == AlertState::Firing;
  if (!out.fires) out.alert.endsAt = alert.resolvedAt;
  return out;
}

// As many of the nodes that are gone as people would look at.
void addOfflineNodes(std::vector<AlertStatus>& out, const DemoState& state) {
  const Duration after = demoOfflineAfter(state.spec);
  std::size_t told = 0;
  for (std::uint32_t i = 0; i < state.nodes.size() && told < kOfflineTold; ++i) {
    const DemoNode& node = state.nodes[i];
    if (node.identity != NodeIdentity::Active || node.lastSeen == TimePoint{} || node.lastSeen + after > state.now)
      continue;
    const Node seen = toNode(state, i);
    ++told;
    out.push_back(newStatus({{std::string(label::kAlert), "NodeOffline"},
                             {std::string(label::kNode), seen.name},
                             {std::string(label::kSite), seen.site.value},
                             {std::string(label::kRegion), seen.region.value},
                             {std::string(label::kSeverity), "ticket"},
                             {std::string(label::kCause), "silent"},
                             {std::string(label::kOwner), "fleet"}},
                            seen.name + " has not reported since " + toRfc3339(seen.lastSeen), seen.lastSeen + after,
                            state.now));
  }
}

// One machine whose disk fills, which another monitoring sees, and which does not renew its certificate either.
void addSickNode(std::vector<AlertStatus>& out, const DemoState& state) {
  const auto sick = std::find_if(state.nodes.begin(), state.nodes.end(), [](const DemoNode& node) {
    return demoSites()[node.site].name == kSickSite && node.contact == DemoContact::Steady &&
           node.identity == NodeIdentity::Active;
  });
  if (sick == state.nodes.end()) return;
  const std::string name = nameOf(*sick);
  const Labels where{{std::string(label::kNode), name},
                     {std::string(label::kSite), kSickSite},
                     {std::string(label::kRegion), regionOf(*sick).value},
                     {std::string(label::kOwner), "fleet"}};
  const auto raise = [&](const char* alert, const char* severity, const std::string& summary, Duration ago) {
    Labels labels = where;
    labels.emplace(label::kAlert, alert);
    labels.emplace(label::kSeverity, severity);
    out.push_back(newStatus(std::move(labels), summary, state.startedAt - ago, state.now));
  };
  raise("CertificateExpiring", "ticket",
        "the certificate of " + name + " expires at " + toRfc3339(state.startedAt + 9h).substr(0, 19) +
            "Z and has not been renewed",
        6h);
  raise("DiskAlmostFull", "page", "97 % of /var on " + name + " is used; at this pace it is full in 40 minutes", 21min);
  out.back().alert.generatorUrl = "https://prometheus.example.com/graph?g0.expr=node_filesystem_avail_bytes";
  out.back().alert.annotations["runbook"] = "https://wiki.example.com/runbooks/disk-almost-full";
}

void addFailedRollouts(std::vector<AlertStatus>& out, const DemoState& state) {
  for (const DemoPlanned& planned : state.planned) {
    const Rollout& rollout = planned.rollout;
    if (rollout.state != RolloutState::Failed && rollout.state != RolloutState::RolledBack) continue;
    const TimePoint at = rollout.endedAt == TimePoint{} ? state.startedAt - 50min : rollout.endedAt;
    out.push_back(newStatus(
        {{std::string(label::kAlert), "RolloutFailed"},
         {std::string(label::kRollout), rollout.id.value},
         {std::string(label::kWorkload), rollout.workload.value},
         {std::string(label::kSeverity), "ticket"}},
        rollout.id.value + " was taken back" + (rollout.message.empty() ? "" : ": " + rollout.message), at, state.now));
  }
}

// Of every region and every sensor that drifts, as a control plane tells it.
void addDrift(std::vector<AlertStatus>& out, const DemoState& state) {
  const auto standings = demoDrift(state, {});
  for (const DriftStanding& standing : standings ? *standings : std::vector<DriftStanding>{}) {
    if (standing.cause == DriftCause::None) continue;
    const bool region = standing.cause == DriftCause::Region;
    const std::string inputs = "inputs of " + standing.workload.value + " " + standing.version;
    Labels labels{{std::string(label::kAlert), region ? "RegionDrift" : "SensorDrift"},
                  {std::string(label::kSeverity), "ticket"},
                  {std::string(label::kRegion), standing.region.value},
                  {std::string(label::kWorkload), standing.workload.value},
                  {std::string(label::kVersion), standing.version},
                  {std::string(label::kOwner), "vision"}};
    if (!region) {
      labels.emplace(label::kSite, standing.site.value);
      labels.emplace(label::kNode, standing.node);
    }
    const std::string summary =
        region ? inputs + " drift in " + standing.region.value + ", on " + std::to_string(standing.driftedNodes) +
                     " of " + std::to_string(standing.nodes) + " nodes by themselves"
               : inputs + " drift on " + standing.node + " and not on its neighbours: look at its sensor";
    out.push_back(newStatus(std::move(labels), summary, standing.since, state.now));
  }
}

}  // namespace

std::vector<AlertStatus> demoRaised(const DemoState& state) {
  std::vector<AlertStatus> out;
  if (state.nodes.empty()) return out;
  for (const ObjectiveAlert& alert : demoAlerts(state)) out.push_back(statusOf(alert, state.now));
  addOfflineNodes(out, state);
  addSickNode(out, state);
  addFailedRollouts(out, state);
  addDrift(out, state);
  return out;
}

}  // namespace flotilla::console
