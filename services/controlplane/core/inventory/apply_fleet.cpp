#include "services/controlplane/core/inventory/apply_fleet.h"

#include <algorithm>
#include <sstream>

#include "services/documents/fleet_check.h"

namespace flotilla::controlplane {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string number(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

Fields fieldsOf(const Region& r) {
  return {{"title", r.title}, {"offline_after", toText(r.offlineAfter)}};
}

Fields fieldsOf(const Site& s) {
  return {{"region", s.region.value},
          {"title", s.title},
          {"latitude", number(s.latitude)},
          {"longitude", number(s.longitude)}};
}

Fields fieldsOf(const Workload& w) {
  const WorkloadConfig& c = w.config;
  return {{"artifact", w.artifact.value},
          {"runtime", c.runtime},
          {"source", c.source},
          {"rate_per_second", number(c.ratePerSecond)},
          {"gain", number(c.gain)},
          {"offset", number(c.offset)},
          {"noise", number(c.noise)},
          {"memory_mb", std::to_string(c.memoryMb)},
          {"cpu_percent", std::to_string(c.cpuPercent)},
          {"max_processes", std::to_string(c.maxProcesses)},
          {"health_window", toText(c.healthWindow)},
          {"min_success_ratio", number(c.minSuccessRatio)},
          {"max_p95_ms", number(c.maxP95Ms)},
          {"min_confidence", number(c.minConfidence)}};
}

Fields fieldsOf(const Objective& o) {
  return {{"title", o.title},
          {"indicator", std::string(toText(o.indicator))},
          {"workload", o.workload.value},
          {"limit", number(o.limit)},
          {"target", targetText(o.target)},
          {"period", toText(o.period)},
          {"good_slot", number(o.goodSlot)},
          {"owner", o.owner},
          {"budget_policy", std::string(toText(o.budgetPolicy))}};
}

std::string differences(const Fields& before, const Fields& after) {
  std::string text;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i].second == after[i].second) continue;
    text += (text.empty() ? " " : ", ") + after[i].first + " " + before[i].second + " -> " + after[i].second;
  }
  return text;
}

// Compares one kind of thing; adds lines, rows and removals.
template <class Name, class T>
void diffKind(const char* kind, const std::map<Name, T>& have, const std::vector<T>& want, FleetDiff& diff,
              Mutation& mutation) {
  for (const T& item : want) {
    const auto old = have.find(item.name);
    if (old == have.end())
      diff.lines.push_back(std::string("+ ") + kind + " " + item.name.value);
    else if (!(old->second == item))
      diff.lines.push_back(std::string("~ ") + kind + " " + item.name.value + ":" +
                           differences(fieldsOf(old->second), fieldsOf(item)));
    else
      continue;
    mutation.rows.emplace_back(item);
  }
  for (const auto& old : have) {
    const Name& name = old.first;
    if (std::any_of(want.begin(), want.end(), [&](const T& w) { return w.name == name; })) continue;
    diff.lines.push_back(std::string("- ") + kind + " " + name.value);
    mutation.removals.push_back({name});
  }
}

template <class T>
Status checkUnique(const char* kind, const std::vector<T>& items) {
  for (std::size_t i = 0; i < items.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (items[i].name == items[j].name)
        return invalid("duplicate_name", std::string(kind) + " " + items[i].name.value + " is there twice", kind);
  return okStatus();
}

Error inUse(const std::string& what, const NodeRecord& node, const char* how) {
  const std::string state =
      node.identity == NodeIdentity::Active ? "" : " (it is " + std::string(toText(node.identity)) + ")";
  const std::string verb = node.identity == NodeIdentity::Pending ? "reject" : "retire";
  return precondition("in_use", what + " cannot be removed: node " + node.name + how + state, {},
                      "keep it in the file, or take the node out first: flotillactl nodes " + verb + " " + node.name);
}

// A node that was retired or revoked is only a record: it holds no place, and whatever it runs it can report to nobody.
bool isGone(const NodeEntry& node) {
  return node.record.identity == NodeIdentity::Retired || node.record.identity == NodeIdentity::Revoked;
}

bool uses(const NodeEntry& node, const WorkloadName& workload) {
  const auto desired = node.desired.find(workload);
  if (desired != node.desired.end() && !desired->second.release.isZero()) return true;
  const auto report = node.workloads.find(workload);
  return report != node.workloads.end() && report->second.proven;
}

Status checkRemovals(const FleetState& state, const Mutation& mutation) {
  for (const Removal& removal : mutation.removals) {
    for (const auto& [id, node] : state.nodes) {
      if (isGone(node)) continue;
      const auto* site = std::get_if<SiteName>(&removal.key);
      const auto* region = std::get_if<RegionName>(&removal.key);
      const auto* workload = std::get_if<WorkloadName>(&removal.key);
      if (site && node.record.site == *site) return inUse("site " + site->value, node.record, " is there");
      if (region && node.record.region == *region) return inUse("region " + region->value, node.record, " is there");
      if (workload && uses(node, *workload)) return inUse("workload " + workload->value, node.record, " runs it");
    }
  }
  return okStatus();
}

// A site keeps its region while nodes are enrolled there: their place and their operators' scope follow from it.
Status checkMoves(const FleetState& state, const FleetDeclaration& wanted) {
  for (const Site& site : wanted.sites)
    for (const auto& [id, node] : state.nodes)
      if (!isGone(node) && node.record.site == site.name && node.record.region != site.region)
        return precondition("in_use",
                            "site " + site.name.value + " cannot move to region " + site.region.value + " while node " +
                                node.record.name + " is there",
                            "sites", "enrol those nodes again at a new site");
  return okStatus();
}

}  // namespace

Result<Decision<FleetDiff>> applyFleet(const FleetState& state, FleetDeclaration wanted, bool dryRun) {
  FLOTILLA_CHECK(checkFleet(wanted));
  FLOTILLA_CHECK(checkUnique("region", wanted.regions));
  FLOTILLA_CHECK(checkUnique("site", wanted.sites));
  FLOTILLA_CHECK(checkUnique("workload", wanted.workloads));
  FLOTILLA_CHECK(checkUnique("objective", wanted.objectives));
  Decision<FleetDiff> out;
  diffKind("region", state.regions, wanted.regions, out.answer, out.mutation);
  diffKind("site", state.sites, wanted.sites, out.answer, out.mutation);
  diffKind("workload", state.workloads, wanted.workloads, out.answer, out.mutation);
  diffKind("objective", state.objectives, wanted.objectives, out.answer, out.mutation);
  FLOTILLA_CHECK(checkRemovals(state, out.mutation));
  FLOTILLA_CHECK(checkMoves(state, wanted));
  if (dryRun) out.mutation = {};
  out.answer.applied = !out.mutation.empty();
  out.fact.object = "fleet";
  out.fact.detail =
      std::to_string(out.answer.lines.size()) + (out.answer.lines.size() == 1 ? " difference" : " differences");
  for (const std::string& line : out.answer.lines) out.fact.after += line + "\n";
  return out;
}

}  // namespace flotilla::controlplane
