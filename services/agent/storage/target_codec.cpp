#include "services/agent/storage/target_codec.h"

#include <algorithm>
#include <optional>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::uint8_t kFormat = 1;
// Written only if they say something, so that an older agent reads the rest.
constexpr std::uint8_t kFormatWithLimits = 2;
constexpr std::uint8_t kFormatWithThreshold = 3;  // and limits
constexpr std::uint8_t kFormatWithStages = 4;     // and limits and threshold
constexpr std::size_t kCrc = sizeof(std::uint32_t);

void put(ByteWriter& out, const Digest& digest) {
  out.raw({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

void get(ByteReader& in, Digest& digest) {
  const std::string_view raw = in.raw(digest.bytes.size());
  std::copy(raw.begin(), raw.end(), digest.bytes.begin());
}

void put(ByteWriter& out, const WorkloadConfig& c) {
  out.text(c.runtime);
  out.text(c.source);
  for (const double value : {c.ratePerSecond, c.gain, c.offset, c.noise, c.minSuccessRatio, c.maxP95Ms})
    out.number(value);
  out.number(c.memoryMb);
  out.number(static_cast<std::int64_t>(c.healthWindow.count()));
}

void get(ByteReader& in, WorkloadConfig& c) {
  c.runtime = in.text();
  c.source = in.text();
  for (double* value : {&c.ratePerSecond, &c.gain, &c.offset, &c.noise, &c.minSuccessRatio, &c.maxP95Ms})
    *value = in.number<double>();
  c.memoryMb = in.number<std::uint32_t>();
  c.healthWindow = Duration(in.number<std::int64_t>());
}

void put(ByteWriter& out, const ShadowStage& s) {
  for (const Duration time : {s.minTime, s.limit}) out.number(static_cast<std::int64_t>(time.count()));
  for (const double share : {s.good, s.bad, s.maxErrors}) out.number(share);
  for (const std::uint32_t limit : {s.memoryMb, s.cpuPercent}) out.number(limit);
}

void get(ByteReader& in, ShadowStage& s) {
  for (Duration* time : {&s.minTime, &s.limit}) *time = Duration(in.number<std::int64_t>());
  for (double* share : {&s.good, &s.bad, &s.maxErrors}) *share = in.number<double>();
  for (std::uint32_t* limit : {&s.memoryMb, &s.cpuPercent}) *limit = in.number<std::uint32_t>();
}

void put(ByteWriter& out, const WeightStage& s) {
  out.number(static_cast<std::uint8_t>(s.steps.size()));
  for (const std::uint32_t step : s.steps) out.number(step);
  for (const Duration time : {s.minTime, s.limit}) out.number(static_cast<std::int64_t>(time.count()));
  out.number(s.minRequests);
  for (const double share : {s.differ, s.maxErrors}) out.number(share);
  out.text(s.salt);
}

void get(ByteReader& in, WeightStage& s) {
  s.steps.resize(in.number<std::uint8_t>());
  for (std::uint32_t& step : s.steps) step = in.number<std::uint32_t>();
  for (Duration* time : {&s.minTime, &s.limit}) *time = Duration(in.number<std::int64_t>());
  s.minRequests = in.number<std::uint64_t>();
  for (double* share : {&s.differ, &s.maxErrors}) *share = in.number<double>();
  s.salt = in.text(kMaxSalt);
}

template <class Stage>
void putOptional(ByteWriter& out, const std::optional<Stage>& stage) {
  out.number(static_cast<std::uint8_t>(stage.has_value()));
  if (stage) put(out, *stage);
}

template <class Stage>
void getOptional(ByteReader& in, std::optional<Stage>& stage) {
  if (in.number<std::uint8_t>() != 0) get(in, stage.emplace());
}

void get(ByteReader& in, Version& v) {
  for (std::uint32_t* part : {&v.major, &v.minor, &v.patch}) *part = in.number<std::uint32_t>();
  v.pre = in.text();
}

std::uint8_t formatOf(const AssignmentTarget& target) {
  const WorkloadConfig& config = target.config;
  if (!target.stages.empty()) return kFormatWithStages;
  if (config.minConfidence != 0) return kFormatWithThreshold;
  return config.cpuPercent != 0 || config.maxProcesses != 0 ? kFormatWithLimits : kFormat;
}

}  // namespace

std::string encodeTarget(const AssignmentTarget& target) {
  ByteWriter out;
  const WorkloadConfig& config = target.config;
  const std::uint8_t format = formatOf(target);
  out.number(format);
  out.text(target.workload.value);
  out.text(target.artifact.value);
  for (const std::uint32_t part : {target.version.major, target.version.minor, target.version.patch}) out.number(part);
  out.text(target.version.pre);
  out.text(target.hardware);
  put(out, target.releaseDigest);
  out.number(target.releaseLength);
  put(out, target.digest);
  out.number(target.length);
  out.number(target.releaseCounter);
  put(out, config);
  if (format >= kFormatWithLimits)
    for (const std::uint32_t limit : {config.cpuPercent, config.maxProcesses}) out.number(limit);
  if (format >= kFormatWithThreshold) out.number(config.minConfidence);
  if (format >= kFormatWithStages) {
    putOptional(out, target.stages.shadow);
    putOptional(out, target.stages.weights);
  }
  out.number(crc32c(out.bytes()));
  return out.take();
}

Result<AssignmentTarget> decodeTarget(std::string_view bytes) {
  const Error damaged = internalError("state_damaged", "a stored target is damaged");
  if (bytes.size() < kCrc) return damaged;
  ByteReader tail(bytes.substr(bytes.size() - kCrc));
  if (tail.number<std::uint32_t>() != crc32c(bytes.substr(0, bytes.size() - kCrc))) return damaged;
  ByteReader in(bytes.substr(0, bytes.size() - kCrc));
  const auto format = in.number<std::uint8_t>();
  if (format < kFormat || format > kFormatWithStages) return damaged;
  AssignmentTarget target;
  target.workload = WorkloadName(std::string(in.text()));
  target.artifact = ArtifactName(std::string(in.text()));
  get(in, target.version);
  target.hardware = in.text();
  get(in, target.releaseDigest);
  target.releaseLength = in.number<std::uint64_t>();
  get(in, target.digest);
  target.length = in.number<std::uint64_t>();
  target.releaseCounter = in.number<std::uint64_t>();
  get(in, target.config);
  if (format >= kFormatWithLimits)
    for (std::uint32_t* limit : {&target.config.cpuPercent, &target.config.maxProcesses})
      *limit = in.number<std::uint32_t>();
  if (format >= kFormatWithThreshold) target.config.minConfidence = in.number<double>();
  if (format >= kFormatWithStages) {
    getOptional(in, target.stages.shadow);
    getOptional(in, target.stages.weights);
  }
  if (!in.atEnd()) return damaged;
  return target;
}

}  // namespace flotilla::agent
