// SLOs of several regions that are one objective: OpenSLO has no groups, so each region has an SLO of its own.
#include <map>
#include <set>

#include "services/documents/fleet_limits.h"
#include "services/documents/openslo_parts.h"

namespace flotilla::openslo {
namespace {

// The first thing in which two objectives of one name are not alike; empty if they are.
std::string differenceOf(const Objective& a, const Objective& b) {
  if (a.title != b.title) return "displayName";
  if (a.indicator != b.indicator || a.workload != b.workload || a.limit != b.limit) return "indicator";
  if (a.target != b.target) return "target";
  if (a.period != b.period) return "timeWindow";
  if (a.goodSlot != b.goodSlot) return "timeSliceTarget";
  return a.owner != b.owner ? "owner" : "";
}

struct Group {
  std::size_t first = 0;  // in the list that comes out
  std::set<std::string> places;
};

void join(const Mapped& kept, const Mapped& next, Group& group, Findings& findings) {
  const std::string there = kept.where.object + " in line " + std::to_string(kept.where.line);
  if (!group.places.insert(next.region).second) {
    // Of SLOs of one name that has been said.
    if (kept.where.object != next.where.object || !next.region.empty())
      findings.error(below(next.where, "metadata.name"), "duplicate_name",
                     "becomes the same objective as " + there + ", " + kept.objective.name.value,
                     "choose another name");
    return;
  }
  const std::string difference = differenceOf(kept.objective, next.objective);
  if (!difference.empty())
    findings.error(next.where, "regions_differ",
                   "has another " + difference + " than " + there + ", and an objective is the same in all regions",
                   "make it the same, or remove the annotation flotilla.dev/template");
}

}  // namespace

std::vector<Mapped> fold(const std::vector<Mapped>& all, Findings& findings) {
  std::vector<Mapped> out;
  std::map<ObjectiveName, Group> groups;
  for (const Mapped& next : all) {
    const auto [at, isNew] = groups.try_emplace(next.objective.name, Group{out.size(), {next.region}});
    if (isNew)
      out.push_back(next);
    else
      join(out[at->second.first], next, at->second, findings);
  }
  for (const auto& [name, group] : groups)
    if (!group.places.contains(""))
      findings.warn(out[group.first].where, "every_region",
                    "the objective " + name.value + " will hold for the whole fleet and every region, not only for " +
                        std::to_string(group.places.size()) + " of them");
  if (out.size() > kMaxObjectives)
    findings.error(out[kMaxObjectives].where, "too_many",
                   "a fleet has at most " + std::to_string(kMaxObjectives) + " objectives", "import fewer");
  return out;
}

}  // namespace flotilla::openslo
