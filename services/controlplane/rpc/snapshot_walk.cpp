#include "services/controlplane/rpc/snapshot_walk.h"

namespace flotilla::controlplane {
namespace {

std::string textOf(const Digest& digest) {
  return digest.toString();
}
template <class Tag>
std::string textOf(const Id<Tag>& id) {
  return id.value;
}

// The first key after `key`, or the first of all if it is empty.
template <class Map>
std::optional<std::string> keyAfter(const Map& map, const std::string& key) {
  using Key = typename Map::key_type;
  auto at = map.begin();
  if constexpr (std::is_same_v<Key, Digest>) {
    if (const auto digest = parseDigest(key)) at = map.upper_bound(*digest);
  } else if (!key.empty()) {
    at = map.upper_bound(Key(key));
  }
  return at == map.end() ? std::nullopt : std::optional(textOf(at->first));
}

std::optional<std::string> keyAfter(const FleetState& state, const Touched& place) {
  switch (place.topic) {
    case Topic::Regions:
      return keyAfter(state.regions, place.key);
    case Topic::Sites:
      return keyAfter(state.sites, place.key);
    case Topic::Workloads:
      return keyAfter(state.workloads, place.key);
    case Topic::Nodes:
      return keyAfter(state.nodes, place.key);
    case Topic::Releases:
      return keyAfter(state.releases, place.key);
    case Topic::Rollouts:
      return keyAfter(state.rollouts, place.key);
    case Topic::Objectives:
      return keyAfter(state.objectives, place.key);
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
  return std::nullopt;
}

}  // namespace

std::optional<Touched> nextThing(const FleetState& state, const std::set<Topic>& topics, const Touched& place) {
  Touched at = place;
  for (;;) {
    if (topics.contains(at.topic)) {
      if (const auto key = keyAfter(state, at)) return Touched{at.topic, *key};
    }
    if (at.topic == Topic::Objectives) return std::nullopt;
    at = {static_cast<Topic>(static_cast<int>(at.topic) + 1), {}};
  }
}

}  // namespace flotilla::controlplane
