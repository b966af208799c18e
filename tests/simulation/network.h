// Connections between machines, as TLS over TCP lets programs see them: what is said arrives whole and in order, late
// or never; what is lost or damaged on the way shows as delay, and then as the end of the connection. Thread: that of
// the world. Lifetime: as long as the world.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "tests/simulation/actor.h"

namespace flotilla::simulation {

enum class Side { Node, Plane };
constexpr Side otherSide(Side side) {
  return side == Side::Node ? Side::Plane : Side::Node;
}

// What the way between a node and a control plane is like now.
struct Way {
  std::array<bool, 2> cut{};  // what this side says does not arrive
  Duration delay = std::chrono::milliseconds(20);
  Duration jitter = std::chrono::milliseconds(10);
  double loss = 0;     // of messages that have to be sent again, 0 to 1
  double corrupt = 0;  // of messages that are damaged, after which the connection ends
  double repeat = 0;   // of reports that are said twice, as by an agent that lost its place
  Duration cutSince{};
  bool isCut() const { return cut[0] || cut[1]; }
};

class Network;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct End {
    Actor* actor = nullptr;
    std::function<void()> onBroken = {};  // the far end is gone, or was never there
  };
  Connection(Network& network, std::size_t node, std::size_t plane) : network_(network), node_(node), plane_(plane) {}

  void attach(Side side, End end);
  // `deliver` runs at the other end.
  void send(Side from, Executor::Task deliver);
  // This end has closed it, or its process is gone: the other end learns of it behind what was said, if the way is
  // open.
  void close(Side by);
  // Whether what a node reports now comes twice. Counts report_repeated.
  bool repeats();
  bool isOpen(Side side) const { return open_[index(side)]; }

 private:
  friend class Network;
  static std::size_t index(Side side) { return static_cast<std::size_t>(side); }
  void schedule(Side from, Executor::Task deliver);
  void breakAt(Side side);
  void breakBoth();
  void flushHeld();

  Network& network_;
  const std::size_t node_, plane_;
  std::array<End, 2> ends_;
  std::array<std::uint64_t, 2> lives_{};
  std::array<bool, 2> open_{};
  std::array<bool, 2> spoilt_{};  // something that this side said was damaged on the way
  std::array<Duration, 2> lastArrival_{};
  std::array<std::deque<Executor::Task>, 2> held_;  // said while the way was cut
};

class Network {
 public:
  explicit Network(World& world) : world_(world), dice_(world.dice.fork("network")) {}

  Way& way(std::size_t node, std::size_t plane) { return ways_[{node, plane}]; }
  // What `from` says does not arrive, or arrives again, with what waited. What stays cut breaks after the time of a
  // keepalive.
  void setCut(std::size_t node, std::size_t plane, Side from, bool cut);
  std::shared_ptr<Connection> open(std::size_t node, std::size_t plane);
  // Ends what is open between them, as a reset does.
  void reset(std::size_t node, std::size_t plane);

 private:
  friend class Connection;
  Duration latency(const Way& way);
  std::vector<std::shared_ptr<Connection>> between(std::size_t node, std::size_t plane) const;

  World& world_;
  Dice dice_;
  std::map<std::pair<std::size_t, std::size_t>, Way> ways_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::weak_ptr<Connection>>> connections_;
};

}  // namespace flotilla::simulation
