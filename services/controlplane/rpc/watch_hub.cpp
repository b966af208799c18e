#include "services/controlplane/rpc/watch_hub.h"

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/snapshot_walk.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr auto kMerge = std::chrono::milliseconds(100);
constexpr int kThings = 200;               // per message
constexpr std::size_t kLooked = 1000;      // per message, also if most are not for this watcher's eyes
constexpr std::size_t kBytes = 512 << 10;  // then no further thing is added; one thing has at most a little over 1 MiB
constexpr std::size_t kMaxWatchers = 1000;

template <class Map, class Key>
const typename Map::mapped_type* find(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

// How much a message still takes.
class Room {
 public:
  bool take(std::size_t bytes) {
    bytes_ += bytes;
    things_ += bytes > 0 ? 1 : 0;
    return things_ < kThings && ++looked_ < kLooked && bytes_ < kBytes;
  }

 private:
  std::size_t bytes_ = 0;
  std::size_t looked_ = 0;
  int things_ = 0;
};

}  // namespace

Result<StreamClosed> WatchHub::open(const v1::WatchRequest& request, const Caller& caller, StreamSink& sink) {
  if (watchers_.size() >= kMaxWatchers)
    return Error{ErrorCode::Exhausted, "too_many_watchers", "1000 watchers are connected already", {}, "close one"};
  Watcher watcher{&sink, caller, {}, request.from_revision(), {}, {}, 0, false};
  for (const int topic : request.topics()) {
    if (topic < v1::TOPIC_REGIONS || topic > v1::TOPIC_OBJECTIVES)
      return invalid("unknown_topic", "there is no such topic", "topics");
    watcher.topics.insert(static_cast<Topic>(topic - 1));
  }
  if (watcher.topics.empty())
    watcher.topics = {Topic::Regions,  Topic::Sites,    Topic::Workloads, Topic::Nodes,
                      Topic::Releases, Topic::Rollouts, Topic::Objectives};
  if (watcher.revision == 0) {
    // What changes while the snapshot is under way is told after it, whether the snapshot had it already or not.
    watcher.revision = plane_.fleet.state().revision;
    watcher.next = Touched{Topic::Regions, {}};
  }
  const WatcherId id = ++lastId_;
  watchers_.emplace(id, std::move(watcher));
  sink.whenReady([this, id] { pump(id); });
  loop_.post([this, id] { pump(id); });
  schedule();
  return StreamClosed([this, id] { watchers_.erase(id); });
}

void WatchHub::onCommitted() {
  schedule();
}

void WatchHub::schedule() {
  if (scheduled_ || watchers_.empty()) return;
  scheduled_ = true;
  loop_.postAfter(kMerge, [this] {
    scheduled_ = false;
    tick();
  });
}

void WatchHub::tick() {
  plane_.fleet.flush();  // what is told must not be taken back by a commit that fails
  bool behind = false;
  for (auto& [id, watcher] : watchers_) {
    if (watcher.sink->ready() && !watcher.isBusy()) collectChanges(watcher);
    pump(id);
    behind = behind || watcher.isBusy() || watcher.revision < plane_.fleet.state().revision;
  }
  if (behind) schedule();
}

// What this watcher has to be told; an empty message still brings it to the newest revision.
void WatchHub::collectChanges(Watcher& watcher) {
  const std::uint64_t newest = plane_.fleet.state().revision;
  if (watcher.revision == newest) return;
  const auto touched = plane_.fleet.changedSince(watcher.revision);
  if (!touched) {
    v1::WatchResponse response;
    response.mutable_resync()->set_reason("too far behind");
    watcher.revision = newest;
    watcher.sink->send(response.SerializeAsString());
    return watcher.sink->finish(okStatus());
  }
  watcher.changesRevision = newest;
  for (auto at = touched->rbegin(); at != touched->rend(); ++at)
    if (watcher.topics.contains(at->topic)) watcher.changes.push_back(*at);
  if (watcher.changes.empty()) sendChanges(watcher);
}

// Sends the next part of what is under way, now or as soon as it may be told and the far end takes it. One part at a
// time, so that everybody else has their turn in between.
void WatchHub::pump(WatcherId id) {
  const auto at = watchers_.find(id);
  if (at == watchers_.end()) return;
  Watcher& watcher = at->second;
  if (!watcher.isBusy() || !watcher.sink->ready() || watcher.waiting) return;
  if (!plane_.fleet.isDurable()) {
    watcher.waiting = true;
    return plane_.fleet.whenDurable([this, id](const Status&) {
      const auto again = watchers_.find(id);
      if (again != watchers_.end()) again->second.waiting = false;
      pump(id);
    });
  }
  sendNext(watcher);
  if (watcher.isBusy() && watcher.sink->ready()) loop_.post([this, id] { pump(id); });
}

void WatchHub::sendNext(Watcher& watcher) {
  if (watcher.next)
    sendSnapshot(watcher);
  else
    sendChanges(watcher);
}

