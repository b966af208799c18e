#include "services/controlplane/core/inventory/numbering.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

constexpr Duration kEventSlack = std::chrono::seconds(1);

}  // namespace

NodeStatus withQueue(NodeStatus status, const QueueIdentity& queue) {
  if (queue.incarnation.empty() || queue.incarnation == status.queue) return status;
  const bool first = status.queue.empty();
  status.queue = queue.incarnation;
  if (first && queue.continues) return status;
  const std::uint64_t before = std::min(queue.begins > 0 ? queue.begins - 1 : 0, kMostSeq);
  if (!first || status.lastSeq > 0) ++status.telemetry.queuesLost;
  status.seqBase = status.lastSeq > before ? status.lastSeq - before : 0;
  status.lastSeq = std::max(status.lastSeq, before);
  return status;
}

Result<NodeReport> onOurNumbers(const NodeStatus& status, NodeReport report) {
  const auto bad = [](const char* field) {
    return invalid("bad_report", std::string("report field ") + field + " makes no sense", field);
  };
  if (report.seq > kMostSeq || status.seqBase > kMostSeq) return bad("seq");
  if (report.firstSeq > report.seq) return bad("first_seq");
  report.seq += status.seqBase;
  if (report.firstSeq > 0) report.firstSeq += status.seqBase;
  if (!report.queue) return report;
  for (SequenceGap& gap : report.queue->gaps) {
    if (gap.from > gap.to || gap.to > kMostSeq) return bad("queue.gaps");
    gap.from += status.seqBase;
    gap.to += status.seqBase;
  }
  return report;
}

std::uint64_t onTheirNumbers(const NodeStatus& status, std::uint64_t seq) {
  return seq > status.seqBase ? seq - status.seqBase : 0;
}

void countMissing(NodeTelemetry& telemetry, std::uint64_t newest, const NodeReport& report) {
  if (!report.queue) return;
  const std::uint64_t first = report.firstSeq == 0 ? report.seq : report.firstSeq;
  if (first <= newest + 1) return;
  const std::uint64_t missing = first - newest - 1;
  std::uint64_t declared = 0;
  for (const SequenceGap& gap : report.queue->gaps) {
    const std::uint64_t from = std::max(gap.from, newest + 1), to = std::min(gap.to, first - 1);
    if (from <= to) declared += std::min(to - from + 1, gap.records);
  }
  declared = std::min(declared, missing);
  telemetry.declaredMissing += declared;
  telemetry.undeclaredMissing += missing - declared;
}

NodeReport onOurClock(NodeReport report) {
  if (report.clock.state == ClockState::Unknown) return report;
  report.at += report.clock.offset;
  if (std::chrono::abs(report.clock.offset) <= kEventSlack + report.clock.uncertainty) return report;
  for (NodeEvent& event : report.events) event.at += report.clock.offset;
  for (StageReport& stage : report.stages) stage.startedAt += report.clock.offset;
  return report;
}

}  // namespace flotilla::controlplane
