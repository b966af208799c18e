#include "services/documents/fleet_check.h"

#include <cmath>
#include <set>
#include <string>

#include "services/documents/fleet_limits.h"
#include "services/documents/text_checks.h"

namespace flotilla {
namespace {

// Where in the declaration a check is: "sites[3]" and a member of it.
struct Place {
  std::string element;
  std::string of(const char* member) const { return element + "." + member; }
};

Place placeOf(const char* list, std::size_t index) {
  return {std::string(list) + "[" + std::to_string(index) + "]"};
}

Status checkNumber(const std::string& field, double value, double min, double max) {
  if (std::isfinite(value) && value >= min && value <= max) return okStatus();
  return invalid("out_of_range", field + " must be " + plainNumber(min) + " to " + plainNumber(max), field);
}

// Checks, then rounds to units of 1/scale.
Status roundNumber(const std::string& field, double& value, double min, double max, double scale) {
  FLOTILLA_CHECK(checkNumber(field, value, min, max));
  value = roundedTo(value, scale);
  return okStatus();
}

Status checkLength(const std::string& field, Duration length) {
  if (length > Duration(0) && length <= kLongestLength) return okStatus();
  return invalid("out_of_range", field + " must be longer than nothing and at most 3650 days", field);
}

Status checkTitle(const std::string& field, const std::string& title) {
  const bool fits = isUtf8(title) && !title.empty() && characterCount(title) <= kMaxTitleCharacters;
  if (fits && !hasControls(title, false)) return okStatus();
  return invalid("bad_title", field + " must be 1 to 80 characters on one line", field);
}

Status check(Region& region, const Place& at) {
  FLOTILLA_CHECK(checkName(at.of("name"), region.name.value));
  FLOTILLA_CHECK(checkTitle(at.of("title"), region.title));
  return checkLength(at.of("offline_after"), region.offlineAfter);
}

Status check(Site& site, const Place& at) {
  FLOTILLA_CHECK(checkName(at.of("name"), site.name.value));
  FLOTILLA_CHECK(checkTitle(at.of("title"), site.title));
  FLOTILLA_CHECK(checkNumber(at.of("latitude"), site.latitude, -90, 90));
  return checkNumber(at.of("longitude"), site.longitude, -180, 180);
}

Status checkConfig(WorkloadConfig& config, const Place& at) {
  FLOTILLA_CHECK(checkName(at.of("runtime"), config.runtime));
  FLOTILLA_CHECK(checkName(at.of("source"), config.source));
  FLOTILLA_CHECK(roundNumber(at.of("rate_per_second"), config.ratePerSecond, 0, kMaxRatePerSecond, kMillion));
  FLOTILLA_CHECK(roundNumber(at.of("gain"), config.gain, -kMaxPerturbation, kMaxPerturbation, kMillion));
  FLOTILLA_CHECK(roundNumber(at.of("offset"), config.offset, -kMaxPerturbation, kMaxPerturbation, kMillion));
  FLOTILLA_CHECK(roundNumber(at.of("noise"), config.noise, 0, kMaxPerturbation, kMillion));
  FLOTILLA_CHECK(checkNumber(at.of("memory_mb"), config.memoryMb, kMinMemoryMb, kMaxMemoryMb));
  FLOTILLA_CHECK(checkNumber(at.of("cpu_percent"), config.cpuPercent, 0, kMaxCpuPercent));
  FLOTILLA_CHECK(checkNumber(at.of("max_processes"), config.maxProcesses, 0, kMaxProcesses));
  FLOTILLA_CHECK(checkLength(at.of("health_window"), config.healthWindow));
  FLOTILLA_CHECK(roundNumber(at.of("min_success_ratio"), config.minSuccessRatio, 0, 1, kMillion));
  FLOTILLA_CHECK(roundNumber(at.of("min_confidence"), config.minConfidence, 0, 1, kMillion));
  return roundNumber(at.of("max_p95_ms"), config.maxP95Ms, 1 / kThousand, kMaxP95Milliseconds, kThousand);
}

Status check(Workload& workload, const Place& at) {
  FLOTILLA_CHECK(checkName(at.of("name"), workload.name.value));
  FLOTILLA_CHECK(checkName(at.of("artifact"), workload.artifact.value));
  return checkConfig(workload.config, {at.of("config")});
}

Status check(Objective& objective, const Place& at) {
  FLOTILLA_CHECK(checkName(at.of("name"), objective.name.value));
  FLOTILLA_CHECK(checkTitle(at.of("title"), objective.title));
  FLOTILLA_CHECK(roundNumber(at.of("target"), objective.target, kLowestTarget, kHighestTarget, kMillion));
  if (objective.limit != 0)
    FLOTILLA_CHECK(roundNumber(at.of("limit"), objective.limit, 1 / kThousand, kMaxObjectiveLimit, kThousand));
  if (objective.goodSlot != 0)
    FLOTILLA_CHECK(roundNumber(at.of("good_slot"), objective.goodSlot, kLowestTarget, 1, kMillion));
  if (objective.period < kShortestPeriod || objective.period > kLongestPeriod)
    return invalid("out_of_range", at.of("period") + " must be 1h to 400d", at.of("period"));
  if (!objective.owner.empty()) FLOTILLA_CHECK(checkTitle(at.of("owner"), objective.owner));
  return checkObjective(objective, at.element);
}

template <class T>
Status checkAll(const char* list, std::vector<T>& elements) {
  if (elements.size() > kMaxDeclared)
    return invalid("too_many", std::string(list) + " has more than " + std::to_string(kMaxDeclared) + " elements",
                   list);
  for (std::size_t i = 0; i < elements.size(); ++i) FLOTILLA_CHECK(check(elements[i], placeOf(list, i)));
  return okStatus();
}

// Every objective is about a workload of the same fleet.
Status checkWorkloads(const FleetDeclaration& fleet) {
  std::set<WorkloadName> workloads;
  for (const Workload& workload : fleet.workloads) workloads.insert(workload.name);
  for (std::size_t i = 0; i < fleet.objectives.size(); ++i) {
    const WorkloadName& wanted = fleet.objectives[i].workload;
    if (!wanted.empty() && !workloads.contains(wanted))
      return invalid("unknown_reference", "no workload \"" + excerpt(wanted.value) + "\" is declared here",
                     placeOf("objectives", i).of("workload"), "declare the workload under workloads");
  }
  return okStatus();
}

}  // namespace

Status checkObjective(const Objective& objective, const std::string& path) {
  const Place at{path};
  const std::string indicator(toText(objective.indicator));
  const bool ofWorkload = isOfWorkload(objective.indicator);
  if (ofWorkload && objective.workload.empty())
    return invalid("missing_key", indicator + " is about a workload", at.of("workload"), "name the workload");
  if (!ofWorkload && !objective.workload.empty())
    return invalid("bad_value", indicator + " is about nodes, not about a workload", at.of("workload"),
                   "remove the workload");
  if (hasLimit(objective.indicator) && objective.limit <= 0)
    return invalid("missing_key", indicator + " needs a limit", at.of("limit"),
                   objective.indicator == Indicator::Latency ? "write how many ms are fast enough"
                                                             : "write how many s behind is still in step");
  if (!hasLimit(objective.indicator) && objective.limit != 0)
    return invalid("bad_value", indicator + " has no limit", at.of("limit"), "remove the limit");
  if (objective.goodSlot > 0 && objective.period > kLongestSlotPeriod)
    return invalid("out_of_range", "slots of time are kept for 35d", at.of("period"),
                   "write a period of at most 35d, or count events without good_slot");
  return okStatus();
}

Status checkFleet(FleetDeclaration& fleet) {
  FLOTILLA_CHECK(checkAll("regions", fleet.regions));
  FLOTILLA_CHECK(checkAll("sites", fleet.sites));
  FLOTILLA_CHECK(checkAll("workloads", fleet.workloads));
  FLOTILLA_CHECK(checkAll("objectives", fleet.objectives));
  if (fleet.objectives.size() > kMaxObjectives)
    return invalid("too_many", "a fleet has at most " + std::to_string(kMaxObjectives) + " objectives", "objectives");
  std::set<RegionName> regions;
  for (const Region& region : fleet.regions) regions.insert(region.name);
  for (std::size_t i = 0; i < fleet.sites.size(); ++i)
    if (!regions.contains(fleet.sites[i].region))
      return invalid("unknown_reference", "no region \"" + excerpt(fleet.sites[i].region.value) + "\" is declared here",
                     placeOf("sites", i).of("region"), "declare the region under regions");
  return checkWorkloads(fleet);
}

}  // namespace flotilla
