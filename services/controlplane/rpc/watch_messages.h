// What watchers are told, as bytes. Made once for all who asked for the same and may see the same, because hundreds of
// them are told the same things in the same moment. What is kept for the next one to ask is forgotten with every round
// of the hub, so nobody is told anything older than that. Thread: the fleet loop. Lifetime: owned by the hub.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "services/controlplane/rpc/control_plane.h"

namespace flotilla::v1 {
class Thing;
}

namespace flotilla::controlplane {

// Rollouts with more nodes are told as counts.
inline constexpr std::size_t kRolloutNodesSent = 1000;

// What a watcher asked for and all that decides what it may see. Messages are made from this alone: who is behind it
// cannot make a difference that others would be told too.
struct Audience {
  std::set<Topic> topics;
  bool everywhere = false;
  std::vector<RegionName> regions;  // sorted, each once; empty if everywhere

  static Audience of(const Caller& caller, std::set<Topic> topics);
  Caller viewer() const;
  friend auto operator<=>(const Audience&, const Audience&) = default;
};

// What changed after one revision up to another.
struct ChangeList {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::vector<Touched> things;
};
using ChangeListPtr = std::shared_ptr<const ChangeList>;

class WatchMessages {
 public:
  // A message with things from some place of a list on.
  struct ChangesPart {
    std::string bytes;
    std::size_t end = 0;  // the place in the list where the next message begins
  };
  struct SnapshotPart {
    std::string bytes;          // empty: nothing of it is for this audience's eyes
    std::optional<Touched> at;  // how far it goes; nothing: there was nothing left
    std::uint64_t revision = 0;
  };

  explicit WatchMessages(const ControlPlane& plane) : plane_(plane) {}

  // What of these topics changed after `from`; null if that is too long ago to know.
  ChangeListPtr changedSince(std::uint64_t from, const std::set<Topic>& topics);
  // Until the next call of anything here.
  const ChangesPart& changes(const Audience& audience, const ChangeListPtr& list, std::size_t begin);
  // As of revision `atLeast` or a later one; of what comes after `place`.
  const SnapshotPart& snapshot(const Audience& audience, const Touched& place, std::uint64_t atLeast);
  // That nothing changed: what a watcher is told so that it knows that it is still heard.
  static std::string nothingNew(std::uint64_t revision);

  void forget();
  bool hasAny() const { return !lists_.empty() || !changes_.empty() || !snapshots_.empty(); }
  std::uint64_t made() const { return made_; }

 private:
  using ChangesKey = std::tuple<ChangeListPtr, std::size_t, Audience>;
  using SnapshotKey = std::pair<Touched, Audience>;
  ChangesPart makeChanges(const Audience& audience, const ChangeList& list, std::size_t begin) const;
  SnapshotPart makeSnapshot(const Audience& audience, Touched place) const;
  bool addThing(const Caller& viewer, const Touched& touched, v1::Thing& thing) const;
  void makeRoom(std::size_t bytes);

  const ControlPlane& plane_;
  std::map<std::pair<std::uint64_t, std::set<Topic>>, ChangeListPtr> lists_;
  std::map<ChangesKey, ChangesPart> changes_;
  std::map<SnapshotKey, SnapshotPart> snapshots_;
  std::size_t bytes_ = 0;  // of all messages kept
  std::uint64_t made_ = 0;
};

}  // namespace flotilla::controlplane
