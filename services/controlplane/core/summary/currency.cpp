#include <algorithm>

#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostWorkloads = 10;

template <class Key>
void addUp(std::map<Key, std::uint64_t>& into, const std::map<Key, std::uint64_t>& more) {
  for (const auto& [key, count] : more) into[key] += count;
}

NodesOfRegion sumOf(const SummaryFacts& facts) {
  NodesOfRegion out;
  for (const auto& [region, nodes] : facts.basis.nodes) {
    if (!facts.scope.wholeFleet && !facts.scope.has(region)) continue;
    out.nodes += nodes.nodes;
    out.inService += nodes.inService;
    out.unreachable += nodes.unreachable;
    out.unseen += nodes.unseen;
    out.sites += nodes.sites;
    out.sitesBelow += nodes.sitesBelow;
    if (nodes.silentSince) out.silentSince = std::min(out.silentSince.value_or(*nodes.silentSince), *nodes.silentSince);
    for (const auto& [name, versions] : nodes.workloads) {
      VersionsOfWorkload& sum = out.workloads[name];
      sum.nodes += versions.nodes;
      if (sum.artifact.empty()) sum.artifact = versions.artifact;
      addUp(sum.proven, versions.proven);
      addUp(sum.wanted, versions.wanted);
    }
  }
  return out;
}

class Currency {
 public:
  explicit Currency(const SummaryFacts& facts)
      : facts_(facts), where_(facts.scope.wholeFleet ? std::string() : regionTerm(facts.scope.regions)) {}

  std::string address(const std::string& term) const { return listAddress("nodes", {"identity:active", term, where_}); }

  SummaryWorkload workload(const WorkloadName& name, const VersionsOfWorkload& versions) const {
    SummaryWorkload out;
    out.workload = name;
    out.nodes = versions.nodes;
    const std::string field = "version." + name.value;
    Version newest;
    if (!versions.wanted.empty()) newest = versions.wanted.rbegin()->first;
    if (!versions.proven.empty()) newest = std::max(newest, versions.proven.rbegin()->first);
    const auto current = versions.proven.find(newest);
    out.newest = version(versions, newest, current == versions.proven.end() ? 0 : current->second,
                         field + ":" + newest.toString());
    std::uint64_t proven = 0;
    for (const auto& [one, count] : versions.proven) proven += count;
    out.behind = {proven - out.newest.nodes, address(field + "<" + newest.toString())};
    out.unproven = {versions.nodes - proven, address("workload:" + name.value + " not " + field + ">=0.0.0")};
    if (out.nodes > 0) out.currentShare = static_cast<double>(out.newest.nodes) / static_cast<double>(out.nodes);
    if (out.behind.value == 0) return out;
    const auto& [oldest, count] = *versions.proven.begin();
    out.oldest = version(versions, oldest, count, field + ":" + oldest.toString());
    if (out.oldest->published) out.oldestAge = facts_.basis.times.now - *out.oldest->published;
    return out;
  }

 private:
  SummaryVersion version(const VersionsOfWorkload& versions, const Version& version, std::uint64_t nodes,
                         const std::string& term) const {
    SummaryVersion out{version, nodes, {}, address(term)};
    if (const ReleaseRecord* release = facts_.state.findRelease(versions.artifact, version))
      out.published = release->publishedAt;
    return out;
  }

  const SummaryFacts& facts_;
  std::string where_;
};

}  // namespace

SummaryFleet fleetOf(const SummaryFacts& facts) {
  const NodesOfRegion sum = sumOf(facts);
  const Currency currency(facts);
  SummaryFleet out;
  out.nodes = {sum.nodes, currency.address({})};
  out.inService = {sum.inService, currency.address("liveness:(live|late)")};
  out.unreachable = {sum.unreachable, currency.address("liveness:offline")};
  out.unreachableSince = sum.silentSince;
  out.unseen = {sum.unseen, currency.address("liveness:unseen")};
  out.sites = {sum.sites, currency.address({})};
  out.sitesBelow = {sum.sitesBelow, currency.address("liveness:(offline|unseen)")};
  for (const auto& [name, versions] : sum.workloads) out.workloads.push_back(currency.workload(name, versions));
  std::stable_sort(out.workloads.begin(), out.workloads.end(),
                   [](const SummaryWorkload& a, const SummaryWorkload& b) { return a.nodes > b.nodes; });
  if (out.workloads.size() > kMostWorkloads) out.workloads.resize(kMostWorkloads);
  return out;
}

}  // namespace flotilla::controlplane
