// The transport of a session in the simulated network: what gRPC is to the programs. Thread: that of the world.
// Lifetime: as the ports say.
#pragma once

#include <functional>
#include <memory>

#include "services/agent/uplink/line.h"
#include "tests/simulation/sim_node.h"

namespace flotilla::simulation {

bool canReachPlane(Switchboard& switchboard, Network& network, std::size_t node);

// What the control plane's end says to the node's.
struct LineFromPlane {
  std::function<void(const v1::ServerMessage&)> onMessage;
  std::function<void(const Error&)> onFinish;
};

class SimDialler final : public agent::Dialler {
 public:
  SimDialler(World& world, Network& network, Switchboard& switchboard, SimNode& node)
      : world_(world), network_(network), switchboard_(switchboard), node_(node) {}
  std::unique_ptr<agent::Line> dial(const agent::Identity& identity, agent::LineEvents events) override;
  void askRenewal(const v1::RenewExpiredRequest& request, const std::string& caPem,
                  std::function<void(Result<std::string>)> answer) override;

 private:
  World& world_;
  Network& network_;
  Switchboard& switchboard_;
  SimNode& node_;
};

}  // namespace flotilla::simulation
