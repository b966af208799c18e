#include "services/telemetry/report.h"

#include <algorithm>

#include "services/runtime/bytes.h"
#include "services/telemetry/input_window.h"

namespace flotilla {
namespace {

constexpr std::uint8_t kPlain = 1;
constexpr std::uint8_t kWithContradictions = 2;  // only written when there are some, so that older agents read the rest
constexpr std::uint8_t kWithWindows = 3;         // likewise; contradictions come before them
constexpr std::uint8_t kWithStages = 4;          // likewise; windows come before them
constexpr std::uint32_t kMaxItems = 4096;

void put(ByteWriter& out, const Version& v) {
  out.number(v.major);
  out.number(v.minor);
  out.number(v.patch);
  out.text(v.pre);
}

void get(ByteReader& in, Version& v) {
  v.major = in.number<std::uint32_t>();
  v.minor = in.number<std::uint32_t>();
  v.patch = in.number<std::uint32_t>();
  v.pre = in.text(64);
}

void put(ByteWriter& out, InstallState state) {
  out.number(static_cast<std::uint8_t>(state));
}

void get(ByteReader& in, InstallState& state) {
  const auto raw = std::min<std::size_t>(in.number<std::uint8_t>(), kInstallStateNames.size() - 1);
  state = static_cast<InstallState>(raw);
}

void put(ByteWriter& out, const WorkloadReport& w) {
  out.text(w.workload.value);
  put(out, w.state);
  out.number(w.generation);
  put(out, w.target);
  out.text(w.reason);
  out.text(w.message);
  out.number(static_cast<std::uint8_t>(w.proven));
  out.text(w.artifact.value);
  put(out, w.version);
  out.raw({reinterpret_cast<const char*>(w.digest.bytes.data()), w.digest.bytes.size()});
  out.number(static_cast<std::uint8_t>(w.hasPrevious));
  put(out, w.previous);
  out.number(w.restarts);
}

void get(ByteReader& in, WorkloadReport& w) {
  w.workload = WorkloadName(std::string(in.text()));
  get(in, w.state);
  w.generation = in.number<std::uint64_t>();
  get(in, w.target);
  w.reason = in.text();
  w.message = in.text();
  w.proven = in.number<std::uint8_t>() != 0;
  w.artifact = ArtifactName(std::string(in.text()));
  get(in, w.version);
  const std::string_view digest = in.raw(w.digest.bytes.size());
  std::copy(digest.begin(), digest.end(), w.digest.bytes.begin());
  w.hasPrevious = in.number<std::uint8_t>() != 0;
  get(in, w.previous);
  w.restarts = in.number<std::uint32_t>();
}

void put(ByteWriter& out, const ArmReport& a) {
  out.text(a.workload.value);
  out.number(static_cast<std::uint8_t>(a.arm));
  put(out, a.version);
  out.text(a.counts.encode());
}

void get(ByteReader& in, ArmReport& a) {
  a.workload = WorkloadName(std::string(in.text()));
  a.arm = static_cast<Arm>(std::min<std::size_t>(in.number<std::uint8_t>(), kArmNames.size() - 1));
  get(in, a.version);
  if (const auto counts = ArmCounts::decode(in.text())) a.counts = *counts;
}

void put(ByteWriter& out, const NodeEvent& e) {
  out.number(toMicros(e.at));
  out.text(e.workload.value);
  put(out, e.state);
  out.number(e.generation);
  put(out, e.version);
  out.text(e.reason);
  out.text(e.message);
}

void get(ByteReader& in, NodeEvent& e) {
  e.at = fromMicros(in.number<std::int64_t>());
  e.workload = WorkloadName(std::string(in.text()));
  get(in, e.state);
  e.generation = in.number<std::uint64_t>();
  get(in, e.version);
  e.reason = in.text();
  e.message = in.text();
}

void put(ByteWriter& out, const Contradiction& c) {
  out.text(c.first);
  out.text(c.second);
}

void get(ByteReader& in, Contradiction& c) {
  c.first = in.text(kMaxEvidenceBytes);
  c.second = in.text(kMaxEvidenceBytes);
}

void put(ByteWriter& out, const WindowReport& w) {
  out.text(w.workload.value);
  out.number(static_cast<std::uint8_t>(w.arm));
  put(out, w.version);
  out.text(w.window);
}

void get(ByteReader& in, WindowReport& w) {
  w.workload = WorkloadName(std::string(in.text()));
  w.arm = static_cast<Arm>(std::min<std::size_t>(in.number<std::uint8_t>(), kArmNames.size() - 1));
  get(in, w.version);
  w.window = in.text(kMaxWindowBytes);
}

void put(ByteWriter& out, const StageReport& s) {
  out.text(s.workload.value);
  out.number(s.generation);
  out.number(static_cast<std::uint8_t>(s.stage));
  out.number(s.percent);
  out.number(toMicros(s.startedAt));
  for (const std::uint64_t count : {s.compared, s.differ, s.errors, s.drops}) out.number(count);
  for (const double value : {s.logE, s.logEErrors, s.llr, s.meanShift, s.slower}) out.number(value);
  out.number(s.peakRssKb);
  out.number(s.classes);
  out.number(static_cast<std::uint32_t>(s.flips.size()));
  for (const std::uint64_t count : s.flips) out.number(count);
}

// More flips than there may be leave bytes behind, and so the report is damaged.
void get(ByteReader& in, StageReport& s) {
  s.workload = WorkloadName(std::string(in.text()));
  s.generation = in.number<std::uint64_t>();
  s.stage = static_cast<StageKind>(std::min<std::size_t>(in.number<std::uint8_t>(), kStageKindNames.size() - 1));
  s.percent = in.number<std::uint32_t>();
  s.startedAt = fromMicros(in.number<std::int64_t>());
  for (std::uint64_t* count : {&s.compared, &s.differ, &s.errors, &s.drops}) *count = in.number<std::uint64_t>();
  for (double* value : {&s.logE, &s.logEErrors, &s.llr, &s.meanShift, &s.slower}) *value = in.number<double>();
  s.peakRssKb = in.number<std::uint32_t>();
  s.classes = in.number<std::uint32_t>();
  s.flips.resize(std::min<std::size_t>(in.number<std::uint32_t>(), kMaxFlipClasses * kMaxFlipClasses));
  for (std::uint64_t& count : s.flips) count = in.number<std::uint64_t>();
}

std::uint8_t formatOf(const NodeReport& report) {
  if (!report.stages.empty()) return kWithStages;
  if (!report.windows.empty()) return kWithWindows;
  return report.contradictions.empty() ? kPlain : kWithContradictions;
}

template <class T>
void putAll(ByteWriter& out, const std::vector<T>& items) {
  out.number(static_cast<std::uint32_t>(items.size()));
  for (const T& item : items) put(out, item);
}

template <class T>
void getAll(ByteReader& in, std::vector<T>& items) {
  const auto count = in.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && i < kMaxItems && in.ok(); ++i) get(in, items.emplace_back());
}

}  // namespace

