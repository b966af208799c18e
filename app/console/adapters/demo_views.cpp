#include "app/console/adapters/demo_views.h"

#include <algorithm>
#include <map>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_game_days.h"
#include "app/console/adapters/demo_install.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_places.h"
#include "app/console/adapters/demo_stages.h"

namespace flotilla::console {
namespace {

constexpr const char* kCarriers[] = {"a", "b", "none"};
constexpr auto kCertificateLife = std::chrono::hours(24 * 7);
constexpr std::uint64_t kReportBytes = 38;
constexpr std::uint64_t kRawBytesPerRequest = 4'112;  // a thousand float32 in, a few out, and 16 bytes

// What a version answered on a node so far, as the models count it.
VersionTotals totalsOf(const DemoNode& node, const DemoInstall& install) {
  const DemoVersion& version = demoWorkloads()[install.workload].versions[install.version];
  VersionTotals out;
  out.version = version.version;
  out.requests = install.requests;
  out.errors = install.errors;
  const bool judged = demoWorkloads()[install.workload].kind == ArtifactKind::Model;
  out.labelled = judged ? install.requests / 10 : 0;
  const double good = version.accuracy - 0.02 * static_cast<double>(mixed(node.site, node.number) % 100) / 100;
  out.correct = static_cast<std::uint64_t>(static_cast<double>(out.labelled) * good);
  const double wobble = 0.9 + 0.2 * static_cast<double>(mixed(node.number, install.requests) % 100) / 100;
  out.p95Ms = version.p95Ms * demoHardware()[node.hardware].slowness * wobble;
  out.p50Ms = out.p95Ms * 0.6;
  return out;
}

NodeWorkload toWorkload(const DemoNode& node, const DemoInstall& install) {
  const DemoWorkload& workload = demoWorkloads()[install.workload];
  NodeWorkload out;
  out.workload = WorkloadName(std::string(workload.name));
  out.artifact = ArtifactName(std::string(workload.name));
  out.desired = versionAt(install.workload, install.desired);
  out.state = install.state;
  out.generation = install.generation;
  out.restarts = install.restarts;
  out.hasPrevious = install.previous != kNone;
  out.previous = versionAt(install.workload, install.previous);
  if (install.cause != kNone) {
    out.reason = demoCauses()[install.cause].reason;
    out.message = demoCauses()[install.cause].message;
  }
  if (install.version == kNone) return out;
  out.proven = true;
  out.version = versionAt(install.workload, install.version);
  out.totals.push_back(totalsOf(node, install));
  return out;
}

// Digests are made once per process: a hash for each of 100,000 nodes would be most of a snapshot's time. The last
// position of each version is that of the release.
const Digest& cachedDigest(std::size_t workload, std::size_t version, std::size_t hardware) {
  static const auto kAll = [] {
    std::map<std::array<std::size_t, 3>, Digest> all;
    for (std::size_t w = 0; w < demoWorkloads().size(); ++w)
      for (std::size_t v = 0; v < demoWorkloads()[w].versions.size(); ++v) {
        for (std::size_t h = 0; h < demoHardware().size(); ++h)
          all[{w, v, h}] = demoDigest(demoWorkloads()[w], v, demoHardware()[h].architecture);
        all[{w, v, demoHardware().size()}] = demoDigest(demoWorkloads()[w], v);
      }
    return all;
  }();
  return kAll.at({workload, version, hardware});
}

const Digest& releaseDigest(std::size_t workload, std::size_t version) {
  return cachedDigest(workload, version, demoHardware().size());
}

void addWorkloads(const DemoNode& node, Node& out) {
  for (const DemoInstall& install : node.installs) {
    if (install.desired == kNone) continue;
    out.workloads.push_back(toWorkload(node, install));
    if (install.version != kNone)
      out.workloads.back().digest = cachedDigest(install.workload, install.version, node.hardware);
    out.rawBytes += install.requests * kRawBytesPerRequest;
    out.upstreamBytes += install.requests * kReportBytes;
  }
}

void addEvents(const DemoInstall& install, TimePoint now, std::vector<NodeEvent>& out) {
  const bool settled = isSettled(install.state);
  NodeEvent event;
  event.workload = WorkloadName(std::string(demoWorkloads()[install.workload].name));
  event.generation = install.generation;
  event.version = versionAt(install.workload, install.desired);
  std::int64_t total = 0;
  for (const DemoStep& step : demoSteps(install.back)) total += step.seconds;
  event.at = settled ? install.since - std::chrono::seconds(total) : install.since;
  for (const auto& [state, seconds] : demoSteps(install.back)) {
    if (event.at > now) return;
    const bool refused = install.cause != kNone && demoCauses()[install.cause].outcome == NodeOutcome::Refused;
    if (refused && state == InstallState::Verified) break;
    event.state = state;
    out.push_back(event);
    event.at += std::chrono::seconds(seconds);
  }
  if (!settled) return;
  event.state = install.state;
  event.at = install.since;
  if (install.cause != kNone) {
    event.reason = demoCauses()[install.cause].reason;
    event.message = demoCauses()[install.cause].message;
  }
  out.push_back(event);
}

// Those with a bad uplink keep records back and lost some; most clocks are right.
NodeTelemetry telemetryOf(const DemoState& state, std::uint32_t index) {
  const DemoNode& node = state.nodes[index];
  NodeTelemetry out;
  if (node.lastSeen == TimePoint{}) return out;
  const std::uint64_t chance = mixed(state.spec.seed + 8, index);
  const bool patchy = node.contact != DemoContact::Steady;
  out.queueDepth = patchy ? 40 + chance % 900 : chance % 3;
  out.queueBytes = out.queueDepth * kReportBytes;
  out.clock = {ClockState::Measured, std::chrono::milliseconds(static_cast<int>(chance % 61) - 30),
               std::chrono::milliseconds(8 + chance % 20)};
  if (!patchy) return out;
  out.droppedMetrics = chance % 120;
  out.declaredMissing = out.droppedMetrics;
  out.undeclaredMissing = chance % 7 == 0 ? 4 : 0;
  if (chance % 5 == 0) {
    out.clock = {ClockState::Unsure, std::chrono::seconds(3), std::chrono::milliseconds(400)};
    out.uncorrected = 12;
  }
  return out;
}

// Most machines have room; one in eleven is too full at times.
Saturation saturationOf(const DemoState& state, std::uint32_t index) {
  Saturation out;
  const DemoNode& node = state.nodes[index];
  if (node.lastSeen == TimePoint{}) return out;
  const std::uint64_t chance = mixed(state.spec.seed + 10, index);
  const bool full = chance % 11 == 0;
  out.any.total = 86'400;
  for (std::size_t i = 0; i < out.each.size(); ++i) {
    out.each[i] = {86'400, full && i == chance % 3 ? 9'000 + chance % 4'000 : chance % 60};
    out.permille[i] = static_cast<std::uint32_t>(full && i == chance % 3 ? 930 : 180 + (chance >> (8 * i)) % 420);
    out.any.over = std::max(out.any.over, out.each[i].over);
  }
  return out;
}

}  // namespace

Node toNode(const DemoState& state, std::uint32_t index) {
  const DemoNode& node = state.nodes[index];
  const DemoHardware& hardware = demoHardware()[node.hardware];
  Node out;
  out.id = idOf(state, index);
  out.name = nameOf(node);
  out.region = regionOf(node);
  out.site = siteOf(node);
  out.labels = {{"carrier", kCarriers[node.carrier]}, {"model", std::string(hardware.model)}};
  out.hardware = hardware.architecture;
  out.agentVersion = node.number % 12 == 0 ? Version{0, 0, 9} : Version{0, 1, 0};
  out.identity = node.identity;
  out.fingerprint = hexText(mixed(state.spec.seed + 2, index), 16) + hexText(mixed(state.spec.seed + 3, index), 16) +
                    hexText(mixed(state.spec.seed + 4, index), 16) + hexText(mixed(state.spec.seed + 5, index), 16);
  out.certificateExpires = std::max(node.lastSeen, node.enrolledAt) + kCertificateLife -
                           std::chrono::hours(mixed(state.spec.seed + 6, index) % 84);
  out.enrolledAt = node.enrolledAt;
  out.lastSeen = node.lastSeen;
  out.epochSeen = node.lastSeen == TimePoint{} ? 0 : 1;
  out.generation = out.generationSeen = node.generation;
  if (node.lastSeen != TimePoint{}) {
    out.agentRssKb = hardware.agentRssKb + static_cast<std::uint32_t>(mixed(index, node.generation) % 1'200);
    out.workerRssKb = hardware.workerRssKb + static_cast<std::uint32_t>(mixed(index, 7) % 9'000);
  }
  out.drills = demoConsent(state, index);
  addWorkloads(node, out);
  addDemoStages(state, index, out);
  out.telemetry = telemetryOf(state, index);
  out.saturation = saturationOf(state, index);
  out.liveness =
      livenessOf(node.identity, node.lastSeen, state.now, demoReportInterval(state.spec), demoOfflineAfter(state.spec));
  out.health = healthOf(out);
  return out;
}

RolloutNode toTarget(const DemoState& state, const DemoRollout& rollout, const DemoTarget& target) {
  RolloutNode out;
  out.rollout = idOf(rollout);
  out.node = idOf(state, target.node);
  out.nodeName = nameOf(state.nodes[target.node]);
  out.generation = target.generation;
  out.hadVersion = target.from != kNone;
  out.from = versionAt(rollout.workload, target.from);
  if (out.hadVersion) out.fromRelease = releaseDigest(rollout.workload, target.from);
  out.outcome = target.outcome;
  if (target.cause != kNone) {
    out.reason = demoCauses()[target.cause].reason;
    out.message = demoCauses()[target.cause].message;
  } else if (target.outcome == NodeOutcome::Late) {
    out.reason = "never_reached";
  } else if (target.outcome == NodeOutcome::Stayed) {
    out.reason = "no_version_before";
    out.message = "nothing was proven there before";
  } else if (target.outcome == NodeOutcome::Withdrawn) {
    out.reason = "aborted";
  }
  return out;
}

Rollout toRollout(const DemoState& state, const DemoRollout& rollout, std::size_t bound) {
  const DemoWorkload& workload = demoWorkloads()[rollout.workload];
  Rollout out;
  out.id = idOf(rollout);
  out.number = rollout.number;
  out.workload = WorkloadName(std::string(workload.name));
  out.artifact = ArtifactName(std::string(workload.name));
  out.to = versionAt(rollout.workload, rollout.to);
  out.release = releaseDigest(rollout.workload, rollout.to);
  out.state = rollout.state;
  out.author = rollout.author;
  out.createdAt = rollout.createdAt;
  out.deadline = rollout.deadline;
  out.endedAt = rollout.endedAt;
  if (rollout.targets.size() > bound) {
    for (const DemoTarget& target : rollout.targets) ++out.outcomes[static_cast<std::size_t>(target.outcome)];
    return out;
  }
  out.nodes.reserve(rollout.targets.size());
  for (const DemoTarget& target : rollout.targets) out.nodes.push_back(toTarget(state, rollout, target));
  return out;
}

ReleaseSummary toRelease(const DemoState& state, std::size_t workload, std::size_t version) {
  const DemoWorkload& from = demoWorkloads()[workload];
  const TimePoint at = state.startedAt - std::chrono::hours(from.versions[version].publishedHoursAgo);
  return {demoRelease(from, version, at), demoDigest(from, version), at};
}

std::vector<FleetThing> declarationsOf(const DemoState& state) {
  std::vector<FleetThing> out;
  for (const DemoRegion& region : demoRegions())
    out.emplace_back(
        Region{RegionName(std::string(region.name)), std::string(region.title), demoOfflineAfter(state.spec)});
  for (const DemoSite& site : demoSites())
    out.emplace_back(Site{SiteName(std::string(site.name)), RegionName(std::string(demoRegions()[site.region].name)),
                          std::string(site.title), site.latitude, site.longitude});
  for (const DemoWorkload& workload : demoWorkloads()) out.emplace_back(declared(workload));
  for (std::size_t w = 0; w < demoWorkloads().size(); ++w)
    for (std::size_t v = 0; v < demoWorkloads()[w].versions.size(); ++v) out.emplace_back(toRelease(state, w, v));
  return out;
}

std::vector<NodeEvent> eventsOf(const DemoNode& node, TimePoint now) {
  std::vector<NodeEvent> out;
  for (const DemoInstall& install : node.installs)
    if (install.desired != kNone) addEvents(install, now, out);
  std::stable_sort(out.begin(), out.end(), [](const NodeEvent& a, const NodeEvent& b) { return a.at < b.at; });
  std::reverse(out.begin(), out.end());
  return out;
}

WorkloadSummary summaryOf(const DemoState& state, std::size_t workload) {
  WorkloadSummary out;
  std::map<std::uint8_t, std::pair<VersionTotals, double>> byVersion;  // with the sum of p95 over nodes
  std::map<std::uint8_t, std::size_t> counts;
  for (const DemoNode& node : state.nodes)
    for (const DemoInstall& install : node.installs) {
      if (install.workload != workload || install.version == kNone) continue;
      const VersionTotals totals = totalsOf(node, install);
      out.nodes.push_back({nameOf(node), totals});
      out.rawBytes += totals.requests * kRawBytesPerRequest;
      out.upstreamBytes += totals.requests * kReportBytes;
      auto& [sum, p95] = byVersion[install.version];
      sum.version = totals.version;
      sum.requests += totals.requests;
      sum.errors += totals.errors;
      sum.labelled += totals.labelled;
      sum.correct += totals.correct;
      p95 += totals.p95Ms;
      ++counts[install.version];
    }
  for (auto& [version, entry] : byVersion) {
    entry.first.p95Ms = entry.second / static_cast<double>(counts[version]);
    entry.first.p50Ms = entry.first.p95Ms * 0.6;
    out.versions.push_back(entry.first);
  }
  return out;
}

std::uint64_t connectedIn(const DemoState& state) {
  const auto reports = [](const DemoNode& node) {
    return node.contact == DemoContact::Steady && node.identity != NodeIdentity::Revoked;
  };
  return static_cast<std::uint64_t>(std::count_if(state.nodes.begin(), state.nodes.end(), reports));
}

}  // namespace flotilla::console
