#include "services/controlplane/rpc/watch_messages.h"

#include <algorithm>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/rpc/snapshot_walk.h"
#include "services/proto/flotilla/v1/watch.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr int kThings = 200;               // per message
constexpr std::size_t kLooked = 1000;      // per message, also if most are not for this watcher's eyes
constexpr std::size_t kBytes = 512 << 10;  // then no further thing is added; one thing has at most a little over 1 MiB
constexpr std::size_t kKept = 64 << 20;    // bytes of messages kept for others to be told

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

Audience Audience::of(const Caller& caller, std::set<Topic> topics) {
  Audience out{std::move(topics), caller.mayEverywhere(Role::Viewer), {}};
  if (out.everywhere) return out;
  for (const Grant& grant : caller.grants)
    if (roleIncludes(grant.role, Role::Viewer))
      out.regions.insert(out.regions.end(), grant.regions.begin(), grant.regions.end());
  std::sort(out.regions.begin(), out.regions.end());
  out.regions.erase(std::unique(out.regions.begin(), out.regions.end()), out.regions.end());
  return out;
}

Caller Audience::viewer() const {
  Caller out;
  // A grant without regions would be one for the whole fleet.
  if (everywhere || !regions.empty()) out.grants.push_back({Role::Viewer, regions});
  return out;
}

ChangeListPtr WatchMessages::changedSince(std::uint64_t from, const std::set<Topic>& topics) {
  const std::uint64_t newest = plane_.fleet.state().revision;
  ChangeListPtr& kept = lists_[{from, topics}];
  if (kept && kept->to == newest) return kept;
  auto touched = plane_.fleet.changedSince(from);
  if (!touched) return kept = nullptr;
  std::erase_if(*touched, [&](const Touched& item) { return !topics.contains(item.topic); });
  return kept = std::make_shared<ChangeList>(ChangeList{from, newest, std::move(*touched)});
}

const WatchMessages::ChangesPart& WatchMessages::changes(const Audience& audience, const ChangeListPtr& list,
                                                         std::size_t begin) {
  ChangesKey key{list, begin, audience};
  if (const auto at = changes_.find(key); at != changes_.end()) return at->second;
  ChangesPart part = makeChanges(audience, *list, begin);
  makeRoom(part.bytes.size());
  return changes_.emplace(std::move(key), std::move(part)).first->second;
}

const WatchMessages::SnapshotPart& WatchMessages::snapshot(const Audience& audience, const Touched& place,
                                                           std::uint64_t atLeast) {
  SnapshotKey key{place, audience};
  const auto at = snapshots_.find(key);
  if (at != snapshots_.end() && at->second.revision >= atLeast) return at->second;
  SnapshotPart part = makeSnapshot(audience, place);
  makeRoom(part.bytes.size());
  return snapshots_.insert_or_assign(std::move(key), std::move(part)).first->second;
}

std::string WatchMessages::nothingNew(std::uint64_t revision) {
  v1::WatchResponse response;
  response.mutable_changes()->set_revision(revision);
  return response.SerializeAsString();
}

void WatchMessages::forget() {
  lists_.clear();
  changes_.clear();
  snapshots_.clear();
  bytes_ = 0;
}

// For one more message.
void WatchMessages::makeRoom(std::size_t bytes) {
  if (bytes_ + bytes > kKept) {
    changes_.clear();
    snapshots_.clear();
    bytes_ = 0;
  }
  bytes_ += bytes;
  ++made_;
}

WatchMessages::SnapshotPart WatchMessages::makeSnapshot(const Audience& audience, Touched place) const {
  const FleetState& state = plane_.fleet.state();
  const Caller viewer = audience.viewer();
  SnapshotPart out{{}, {}, state.revision};
  v1::WatchResponse response;
  v1::Snapshot* snapshot = response.mutable_snapshot();
  Room room;
  bool more = true;
  while (more) {
    auto found = nextThing(state, audience.topics, place);
    if (!found) break;
    v1::Thing thing;
    const bool visible = addThing(viewer, *found, thing);
    more = room.take(visible ? thing.ByteSizeLong() : 0);
    if (visible) snapshot->add_things()->Swap(&thing);
    place = *found;
    out.at = std::move(found);
  }
  if (snapshot->things_size() > 0) out.bytes = response.SerializeAsString();
  if (more && out.bytes.empty()) out.at.reset();  // to the end, and nothing of it may be seen
  return out;
}

WatchMessages::ChangesPart WatchMessages::makeChanges(const Audience& audience, const ChangeList& list,
                                                      std::size_t begin) const {
  const Caller viewer = audience.viewer();
  ChangesPart out{{}, begin};
  v1::WatchResponse response;
  v1::Changes* changes = response.mutable_changes();
  Room room;
  for (bool more = true; more && out.end < list.things.size(); ++out.end) {
    const Touched& item = list.things[out.end];
    v1::Thing thing;
    const bool visible = addThing(viewer, item, thing);
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
  changes->set_revision(out.end == list.things.size() ? list.to : list.from);
  out.bytes = response.SerializeAsString();
  return out;
}

// False if the thing is gone, or not for this watcher's eyes: both look the same to it.
bool WatchMessages::addThing(const Caller& viewer, const Touched& touched, v1::Thing& thing) const {
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
      if (entry == nullptr || !viewer.mayIn(Role::Viewer, entry->record.region)) return false;
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
      auto rollout = findRollout(state, RolloutId(touched.key), viewer);
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

}  // namespace flotilla::controlplane
