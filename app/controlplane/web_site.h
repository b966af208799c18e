// What the web front of this control plane serves and tells: the built app, the names it answers to, and figures about
// the fleet for Prometheus. Thread: calls from the HTTP thread, figures are made on the fleet loop. Lifetime: what it
// was given outlives it.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "services/controlplane/http/web_front.h"
#include "services/controlplane/rpc/watch_hub.h"

namespace flotilla::controlplane {

// Part of the program; none if it was built without.
WebFiles builtWeb();

// Under what people's browsers may name this server: as it is configured, and from its own machine.
std::vector<std::string> webHosts(const std::string& publicHost, const std::string& listenAddress,
                                  const std::vector<std::string>& certified);

class FleetFacts final : public WebFront {
 public:
  FleetFacts(Executor& loop, ControlPlane& plane, Dispatcher& dispatcher, WatchHub& watch)
      : loop_(loop), plane_(plane), dispatcher_(dispatcher), watch_(watch) {}

  // After every tick: whether nothing is signed yet because the nodes have not reported since the start.
  void setLearning(bool learning) { learning_ = learning; }

  Status readiness() const override;
  void facts(Credentials credentials, std::function<void(Result<std::string>)> answered) override;

 private:
  std::string text() const;

  Executor& loop_;
  ControlPlane& plane_;
  Dispatcher& dispatcher_;
  WatchHub& watch_;
  std::atomic<bool> learning_ = true;
};

}  // namespace flotilla::controlplane