void WatchHub::sendSnapshot(Watcher& watcher) {
  v1::WatchResponse response;
  v1::Snapshot* snapshot = response.mutable_snapshot();
  Room room;
  std::optional<Touched> found;
  bool more = true;
  while (more && (found = nextThing(plane_.fleet.state(), watcher.topics, *watcher.next))) {
    v1::Thing thing;
    const bool visible = addThing(watcher, *found, thing);
    more = room.take(visible ? thing.ByteSizeLong() : 0);
    if (visible) snapshot->add_things()->Swap(&thing);
    watcher.next = std::move(found);
  }
  if (snapshot->things_size() > 0) return watcher.sink->send(response.SerializeAsString());
  if (!more) return;  // nothing of it was for this watcher's eyes
  watcher.next.reset();
  response.mutable_snapshot_end()->set_revision(watcher.revision);
  watcher.sink->send(response.SerializeAsString());
}

void WatchHub::sendChanges(Watcher& watcher) {
  v1::WatchResponse response;
  v1::Changes* changes = response.mutable_changes();
  Room room;
  bool more = true;
  while (more && !watcher.changes.empty()) {
    const Touched item = std::move(watcher.changes.back());
    watcher.changes.pop_back();
    v1::Thing thing;
    const bool visible = addThing(watcher, item, thing);
    more = room.take(visible ? thing.ByteSizeLong() : 0);
    if (visible) {
      changes->add_upserts()->Swap(&thing);
    } else if (item.topic != Topic::Nodes && item.topic != Topic::Rollouts) {
      // Nodes and rollouts never go away: what is missing there is another region's, and its key none of ours to tell.
      v1::Deleted* gone = changes->add_deletes();
      gone->set_topic(static_cast<v1::Topic>(static_cast<int>(item.topic) + 1));
      gone->set_key(item.key);
    }
  }
  if (watcher.changes.empty()) watcher.revision = watcher.changesRevision;
  changes->set_revision(watcher.revision);
  watcher.sink->send(response.SerializeAsString());
}

// False if the thing is gone, or not for this watcher's eyes: both look the same to it.
bool WatchHub::addThing(const Watcher& watcher, const Touched& touched, v1::Thing& thing) const {
  const FleetState& state = plane_.fleet.state();
  switch (touched.topic) {
    case Topic::Regions: {
      const Region* region = find(state.regions, RegionName(touched.key));
      if (region != nullptr) *thing.mutable_region() = wire::toProto(*region);
      return region != nullptr;
    }
    case Topic::Sites: {
      const Site* site = find(state.sites, SiteName(touched.key));
      if (site != nullptr) *thing.mutable_site() = wire::toProto(*site);
      return site != nullptr;
    }
    case Topic::Workloads: {
      const Workload* workload = find(state.workloads, WorkloadName(touched.key));
      if (workload != nullptr) *thing.mutable_workload() = wire::toProto(*workload);
      return workload != nullptr;
    }
    case Topic::Nodes: {
      const NodeEntry* entry = find(state.nodes, NodeId(touched.key));
      if (entry == nullptr || !watcher.caller.mayIn(Role::Viewer, entry->record.region)) return false;
      *thing.mutable_node() = wire::toProto(nodeView(state, *entry, plane_.clock.now(), plane_.reportInterval));
      return true;
    }
    case Topic::Releases: {
      const auto digest = parseDigest(touched.key);
      const ReleaseRecord* record = digest ? find(state.releases, *digest) : nullptr;
      if (record != nullptr)
        *thing.mutable_release() = wire::toProto(ReleaseSummary{record->release, record->digest, record->publishedAt});
      return record != nullptr;
    }
    case Topic::Rollouts: {
      auto rollout = findRollout(state, RolloutId(touched.key), watcher.caller);
      if (rollout) {
        rollout->plan.clear();
        rollout->leaveOutNodes(kRolloutNodesSent);
      }
      if (rollout) *thing.mutable_rollout() = wire::toProto(*rollout);
      return rollout.ok();
    }
    case Topic::Objectives: {
      const Objective* objective = find(state.objectives, ObjectiveName(touched.key));
      if (objective != nullptr) *thing.mutable_objective() = wire::toProto(*objective);
      return objective != nullptr;
    }
    case Topic::Alerting:
    case Topic::Silences:
    case Topic::Acknowledgements:
    case Topic::Incidents:
    case Topic::Runbooks:
    case Topic::Runs:
    case Topic::Tasks:
    case Topic::GameDays:
    case Topic::Business:
      break;  // not watched
  }
  return false;
}

void registerWatch(Dispatcher& dispatcher, WatchHub& hub) {
  dispatcher.stream("flotilla.v1.WatchService/Watch",
                    [&hub](const google::protobuf::Message& request, const Caller& caller, StreamSink& sink) {
                      return hub.open(static_cast<const v1::WatchRequest&>(request), caller, sink);
                    });
}

}  // namespace flotilla::controlplane
