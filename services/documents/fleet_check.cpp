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

std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

Status checkNumber(const std::string& field, double value, double min, double max) {
  if (std::isfinite(value) && value >= min && value <= max) return okStatus();
  return invalid("out_of_range", field + " must be " + plain(min) + " to " + plain(max), field);
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
  return roundNumber(at.of("max_p95_ms"), config.maxP95Ms, 1 / kThousand, kMaxP95Milliseconds, kThousand);
}

Status check(Workload& workload, const Place& at) {
  FLOTILLA_CHECK(checkName(at.of("name"), workload.name.value));
  FLOTILLA_CHECK(checkName(at.of("artifact"), workload.artifact.value));
  return checkConfig(workload.config, {at.of("config")});
}

template <class T>
Status checkAll(const char* list, std::vector<T>& elements) {
  if (elements.size() > kMaxDeclared)
    return invalid("too_many", std::string(list) + " has more than " + std::to_string(kMaxDeclared) + " elements",
                   list);
  for (std::size_t i = 0; i < elements.size(); ++i) FLOTILLA_CHECK(check(elements[i], placeOf(list, i)));
  return okStatus();
}

}  // namespace

Status checkFleet(FleetDeclaration& fleet) {
  FLOTILLA_CHECK(checkAll("regions", fleet.regions));
  FLOTILLA_CHECK(checkAll("sites", fleet.sites));
  FLOTILLA_CHECK(checkAll("workloads", fleet.workloads));
  std::set<RegionName> regions;
  for (const Region& region : fleet.regions) regions.insert(region.name);
  for (std::size_t i = 0; i < fleet.sites.size(); ++i)
    if (!regions.contains(fleet.sites[i].region))
      return invalid("unknown_reference", "no region \"" + excerpt(fleet.sites[i].region.value) + "\" is declared here",
                     placeOf("sites", i).of("region"), "declare the region under regions");
  return okStatus();
}

}  // namespace flotilla