std::string encodeReport(const NodeReport& report) {
  ByteWriter out;
  const std::uint8_t format = formatOf(report);
  out.number(format);
  out.number(report.seq);
  out.text(report.bootId);
  out.number(toMicros(report.at));
  out.number(report.epochSeen);
  out.number(report.generationSeen);
  putAll(out, report.workloads);
  putAll(out, report.arms);
  putAll(out, report.events);
  out.number(report.agentRssKb);
  out.number(report.workerRssKb);
  if (format != kPlain) putAll(out, report.contradictions);
  if (format >= kWithWindows) putAll(out, report.windows);
  if (format >= kWithStages) putAll(out, report.stages);
  out.number(crc32c(out.bytes()));
  return out.take();
}

Result<NodeReport> decodeReport(std::string_view bytes) {
  constexpr std::size_t kCrc = sizeof(std::uint32_t);
  const Error damaged = invalid("bad_report", "a stored report is damaged");
  if (bytes.size() < kCrc) return damaged;
  ByteReader tail(bytes.substr(bytes.size() - kCrc));
  if (tail.number<std::uint32_t>() != crc32c(bytes.substr(0, bytes.size() - kCrc))) return damaged;
  ByteReader in(bytes.substr(0, bytes.size() - kCrc));
  NodeReport report;
  const auto format = in.number<std::uint8_t>();
  if (format < kPlain || format > kWithStages) return damaged;
  report.seq = in.number<std::uint64_t>();
  report.bootId = in.text();
  report.at = fromMicros(in.number<std::int64_t>());
  report.epochSeen = in.number<std::uint64_t>();
  report.generationSeen = in.number<std::uint64_t>();
  getAll(in, report.workloads);
  getAll(in, report.arms);
  getAll(in, report.events);
  report.agentRssKb = in.number<std::uint32_t>();
  report.workerRssKb = in.number<std::uint32_t>();
  if (format != kPlain) getAll(in, report.contradictions);
  if (format >= kWithWindows) getAll(in, report.windows);
  if (format >= kWithStages) getAll(in, report.stages);
  if (!in.atEnd()) return damaged;
  return report;
}

}  // namespace flotilla
