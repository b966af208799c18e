#include "services/documents/fleet_limits.h"
#include "services/documents/signed_documents.h"
#include "services/documents/stages_json.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxTargets = 64;
constexpr std::size_t kMaxIdLength = 64;
constexpr std::size_t kMaxRolloutLength = 96;  // a workload name, '-' and a number

// A whole number of 1/scale, from min to max in units of the domain.
auto fractionFrom(double min, double max, double scale) {
  return [=](const Json& node) -> Result<double> {
    FLOTILLA_TRY(const std::int64_t number, jsonSigned(node, scaled(min, scale), scaled(max, scale)));
    return static_cast<double>(number) / scale;
  };
}

auto windowMicros() {
  return [](const Json& node) -> Result<Duration> {
    FLOTILLA_TRY(const std::uint64_t micros, jsonInteger(node, kMinWindowMicros, kMaxWindowMicros));
    return Duration(static_cast<std::int64_t>(micros));
  };
}

Result<std::string> fingerprint(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonAscii(node, 64, 64));
  FLOTILLA_CHECK(parseDigest("sha256:" + text));
  return text;
}

Result<std::string> rolloutId(const Json& node) {
  if (node.is_string() && node.get_ref<const std::string&>().empty()) return std::string();
  return jsonToken(node, kMaxRolloutLength);
}

Result<WorkloadConfig> readConfig(const Json& node, const std::string& path) {
  WorkloadConfig config;
  JsonReader reader(node, path);
  reader.required("runtime", config.runtime, jsonName);
  reader.required("source", config.source, jsonName);
  reader.required("rate_per_second_micros", config.ratePerSecond, fractionFrom(0, kMaxRatePerSecond, kMillion));
  reader.required("gain_micros", config.gain, fractionFrom(-kMaxPerturbation, kMaxPerturbation, kMillion));
  reader.required("offset_micros", config.offset, fractionFrom(-kMaxPerturbation, kMaxPerturbation, kMillion));
  reader.required("noise_micros", config.noise, fractionFrom(0, kMaxPerturbation, kMillion));
  reader.required("memory_mb", config.memoryMb, integerFrom(kMinMemoryMb, kMaxMemoryMb));
  reader.optional("cpu_percent", config.cpuPercent, integerFrom(1, kMaxCpuPercent));
  reader.optional("max_processes", config.maxProcesses, integerFrom(1, kMaxProcesses));
  reader.required("health_window_us", config.healthWindow, windowMicros());
  reader.required("min_success_ratio_micros", config.minSuccessRatio, fractionFrom(0, 1, kMillion));
  reader.required("max_p95_us", config.maxP95Ms, fractionFrom(1 / kThousand, kMaxP95Milliseconds, kThousand));
  reader.optional("min_confidence_micros", config.minConfidence, fractionFrom(0, 1, kMillion));
  FLOTILLA_CHECK(reader.finish());
  return config;
}

OrderedJson encodeConfig(const WorkloadConfig& config) {
  OrderedJson json;
  json["runtime"] = config.runtime;
  json["source"] = config.source;
  json["rate_per_second_micros"] = scaled(config.ratePerSecond, kMillion);
  json["gain_micros"] = scaled(config.gain, kMillion);
  json["offset_micros"] = scaled(config.offset, kMillion);
  json["noise_micros"] = scaled(config.noise, kMillion);
  json["memory_mb"] = config.memoryMb;
  // Absent means the default, so that agents from before these keys take every assignment that does not need them.
  if (config.cpuPercent != 0) json["cpu_percent"] = config.cpuPercent;
  if (config.maxProcesses != 0) json["max_processes"] = config.maxProcesses;
  json["health_window_us"] = config.healthWindow.count();
  json["min_success_ratio_micros"] = scaled(config.minSuccessRatio, kMillion);
  json["max_p95_us"] = scaled(config.maxP95Ms, kThousand);
  if (config.minConfidence != 0) json["min_confidence_micros"] = scaled(config.minConfidence, kMillion);
  return json;
}

Result<AssignmentTarget> readTarget(const Json& node, const std::string& path) {
  AssignmentTarget target;
  JsonReader reader(node, path);
  reader.required("workload", target.workload, jsonName);
  reader.required("artifact", target.artifact, jsonName);
  reader.required("version", target.version, parsedBy(parseVersion));
  reader.required("hardware", target.hardware, tokenUpTo(kMaxIdLength));
  reader.required("release_digest", target.releaseDigest, parsedBy(parseDigest));
  reader.required("release_length", target.releaseLength, anyInteger());
  reader.required("digest", target.digest, parsedBy(parseDigest));
  reader.required("length", target.length, anyInteger());
  reader.required("release_counter", target.releaseCounter, anyInteger());
  reader.required("config", target.config, readConfig);
  reader.optional("stages", target.stages, readStages);
  FLOTILLA_CHECK(reader.finish());
  return target;
}

OrderedJson encodeTarget(const AssignmentTarget& target) {
  OrderedJson json;
  json["workload"] = target.workload.value;
  json["artifact"] = target.artifact.value;
  json["version"] = target.version.toString();
  json["hardware"] = target.hardware;
  json["release_digest"] = target.releaseDigest.toString();
  json["release_length"] = target.releaseLength;
  json["digest"] = target.digest.toString();
  json["length"] = target.length;
  json["release_counter"] = target.releaseCounter;
  json["config"] = encodeConfig(target.config);
  if (!target.stages.empty()) json["stages"] = encodeStages(target.stages);
  return json;
}

}  // namespace

std::string encodeAssignment(const Assignment& assignment) {
  OrderedJson json = documentWithHeader("assignment");
  json["node_id"] = assignment.node.value;
  json["key_fpr"] = assignment.keyFingerprint;
  json["epoch"] = assignment.epoch;
  json["generation"] = assignment.generation;
  json["not_before"] = toRfc3339(assignment.notBefore);
  json["expires"] = toRfc3339(assignment.expires);
  json["rollout"] = assignment.rollout;
  json["recovery"] = assignment.recovery;
  json["targets"] = OrderedJson::array();
  for (const AssignmentTarget& target : assignment.targets) json["targets"].push_back(encodeTarget(target));
  return dumpJson(json);
}

Result<Assignment> parseAssignment(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json));
  Assignment assignment;
  JsonReader reader(document, "");
  readHeader(reader, "assignment");
  reader.required("node_id", assignment.node, tokenUpTo(kMaxIdLength));
  reader.required("key_fpr", assignment.keyFingerprint, fingerprint);
  reader.required("epoch", assignment.epoch, anyInteger());
  reader.required("generation", assignment.generation, anyInteger());
  reader.required("not_before", assignment.notBefore, parsedBy(parseRfc3339));
  reader.required("expires", assignment.expires, parsedBy(parseRfc3339));
  reader.check(assignment.notBefore < assignment.expires, "expires", "is not after not_before");
  reader.required("rollout", assignment.rollout, rolloutId);
  reader.required("recovery", assignment.recovery, jsonFlag);
  reader.required("targets", assignment.targets, listOf<AssignmentTarget>(0, kMaxTargets, readTarget));
  reader.unique("targets", assignment.targets, "workload", [](const AssignmentTarget& t) { return t.workload.value; });
  FLOTILLA_CHECK(reader.finish());
  return assignment;
}

}  // namespace flotilla
