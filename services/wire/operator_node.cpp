#include <algorithm>

#include "models/domain/utf8.h"
#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"
#include "services/wire/stage_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::NODE_IDENTITY_RETIRED, NodeIdentity::Retired));
static_assert(sameEnum(v1::LIVENESS_UNSEEN, Liveness::Unseen));
static_assert(sameEnum(v1::NODE_HEALTH_HELD, NodeHealth::Held));
static_assert(sameEnum(v1::INSTALL_STATE_HALTED, InstallState::Halted));

namespace {

v1::NodeWorkload writeNodeWorkload(const NodeWorkload& workload) {
  v1::NodeWorkload out;
  out.set_workload(workload.workload.value);
  out.set_desired(optionalText(workload.desired));
  out.set_state(toProto(workload.state));
  out.set_generation(workload.generation);
  out.set_reason(workload.reason);
  out.set_message(workload.message);
  out.set_proven(workload.proven);
  out.set_artifact(workload.artifact.value);
  out.set_version(optionalText(workload.version));
  out.set_digest(optionalText(workload.digest));
  out.set_has_previous(workload.hasPrevious);
  out.set_previous(optionalText(workload.previous));
  out.set_restarts(workload.restarts);
  writeAll(workload.totals, out.mutable_totals(), kWrite);
  for (const NodeStage& stage : workload.stages) *out.add_stages() = toProto(stage);
  return out;
}

Result<NodeWorkload> readNodeWorkload(const v1::NodeWorkload& workload) {
  NodeWorkload out;
  out.workload = WorkloadName(workload.workload());
  FLOTILLA_TRY(out.desired, readOptionalVersion(workload.desired(), "desired"));
  FLOTILLA_TRY(out.state, fromProto(workload.state()));
  out.generation = workload.generation();
  out.reason = workload.reason();
  out.message = workload.message();
  out.proven = workload.proven();
  out.artifact = ArtifactName(workload.artifact());
  FLOTILLA_TRY(out.version, readOptionalVersion(workload.version(), "version"));
  FLOTILLA_TRY(out.digest, readOptionalDigest(workload.digest(), "digest"));
  out.hasPrevious = workload.has_previous();
  FLOTILLA_TRY(out.previous, readOptionalVersion(workload.previous(), "previous"));
  out.restarts = workload.restarts();
  FLOTILLA_CHECK(readAll(workload.totals(), "totals", out.totals, kRead));
  FLOTILLA_CHECK(
      readAll(workload.stages(), "stages", out.stages, [](const v1::NodeStage& stage) { return fromProto(stage); }));
  return out;
}

void writeTimes(const Node& node, v1::Node& out) {
  const TimePoint never{};
  if (node.certificateExpires != never) *out.mutable_certificate_expires() = toProto(node.certificateExpires);
  if (node.enrolledAt != never) *out.mutable_enrolled_at() = toProto(node.enrolledAt);
  if (node.lastSeen != never) *out.mutable_last_seen() = toProto(node.lastSeen);
}

v1::NodeTelemetry writeTelemetry(const NodeTelemetry& telemetry) {
  v1::NodeTelemetry out;
  out.set_queues_lost(telemetry.queuesLost);
  out.set_queue_depth(telemetry.queueDepth);
  out.set_queue_bytes(telemetry.queueBytes);
  out.set_dropped_metrics(telemetry.droppedMetrics);
  out.set_dropped_events(telemetry.droppedEvents);
  out.set_lost(telemetry.lost);
  out.set_declared_missing(telemetry.declaredMissing);
  out.set_undeclared_missing(telemetry.undeclaredMissing);
  *out.mutable_clock() = toProto(telemetry.clock);
  out.set_uncorrected(telemetry.uncorrected);
  return out;
}

void writeNumbers(const Node& node, v1::Node& out) {
  out.set_epoch_seen(node.epochSeen);
  out.set_generation(node.generation);
  out.set_generation_seen(node.generationSeen);
  out.set_agent_rss_kb(node.agentRssKb);
  out.set_worker_rss_kb(node.workerRssKb);
  out.set_raw_bytes(node.rawBytes);
  out.set_upstream_bytes(node.upstreamBytes);
  *out.mutable_telemetry() = writeTelemetry(node.telemetry);
}

Status readTelemetry(const v1::NodeTelemetry& in, NodeTelemetry& out) {
  out.queuesLost = in.queues_lost();
  out.queueDepth = in.queue_depth();
  out.queueBytes = in.queue_bytes();
  out.droppedMetrics = in.dropped_metrics();
  out.droppedEvents = in.dropped_events();
  out.lost = in.lost();
  out.declaredMissing = in.declared_missing();
  out.undeclaredMissing = in.undeclared_missing();
  FLOTILLA_TRY(out.clock, under("clock", fromProto(in.clock())));
  out.uncorrected = in.uncorrected();
  return okStatus();
}

void readNumbers(const v1::Node& node, Node& out) {
  out.epochSeen = node.epoch_seen();
  out.generation = node.generation();
  out.generationSeen = node.generation_seen();
  out.agentRssKb = node.agent_rss_kb();
  out.workerRssKb = node.worker_rss_kb();
  out.rawBytes = node.raw_bytes();
  out.upstreamBytes = node.upstream_bytes();
}

}  // namespace

