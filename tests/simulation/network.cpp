#include "tests/simulation/network.h"

#include <algorithm>
#include <vector>

namespace flotilla::simulation {
namespace {

constexpr Duration kKeepalive = std::chrono::seconds(80);  // of both programs: asked after 60 s, given up 20 s later
constexpr Duration kResend = std::chrono::milliseconds(200);

}  // namespace

void Connection::attach(Side side, End end) {
  ends_[index(side)] = std::move(end);
  lives_[index(side)] = ends_[index(side)].actor->life();
  open_[index(side)] = true;
}

void Connection::send(Side from, Executor::Task deliver) {
  if (!isOpen(from) || spoilt_[index(from)]) return;
  const Way& way = network_.way(node_, plane_);
  if (way.cut[index(from)]) return held_[index(from)].push_back(std::move(deliver));
  if (way.corrupt > 0 && network_.dice_.chance(way.corrupt)) {
    network_.world_.faults.add("message_corrupted");
    spoilt_[index(from)] = true;  // nothing that follows is read either
    return breakBoth();
  }
  schedule(from, std::move(deliver));
}

bool Connection::repeats() {
  const Way& way = network_.way(node_, plane_);
  if (way.repeat <= 0 || !network_.dice_.chance(way.repeat)) return false;
  network_.world_.faults.add("report_repeated");
  return true;
}

void Connection::schedule(Side from, Executor::Task deliver) {
  const Side to = otherSide(from);
  Duration& last = lastArrival_[index(from)];
  last = std::max(last, network_.world_.elapsed() + network_.latency(network_.way(node_, plane_)));
  network_.world_.at(last, ends_[index(to)].actor, lives_[index(to)],
                     [self = shared_from_this(), to, deliver = std::move(deliver)] {
                       if (self->isOpen(to)) deliver();
                     });
}

void Connection::close(Side by) {
  if (!std::exchange(open_[index(by)], false)) return;
  const Side to = otherSide(by);
  if (!isOpen(to)) return;
  const auto tell = [self = shared_from_this(), to] { self->breakAt(to); };
  if (network_.way(node_, plane_).cut[index(by)])
    network_.world_.at(network_.world_.elapsed() + kKeepalive, ends_[index(to)].actor, lives_[index(to)], tell);
  else
    schedule(by, tell);
}

void Connection::breakAt(Side side) {
  if (!std::exchange(open_[index(side)], false)) return;
  if (ends_[index(side)].onBroken) ends_[index(side)].onBroken();
}

// Each end finds out by itself, on its own loop.
void Connection::breakBoth() {
  for (const Side side : {Side::Node, Side::Plane})
    if (isOpen(side))
      network_.world_.at(network_.world_.elapsed() + network_.latency(network_.way(node_, plane_)),
                         ends_[index(side)].actor, lives_[index(side)],
                         [self = shared_from_this(), side] { self->breakAt(side); });
}

void Connection::flushHeld() {
  for (const Side from : {Side::Node, Side::Plane}) {
    if (network_.way(node_, plane_).cut[index(from)]) continue;
    for (auto& task : std::exchange(held_[index(from)], {})) schedule(from, std::move(task));
  }
}

Duration Network::latency(const Way& way) {
  Duration out =
      way.delay + Duration(static_cast<Duration::rep>(dice_.below(static_cast<std::uint64_t>(way.jitter.count()) + 1)));
  for (Duration wait = kResend; way.loss > 0 && dice_.chance(way.loss) && wait < std::chrono::minutes(1); wait *= 2) {
    world_.faults.add("message_lost");
    out += wait;
  }
  return out;
}

std::shared_ptr<Connection> Network::open(std::size_t node, std::size_t plane) {
  auto made = std::make_shared<Connection>(*this, node, plane);
  auto& known = connections_[{node, plane}];
  std::erase_if(known, [](const auto& weak) { return weak.expired(); });
  known.push_back(made);
  return made;
}

std::vector<std::shared_ptr<Connection>> Network::between(std::size_t node, std::size_t plane) const {
  std::vector<std::shared_ptr<Connection>> out;
  const auto at = connections_.find({node, plane});
  if (at == connections_.end()) return out;
  for (const auto& weak : at->second)
    if (auto connection = weak.lock()) out.push_back(std::move(connection));
  return out;
}

void Network::setCut(std::size_t node, std::size_t plane, Side from, bool cut) {
  Way& changed = way(node, plane);
  bool& here = changed.cut[static_cast<std::size_t>(from)];
  if (here == cut) return;
  if (!changed.isCut()) changed.cutSince = world_.elapsed();
  here = cut;
  if (!cut) {
    for (const auto& connection : between(node, plane)) connection->flushHeld();
    return;
  }
  for (const auto& connection : between(node, plane))
    world_.after(kKeepalive, [this, node, plane, connection, since = changed.cutSince] {
      // A way that was open in between has answered the keepalive.
      if (way(node, plane).isCut() && way(node, plane).cutSince == since) connection->breakBoth();
    });
}

void Network::reset(std::size_t node, std::size_t plane) {
  for (const auto& connection : between(node, plane)) connection->breakBoth();
}

}  // namespace flotilla::simulation
