#include <algorithm>
#include <cmath>
#include <map>

#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/identity/shared_identities.h"
#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

Alert started(std::string_view name, std::string_view severity, TimePoint since, const std::string& summary) {
  Alert out;
  out.labels = {{std::string(label::kAlert), std::string(name)},
                {std::string(label::kSeverity), std::string(severity)}};
  out.annotations = {{std::string(kSummary), summary}, {std::string(kSince), toRfc3339(since)}};
  out.startsAt = since;
  return out;
}

Alert placed(Alert alert, const NodeRecord& node) {
  alert.labels.emplace(label::kNode, node.name);
  alert.labels.emplace(label::kSite, node.site.value);
  alert.labels.emplace(label::kRegion, node.region.value);
  return alert;
}

bool isUnderWay(const NodeEntry& node) {
  return std::any_of(node.workloads.begin(), node.workloads.end(),
                     [](const auto& at) { return !isSettled(at.second.state); });
}

// What fell silent says nothing new, so this stays the same while it is offline: it is part of the identity.
std::string causeOf(const NodeEntry& node, TimePoint offlineAt) {
  if (node.record.certificateExpires != TimePoint{} && node.record.certificateExpires <= offlineAt)
    return "certificate_expired";
  return isUnderWay(node) ? "updating" : "silent";
}

// The nodes of one region that should report, with those that do not. Silence to which nobody listened, because the
// control plane was down, says nothing yet.
struct RegionSilence {
  std::size_t nodes = 0;
  std::size_t heardSilence = 0;
  Duration patience{};
  std::vector<TimePoint> offlineAt;
};

class FleetAlerts {
 public:
  FleetAlerts(const FleetState& state, const FleetAlertInput& input) : state_(state), in_(input) {}

  std::vector<Alert> take() {
    if (state_.learning) return {};
    for (const auto& [id, node] : state_.nodes)
      if (node.record.identity == NodeIdentity::Active) look(node);
    for (const auto& [region, reach] : reach_) lookAtRegion(region, reach);
    lookAtRollouts();
    lookAtConflicts();
    lookAtSharedIdentities();
    lookAtGaps();
    lookAtRuns();
    return std::move(out_);
  }

 private:
  void add(Alert alert) { out_.push_back(std::move(alert)); }
  bool goesOn(const Alert& alert) const { return in_.fires && in_.fires(alertIdOf(alert.labels)); }

  void look(const NodeEntry& node) {
    lookAtCertificate(node);
    const TimePoint lastSeen = node.status.lastSeen;
    if (lastSeen == TimePoint{}) return;  // never there, so it is not gone
    RegionSilence& reach = reach_[node.record.region];
    ++reach.nodes;
    if (nodeLiveness(state_, node, in_.now, in_.reportInterval) != Liveness::Offline) return;
    const auto region = state_.regions.find(node.record.region);
    const Duration patience = region == state_.regions.end() ? Region{}.offlineAfter : region->second.offlineAfter;
    reach.patience = patience;
    reach.offlineAt.push_back(lastSeen + patience);
    if (in_.now - std::max(lastSeen, in_.upSince) > patience) ++reach.heardSilence;
    lookAtOffline(node, lastSeen + patience, patience);
  }

  void lookAtOffline(const NodeEntry& node, TimePoint offlineAt, Duration patience) {
    const TimePoint counted = std::max(node.status.lastSeen, in_.upSince);
    Alert alert = placed(started(kNodeOffline, "ticket", offlineAt,
                                 node.record.name + " has not reported since " + toRfc3339(node.status.lastSeen)),
                         node.record);
    const std::string cause = causeOf(node, offlineAt);
    alert.labels.emplace(label::kCause, cause);
    if (cause != "silent")
      alert.annotations[std::string(kSummary)] +=
          cause == "updating" ? "; it was installing something then" : "; its certificate has expired";
    alert.annotations[std::string(kSince)] = toRfc3339(node.status.lastSeen);
    if (in_.now - counted > patience + in_.limits.nodeOfflineFor || goesOn(alert)) add(std::move(alert));
  }

  void lookAtCertificate(const NodeEntry& node) {
    const TimePoint expires = node.record.certificateExpires;
    const TimePoint since = expires - in_.limits.certificateLeft;
    if (expires == TimePoint{} || in_.now < since) return;
    add(placed(
        started(kCertificateExpiring, "ticket", since,
                "the certificate of " + node.record.name + (in_.now < expires ? " expires at " : " expired at ") +
                    toRfc3339(expires) + " and has not been renewed"),
        node.record));
  }

  void lookAtRegion(const RegionName& region, const RegionSilence& reach) {
    const auto share =
        static_cast<std::size_t>(std::ceil(in_.limits.regionShare * static_cast<double>(reach.nodes) - 1e-9));
    const std::size_t enough = std::max({share, in_.limits.regionNodes, std::size_t{1}});
    if (reach.offlineAt.size() < enough) return;
    std::vector<TimePoint> times = reach.offlineAt;
    std::sort(times.begin(), times.end());
    Alert alert = started(kRegionUnreachable, "page", times[enough - 1],
                          std::to_string(times.size()) + " of " + std::to_string(reach.nodes) + " nodes of " +
                              region.value + " have not reported for longer than its threshold");
    alert.labels.emplace(label::kRegion, region.value);
    alert.annotations[std::string(kSince)] = toRfc3339(times[enough - 1] - reach.patience);
    if (reach.heardSilence >= enough || goesOn(alert)) add(std::move(alert));
  }

