// What the tests of the control plane share: a loop and a clock that stand still until told, a store in memory that can
// fail, and a small fleet: eu-west/rotterdam and us-east/boston, one workload.
// Thread: the test's. Lifetime: values.
#pragma once

#include <QString>

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/crypto/hash.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane::test {

inline const TimePoint kNow = parseRfc3339("2026-03-01T12:00:00Z").value();
inline constexpr Duration kInterval = std::chrono::seconds(10);  // between reports
inline const RegionName kWest("eu-west"), kEast("us-east");
inline const WorkloadName kWorkload("meter-reader");
inline const ArtifactName kArtifact("meter-reader");

template <class T>
QString reasonOf(const Result<T>& result) {
  return result ? QStringLiteral("ok") : QString::fromStdString(result.error().reason);
}

// Runs what is due only when asked, in order, on the caller's thread. Any thread may post, as listeners do.
class ManualLoop final : public Executor {
 public:
  void post(Task task) override { postAfter(Duration(0), std::move(task)); }
  void postAfter(Duration delay, Task task) override {
    const std::lock_guard lock(mutex_);
    tasks_.emplace(std::pair{now_ + delay, sequence_++}, std::move(task));
  }

  void advance(Duration by = Duration(0)) {
    Duration until = by;
    {
      const std::lock_guard lock(mutex_);
      until += now_;
    }
    while (const Task task = takeDue(until)) task();
    const std::lock_guard lock(mutex_);
    now_ = until;
  }

 private:
  Task takeDue(Duration until) {
    const std::lock_guard lock(mutex_);
    if (tasks_.empty() || tasks_.begin()->first.first > until) return nullptr;
    now_ = tasks_.begin()->first.first;
    return std::move(tasks_.extract(tasks_.begin()).mapped());
  }

  std::mutex mutex_;  // of everything here
  std::map<std::pair<Duration, std::uint64_t>, Task> tasks_;
  Duration now_{0};
  std::uint64_t sequence_ = 0;
};

class ManualClock final : public Clock {
 public:
  TimePoint now() const override { return now_; }
  SteadyPoint steady() const override { return SteadyPoint(now_ - kNow); }
  void advance(Duration by) { now_ += by; }

 private:
  TimePoint now_ = kNow;
};

// A commit either takes effect whole or, while `failing`, not at all.
class MemoryStore final : public FleetStore {
 public:
  FleetState kept;
  bool failing = false;
  std::size_t commits = 0, refused = 0;
  std::vector<AuditEntry> audit = {};
  std::vector<AlertFiring> firings = {};
  std::map<IncidentId, std::vector<IncidentEvent>> timelines = {};
  std::vector<RunbookRecord> runbooks = {};
  std::map<RunId, std::vector<RunEvidence>> evidence = {};

  Result<std::uint64_t> raiseEpoch() override { return ++kept.epoch; }
  Status jumpEpoch(std::uint64_t from, std::uint64_t to) override {
    if (from != kept.epoch) return precondition("fenced", "another one took over");
    kept.epoch = to;
    return okStatus();
  }
  Result<FleetState> load() override { return kept; }
  Status commit(const std::vector<Mutation>& mutations, std::uint64_t, std::uint64_t revision) override {
    refused += failing ? 1 : 0;
    if (failing) return Error{ErrorCode::Exhausted, "disk_full", "no space"};
    ++commits;
    for (const Mutation& mutation : mutations) {
      kept.apply(mutation);
      for (const Row& row : mutation.rows) {
        if (const auto* entry = std::get_if<AuditEntry>(&row)) audit.push_back(*entry);
        if (const auto* event = std::get_if<IncidentEvent>(&row)) timelines[event->incident].push_back(*event);
        if (const auto* one = std::get_if<RunEvidence>(&row)) evidence[one->run].push_back(*one);
        if (const auto* firing = std::get_if<AlertFiring>(&row)) firings.push_back(*firing);
        if (const auto* runbook = std::get_if<RunbookRecord>(&row)) runbooks.push_back(*runbook);
      }
    }
    kept.revision = revision;
    return okStatus();
  }
  Result<std::vector<NodeEvent>> nodeEvents(const NodeId&) override { return std::vector<NodeEvent>{}; }
  Result<std::vector<LookRecord>> looks(const RolloutId&, std::uint32_t) override { return std::vector<LookRecord>{}; }
  // The newest of each firing is the one that counts.
  Result<std::vector<AlertFiring>> alertHistory() override { return std::vector(firings.rbegin(), firings.rend()); }
  Result<std::vector<IncidentEvent>> incidentEvents(const IncidentId& id) override { return timelines[id]; }
  Result<std::vector<RunEvidence>> runEvidence(const RunId& id) override { return evidence[id]; }
  Result<std::optional<RunbookRecord>> runbook(const RunbookName& name, std::uint32_t version) override {
    for (const RunbookRecord& record : runbooks)
      if (record.name == name && record.version == version) return std::optional(record);
    return std::optional<RunbookRecord>();
  }
  Result<std::vector<AuditEntry>> auditEntries(std::uint64_t from, std::size_t limit) override {
    std::vector<AuditEntry> out;
    for (const AuditEntry& entry : audit)
      if (entry.seq >= from && out.size() < limit) out.push_back(entry);
    return out;
  }
  Status copyTo(const std::string&) override { return okStatus(); }
};

inline void apply(FleetState& state, const Mutation& mutation) {
  state.apply(mutation);
}

// As the hub does on a tick: each rollout that is under way goes on, one after the other. Whether anything changed.
inline bool followRollouts(FleetState& state, const SigningKey& key, TimePoint now,
                           Duration reportInterval = std::chrono::seconds(10)) {
  bool changed = false;
  for (const RolloutId& id : rolloutsUnderWay(state)) {
    const Advance next = advanceRollout({state, key, now, reportInterval}, state.rollouts.at(id));
    changed |= !next.mutation.empty();
    state.apply(next.mutation);
  }
  return changed;
}

inline Caller callerWith(Role role, std::vector<RegionName> regions = {}) {
  return {"somebody", {{role, std::move(regions)}}};
}

inline FleetDeclaration declaration() {
  FleetDeclaration out;
  out.regions = {{kWest, "Western Europe", std::chrono::minutes(5)}, {kEast, "US East", std::chrono::minutes(5)}};
  out.sites = {{SiteName("rotterdam"), kWest, "Rotterdam", 51.9, 4.5},
               {SiteName("boston"), kEast, "Boston", 42.3, -71.1}};
  out.workloads = {{kWorkload, kArtifact, {}}};
  return out;
}

inline Mutation declared() {
  Mutation out;
  const FleetDeclaration all = declaration();
  out.rows.insert(out.rows.end(), all.regions.begin(), all.regions.end());
  out.rows.insert(out.rows.end(), all.sites.begin(), all.sites.end());
  out.rows.insert(out.rows.end(), all.workloads.begin(), all.workloads.end());
  return out;
}

// A key's fingerprint, as certificates and assignments carry it.
inline std::string keyOf(const std::string& name) {
  return sha256("key of " + name).hex();
}

inline NodeRecord nodeRecord(const std::string& name, const RegionName& region) {
  NodeRecord node;
  node.id = NodeId("id-of-" + name);
  node.name = name;
  node.region = region;
  node.site = SiteName(region == kWest ? "rotterdam" : "boston");
  node.hardware = "x86_64";
  node.agentVersion = "1.0.0";
  node.identity = NodeIdentity::Active;
  node.fingerprint = keyOf(name);
  return node;
}

inline Digest manifestOf(const std::string& version) {
  return sha256("manifest " + version);
}

inline ReleaseRecord releaseRecord(const std::string& version, const std::string& hardware = "any") {
  ReleaseRecord out;
  out.envelope = "envelope of " + version;
  out.digest = sha256(out.envelope);
  out.release.artifact = kArtifact;
  out.release.version = parseVersion(version).value();
  out.release.releaseCounter = out.release.version.major;
  out.release.expires = kNow + std::chrono::hours(24 * 365);
  out.release.variants = {{hardware, manifestOf(version), 100, 1000}};
  out.publishedAt = kNow;
  return out;
}

// The fleet with releases 1.0.0 and 2.0.0 and these nodes, none of which has reported.
inline Mutation smallFleet(const std::vector<std::pair<std::string, RegionName>>& nodes) {
  Mutation out = declared();
  for (const char* version : {"1.0.0", "2.0.0"}) out.rows.emplace_back(releaseRecord(version));
  for (const auto& [name, region] : nodes) out.rows.emplace_back(nodeRecord(name, region));
  return out;
}

inline WorkloadStatus workloadStatus(const NodeId& node, const std::string& version, std::uint64_t generation,
                                     InstallState state = InstallState::Committed) {
  WorkloadReport report;
  report.workload = kWorkload;
  report.state = state;
  report.generation = generation;
  report.target = parseVersion(version).value();
  report.proven = true;
  report.artifact = kArtifact;
  report.version = report.target;
  report.digest = manifestOf(version);
  return {node, report};
}

}  // namespace flotilla::controlplane::test
