#include "services/documents/fleet_yaml.h"

#include <set>
#include <string>
#include <vector>

#include "models/domain/nearest_name.h"
#include "services/documents/fleet_check.h"
#include "services/documents/fleet_limits.h"
#include "services/documents/yaml_fields.h"

namespace flotilla {
namespace {

Result<std::string> titleText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, yamlText(node));
  const std::size_t length = characterCount(text);
  if (length < 1 || length > kMaxTitleCharacters || hasControls(text, false))
    return invalid("bad_title", "must be 1 to 80 characters on one line");
  return text;
}

auto numberFrom(double min, double max) {
  return [=](const YamlNode& node) { return yamlNumber(node, min, max); };
}

Result<std::int64_t> memoryMb(const YamlNode& node) {
  return yamlInteger(node, kMinMemoryMb, kMaxMemoryMb);
}

Result<Region> readRegion(const YamlNode& node, const std::string& path) {
  Region region;
  YamlReader reader(node, path);
  reader.required("name", region.name, yamlName);
  reader.required("title", region.title, titleText);
  reader.optional("offline_after", region.offlineAfter, yamlLength);
  FLOTILLA_CHECK(reader.finish());
  return region;
}

Result<Site> readSite(const YamlNode& node, const std::string& path) {
  Site site;
  YamlReader reader(node, path);
  reader.required("name", site.name, yamlName);
  reader.required("region", site.region, yamlName);
  reader.required("title", site.title, titleText);
  reader.required("latitude", site.latitude, numberFrom(-90, 90));
  reader.required("longitude", site.longitude, numberFrom(-180, 180));
  FLOTILLA_CHECK(reader.finish());
  return site;
}

Result<WorkloadConfig> readConfig(const YamlNode& node, const std::string& path) {
  WorkloadConfig config;
  YamlReader reader(node, path);
  reader.optional("runtime", config.runtime, yamlName);
  reader.optional("source", config.source, yamlName);
  reader.optional("rate_per_second", config.ratePerSecond, yamlNumberFrom(0, kMaxRatePerSecond, kMillion));
  reader.optional("gain", config.gain, yamlNumberFrom(-kMaxPerturbation, kMaxPerturbation, kMillion));
  reader.optional("offset", config.offset, yamlNumberFrom(-kMaxPerturbation, kMaxPerturbation, kMillion));
  reader.optional("noise", config.noise, yamlNumberFrom(0, kMaxPerturbation, kMillion));
  reader.optional("memory_mb", config.memoryMb, memoryMb);
  reader.optional("cpu_percent", config.cpuPercent, yamlIntegerFrom(0, kMaxCpuPercent));
  reader.optional("max_processes", config.maxProcesses, yamlIntegerFrom(0, kMaxProcesses));
  reader.optional("health_window", config.healthWindow, yamlLength);
  reader.optional("min_success_ratio", config.minSuccessRatio, yamlNumberFrom(0, 1, kMillion));
  reader.optional("max_p95_ms", config.maxP95Ms, yamlNumberFrom(1 / kThousand, kMaxP95Milliseconds, kThousand));
  reader.optional("min_confidence", config.minConfidence, yamlNumberFrom(0, 1, kMillion));
  FLOTILLA_CHECK(reader.finish());
  return config;
}

Result<Workload> readWorkload(const YamlNode& node, const std::string& path) {
  Workload workload;
  YamlReader reader(node, path);
  reader.required("name", workload.name, yamlName);
  reader.required("artifact", workload.artifact, yamlName);
  reader.optional("config", workload.config, readConfig);
  FLOTILLA_CHECK(reader.finish());
  return workload;
}

Result<Objective> readObjective(const YamlNode& node, const std::string& path) {
  Objective objective;
  YamlReader reader(node, path);
  reader.required("name", objective.name, yamlName);
  reader.required("title", objective.title, titleText);
  reader.required("indicator", objective.indicator, yamlWordOf(kIndicatorNames));
  reader.optional("workload", objective.workload, yamlName);
  reader.optional("limit", objective.limit, yamlNumberFrom(1 / kThousand, kMaxObjectiveLimit, kThousand));
  reader.required("target", objective.target, yamlNumberFrom(kLowestTarget, kHighestTarget, kMillion));
  reader.optional("period", objective.period, yamlLengthFrom(kShortestPeriod, kLongestPeriod));
  reader.optional("good_slot", objective.goodSlot, yamlNumberFrom(kLowestTarget, 1, kMillion));
  reader.optional("owner", objective.owner, titleText);
  reader.optional("budget_policy", objective.budgetPolicy, yamlWordOf(kBudgetPolicyNames));
  FLOTILLA_CHECK(reader.finish());
  if (const Status whole = checkObjective(objective, path); !whole) {
    const Error& why = whole.error();
    return yamlError(node.line, why.reason, why.message, why.field, why.fix);
  }
  return objective;
}

Error unknownRegion(const YamlNode& root, const FleetDeclaration& fleet, std::size_t index) {
  using Traits = DocumentTraits<YamlNode>;
  std::vector<std::string> regions;
  for (const Region& region : fleet.regions) regions.push_back(region.name.value);
  const std::string& wanted = fleet.sites[index].region.value;
  const std::string near = nearestName(wanted, regions);
  const YamlNode& site = Traits::member(root, "sites")->children[index];
  return yamlError(Traits::member(site, "region")->line, "unknown_reference",
                   "no region \"" + wanted + "\" is declared here", "sites[" + std::to_string(index) + "].region",
                   near.empty() ? "declare the region under regions" : "did you mean \"" + near + "\"?");
}

// Every site lies in a region of the same file.
Status checkReferences(const YamlNode& root, const FleetDeclaration& fleet) {
  std::set<RegionName> regions;
  for (const Region& region : fleet.regions) regions.insert(region.name);
  for (std::size_t i = 0; i < fleet.sites.size(); ++i) {
    if (!regions.contains(fleet.sites[i].region)) return unknownRegion(root, fleet, i);
  }
  return okStatus();
}

}  // namespace

Result<FleetDeclaration> parseFleetYaml(std::string_view yaml) {
  FLOTILLA_TRY(const YamlNode root, parseYaml(yaml));
  if (root.kind == YamlNode::Kind::Null)
    return yamlError(1, "missing_key", "the file declares nothing", "regions",
                     "declare regions, sites, workloads or objectives");
  FleetDeclaration fleet;
  const auto byName = [](const auto& element) { return element.name.value; };
  YamlReader reader(root, "");
  reader.optional("regions", fleet.regions, listOf<Region>(0, kMaxDeclared, readRegion));
  reader.unique("regions", fleet.regions, "name", byName);
  reader.optional("sites", fleet.sites, listOf<Site>(0, kMaxDeclared, readSite));
  reader.unique("sites", fleet.sites, "name", byName);
  reader.optional("workloads", fleet.workloads, listOf<Workload>(0, kMaxDeclared, readWorkload));
  reader.unique("workloads", fleet.workloads, "name", byName);
  reader.optional("objectives", fleet.objectives, listOf<Objective>(0, kMaxObjectives, readObjective));
  reader.unique("objectives", fleet.objectives, "name", byName);
  FLOTILLA_CHECK(reader.finish());
  FLOTILLA_CHECK(checkReferences(root, fleet));
  return fleet;
}

}  // namespace flotilla
