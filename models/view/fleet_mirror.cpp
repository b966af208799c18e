#include "models/view/fleet_mirror.h"

#include <algorithm>

#include "models/domain/overload.h"

namespace flotilla::view {
namespace {

template <class Map>
HealthCounts find(const Map& map, const typename Map::key_type& key) {
  const auto at = map.find(key);
  return at == map.end() ? HealthCounts{} : at->second;
}

}  // namespace

int urgencyRank(NodeHealth health) {
  return static_cast<int>(std::find(kByUrgency.begin(), kByUrgency.end(), health) - kByUrgency.begin());
}

void HealthCounts::add(NodeHealth health, int by) {
  byHealth[static_cast<std::size_t>(health)] += by;
  total += by;
}

NodeHealth HealthCounts::worst() const {
  for (const NodeHealth health : kByUrgency)
    if (of(health) > 0) return health;
  return NodeHealth::Healthy;
}

int FleetMirror::rowOf(const std::string& id) const {
  return rows_.find(id);
}
int FleetMirror::rowOfName(const std::string& name) const {
  return rowsByName_.find(name);
}
HealthCounts FleetMirror::countsIn(const RegionName& region) const {
  return find(countsByRegion_, region);
}
HealthCounts FleetMirror::countsAt(const SiteName& site) const {
  return find(countsBySite_, site);
}

void FleetMirror::setTiming(Duration reportInterval, Duration serverAhead) {
  reportInterval_ = reportInterval;
  serverAhead_ = serverAhead;
}

void FleetMirror::count(const Node& node, int by) {
  counts_.add(node.health, by);
  countsByRegion_[node.region].add(node.health, by);
  countsBySite_[node.site].add(node.health, by);
}

bool FleetMirror::refresh(Node& node) {
  const auto region = regions_.find(node.region);
  const Duration offlineAfter = region == regions_.end() ? Region{}.offlineAfter : region->second.offlineAfter;
  const Liveness liveness = livenessOf(node.identity, node.lastSeen, now(), reportInterval_, offlineAfter);
  const NodeHealth before = node.health;
  const bool changed = liveness != node.liveness;
  node.liveness = liveness;
  node.health = healthOf(node);
  return changed || node.health != before;
}

void FleetMirror::restart() {
  rows_.clear();
  rowsByName_.clear();
  nodes_.clear();
  regions_.clear();
  sites_.clear();
  workloads_.clear();
  releases_.clear();
  rollouts_.clear();
  counts_ = {};
  countsByRegion_.clear();
  countsBySite_.clear();
  complete_ = false;
  emit restarted();
}

void FleetMirror::takeNode(Node node, Touched& touched) {
  refresh(node);
  count(node, 1);
  const int row = rows_.find(node.id.value);
  if (row < 0) {
    const int fresh = static_cast<int>(nodes_.size());
    nodes_.push_back(std::move(node));
    rows_.add(fresh);
    rowsByName_.add(fresh);
    return;
  }
  Node& known = nodes_[static_cast<std::size_t>(row)];
  count(known, -1);
  known = std::move(node);
  touched.rows.push_back(row);
}

void FleetMirror::take(FleetThing thing, Touched& touched) {
  std::visit(Overload{
                 [&](Region& t) {
                   touched.places = true;
                   regions_[t.name] = std::move(t);
                 },
                 [&](Site& t) {
                   touched.places = true;
                   sites_[t.name] = std::move(t);
                 },
                 [&](Workload& t) {
                   touched.places = true;
                   workloads_[t.name] = std::move(t);
                 },
                 [&](Node& t) { takeNode(std::move(t), touched); },
                 [&](ReleaseSummary& t) {
                   touched.releases = true;
                   releases_[t.digest] = std::move(t);
                 },
                 [&](Rollout& t) {
                   touched.rollouts = true;
                   rollouts_[t.id] = std::move(t);
                 },
                 [](const Objective&) {},  // asked for together with how they stand
             },
             thing);
}

// Nodes and rollouts never go away.
void FleetMirror::drop(const FleetGone& gone, Touched& touched) {
  touched.places = true;
  if (gone.topic == FleetTopic::Regions) regions_.erase(RegionName(gone.key));
  if (gone.topic == FleetTopic::Sites) sites_.erase(SiteName(gone.key));
  if (gone.topic == FleetTopic::Workloads) workloads_.erase(WorkloadName(gone.key));
}

void FleetMirror::apply(FleetNews news) {
  if (news.restart) restart();
  const int before = static_cast<int>(nodes_.size());
  const HealthCounts countsBefore = counts_;
  Touched touched;
  for (FleetThing& thing : news.upserts) take(std::move(thing), touched);
  for (const FleetGone& gone : news.gone) drop(gone, touched);
  const bool nowComplete = news.complete && !complete_;
  if (news.complete) {
    complete_ = true;
    revision_ = news.revision;
  }
  if (touched.places) emit placesChanged();
  if (static_cast<int>(nodes_.size()) > before) emit nodesAppended(before, static_cast<int>(nodes_.size()) - 1);
  touched.rows.erase(std::remove_if(touched.rows.begin(), touched.rows.end(), [&](int row) { return row >= before; }),
                     touched.rows.end());
  std::sort(touched.rows.begin(), touched.rows.end());
  if (!touched.rows.empty()) emit nodesChanged(touched.rows);
  if (touched.releases) emit releasesChanged();
  if (touched.rollouts) emit rolloutsChanged();
  if (!(counts_ == countsBefore)) emit countsChanged();
  if (nowComplete) emit completed();
}

void FleetMirror::tick(TimePoint now) {
  now_ = now;
  std::vector<int> changed;
  for (std::size_t row = 0; row < nodes_.size(); ++row) {
    Node& node = nodes_[row];
    const NodeHealth before = node.health;
    if (!refresh(node)) continue;
    changed.push_back(static_cast<int>(row));
    if (node.health == before) continue;
    for (HealthCounts* counts : {&counts_, &countsByRegion_[node.region], &countsBySite_[node.site]}) {
      counts->add(before, -1);
      counts->add(node.health, 1);
    }
  }
  if (!changed.empty()) {
    emit nodesChanged(changed);
    emit countsChanged();
  }
  emit ticked();
}

}  // namespace flotilla::view
