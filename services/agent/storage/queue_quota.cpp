#include "services/agent/storage/queue_quota.h"

#include <algorithm>

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kFilesPerQuota = 8;
constexpr std::uint64_t kReservedShare = 4;  // one part in so many of the events' quota
constexpr std::uint64_t kSmallestFile = 4096;

}  // namespace

std::uint64_t segmentLimit(const QueueQuota& quota, RecordClass recordClass) {
  const std::uint64_t all = recordClass == RecordClass::Metric ? quota.metricBytes : quota.eventBytes;
  return std::max(std::min(quota.segmentBytes, all / kFilesPerQuota), kSmallestFile);
}

RoomStep makeRoom(const QueueQuota& quota, const QueueUse& use, RecordClass recordClass, bool security,
                  std::uint64_t bytes) {
  const std::uint64_t total = quota.metricBytes + quota.eventBytes;
  const std::uint64_t reserved = quota.eventBytes / kReservedShare;
  const bool fits = use.metricBytes + use.eventBytes + bytes <= total;
  if (recordClass == RecordClass::Event) {
    if (use.eventBytes + bytes > total - (security ? 0 : reserved)) return RoomStep::Refuse;
    if (fits) return RoomStep::Write;
  } else if (fits && use.metricBytes + bytes <= quota.metricBytes) {
    return RoomStep::Write;
  }
  if (use.mergeable) return RoomStep::Merge;
  return use.metrics ? RoomStep::Drop : RoomStep::Refuse;
}

}  // namespace flotilla::agent
