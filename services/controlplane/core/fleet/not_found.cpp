#include "services/controlplane/core/fleet/not_found.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kShown = 80;  // bytes of a name that is not ours

template <class Items>
std::vector<std::string> namesOf(const Items& items) {
  std::vector<std::string> names;
  for (const auto& entry : items) names.push_back(entry.first.value);
  return names;
}

}  // namespace

Error noRegion(const FleetState& state, const RegionName& region, const char* field) {
  return notFound("no_region", "region " + excerpt(region.value, kShown) + " is not declared", field,
                  didYouMean(region.value, namesOf(state.regions), "see flotillactl fleet show"));
}

Error noSite(const FleetState& state, const SiteName& site) {
  return notFound("no_site", "site " + excerpt(site.value, kShown) + " is not declared", "site",
                  didYouMean(site.value, namesOf(state.sites), "see flotillactl fleet show"));
}

Error noWorkload(const FleetState& state, const WorkloadName& workload) {
  return notFound("no_workload", "workload " + excerpt(workload.value, kShown) + " is not declared", "workload",
                  didYouMean(workload.value, namesOf(state.workloads), "see flotillactl fleet show"));
}

Error noRelease(const FleetState& state, const ArtifactName& artifact, const Version& version) {
  // A version that is near is another release, and none to suggest.
  const bool others = std::any_of(state.releases.begin(), state.releases.end(),
                                  [&](const auto& entry) { return entry.second.release.artifact == artifact; });
  std::string fix = "publish it with: flotillactl release publish LAYOUT";
  if (others) fix += "; what is published: flotillactl release list --filter artifact:" + artifact.value;
  return notFound("no_release", "no release of " + artifact.value + " " + version.toString() + " is published",
                  "version", fix);
}

Error noOperator(const FleetState& state, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [id, record] : state.operators) names.push_back(record.name);
  return notFound("no_operator", "there is no operator " + excerpt(name, kShown), "name",
                  didYouMean(name, names, "see flotillactl operator list"));
}

Error noNode(const FleetState& state, const std::string& nameOrId, const Caller& caller) {
  std::vector<std::string> names;
  for (const auto& [name, id] : state.nodeNames)
    if (caller.mayIn(Role::Viewer, state.nodes.at(id).record.region)) names.push_back(name);
  const std::string shown = excerpt(nameOrId, kShown);
  return notFound("no_node", shown.empty() ? "the name of a node is missing" : "there is no node " + shown, "node",
                  didYouMean(shown, names, "see flotillactl nodes list"));
}

}  // namespace flotilla::controlplane
