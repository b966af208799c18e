// One machine of the fleet: its disk, its clock, and the production agent on them, with its uplink. It is switched on,
// killed, loses its power, stands still. Thread: that of the world. Lifetime: as long as the world.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/agent/core/agent.h"
#include "services/agent/storage/telemetry_queue.h"
#include "services/agent/uplink/uplink.h"
#include "tests/simulation/content.h"
#include "tests/simulation/network.h"
#include "tests/simulation/sim_agent_store.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_worker.h"

namespace flotilla::simulation {

class SimPlane;
class SimNode;

// Where a node finds its control plane, and what is on the way there.
class Switchboard {
 public:
  virtual ~Switchboard() = default;
  // The control plane to which the address of all nodes leads this one now.
  virtual SimPlane& planeOf(std::size_t node) = 0;
};

// Who looks over the shoulder of a node. Calls come from inside its operations and change nothing.
class NodeWatch {
 public:
  virtual ~NodeWatch() = default;
  virtual void onStored(SimNode& node, const agent::StateChange& change) = 0;
  virtual void onLoaded(SimNode& node, const SimLauncher::Loaded& loaded) = 0;
  // How a fetch ended.
  virtual void onFetched(const SimNode&, const Digest&, const Status&) {}
  // The power goes: what its disk holds right before, and right after.
  virtual void beforePowerLoss(const SimNode&) {}
  virtual void afterPowerLoss(const SimNode&) {}
};

struct NodeSettings {
  RegionName region;
  SiteName site;
  Duration reportInterval = std::chrono::seconds(30);
};

class SimNode final {
 public:
  SimNode(World& world, Network& network, Switchboard& switchboard, const Authority& authority,
          const SourceFaults& sourceFaults, NodeWatch& watch, std::size_t index, NodeSettings settings);
  ~SimNode();

  std::size_t index() const { return index_; }
  const NodeSettings& settings() const { return settings_; }
  // Of a machine that is enrolled; empty before.
  const NodeId& id() const { return id_; }
  // Takes an identity as enrolment gives it: `enrol` gets the request and answers with id, certificate and CA.
  struct Issued {
    NodeId node;
    std::string certificatePem;
    std::string caPem;
  };
  void enrol(const std::function<Issued(const std::string& requestPem)>& enrol);

  // Starts the agent; nothing if it runs. An agent that cannot start is tried again later, as a supervisor does.
  void boot();
  void kill();      // the process only
  void cutPower();  // what was not synced may be gone
  bool isUp() const { return process_ != nullptr; }
  void pause() { actor_.pause(); }
  void resume() { actor_.resume(); }
  bool isPaused() const { return actor_.isPaused(); }
  // The process ends before one of its next durable steps, while it runs or while it recovers.
  void crashWithin(std::uint64_t steps) { crashIn_ = steps + 1; }
  void disarm() { crashIn_ = 0; }

  SimDisk& disk() { return disk_; }
  const SimDisk& disk() const { return disk_; }
  SimAgentStore& store() { return store_; }
  const SimAgentStore& store() const { return store_; }
  SimClock& clock() { return clock_; }
  SimLauncher& launcher() { return launcher_; }
  // Requests that its workers answered and told it about, by version.
  const std::map<std::string, std::uint64_t>& answered() const { return launcher_.answered(); }
  Actor& actor() { return actor_; }
  const SimDownloader& downloader() const { return downloader_; }
  agent::Agent* agent() { return process_ ? process_->agent.get() : nullptr; }
  const QueueStatus* queueStatus();
  std::uint64_t boots() const { return boots_; }
  // Why it did not start when it was tried last; empty if it did.
  const std::string& problem() const { return problem_; }

 private:
  friend class SimDialler;
  struct Process {
    std::unique_ptr<agent::FileTelemetryQueue> queue;
    std::unique_ptr<agent::IdentityStore> identities;
    std::unique_ptr<agent::Agent> agent;
    std::unique_ptr<agent::Dialler> dialler;
    std::unique_ptr<agent::Uplink> uplink;
    ~Process();
  };
  // state.db with somebody who looks on.
  class WatchedStore;

  Status start();
  void end(bool powerLost);
  void onCrash();
  void beforeDurableStep();
  agent::AgentConfig config() const;
  agent::SecretMeans secretMeans();

  World& world_;
  Network& network_;
  Switchboard& switchboard_;
  const Authority& authority_;
  NodeWatch& watch_;
  const std::size_t index_;
  const NodeSettings settings_;
  NodeId id_;
  Dice dice_;
  SimClock clock_;
  Actor actor_;
  SimRandom random_;
  SimDisk disk_;
  SimAgentStore store_;
  std::unique_ptr<agent::AgentStore> watched_;
  SimLauncher launcher_;
  SimDownloader downloader_;
  std::unique_ptr<Process> process_;
  std::uint64_t crashIn_ = 0;
  std::uint64_t boots_ = 0;
  std::string problem_;
  QueueStatus queueStatus_;
};

}  // namespace flotilla::simulation
