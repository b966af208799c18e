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
    WorkloadReport report = entry.workloads.at(kWorkload);
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
  void obey(const NodeEntry& entry, WorkloadReport& report) const {
    if (report.generation >= entry.assignment.generation) return;
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
    report.hasPrevious = true;
    report.previous = report.version;
    report.version = release.release.version;
    report.digest = release.release.variants.front().digest;
  }
};

}  // namespace flotilla::controlplane::test
