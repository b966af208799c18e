#include "services/controlplane/rpc/watch_hub.h"

#include "services/controlplane/core/inventory/node_view.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr auto kMerge = std::chrono::milliseconds(100);
constexpr std::size_t kChunk = 200;  // things per snapshot message
constexpr std::size_t kMaxWatchers = 256;

template <class Map, class Key>
const typename Map::mapped_type* find(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

template <class Map>
void addKeys(const Map& map, Topic topic, const std::set<Topic>& wanted, std::vector<Touched>& out) {
  if (!wanted.contains(topic)) return;
  for (const auto& [key, value] : map) out.push_back({topic, key.value});
}

}  // namespace

Result<StreamClosed> WatchHub::open(const v1::WatchRequest& request, const Caller& caller, StreamSink& sink) {
  if (watchers_.size() >= kMaxWatchers)
    return Error{ErrorCode::Exhausted, "too_many_watchers", "256 watchers are connected already", {}, "close one"};
  Watcher watcher{&sink, caller, {}, request.from_revision(), {}, false};
  for (const int topic : request.topics()) {
    if (topic < v1::TOPIC_REGIONS || topic > v1::TOPIC_ROLLOUTS)
      return invalid("unknown_topic", "there is no such topic", "topics");
    watcher.topics.insert(static_cast<Topic>(topic - 1));
  }
  if (watcher.topics.empty())
    watcher.topics = {Topic::Regions, Topic::Sites, Topic::Workloads, Topic::Nodes, Topic::Releases, Topic::Rollouts};
  if (watcher.revision == 0) {
    watcher.inSnapshot = true;
    watcher.revision = plane_.fleet.state().revision;
    watcher.snapshot = everything(watcher);
  }
  watchers_.push_back(std::move(watcher));
  const auto at = std::prev(watchers_.end());
  schedule();
  return StreamClosed([this, at] { watchers_.erase(at); });
}

void WatchHub::onCommitted() {
  schedule();
}

void WatchHub::schedule() {
  if (scheduled_ || watchers_.empty()) return;
  scheduled_ = true;
  loop_.postAfter(kMerge, [this] {
    scheduled_ = false;
    plane_.fleet.flush();  // what is told must not be taken back by a commit that fails
    bool behind = false;
    for (Watcher& watcher : watchers_) {
      if (watcher.sink->ready()) advance(watcher);
      behind = behind || watcher.inSnapshot || watcher.revision < plane_.fleet.state().revision;
    }
    if (behind) schedule();
  });
}

void WatchHub::advance(Watcher& watcher) {
  if (watcher.inSnapshot) return sendSnapshot(watcher);
  if (watcher.revision != plane_.fleet.state().revision) sendChanges(watcher);
}

void WatchHub::sendSnapshot(Watcher& watcher) {
  v1::WatchResponse response;
  if (watcher.snapshot.empty()) {
    watcher.inSnapshot = false;
    response.mutable_snapshot_end()->set_revision(watcher.revision);
    return watcher.sink->send(response.SerializeAsString());
  }
  v1::Snapshot* snapshot = response.mutable_snapshot();
  for (std::size_t i = 0; i < kChunk && !watcher.snapshot.empty(); ++i) {
    v1::Thing thing;
    if (addThing(watcher, watcher.snapshot.back(), thing)) snapshot->add_things()->Swap(&thing);
    watcher.snapshot.pop_back();
  }
  watcher.sink->send(response.SerializeAsString());
}

void WatchHub::sendChanges(Watcher& watcher) {
  const auto touched = plane_.fleet.changedSince(watcher.revision);
  v1::WatchResponse response;
  if (!touched) {
    response.mutable_resync()->set_reason("too far behind");
    watcher.revision = plane_.fleet.state().revision;
    watcher.sink->send(response.SerializeAsString());
    return watcher.sink->finish(okStatus());
  }
  watcher.revision = plane_.fleet.state().revision;
  v1::Changes* changes = response.mutable_changes();
  changes->set_revision(watcher.revision);
  for (const Touched& item : *touched) {
    if (!watcher.topics.contains(item.topic)) continue;
    v1::Thing thing;
    if (addThing(watcher, item, thing)) {
      changes->add_upserts()->Swap(&thing);
    } else if (item.topic != Topic::Nodes && item.topic != Topic::Rollouts) {
      // Nodes and rollouts never go away: what is missing there is another region's, and its key none of ours to tell.
      v1::Deleted* gone = changes->add_deletes();
      gone->set_topic(static_cast<v1::Topic>(static_cast<int>(item.topic) + 1));
      gone->set_key(item.key);
    }
  }
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
      const auto rollout = findRollout(state, RolloutId(touched.key), watcher.caller);
      if (rollout) *thing.mutable_rollout() = wire::toProto(*rollout);
      return rollout.ok();
    }
  }
  return false;
}

std::vector<Touched> WatchHub::everything(const Watcher& watcher) const {
  const FleetState& state = plane_.fleet.state();
  std::vector<Touched> out;
  addKeys(state.rollouts, Topic::Rollouts, watcher.topics, out);
  if (watcher.topics.contains(Topic::Releases))
    for (const auto& [digest, record] : state.releases) out.push_back({Topic::Releases, digest.toString()});
  addKeys(state.nodes, Topic::Nodes, watcher.topics, out);
  addKeys(state.workloads, Topic::Workloads, watcher.topics, out);
  addKeys(state.sites, Topic::Sites, watcher.topics, out);
  addKeys(state.regions, Topic::Regions, watcher.topics, out);
  return out;
}

void registerWatch(Dispatcher& dispatcher, WatchHub& hub) {
  dispatcher.stream("flotilla.v1.WatchService/Watch",
                    [&hub](const google::protobuf::Message& request, const Caller& caller, StreamSink& sink) {
                      return hub.open(static_cast<const v1::WatchRequest&>(request), caller, sink);
                    });
}

}  // namespace flotilla::controlplane
