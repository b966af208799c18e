#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

v1::WorkloadConfig writeConfig(const WorkloadConfig& config) {
  v1::WorkloadConfig out;
  out.set_runtime(config.runtime);
  out.set_source(config.source);
  out.set_rate_per_second(config.ratePerSecond);
  out.set_gain(config.gain);
  out.set_offset(config.offset);
  out.set_noise(config.noise);
  out.set_memory_mb(config.memoryMb);
  *out.mutable_health_window() = toProto(config.healthWindow);
  out.set_min_success_ratio(config.minSuccessRatio);
  out.set_max_p95_ms(config.maxP95Ms);
  out.set_cpu_percent(config.cpuPercent);
  out.set_max_processes(config.maxProcesses);
  out.set_min_confidence(config.minConfidence);
  return out;
}

WorkloadConfig readConfig(const v1::WorkloadConfig& config) {
  WorkloadConfig out;
  out.runtime = config.runtime();
  out.source = config.source();
  out.ratePerSecond = config.rate_per_second();
  out.gain = config.gain();
  out.offset = config.offset();
  out.noise = config.noise();
  out.memoryMb = config.memory_mb();
  if (config.has_health_window()) out.healthWindow = fromProto(config.health_window());
  out.minSuccessRatio = config.min_success_ratio();
  out.maxP95Ms = config.max_p95_ms();
  out.cpuPercent = config.cpu_percent();
  out.maxProcesses = config.max_processes();
  out.minConfidence = config.min_confidence();
  return out;
}

}  // namespace

v1::Region toProto(const Region& region) {
  v1::Region out;
  out.set_name(region.name.value);
  out.set_title(region.title);
  *out.mutable_offline_after() = toProto(region.offlineAfter);
  return out;
}

Result<Region> fromProto(const v1::Region& region) {
  Region out;
  out.name = RegionName(region.name());
  out.title = region.title();
  if (region.has_offline_after()) out.offlineAfter = fromProto(region.offline_after());
  return out;
}

v1::Site toProto(const Site& site) {
  v1::Site out;
  out.set_name(site.name.value);
  out.set_region(site.region.value);
  out.set_title(site.title);
  out.set_latitude(site.latitude);
  out.set_longitude(site.longitude);
  return out;
}

Result<Site> fromProto(const v1::Site& site) {
  return Site{SiteName(site.name()), RegionName(site.region()), site.title(), site.latitude(), site.longitude()};
}

v1::Workload toProto(const Workload& workload) {
  v1::Workload out;
  out.set_name(workload.name.value);
  out.set_artifact(workload.artifact.value);
  *out.mutable_config() = writeConfig(workload.config);
  return out;
}

Result<Workload> fromProto(const v1::Workload& workload) {
  Workload out;
  out.name = WorkloadName(workload.name());
  out.artifact = ArtifactName(workload.artifact());
  if (workload.has_config()) out.config = readConfig(workload.config());
  return out;
}

}  // namespace flotilla::wire
