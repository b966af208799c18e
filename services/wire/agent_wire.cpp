#include "services/wire/agent_wire.h"

#include <algorithm>

#include "services/telemetry/input_window.h"
#include "services/wire/operator_wire.h"
#include "services/wire/stage_wire.h"

namespace flotilla::wire {
namespace {

Error badField(const char* field) {
  return invalid("bad_report", std::string("report field ") + field + " makes no sense", field);
}

v1::WorkloadReport write(const WorkloadReport& w) {
  v1::WorkloadReport out;
  out.set_workload(w.workload.value);
  out.set_state(toProto(w.state));
  out.set_generation(w.generation);
  out.set_target(w.target.toString());
  out.set_reason(w.reason);
  out.set_message(w.message);
  out.set_proven(w.proven);
  out.set_artifact(w.artifact.value);
  out.set_version(w.version.toString());
  out.set_digest(w.digest.bytes.data(), w.digest.bytes.size());
  out.set_has_previous(w.hasPrevious);
  out.set_previous(w.previous.toString());
  out.set_restarts(w.restarts);
  return out;
}

Result<WorkloadReport> read(const v1::WorkloadReport& w) {
  WorkloadReport out;
  out.workload = WorkloadName(w.workload());
  FLOTILLA_CHECK(checkName("workloads.workload", w.workload()));
  FLOTILLA_TRY(out.state, fromProto(w.state()));
  out.generation = w.generation();
  FLOTILLA_TRY(out.target, parseVersion(w.target()));
  if (w.reason().size() > 128 || w.message().size() > 1024) return badField("workloads.message");
  out.reason = w.reason();
  out.message = w.message();
  out.proven = w.proven();
  if (!w.artifact().empty()) FLOTILLA_CHECK(checkName("workloads.artifact", w.artifact()));
  out.artifact = ArtifactName(w.artifact());
  FLOTILLA_TRY(out.version, parseVersion(w.version()));
  if (w.digest().size() != out.digest.bytes.size()) return badField("workloads.digest");
  std::copy(w.digest().begin(), w.digest().end(), out.digest.bytes.begin());
  out.hasPrevious = w.has_previous();
  FLOTILLA_TRY(out.previous, parseVersion(w.previous()));
  out.restarts = w.restarts();
  return out;
}

v1::ArmReport write(const ArmReport& a, bool packed) {
  v1::ArmReport out;
  out.set_workload(a.workload.value);
  out.set_arm(static_cast<v1::Arm>(static_cast<int>(a.arm) + 1));
  out.set_version(a.version.toString());
  out.set_requests(a.counts.requests);
  out.set_errors(a.counts.errors);
  out.set_labelled(a.counts.labelled);
  out.set_correct(a.counts.correct);
  out.set_raw_bytes(a.counts.rawBytes);
  out.set_held(a.counts.held);
  if (packed)
    out.set_latency_packed(a.counts.latencyUs.encodePacked());
  else
    out.set_latency_us(a.counts.latencyUs.encode());
  return out;
}

Result<ArmReport> read(const v1::ArmReport& a) {
  ArmReport out;
  FLOTILLA_CHECK(checkName("arms.workload", a.workload()));
  out.workload = WorkloadName(a.workload());
  if (a.arm() < v1::ARM_STABLE || a.arm() > v1::ARM_SHADOW) return badField("arms.arm");
  out.arm = static_cast<Arm>(static_cast<int>(a.arm()) - 1);
  FLOTILLA_TRY(out.version, parseVersion(a.version()));
  out.counts.requests = a.requests();
  out.counts.errors = a.errors();
  out.counts.labelled = a.labelled();
  out.counts.correct = a.correct();
  out.counts.rawBytes = a.raw_bytes();
  out.counts.held = a.held();
  FLOTILLA_TRY(out.counts.latencyUs, a.latency_packed().empty() ? Histogram::decode(a.latency_us())
                                                                : Histogram::decodePacked(a.latency_packed()));
  if (a.errors() > a.requests() || a.labelled() > a.requests() || a.correct() > a.labelled() || a.held() > a.requests())
    return badField("arms.counts");
  return out;
}

v1::WindowReport write(const WindowReport& w) {
  v1::WindowReport out;
  out.set_workload(w.workload.value);
  out.set_arm(static_cast<v1::Arm>(static_cast<int>(w.arm) + 1));
  out.set_version(w.version.toString());
  out.set_window(w.window);
  return out;
}

Result<WindowReport> read(const v1::WindowReport& w) {
  WindowReport out;
  FLOTILLA_CHECK(checkName("windows.workload", w.workload()));
  out.workload = WorkloadName(w.workload());
  if (w.arm() < v1::ARM_STABLE || w.arm() > v1::ARM_SHADOW) return badField("windows.arm");
  out.arm = static_cast<Arm>(static_cast<int>(w.arm()) - 1);
  FLOTILLA_TRY(out.version, parseVersion(w.version()));
  if (!decodeWindow(w.window())) return badField("windows.window");
  out.window = w.window();
  return out;
}

Result<NodeEvent> read(const v1::NodeEvent& e) {
  if (!e.workload().empty()) FLOTILLA_CHECK(checkName("events.workload", e.workload()));
  return fromProto(e);
}

// Only envelopes of a size that a node sends; whether they contradict each other is for whoever knows the keys.
Result<Contradiction> read(const v1::Contradiction& c) {
  if (c.first().size() > kMaxEvidenceBytes || c.second().size() > kMaxEvidenceBytes) return badField("contradictions");
  return Contradiction{c.first(), c.second()};
}

v1::QueueStatus write(const QueueStatus& queue) {
  v1::QueueStatus out;
  out.set_depth(queue.depth);
  out.set_bytes(queue.bytes);
  out.set_dropped_metrics(queue.droppedMetrics);
  out.set_dropped_events(queue.droppedEvents);
  out.set_lost(queue.lost);
  for (const SequenceGap& gap : queue.gaps) {
    v1::SequenceGap& span = *out.add_gaps();
    span.set_from(gap.from);
    span.set_to(gap.to);
    span.set_records(gap.records);
    span.set_record_class(gap.recordClass == RecordClass::Metric ? v1::RECORD_CLASS_METRIC : v1::RECORD_CLASS_EVENT);
    span.set_damaged(gap.damaged);
  }
  return out;
}

// A class that this program does not know is as good as a metric: it only says what the gap was about.
Result<QueueStatus> read(const v1::QueueStatus& queue) {
  constexpr int kMostGaps = 64;
  if (queue.gaps_size() > kMostGaps) return badField("queue.gaps");
  QueueStatus out{queue.depth(), queue.bytes(), queue.dropped_metrics(), queue.dropped_events(), queue.lost(), {}};
  for (const v1::SequenceGap& gap : queue.gaps())
    out.gaps.push_back({gap.from(), gap.to(), gap.records(),
                        gap.record_class() == v1::RECORD_CLASS_EVENT ? RecordClass::Event : RecordClass::Metric,
                        gap.damaged()});
  return out;
}

template <class Proto, class T>
Status readAll(const google::protobuf::RepeatedPtrField<Proto>& from, std::vector<T>& into) {
  for (const Proto& item : from) {
    auto value = read(item);
    if (!value) return value.error();
    into.push_back(std::move(*value));
  }
  return okStatus();
}

}  // namespace

v1::NodeReport toProto(const NodeReport& report, bool packed) {
  v1::NodeReport out;
  out.set_seq(report.seq);
  out.set_boot_id(report.bootId);
  *out.mutable_at() = toProto(report.at);
  out.set_epoch_seen(report.epochSeen);
  out.set_generation_seen(report.generationSeen);
  for (const WorkloadReport& w : report.workloads) *out.add_workloads() = write(w);
  for (const ArmReport& a : report.arms) *out.add_arms() = write(a, packed);
  for (const NodeEvent& e : report.events) *out.add_events() = toProto(e);
  out.set_agent_rss_kb(report.agentRssKb);
  out.set_worker_rss_kb(report.workerRssKb);
  for (const Contradiction& c : report.contradictions) {
    v1::Contradiction& pair = *out.add_contradictions();
    pair.set_first(c.first);
    pair.set_second(c.second);
  }
  for (const WindowReport& w : report.windows) *out.add_windows() = write(w);
  for (const StageReport& s : report.stages) *out.add_stages() = toProto(s);
  out.set_first_seq(report.firstSeq);
  *out.mutable_clock() = toProto(report.clock);
  if (report.queue) *out.mutable_queue() = write(*report.queue);
  if (report.orders) {
    out.mutable_orders()->set_number(report.orders->number);
    out.mutable_orders()->set_isolated(report.orders->isolated);
  }
  if (report.saturation.any.total > 0) *out.mutable_saturation() = toProto(report.saturation);
  return out;
}

Result<NodeReport> fromProto(const v1::NodeReport& report) {
  NodeReport out;
  if (report.seq() == 0) return badField("seq");
  out.seq = report.seq();
  out.bootId = report.boot_id();
  out.at = fromProto(report.at());
  out.epochSeen = report.epoch_seen();
  out.generationSeen = report.generation_seen();
  FLOTILLA_CHECK(readAll(report.workloads(), out.workloads));
  FLOTILLA_CHECK(readAll(report.arms(), out.arms));
  FLOTILLA_CHECK(readAll(report.events(), out.events));
  out.agentRssKb = report.agent_rss_kb();
  out.workerRssKb = report.worker_rss_kb();
  FLOTILLA_CHECK(readAll(report.contradictions(), out.contradictions));
  FLOTILLA_CHECK(readAll(report.windows(), out.windows));
  for (const v1::StageReport& stage : report.stages()) {
    FLOTILLA_TRY(StageReport value, fromProto(stage));
    out.stages.push_back(std::move(value));
  }
  out.firstSeq = report.first_seq();
  if (out.firstSeq > out.seq) return badField("first_seq");
  FLOTILLA_TRY(out.clock, fromProto(report.clock()));
  FLOTILLA_TRY(out.saturation, fromProto(report.saturation()));
  if (report.has_queue()) {
    FLOTILLA_TRY(out.queue, read(report.queue()));
  }
  if (report.has_orders()) out.orders = OrdersDone{report.orders().number(), report.orders().isolated()};
  return out;
}

v1::NodeOrders toProto(const NodeOrders& orders) {
  v1::NodeOrders out;
  out.set_number(orders.number);
  out.set_isolated(orders.isolated);
  out.set_renewal(orders.renewal);
  for (const auto& [workload, number] : orders.restarts) (*out.mutable_restarts())[workload.value] = number;
  return out;
}

NodeOrders fromProto(const v1::NodeOrders& orders) {
  NodeOrders out{{}, orders.number(), orders.isolated(), orders.renewal()};
  for (const auto& [workload, number] : orders.restarts()) out.restarts[WorkloadName(workload)] = number;
  return out;
}

std::uint64_t newsBytes(const v1::NodeReport& report) {
  std::uint64_t bytes = 0;
  for (const v1::ArmReport& arm : report.arms()) bytes += arm.ByteSizeLong() + 2;
  for (const v1::NodeEvent& event : report.events()) bytes += event.ByteSizeLong() + 2;
  for (const v1::Contradiction& pair : report.contradictions()) bytes += pair.ByteSizeLong() + 2;
  for (const v1::WindowReport& window : report.windows()) bytes += window.ByteSizeLong() + 3;
  for (const v1::StageReport& stage : report.stages()) bytes += stage.ByteSizeLong() + 3;
  return bytes;
}

}  // namespace flotilla::wire
