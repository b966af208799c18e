// A control plane over a store in memory, whose nodes connect with what they were given: for what happens after a
// start, and after a backup was restored. Thread: the test's.
#pragma once

#include <QtTest>

#include <map>
#include <string>
#include <vector>

#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/documents/signed_documents.h"
#include "tests/controlplane/fleet_rig.h"

namespace flotilla::controlplane::test {

inline const NodeId kFirst("id-of-rotterdam-1"), kSecond("id-of-rotterdam-2"), kBoston("id-of-boston-1");

inline Assignment assignmentIn(const std::string& envelope) {
  return parseAssignment(parseEnvelope(envelope)->payload).value();
}

class FakeSession final : public AgentSession {
 public:
  std::vector<std::string> assigned;
  std::vector<std::uint64_t> acknowledged;
  std::uint64_t epoch = 0;
  QString closed;

  void welcome(std::uint64_t now, TimePoint, std::uint64_t) override { epoch = now; }
  void acknowledge(std::uint64_t seq) override { acknowledged.push_back(seq); }
  void assign(const Delivery& delivery) override { assigned.push_back(delivery.envelope); }
  void policy(const std::string&) override {}
  void renewed(const std::string&) override {}
  void searchLogs(std::uint64_t, const LogQuery&) override {}
  void captureInputs(std::uint64_t, const SampleQuery&) override {}
  void orders(const NodeOrders&) override {}
  void fault(const FaultOrder&) override {}
  void endFaults(const std::string&) override {}
  void close(const Error& why) override { closed = QString::fromStdString(why.reason); }
};

// What a node keeps by itself.
struct FakeNode {
  std::string envelope;
  std::uint64_t seq = 0;
  Version version;  // proven
  std::uint64_t generation() const { return envelope.empty() ? 0 : assignmentIn(envelope).generation; }
};
using FakeNodes = std::map<NodeId, FakeNode>;

struct Keys {
  SigningKey signing = SigningKey::generate();
  CertificateAuthority ca = CertificateAuthority::create("test CA", kNow);
};

struct FencedPlane {
  MemoryStore store;
  ManualLoop loop;
  ManualClock clock;
  const Keys& keys;
  Fleet fleet{loop, store};
  AgentHub hub;
  std::map<NodeId, FakeSession> sessions;

  // As it starts over `kept`, so many hours after the beginning.
  FencedPlane(FleetState kept, const Keys& keysOfFleet, int hours, bool learns = true)
      : keys(keysOfFleet), hub(fleet, clock, keys.ca, keys.signing, std::chrono::hours(24), kInterval) {
    store.kept = std::move(kept);
    clock.advance(std::chrono::hours(hours));
    fleet.setListener([this](std::uint64_t, const std::vector<Touched>& touched) { hub.onCommitted(touched); });
    if (!fleet.open()) qFatal("the fleet does not open");
    if (learns) hub.startLearning(std::chrono::seconds(60));
  }
  static FleetState newFleet() {
    FleetState out;
    out.apply(smallFleet({{"rotterdam-1", kWest}, {"rotterdam-2", kWest}, {"boston-1", kEast}}));
    return out;
  }

  const FleetState& state() const { return fleet.state(); }
  const NodeEntry& entry(const NodeId& node) const { return state().nodes.at(node); }
  void settle() { loop.advance(std::chrono::milliseconds(50)); }
  EngineRoom room() const { return {state(), keys.signing, clock.now(), kInterval}; }

  void connect(const NodeId& node, const std::string& envelope) {
    hub.connect({node, entry(node).record.fingerprint}, {"boot", "x86_64", "1.0.0", envelope}, sessions[node]);
    settle();
  }
  NodeReport reportOf(FakeNode& node) const {
    NodeReport report;
    report.seq = ++node.seq;
    report.bootId = "boot";
    report.generationSeen = node.generation();
    if (node.version != Version{}) {
      report.workloads = {workloadStatus(kFirst, node.version.toString(), node.generation()).report};
      report.epochSeen = assignmentIn(node.envelope).epoch;
    }
    return report;
  }
  void report(const NodeId& id, FakeNode& node) {
    hub.report(id, sessions[id], reportOf(node), 0);
    settle();
  }
  // The node comes with what it has, and reports.
  void meet(const NodeId& id, FakeNode& node) {
    connect(id, node.envelope);
    report(id, node);
  }
  // Takes what was sent last, installs it and tells.
  void take(const NodeId& id, FakeNode& node) {
    if (sessions[id].assigned.empty()) qFatal("nothing was sent");
    node.envelope = sessions[id].assigned.back();
    node.version = assignmentIn(node.envelope).targets.at(0).version;
    report(id, node);
    tick();
  }
  void tick() {
    clock.advance(std::chrono::seconds(1));
    hub.tick();
    settle();
  }

  Result<Rollout> deploy(const char* version) {
    auto decision = createRollout(room(), {kWorkload, parseVersion(version).value(), {}, std::chrono::hours(24)},
                                  callerWith(Role::Administrator), 1);
    if (!decision) return decision.error();
    fleet.submit(std::move(decision->mutation), [](const Status&) {});
    settle();
    return decision->answer;
  }
  const Rollout& rollout(const char* id) const { return state().rollouts.at(RolloutId(id)); }
  const RolloutNode& rowOf(const char* id, const NodeId& node) const {
    return rollout(id).nodes[state().rolloutPlaces.at({RolloutId(id), node})];
  }
};

}  // namespace flotilla::controlplane::test