  // An end that was not good is news until the next rollout of the workload, or for as long as the limit says.
  void lookAtRollouts() {
    std::map<WorkloadName, const Rollout*> newest;
    for (const auto& [id, rollout] : state_.rollouts) {
      if (rollout.startedAt == TimePoint{}) continue;
      const Rollout*& known = newest[rollout.workload];
      if (known == nullptr || known->number < rollout.number) known = &rollout;
    }
    for (const auto& [workload, rollout] : newest) {
      if (in_.now - rollout->endedAt >= in_.limits.rolloutFor) continue;
      const bool failed = rollout->state == RolloutState::Failed;
      // Whoever takes a rollout back gives no reason of a gate, and knows about it.
      const bool wentBack = rollout->state == RolloutState::RolledBack && !rollout->reason.empty();
      if (!failed && !wentBack) continue;
      add(ofRollout(*rollout, failed));
    }
  }
  static Alert ofRollout(const Rollout& rollout, bool failed) {
    const bool noWayBack = failed && rollout.wentBack();
    const std::string what = noWayBack ? " could not be taken back everywhere" : failed ? " failed" : " was taken back";
    const std::string& why = rollout.message.empty() ? rollout.reason : rollout.message;
    Alert alert = started(noWayBack ? kRollbackFailed : kRolloutFailed, failed ? "page" : "ticket", rollout.endedAt,
                          rollout.id.value + what + (why.empty() ? std::string() : ": " + why));
    alert.labels.emplace(label::kRollout, rollout.id.value);
    alert.labels.emplace(label::kWorkload, rollout.workload.value);
    return alert;
  }

  // One for each node, since its first evidence.
  void lookAtConflicts() {
    std::map<std::string, const AuditEntry*> first;
    for (const AuditEntry& entry : in_.conflicts) {
      if (entry.action == kSharedIdentity || in_.now - entry.at >= in_.limits.conflictFor) continue;
      const AuditEntry*& known = first[entry.object];
      if (known == nullptr || entry.at < known->at) known = &entry;
    }
    for (const auto& [object, entry] : first) {
      Alert alert = started(kConflictingEpochs, "page", entry->at, entry->detail);
      const auto node = state_.nodes.find(NodeId(object.substr(object.find('/') + 1)));
      alert.labels.emplace(label::kNode, node == state_.nodes.end() ? object : node->second.record.name);
      if (node != state_.nodes.end()) alert.labels.emplace(label::kRegion, node->second.record.region.value);
      add(std::move(alert));
    }
  }

  // As long as what both of them have is accepted: another certificate or a revocation ends it.
  void lookAtSharedIdentities() {
    std::map<NodeId, const AuditEntry*> first;
    for (const AuditEntry& entry : in_.conflicts) {
      if (entry.action != kSharedIdentity || in_.now - entry.at >= in_.limits.conflictFor) continue;
      const auto node = state_.nodes.find(NodeId(entry.object.substr(entry.object.find('/') + 1)));
      if (node == state_.nodes.end()) continue;
      const NodeRecord& record = node->second.record;
      if (record.identity == NodeIdentity::Revoked || record.identity == NodeIdentity::Retired) continue;
      if (entry.after != sha256(record.fingerprint) && entry.after != sha256(record.previousFingerprint)) continue;
      const AuditEntry*& known = first[record.id];
      if (known == nullptr || entry.at < known->at) known = &entry;
    }
    for (const auto& [id, entry] : first)
      add(placed(started(kIdentityUsedTwice, "page", entry->at, entry->detail), state_.nodes.at(id).record));
  }

  void lookAtGaps() {
    for (const CountGap& gap : in_.gaps) {
      const NodeRecord& node = state_.nodes.at(gap.node).record;
      Alert alert = placed(started(kTelemetryGap, "ticket", gap.since + in_.limits.telemetryGapFor,
                                   node.name + " reports, and has counted no request of " + gap.workload.value +
                                       " since " + toRfc3339(gap.since) + "; how it serves is not known"),
                           node);
      alert.labels.emplace(label::kWorkload, gap.workload.value);
      alert.annotations[std::string(kSince)] = toRfc3339(gap.since);
      const bool known = in_.now - gap.since > in_.limits.telemetryGapFor;
      if (known || (gap.fromStart && goesOn(alert))) add(std::move(alert));
    }
  }

  // From when somebody else was called until it gets on, or is over.
  void lookAtRuns() {
    for (const auto& [id, run] : state_.runs) {
      if (!isOpen(run.state) || run.escalatedAt == TimePoint{}) continue;
      const std::string incident = run.incident.empty() ? "" : " for " + run.incident.value;
      Alert alert = started(kRunStuck, run.drill ? "ticket" : "page", run.escalatedAt,
                            id.value + ", " + run.runbook.value + incident + ", does not get on at step " + run.step +
                                "; it is with " + run.owner);
      alert.labels.emplace(label::kRun, id.value);
      if (!run.region.empty()) alert.labels.emplace(label::kRegion, run.region.value);
      if (!run.incident.empty()) alert.labels.emplace(label::kIncident, run.incident.value);
      if (!run.escalateTo.empty()) alert.labels.emplace(label::kEscalateTo, run.escalateTo);
      add(std::move(alert));
    }
  }

  const FleetState& state_;
  const FleetAlertInput& in_;
  std::map<RegionName, RegionSilence> reach_;
  std::vector<Alert> out_;
};

}  // namespace

std::vector<Alert> fleetAlerts(const FleetState& state, const FleetAlertInput& input) {
  return FleetAlerts(state, input).take();
}

}  // namespace flotilla::controlplane