v1::ClockReading toProto(const ClockReading& reading) {
  v1::ClockReading out;
  out.set_state(writeEnum<v1::ClockState>(reading.state));
  out.set_offset_us(reading.offset.count());
  out.set_uncertainty_us(static_cast<std::uint64_t>(std::max<std::int64_t>(reading.uncertainty.count(), 0)));
  return out;
}
// Whoever says nothing measured nothing. No clock is further away than a century, and none of ours overflows by that.
Result<ClockReading> fromProto(const v1::ClockReading& reading) {
  constexpr std::int64_t kMostUs = 100LL * 366 * 86'400 * 1'000'000;
  ClockReading out;
  if (reading.state() == v1::CLOCK_STATE_UNSPECIFIED) return out;
  FLOTILLA_TRY(out.state, readEnum(reading.state(), ClockState::Unsure, "state"));
  if (reading.offset_us() > kMostUs || reading.offset_us() < -kMostUs || reading.uncertainty_us() > kMostUs)
    return invalid("bad_value", "no clock is a century off", "offset_us");
  out.offset = Duration(reading.offset_us());
  out.uncertainty = Duration(static_cast<std::int64_t>(reading.uncertainty_us()));
  return out;
}

v1::Saturation toProto(const Saturation& saturation) {
  v1::Saturation out;
  out.set_total(saturation.any.total);
  out.set_over(saturation.any.over);
  const auto write = [&](Resource resource, v1::ResourceUse& use) {
    const auto place = static_cast<std::size_t>(resource);
    use.set_total(saturation.each[place].total);
    use.set_over(saturation.each[place].over);
    if (saturation.permille[place]) use.set_permille(*saturation.permille[place]);
  };
  write(Resource::Cpu, *out.mutable_cpu());
  write(Resource::Memory, *out.mutable_memory());
  write(Resource::Disk, *out.mutable_disk());
  return out;
}
Result<Saturation> fromProto(const v1::Saturation& saturation) {
  constexpr std::uint64_t kMostSlots = 1ULL << 40;  // longer than there are seconds, and sums of it fit
  Saturation out;
  out.any = {saturation.total(), saturation.over()};
  const auto good = [&](const SlotCounts& counts) { return counts.over <= counts.total && counts.total <= kMostSlots; };
  const auto read = [&](Resource resource, const v1::ResourceUse& use) {
    const auto place = static_cast<std::size_t>(resource);
    out.each[place] = {use.total(), use.over()};
    if (use.has_permille()) out.permille[place] = use.permille();
    return good(out.each[place]) && out.permille[place].value_or(0) <= 1000;
  };
  const bool all = good(out.any) && read(Resource::Cpu, saturation.cpu()) &&
                   read(Resource::Memory, saturation.memory()) && read(Resource::Disk, saturation.disk());
  if (!all) return invalid("bad_value", "there are more saturated slots than slots, or too many", "saturation");
  return out;
}

