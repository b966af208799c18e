// The agent's core and the control plane's core, each over its real stores, on one virtual loop, with a link between
// them that a test cuts: reports travel as messages of the wire, acknowledgements travel back. Thread: the test's.
#pragma once

#include <QtTest>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/controlplane/core/inventory/agent_hub.h"
#include "services/controlplane/core/objectives/observe.h"
#include "services/controlplane/core/objectives/telemetry.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/wire/agent_wire.h"
#include "tests/agent/node_rig.h"

namespace flotilla::controlplane::test {

// Tasks of a part of the world that can end before they are due.
class MortalLoop final : public Executor {
 public:
  explicit MortalLoop(agent::fakes::VirtualLoop& loop) : loop_(loop) {}
  void post(Task task) override { postAfter(Duration(0), std::move(task)); }
  void postAfter(Duration delay, Task task) override {
    loop_.postAfter(delay, [watch = std::weak_ptr<int>(alive_), task = std::move(task)] {
      if (!watch.expired()) task();
    });
  }

 private:
  agent::fakes::VirtualLoop& loop_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

// A control plane as flotillad puts it together, with one region and one node. Its end is a SIGKILL: what is not
// committed is gone.
struct LinkedPlane {
  MortalLoop loop;
  std::unique_ptr<SqliteFleetStore> store;
  std::unique_ptr<SqliteTelemetryStore> books;
  Fleet fleet;
  AgentHub hub;
  Telemetry telemetry;

  LinkedPlane(agent::fakes::VirtualLoop& world, const std::string& folder, const CertificateAuthority& ca,
              const SigningKey& key)
      : loop(world),
        store(SqliteFleetStore::open(folder + "/flotilla.db").value()),
        books(SqliteTelemetryStore::open(folder + "/telemetry.db").value()),
        fleet(loop, *store),
        hub(fleet, world, ca, key, std::chrono::hours(24), std::chrono::seconds(10)),
        telemetry({loop, world, *books}, LedgerConfig{}, [](const ObjectivesView&) {}) {
    if (!fleet.open() || !telemetry.start({})) qFatal("the control plane does not start");
    hub.countReportsWith(
        [this](const NodeRecord& node, const NodeReport& report, const AgentHub::Arrival& arrival,
               std::function<void()> counted) {
          telemetry.take(node.id, spanOf(node, report, arrival.before), observationsOf(node, report, arrival.wireBytes),
                         [this, counted = std::move(counted)] { loop.post(counted); });
        },
        telemetry.counted());
  }
  void declare(const NodeId& id, const std::string& fingerprint, const WorkloadName& workload) {
    NodeRecord node;
    node.id = id;
    node.name = "rotterdam-1";
    node.region = RegionName("eu-west");
    node.site = SiteName("rotterdam");
    node.hardware = "x86_64";
    node.identity = NodeIdentity::Active;
    node.fingerprint = fingerprint;
    Mutation all;
    all.rows.emplace_back(Region{node.region, "Western Europe", std::chrono::minutes(5)});
    all.rows.emplace_back(Site{node.site, node.region, "Rotterdam", 51.9, 4.5});
    all.rows.emplace_back(Workload{workload, ArtifactName("checkout"), {}});
    all.rows.emplace_back(node);
    all.rows.emplace_back(DesiredWorkload{id, workload, {}, {}});
    fleet.submit(std::move(all), [](const Status& stored) {
      if (!stored) qFatal("%s", stored.error().message.c_str());
    });
    fleet.flush();
  }
};

// One connection. What is under way when it ends does not arrive.
class Link final : public AgentSession {
 public:
  Link(agent::fakes::NodeRig& node, LinkedPlane& plane) : node_(node), plane_(plane), loop_(node.loop) {
    plane.hub.connect({id_, agent::fakes::kFingerprint},
                      {node.agent->bootId(), "x86_64", "1.0.0", {}, node.agent->queue()}, *this);
    node.agent->setReportListener([this] { pump(); });
  }
  ~Link() override {
    plane_.hub.disconnect(id_, *this);
    if (node_.agent) node_.agent->setReportListener({});
  }

  void welcome(std::uint64_t, TimePoint, std::uint64_t lastSeq) override {
    loop_.post([this, lastSeq] {
      const SteadyPoint now = node_.loop.steady();
      node_.agent->onExchange({now, node_.loop.now(), node_.loop.now(), now});
      node_.agent->ackReport(lastSeq);
      sent_ = acknowledged_ = lastSeq;
      welcomed_ = true;
      pump();
    });
  }
  void acknowledge(std::uint64_t seq) override {
    loop_.post([this, seq] {
      node_.agent->ackReport(seq);
      acknowledged_ = std::max(acknowledged_, seq);
      pump();
    });
  }
  void assign(const Delivery&) override {}
  void policy(const std::string&) override {}
  void renewed(const std::string&) override {}
  void searchLogs(std::uint64_t, const LogQuery&) override {}
  void captureInputs(std::uint64_t, const SampleQuery&) override {}
  void orders(const NodeOrders&) override {}
  void fault(const FaultOrder&) override {}
  void endFaults(const std::string&) override {}
  void close(const Error& why) override { qFatal("the control plane closed the session: %s", why.message.c_str()); }

  std::uint64_t acknowledged() const { return acknowledged_; }
  std::uint64_t sent() const { return sent_; }

 private:
  void pump() {
    constexpr std::size_t kWindow = 64;
    if (!welcomed_ || sent_ > acknowledged_ + kWindow / 2) return;
    const auto waiting = node_.agent->pendingReports(kWindow);
    for (const NodeReport& report : *waiting) {
      if (report.seq <= sent_) continue;
      sent_ = report.seq;
      loop_.post([this, message = wire::toProto(report)] {
        const auto received = wire::fromProto(message);
        if (!received) qFatal("%s", received.error().message.c_str());
        plane_.hub.report(id_, *this, *received, message.ByteSizeLong());
      });
    }
  }

  agent::fakes::NodeRig& node_;
  LinkedPlane& plane_;
  const NodeId id_{agent::fakes::kNodeId};
  MortalLoop loop_;
  bool welcomed_ = false;
  std::uint64_t sent_ = 0, acknowledged_ = 0;
};

// Remembers every event that the agent began to tell of.
struct RememberingStore final : agent::AgentStore {
  explicit RememberingStore(agent::AgentStore& store) : real(store) {}
  agent::AgentStore& real;
  std::vector<NodeEvent> events;

  Result<agent::AgentState> load() override { return real.load(); }
  Status apply(const agent::StateChange& change) override {
    Status done = real.apply(change);
    if (done) events.insert(events.end(), change.events.begin(), change.events.end());
    return done;
  }
  Result<std::optional<agent::News>> news(bool onlySecurity) override { return real.news(onlySecurity); }
  Status dropNews(agent::NewsLane lane, std::uint64_t through) override { return real.dropNews(lane, through); }
  Status numberNewsAfter(const std::array<std::uint64_t, 2>& through) override { return real.numberNewsAfter(through); }
  Result<std::uint64_t> refusedNews() override { return real.refusedNews(); }
};

}  // namespace flotilla::controlplane::test
