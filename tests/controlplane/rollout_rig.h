// A fleet in memory whose nodes do what they are told: take assignments, prove them, answer requests well or badly,
// vanish and come back. Time passes when a test says so. Thread: the test's.
#pragma once

#include <QtTest>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/rollouts/words.h"
#include "services/crypto/audit_chain.h"
#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"
#include "tests/controlplane/fleet_rig.h"

namespace flotilla::controlplane::test {

inline constexpr Duration kTick = std::chrono::seconds(10);

// What a node answers in one tick.
struct Service {
  std::uint64_t requests = 600;
  std::uint64_t errors = 0;
  double latencyUs = 5'000;
  std::uint32_t restarts = 0;
};
// What a node tells of the stage that it is in, and what it comes to by it; nothing while it goes on.
struct InStage {
  StageReport report;
  std::optional<InstallState> end = {};
  std::string reason = {};
};
using Staging = std::function<InStage(const NodeRecord& node, const Stages& stages, std::uint64_t ticks)>;
using Behaviour = std::function<Service(const NodeRecord& node, const Version& version, std::uint64_t tick)>;

struct RolloutRig {
  FleetState state;
  SigningKey key = SigningKey::generate();
  TimePoint now = kNow;
  std::uint64_t tick = 0;
  Caller author{"author", {{Role::Operator, {}}}};
  Caller approver{"approver", {{Role::Approver, {}}}};
  Behaviour behaviour = [](const NodeRecord&, const Version&, std::uint64_t) { return Service{}; };
  std::set<std::string> offline;
  std::set<std::string> refusing;
  std::set<std::string> old;  // their agents take no stages
  // Of nodes that are given stages; without it they end them at once.
  Staging staging;
  std::map<RolloutId, std::vector<std::string>> history;  // states of rollouts and waves as they were entered
  std::vector<AuditFact> facts;
  std::vector<LookRecord> looks;
  std::vector<Mutation> everything;

  // `count` nodes in the west and as many in the east, all live on 1.0.0.
  explicit RolloutRig(int count = 6) {
    std::vector<std::pair<std::string, RegionName>> names;
    for (int i = 1; i <= count; ++i) {
      names.emplace_back("rotterdam-" + std::to_string(i), kWest);
      names.emplace_back("boston-" + std::to_string(i), kEast);
    }
    keep(smallFleet(names));
    for (const auto& [name, region] : names) keep({{workloadStatus(NodeId("id-of-" + name), "1.0.0", 0)}, {}});
    pass(1);
  }

  void keep(Mutation mutation) {
    for (const Row& row : mutation.rows) {
      if (const auto* look = std::get_if<LookRecord>(&row)) looks.push_back(*look);
      if (const auto* wave = std::get_if<RolloutWave>(&row)) note(wave->rollout, *wave);
      if (const auto* record = std::get_if<RolloutRecord>(&row)) note(record->rollout);
    }
    state.apply(mutation);
    everything.push_back(std::move(mutation));
  }

  // The releases get envelopes with one signature, under the digests that they have.
  void signReleases() {
    for (auto& [digest, record] : state.releases)
      record.envelope = encodeEnvelope(signEnvelope(kReleasePayloadType, encodeRelease(record.release), {key}));
  }

  EngineRoom room() const { return {state, key, now, kInterval}; }
  const Rollout& rollout(const char* id = "meter-reader-1") const { return state.rollouts.at(RolloutId(id)); }
  const RolloutWave& wave(std::size_t place) const { return rollout().waves.at(place); }

  Result<Rollout> create(const std::string& plan) {
    NewRollout wanted;
    wanted.plan = plan;
    return take(createRollout(room(), wanted, author, 7));
  }
  Result<Rollout> edit(const std::string& plan, const Caller& caller) {
    return take(editRollout(room(), RolloutId("meter-reader-1"), plan, caller, 8));
  }
  Result<Rollout> say(RolloutVerb verb, std::uint32_t wave = 0, const std::optional<Caller>& caller = {}) {
    RolloutWord word;
    word.verb = verb;
    word.rollout = RolloutId("meter-reader-1");
    word.wave = wave;
    word.plan = rollout().planDigest;
    return say(word, caller.value_or(author));
  }
  Result<Rollout> say(const RolloutWord& word, const Caller& caller) {
    return take(sayToRollout(room(), word, caller));
  }
  Result<Rollout> take(Result<Decision<Rollout>> decision) {
    if (!decision) return decision.error();
    keep(decision->mutation);
    return decision->answer;
  }
  // A draft that has been started.
  void begin(const std::string& plan) {
    const auto created = create(plan);
    QVERIFY2(created.ok(), created ? "" : created.error().message.c_str());
    const auto started = say(RolloutVerb::Start);
    QVERIFY2(started.ok(), started ? "" : started.error().message.c_str());
  }

  // Nodes work and report, then the engine looks; one tick after the other.
  void pass(int ticks) {
    for (int i = 0; i < ticks; ++i) {
      ++tick;
      now += kTick;
      for (const auto& [id, entry] : std::map(state.nodes)) work(entry);
      engine();
    }
  }
  // Until `done`, or not within so many ticks.
  bool passUntil(const std::function<bool()>& done, int ticks = 400) {
    for (int i = 0; i < ticks && !done(); ++i) pass(1);
    return done();
  }
  bool passUntil(RolloutState wanted, int ticks = 400) {
    return passUntil([&] { return rollout().state == wanted; }, ticks);
  }

