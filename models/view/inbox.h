// Where the threads that hear of the fleet leave what they heard, until the GUI thread takes all of it at once. Bounded
// by the fleet, not by time: the newest state of each thing is kept. Thread: onUpdate and onLost from any, take() from
// one other. Lifetime: outlives the watch that feeds it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "models/domain/fleet_feed.h"

namespace flotilla::view {

// What happened since the last take(), in this order: if `restart`, everything known is void; then the updates; then,
// if there is one, the loss of the stream.
struct FleetNews {
  bool restart = false;
  bool complete = false;  // the picture is whole with these updates
  std::uint64_t revision = 0;
  std::vector<FleetThing> upserts;
  std::vector<FleetGone> gone;
  struct Loss {
    Error why;
    Duration retryIn{};
  };
  std::optional<Loss> loss;

  bool empty() const { return !restart && !complete && upserts.empty() && gone.empty() && !loss; }
};

class FleetInbox final : public FleetListener {
 public:
  // `wake` is called from the feeding thread, once for all that comes before the next take().
  explicit FleetInbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void onUpdate(FleetUpdate update) override;
  void onLost(const Error& why, Duration retryIn) override;
  FleetNews take();

 private:
  using Key = std::pair<FleetTopic, std::string>;
  static Key keyOf(const FleetThing& thing);
  bool needsWake();

  const std::function<void()> wake_;
  std::mutex mutex_;
  bool woken_ = false;
  bool restart_ = false;
  bool complete_ = false;
  std::uint64_t revision_ = 0;
  std::map<Key, std::optional<FleetThing>> things_;  // nothing: gone
  std::optional<FleetNews::Loss> loss_;
};

}  // namespace flotilla::view
