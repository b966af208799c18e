// A control plane of the simulated fleet: the production core with its dispatcher over a store that is in the world's
// hands, put together as flotillad does it but for listeners and the books of telemetry. It is started, killed, stands
// still, is fenced. Thread: that of the world. Lifetime: as long as the world.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/rpc/agent_talk.h"
#include "services/controlplane/rpc/dispatcher.h"
#include "services/controlplane/rpc/enrolment_talk.h"
#include "tests/controlplane/quick_hasher.h"
#include "tests/simulation/content.h"
#include "tests/simulation/network.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_fleet_store.h"
#include "tests/simulation/sim_line.h"

namespace flotilla::simulation {

class SimPlane;

// The control plane's end of a session. Calls come on its actor.
class PlaneEnd final : public controlplane::AgentOutlet, public std::enable_shared_from_this<PlaneEnd> {
 public:
  PlaneEnd(SimPlane& plane, std::size_t node, std::shared_ptr<Connection> connection, LineFromPlane toNode,
           std::function<void()> closedByPeer)
      : plane_(plane),
        node_(node),
        connection_(std::move(connection)),
        toNode_(std::move(toNode)),
        closedByPeer_(std::move(closedByPeer)) {}

  void onHandshake(const std::string& certificatePem);
  void onMessage(const v1::AgentMessage& message);
  void onBroken();
  // The process is gone: the kernel closes what it had open.
  void abandon();

  void write(const v1::ServerMessage& message) override;
  void finish(const Error& why) override;

 private:
  SimPlane& plane_;
  const std::size_t node_;
  std::shared_ptr<Connection> connection_;
  LineFromPlane toNode_;
  std::function<void()> closedByPeer_;
  std::unique_ptr<controlplane::AgentTalk> talk_;
};

struct PlaneSettings {
  Duration reportInterval = std::chrono::seconds(30);
  Duration certificateLife = std::chrono::hours(24);
  Duration learning = std::chrono::seconds(60);
};

class SimPlane final {
 public:
  SimPlane(World& world, Network& network, const Authority& authority, const CertificateAuthority& ca,
           SimFleetDisk& database, std::size_t index, PlaneSettings settings);
  ~SimPlane();

  std::size_t index() const { return index_; }
  void boot();
  void kill();
  bool isUp() const { return process_ != nullptr; }
  // It ends, and does not come up again before release().
  void hold();
  void release();
  // What ends it ends it for ever.
  void retire() { held_ = true; }
  void pause() { actor_.pause(); }
  void resume() {
    ticks_ = 0;
    actor_.resume();
  }
  // The process ends before or after one of its next commits, at random.
  void crashWithin(std::uint64_t commits) { crashIn_ = commits + 1; }
  void disarm() { crashIn_ = 0; }

  std::shared_ptr<PlaneEnd> expect(std::shared_ptr<Connection> connection, std::size_t node, LineFromPlane toNode,
                                   std::function<void()> closedByPeer);
  void renewExpired(const v1::RenewExpiredRequest& request,
                    const std::function<void(Result<v1::RenewResponse>)>& answer);
  // The content of releases, as uploads bring it.
  void upload(const std::map<Digest, std::string>& blobs);
  // An operator's call, over a network that loses neither, but takes time. No answer if the process ends before.
  void call(const std::string& method, std::string request, const controlplane::Credentials& who,
            controlplane::Dispatcher::Respond respond);

  Actor& actor() { return actor_; }
  SimClock& clock() { return clock_; }
  SimFleetDisk& database() { return database_; }
  // Called with everything that it says to a node.
  std::function<void(SimPlane& plane, std::size_t node, const v1::ServerMessage& message)> onTold;
  // Nothing while it does not run.
  const controlplane::FleetState* look();
  controlplane::Fleet* fleet();
  controlplane::AgentHub* hub();
  Random& random() { return random_; }
  std::uint64_t boots() const { return boots_; }
  // That came one after the other, with nothing in between that would have kept it from its work.
  std::uint64_t ticksInARow() const { return actor_.isPaused() || !process_ ? 0 : ticks_; }

 private:
  friend class PlaneEnd;
  class Store;
  struct Process;

  Status start();
  void end();
  void tick();
  bool crashes();  // now, at a commit

  World& world_;
  Network& network_;
  const Authority& authority_;
  const CertificateAuthority& ca_;
  SimFleetDisk& database_;
  const std::size_t index_;
  const PlaneSettings settings_;
  Dice dice_;
  SimClock clock_;
  Actor actor_;
  SimRandom random_;
  SimDisk disk_;
  std::unique_ptr<Process> process_;
  // By certificate: the same ones come again and again, and reading one takes longer than most messages.
  std::map<std::string, Result<controlplane::AgentPeer>> peers_;
  std::vector<std::shared_ptr<PlaneEnd>> ends_;  // in the order in which they came, so that chance is the same
  bool held_ = false;
  std::uint64_t crashIn_ = 0;
  std::uint64_t boots_ = 0;
  std::uint64_t ticks_ = 0;
};

}  // namespace flotilla::simulation