  void engine() {
    for (const RolloutId& id : rolloutsUnderWay(state)) {
      Advance next = advanceRollout(room(), state.rollouts.at(id));
      if (next.fact) facts.push_back(*next.fact);
      keep(std::move(next.mutation));
    }
  }

  std::size_t runs(const Version& version) const {
    std::size_t count = 0;
    for (const auto& [id, entry] : state.nodes) {
      const auto at = entry.workloads.find(kWorkload);
      count += at != entry.workloads.end() && at->second.version == version ? 1 : 0;
    }
    return count;
  }
  // What a node is told of the workload; nothing if it is told nothing of it.
  std::optional<AssignmentTarget> targetOf(const NodeEntry& entry) const {
    const auto envelope = parseEnvelope(entry.assignment.envelope);
    const auto assignment = envelope ? parseAssignment(envelope->payload) : Result<Assignment>(Assignment{});
    if (!assignment) return std::nullopt;
    for (const AssignmentTarget& target : assignment->targets)
      if (target.workload == kWorkload) return target;
    return std::nullopt;
  }
  std::optional<AssignmentTarget> targetOf(const std::string& node) const {
    return targetOf(state.nodes.at(NodeId("id-of-" + node)));
  }
  const RolloutNode& row(const std::string& node, const char* id = "meter-reader-1") const {
    return rollout(id).nodes[state.rolloutPlaces.at({RolloutId(id), NodeId("id-of-" + node)})];
  }
  // Nodes that were ever told to run it.
  std::size_t assigned() const {
    std::set<std::string> names;
    for (const Mutation& mutation : everything)
      for (const Row& row : mutation.rows)
        if (const auto* node = std::get_if<RolloutNode>(&row))
          if (node->generation > 0) names.insert(node->nodeName);
    return names.size();
  }

 private:
  std::map<RolloutId, std::string> states_;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> inStage_;  // generation, and the tick it began in

  void note(const Rollout& record) {
    std::string line(toText(record.state));
    if (std::exchange(states_[record.id], line) != line) history[record.id].push_back(std::move(line));
  }
  void note(const RolloutId& id, const RolloutWave& wave) {
    auto& lines = history[id];
    std::string line = wave.name + " " + std::string(toText(wave.state));
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }

  void work(const NodeEntry& entry) {
    if (offline.contains(entry.record.name)) return;
    NodeStatus status = entry.status;
    status.node = entry.record.id;
    status.lastSeen = now;
    status.generationSeen = entry.assignment.generation;
    status.takesStages = !old.contains(entry.record.name);
    WorkloadReport report = entry.workloads.at(kWorkload);
    if (staging && tellStage(entry, report)) {
      keep({{status, WorkloadStatus{entry.record.id, report}}, {}});
      return;
    }
    obey(entry, report);
    const Service service = behaviour(entry.record, report.version, tick);
    ArmCounts counts;
    if (const auto known = entry.totals.find({kWorkload, report.version}); known != entry.totals.end())
      counts = known->second;
    counts.requests += service.requests;
    counts.errors += service.errors;
    if (service.requests > 0) counts.latencyUs.add(service.latencyUs, service.requests);
    report.restarts += service.restarts;
    keep({{status, WorkloadStatus{entry.record.id, report},
           ArmTotals{entry.record.id, kWorkload, report.version, counts}},
          {}});
  }
  // Whether the node stays where it is: in a stage, or because it ended badly.
  bool tellStage(const NodeEntry& entry, WorkloadReport& report) {
    const auto target = targetOf(entry);
    if (!target || target->stages.empty() || target->digest == report.digest) return false;
    const std::uint64_t generation = entry.assignment.generation;
    const bool ended = report.generation == generation && report.state != InstallState::Written;
    if (ended) return true;
    auto& [at, began] = inStage_[entry.record.name];
    if (at != generation) began = tick;
    at = generation;
    InStage told = staging(entry.record, target->stages, tick - began);
    told.report.workload = kWorkload;
    told.report.generation = generation;
    keep({{standingOf(state, entry, told.report, now)}, {}});
    if (told.end == InstallState::Committed) return false;
    report.generation = generation;
    report.target = target->version;
    report.state = told.end.value_or(InstallState::Written);
    report.reason = told.reason;
    return true;
  }
  void obey(const NodeEntry& entry, WorkloadReport& report) const {
    const bool inStage = report.state == InstallState::Written;
    if (report.generation >= entry.assignment.generation && !inStage) return;
    report.generation = entry.assignment.generation;
    const auto desired = entry.desired.find(kWorkload);
    if (desired == entry.desired.end() || desired->second.release.isZero()) return;
    const ReleaseRecord& release = state.releases.at(desired->second.release);
    report.target = release.release.version;
    if (refusing.contains(entry.record.name)) {
      report.state = InstallState::Refused;
      report.reason = "V32_digest";
      report.message = "the bytes are not those that were signed";
      return;
    }
    report.state = InstallState::Committed;
    report.reason.clear();
    report.hasPrevious = true;
    report.previous = report.version;
    report.version = release.release.version;
    report.digest = release.release.variants.front().digest;
  }
};

}  // namespace flotilla::controlplane::test
