#include "services/agent/storage/queued_report.h"

#include <algorithm>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::uint8_t kPayloadFormat = 1;

}  // namespace

QueueRecord toRecord(const NodeReport& report) {
  QueueRecord record;
  record.header.boot = bootBytes(report.bootId);
  record.header.seq = report.seq;
  record.header.covers = report.firstSeq == 0 ? 1 : static_cast<std::uint32_t>(report.seq - report.firstSeq + 1);
  ByteWriter out;
  out.number(kPayloadFormat);
  out.number(report.steady.count());
  out.number(static_cast<std::uint8_t>(report.clock.state));
  out.number(report.clock.offset.count());
  out.number(report.clock.uncertainty.count());
  out.raw(encodeReport(report));
  record.payload = out.take();
  return record;
}

Result<NodeReport> toReport(const QueueRecord& record) {
  ByteReader in(record.payload);
  const auto format = in.number<std::uint8_t>();
  const Duration steady(in.number<std::int64_t>());
  const auto state = in.number<std::uint8_t>();
  const Duration offset(in.number<std::int64_t>());
  const Duration uncertainty(in.number<std::int64_t>());
  constexpr std::size_t kPayloadPrefix = 2 + 3 * sizeof(std::int64_t);
  if (!in.ok() || format != kPayloadFormat) return invalid("bad_report", "a queued report is damaged");
  FLOTILLA_TRY(NodeReport report, decodeReport(std::string_view(record.payload).substr(kPayloadPrefix)));
  report.seq = record.header.seq;
  report.firstSeq = record.header.covers == 1 ? 0 : record.header.first();
  report.steady = steady;
  report.clock = {static_cast<ClockState>(std::min<std::uint8_t>(state, kClockStateNames.size() - 1)), offset,
                  uncertainty};
  return report;
}

bool mayMerge(const NodeReport& older, const NodeReport& newer) {
  const std::uint64_t first = newer.firstSeq == 0 ? newer.seq : newer.firstSeq;
  return older.bootId == newer.bootId && older.seq + 1 == first && older.events.empty() && newer.events.empty() &&
         older.contradictions.empty() && newer.contradictions.empty();
}

}  // namespace flotilla::agent
