// One enrolled machine, as operators see it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/clock_reading.h"
#include "models/domain/digest.h"
#include "models/domain/fleet.h"
#include "models/domain/ids.h"
#include "models/domain/install.h"
#include "models/domain/saturation.h"
#include "models/domain/stage_summary.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

enum class NodeIdentity { Pending, Active, Quarantined, Revoked, Retired };
inline constexpr std::array<std::string_view, 5> kNodeIdentityNames{"pending", "active", "quarantined", "revoked",
                                                                    "retired"};
constexpr std::string_view toText(NodeIdentity i) {
  return kNodeIdentityNames[static_cast<std::size_t>(i)];
}

// Whether whoever owns the machine lets faults be given to it for practice. Unknown: its agent has not said so.
enum class DrillConsent { Unknown, Refuse, Allow };
inline constexpr std::array<std::string_view, 3> kDrillConsentNames{"unknown", "refuse", "allow"};
constexpr std::string_view toText(DrillConsent consent) {
  return kDrillConsentNames[static_cast<std::size_t>(consent)];
}

// Derived from the last report, never stored.
enum class Liveness { Live, Late, Offline, Unseen };
inline constexpr std::array<std::string_view, 4> kLivenessNames{"live", "late", "offline", "unseen"};
constexpr std::string_view toText(Liveness l) {
  return kLivenessNames[static_cast<std::size_t>(l)];
}

enum class NodeHealth { Healthy, Updating, Degraded, Failed, Offline, Unknown, Held };
inline constexpr std::array<std::string_view, 7> kNodeHealthNames{"healthy", "updating", "degraded", "failed",
                                                                  "offline", "unknown",  "held"};
constexpr std::string_view toText(NodeHealth h) {
  return kNodeHealthNames[static_cast<std::size_t>(h)];
}

// What one version of a workload did on one node, since it first ran there.
struct VersionTotals {
  Version version;
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  std::uint64_t labelled = 0;
  std::uint64_t correct = 0;
  double p50Ms = 0;
  double p95Ms = 0;
  std::uint64_t held = 0;  // answers that were held back, because the classifier was not sure enough
};

// The reason of a committed workload whose worker ends again and again.
inline constexpr std::string_view kCrashLoopReason = "crash_loop";

struct NodeWorkload {
  WorkloadName workload;
  Version desired;  // what the control plane wants; 0.0.0 = nothing
  InstallState state = InstallState::Idle;
  std::uint64_t generation = 0;  // that `state` is about
  std::string reason;
  std::string message;
  bool proven = false;
  ArtifactName artifact;
  Version version;  // proven
  Digest digest;
  bool hasPrevious = false;
  Version previous;
  std::uint32_t restarts = 0;
  std::vector<VersionTotals> totals;
  std::vector<NodeStage> stages = {};  // of the newest version that came in stages, in their order
};

// How the telemetry of a node gets here. A record is a report or some events, and has a number.
struct NodeTelemetry {
  std::uint32_t queuesLost = 0;  // times that it began another queue than the one that was known
  // As the node told last, of the queue that it has now.
  std::uint64_t queueDepth = 0;  // records that wait there
  std::uint64_t queueBytes = 0;
  std::uint64_t droppedMetrics = 0;  // because there was no room
  std::uint64_t droppedEvents = 0;
  std::uint64_t lost = 0;  // because its disk was damaged
  // Records that were made and never came, over all queues: those that the node said would not come, and others.
  std::uint64_t declaredMissing = 0;
  std::uint64_t undeclaredMissing = 0;
  ClockReading clock;
  std::uint64_t uncorrected = 0;  // reports with counts whose time could not be put right
  friend bool operator==(const NodeTelemetry&, const NodeTelemetry&) = default;
};

struct Node {
  NodeId id;
  std::string name;  // <site>-<n>
  RegionName region;
  SiteName site;
  Labels labels;
  std::string hardware;
  Version agentVersion;
  NodeIdentity identity = NodeIdentity::Pending;
  Liveness liveness = Liveness::Unseen;
  NodeHealth health = NodeHealth::Unknown;
  std::string fingerprint;
  TimePoint certificateExpires{};
  TimePoint enrolledAt{};
  TimePoint lastSeen{};  // epoch 0 = never
  std::uint64_t epochSeen = 0;
  std::uint64_t generation = 0;      // desired
  std::uint64_t generationSeen = 0;  // accepted by the node
  std::uint32_t agentRssKb = 0;
  std::uint32_t workerRssKb = 0;
  std::uint64_t rawBytes = 0;       // domain.md rule 11
  std::uint64_t upstreamBytes = 0;  // likewise
  NodeTelemetry telemetry;
  Saturation saturation;    // since it enrolled
  bool isolated = false;    // as it said last: it serves nobody
  bool ordersWait = false;  // it has not done yet what it was told
  DrillConsent drills = DrillConsent::Unknown;
  std::vector<NodeWorkload> workloads;
};

// `live`: a report within two intervals; `late`: older; `offline`: older than the region's threshold; `unseen`: never.
// A node that was revoked or retired is offline at once: it is refused, so what it said last does not last.
Liveness livenessOf(NodeIdentity identity, TimePoint lastSeen, TimePoint now, Duration reportInterval,
                    Duration offlineAfter);
NodeHealth healthOf(const Node& node);

}  // namespace flotilla
