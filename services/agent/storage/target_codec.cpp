#include "services/agent/storage/target_codec.h"

#include <algorithm>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::uint8_t kFormat = 1;
// Written only if they say something, so that an older agent reads the rest.
constexpr std::uint8_t kFormatWithLimits = 2;
constexpr std::uint8_t kFormatWithThreshold = 3;  // and limits
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

void get(ByteReader& in, Version& v) {
  for (std::uint32_t* part : {&v.major, &v.minor, &v.patch}) *part = in.number<std::uint32_t>();
  v.pre = in.text();
}

}  // namespace

std::string encodeTarget(const AssignmentTarget& target) {
  ByteWriter out;
  const WorkloadConfig& config = target.config;
  const bool limited = config.cpuPercent != 0 || config.maxProcesses != 0;
  const bool holdsBack = config.minConfidence != 0;
  out.number(holdsBack ? kFormatWithThreshold : limited ? kFormatWithLimits : kFormat);
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
  if (limited || holdsBack)
    for (const std::uint32_t limit : {config.cpuPercent, config.maxProcesses}) out.number(limit);
  if (holdsBack) out.number(config.minConfidence);
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
  if (format < kFormat || format > kFormatWithThreshold) return damaged;
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
  if (format == kFormatWithThreshold) target.config.minConfidence = in.number<double>();
  if (!in.atEnd()) return damaged;
  return target;
}

}  // namespace flotilla::agent
