// Where game days are looked after: hands decisions what they need, lets time pass, and talks to the nodes. Thread: the
// fleet loop. Lifetime: what `Ports` refers to outlives it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/game_days/game_day_turn.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

class GameDayDesk {
 public:
  struct Ports {
    Fleet& fleet;
    const Clock& clock;
    Duration reportInterval;
    // Whether a node can be told something about faults now; then it is.
    std::function<bool(const NodeId&)> canTell;
    std::function<void(const NodeId&, const FaultOrder&)> giveFault;
    std::function<void(const NodeId&, const std::string& prefix)> endFaults;
  };

  explicit GameDayDesk(Ports ports) : ports_(std::move(ports)) {}

  // Errors: game_days.h.
  Result<GameDayPreview> prepare(const NewGameDay& wanted, const Caller& caller) const;
  Result<Decision<GameDay>> start(const NewGameDay& wanted, const Digest& digest, const Caller& caller) const;
  Result<Decision<GameDay>> abort(const GameDayId& id, const std::string& reason, const Caller& caller) const;
  Result<GameDayDetail> detail(const GameDayId& id, const Caller& caller) const;

  // A node said how its faults stand.
  void onNews(const NodeId& node, const FaultNews& news);
  // About once a second.
  void tick();

 private:
  GameDayRoom room() const;
  void advance(const GameDayId& id);
  void endOn(const GameDay& gameDay);

  Ports ports_;
  std::map<std::pair<GameDayId, NodeId>, SteadyPoint> endedAt_;  // when a node was told that it is over, last
};

}  // namespace flotilla::controlplane
