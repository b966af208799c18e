#include "services/agent/storage/outbox_move.h"

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kAtOnce = 16;

}  // namespace

Status continueNumbers(SqliteAgentStore& store, QueueOptions& options) {
  FLOTILLA_TRY(const auto oldest, store.reportsAbove(0, 1));
  FLOTILLA_TRY(options.begins, store.nextReport());
  options.continues = options.begins > 1;
  if (!oldest.empty()) options.begins = oldest.front().seq;
  return okStatus();
}

Status moveOutbox(SqliteAgentStore& store, FileTelemetryQueue& queue) {
  std::uint64_t moved = 0;
  for (std::uint64_t seq = 0;;) {
    FLOTILLA_TRY(auto reports, store.reportsAbove(seq, kAtOnce));
    if (reports.empty()) break;
    seq = reports.back().seq;
    moved += reports.size();
    for (NodeReport& report : reports) FLOTILLA_CHECK(queue.takeOver(std::move(report)));
  }
  if (moved == 0) return okStatus();
  FLOTILLA_CHECK(queue.sync());
  log::info("reports were moved into the telemetry queue", {{"reports", std::to_string(moved)}});
  return store.dropReports();
}

}  // namespace flotilla::agent