v1::InstallState toProto(InstallState state) {
  return writeEnum<v1::InstallState>(state);
}
Result<InstallState> fromProto(v1::InstallState state) {
  return readEnum(state, InstallState::Halted, "state");
}

v1::Node toProto(const Node& node) {
  v1::Node out;
  out.set_id(node.id.value);
  out.set_name(node.name);
  out.set_region(node.region.value);
  out.set_site(node.site.value);
  out.mutable_labels()->insert(node.labels.begin(), node.labels.end());
  out.set_hardware(node.hardware);
  out.set_agent_version(optionalText(node.agentVersion));
  out.set_identity(writeEnum<v1::NodeIdentity>(node.identity));
  out.set_liveness(writeEnum<v1::Liveness>(node.liveness));
  out.set_health(writeEnum<v1::NodeHealth>(node.health));
  out.set_fingerprint(node.fingerprint);
  writeTimes(node, out);
  writeNumbers(node, out);
  *out.mutable_saturation() = toProto(node.saturation);
  out.set_isolated(node.isolated);
  out.set_orders_wait(node.ordersWait);
  out.set_drills(writeEnum<v1::DrillConsent>(node.drills));
  writeAll(node.workloads, out.mutable_workloads(), writeNodeWorkload);
  return out;
}

Result<Node> fromProto(const v1::Node& node) {
  Node out;
  out.id = NodeId(node.id());
  out.name = node.name();
  out.region = RegionName(node.region());
  out.site = SiteName(node.site());
  out.labels.insert(node.labels().begin(), node.labels().end());
  out.hardware = node.hardware();
  FLOTILLA_TRY(out.agentVersion, readOptionalVersion(node.agent_version(), "agent_version"));
  FLOTILLA_TRY(out.identity, readEnum(node.identity(), NodeIdentity::Retired, "identity"));
  FLOTILLA_TRY(out.liveness, readEnum(node.liveness(), Liveness::Unseen, "liveness"));
  FLOTILLA_TRY(out.health, readEnum(node.health(), NodeHealth::Held, "health"));
  out.fingerprint = node.fingerprint();
  out.certificateExpires = fromProto(node.certificate_expires());
  out.enrolledAt = fromProto(node.enrolled_at());
  out.lastSeen = fromProto(node.last_seen());
  readNumbers(node, out);
  FLOTILLA_CHECK(under("telemetry", readTelemetry(node.telemetry(), out.telemetry)));
  FLOTILLA_TRY(out.saturation, fromProto(node.saturation()));
  out.isolated = node.isolated();
  out.ordersWait = node.orders_wait();
  // A server from before says nothing of it.
  if (node.drills() != v1::DRILL_CONSENT_UNSPECIFIED) {
    FLOTILLA_TRY(out.drills, readEnum(node.drills(), DrillConsent::Allow, "drills"));
  }
  FLOTILLA_CHECK(readAll(node.workloads(), "workloads", out.workloads, readNodeWorkload));
  return out;
}

v1::NodeEvent toProto(const NodeEvent& event) {
  v1::NodeEvent out;
  *out.mutable_at() = toProto(event.at);
  out.set_workload(event.workload.value);
  out.set_state(toProto(event.state));
  out.set_generation(event.generation);
  out.set_version(event.version.toString());
  out.set_reason(event.reason);
  out.set_message(event.message);
  return out;
}

Result<NodeEvent> fromProto(const v1::NodeEvent& event) {
  NodeEvent out;
  out.at = fromProto(event.at());
  out.workload = WorkloadName(event.workload());
  FLOTILLA_TRY(out.state, fromProto(event.state()));
  out.generation = event.generation();
  FLOTILLA_TRY(out.version, readVersion(event.version(), "version"));
  out.reason = excerpt(event.reason(), 128);
  out.message = excerpt(event.message(), 1024);
  return out;
}

}  // namespace flotilla::wire
