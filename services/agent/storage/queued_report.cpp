#include "services/agent/storage/queued_report.h"

#include <algorithm>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::uint8_t kPlain = 1;
constexpr std::uint8_t kWithSaturation = 2;  // only written when something was measured
constexpr std::uint32_t kUnknown = UINT32_MAX;

void put(ByteWriter& out, const Saturation& saturation) {
  const auto slots = [&](const SlotCounts& counts) {
    out.number(counts.total);
    out.number(counts.over);
  };
  slots(saturation.any);
  for (std::size_t i = 0; i < kResourceNames.size(); ++i) {
    slots(saturation.each[i]);
    out.number(saturation.permille[i].value_or(kUnknown));
  }
}

void get(ByteReader& in, Saturation& saturation) {
  const auto slots = [&](SlotCounts& counts) {
    counts.total = in.number<std::uint64_t>();
    counts.over = in.number<std::uint64_t>();
  };
  slots(saturation.any);
  for (std::size_t i = 0; i < kResourceNames.size(); ++i) {
    slots(saturation.each[i]);
    const auto permille = in.number<std::uint32_t>();
    if (permille != kUnknown) saturation.permille[i] = permille;
  }
}

}  // namespace

QueueRecord toRecord(const NodeReport& report) {
  QueueRecord record;
  record.header.boot = bootBytes(report.bootId);
  record.header.seq = report.seq;
  record.header.covers = report.firstSeq == 0 ? 1 : static_cast<std::uint32_t>(report.seq - report.firstSeq + 1);
  ByteWriter out;
  const bool measured = report.saturation.any.total > 0;
  out.number(measured ? kWithSaturation : kPlain);
  out.number(report.steady.count());
  out.number(static_cast<std::uint8_t>(report.clock.state));
  out.number(report.clock.offset.count());
  out.number(report.clock.uncertainty.count());
  if (measured) put(out, report.saturation);
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
  Saturation saturation;
  if (format == kWithSaturation) get(in, saturation);
  if (!in.ok() || (format != kPlain && format != kWithSaturation))
    return invalid("bad_report", "a queued report is damaged");
  FLOTILLA_TRY(NodeReport report, decodeReport(in.rest()));
  report.saturation = saturation;
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
