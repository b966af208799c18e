#include "services/documents/fleet_json.h"

#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

OrderedJson regionJson(const Region& region) {
  return {{"name", region.name.value}, {"title", region.title}, {"offline_after", toText(region.offlineAfter)}};
}

OrderedJson siteJson(const Site& site) {
  return {{"name", site.name.value},
          {"region", site.region.value},
          {"title", site.title},
          {"latitude", site.latitude},
          {"longitude", site.longitude}};
}

OrderedJson workloadJson(const Workload& workload) {
  const WorkloadConfig& config = workload.config;
  return {{"name", workload.name.value},
          {"artifact", workload.artifact.value},
          {"config",
           {{"runtime", config.runtime},
            {"source", config.source},
            {"rate_per_second", config.ratePerSecond},
            {"gain", config.gain},
            {"offset", config.offset},
            {"noise", config.noise},
            {"memory_mb", config.memoryMb},
            {"cpu_percent", config.cpuPercent},
            {"max_processes", config.maxProcesses},
            {"health_window", toText(config.healthWindow)},
            {"min_success_ratio", config.minSuccessRatio},
            {"max_p95_ms", config.maxP95Ms},
            {"min_confidence", config.minConfidence}}}};
}

OrderedJson objectiveJson(const Objective& objective) {
  OrderedJson out = {
      {"name", objective.name.value}, {"title", objective.title}, {"indicator", toText(objective.indicator)}};
  if (!objective.workload.empty()) out["workload"] = objective.workload.value;
  if (objective.limit != 0) out["limit"] = objective.limit;
  out["target"] = objective.target;
  out["period"] = toText(objective.period);
  if (objective.goodSlot != 0) out["good_slot"] = objective.goodSlot;
  if (!objective.owner.empty()) out["owner"] = objective.owner;
  if (objective.budgetPolicy != BudgetPolicy::ByIndicator) out["budget_policy"] = toText(objective.budgetPolicy);
  return out;
}

template <class Items, class Write>
OrderedJson listJson(const Items& items, Write write) {
  OrderedJson list = OrderedJson::array();
  for (const auto& item : items) list.push_back(write(item));
  return list;
}

}  // namespace

std::string encodeFleet(const FleetDeclaration& fleet) {
  OrderedJson out;
  out["regions"] = listJson(fleet.regions, regionJson);
  out["sites"] = listJson(fleet.sites, siteJson);
  out["workloads"] = listJson(fleet.workloads, workloadJson);
  out["objectives"] = listJson(fleet.objectives, objectiveJson);
  return dumpJson(out);
}

std::string encodeObjectives(const std::vector<Objective>& objectives) {
  OrderedJson out;
  out["objectives"] = listJson(objectives, objectiveJson);
  return dumpJson(out);
}

}  // namespace flotilla
