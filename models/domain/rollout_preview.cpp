#include "models/domain/rollout_preview.h"

#include <algorithm>
#include <map>

namespace flotilla {

PreviewNote quietNote(Liveness liveness) {
  const std::string word(toText(liveness));
  return {word,
          "it is " + word + ": it gets the assignment when it connects, and counts in neither direction until then"};
}

PreviewNote alreadyProvenNote(const Version& version) {
  return {"already_proven", "it runs " + version.toString() + " already and has proven it"};
}

PreviewNote nothingProvenNote() {
  return {"no_way_back", "nothing is proven there yet that it could return to"};
}

PreviewNote notOnNodeNote(const Version& version) {
  return {"not_on_node", version.toString() + " is not on the node any more and is downloaded again"};
}

PreviewNote sameBeforeNote(const Version& version) {
  return {"same_before", "it ran " + version.toString() + " before this rollout too"};
}

std::optional<PreviewNote> expiryNote(const Version& version, TimePoint expires, TimePoint now, TimePoint deadline) {
  const std::string name = "the release of " + version.toString();
  if (expires <= now)
    return PreviewNote{"release_expired", name + " expired at " + toRfc3339(expires) + ": nodes refuse it"};
  if (expires < deadline)
    return PreviewNote{"release_expires", name + " expires at " + toRfc3339(expires) +
                                              ", before the deadline: a node that connects later refuses it"};
  return std::nullopt;
}

void RolloutPreview::count() {
  std::map<RegionName, RegionPreview> byName;
  for (const PreviewNode& node : nodes) {
    RegionPreview& region = byName[node.region];
    ++region.nodes;
    region.warned += node.warnings.empty() ? 0 : 1;
    region.withoutWayBack += node.wayBack ? 0 : 1;
  }
  for (const ExcludedNode& node : excluded) ++byName[node.region].excluded;
  regions.clear();
  for (auto& [name, region] : byName) {
    region.region = name;
    regions.push_back(region);
  }
  nodeCount = nodes.size();
  excludedCount = excluded.size();
}

void RolloutPreview::leaveOutNodes(std::size_t bound) {
  nodes.resize(std::min(nodes.size(), bound));
  excluded.resize(std::min(excluded.size(), bound));
}

}  // namespace flotilla
