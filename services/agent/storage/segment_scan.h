// Reads the records of one segment of the telemetry queue in order and in small pieces, and finds its way behind
// damage: it goes on at the next place where a header and its checksum fit. Thread: its owner's. Lifetime: the file
// outlives it.
#pragma once

#include <optional>

#include "services/agent/storage/queue_record.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

// The first bytes of every segment: which queue it belongs to.
inline constexpr std::size_t kSegmentHeaderSize = 48;
std::string encodeSegmentHeader(std::string_view incarnation);
std::optional<std::string> decodeSegmentHeader(std::string_view bytes);

class SegmentScan {
 public:
  explicit SegmentScan(File& file, std::uint64_t offset = kSegmentHeaderSize) : file_(file), offset_(offset) {}

  // The next whole record; nothing at the end. Errors are those of the disk, never damage.
  Result<std::optional<QueueRecord>> next();

  // Where the next record would begin: behind the last whole one.
  std::uint64_t offset() const { return offset_; }
  // Bytes that were skipped to find a whole record behind them. Bytes at the end that are none are not counted: an
  // append that was cut off leaves those.
  std::uint64_t skipped() const { return skipped_; }

 private:
  Result<std::optional<QueueRecord>> recordAt(std::uint64_t offset);
  Result<std::optional<QueueRecord>> findFrom(std::uint64_t offset);

  File& file_;
  std::uint64_t offset_;
  std::uint64_t skipped_ = 0;
};

}  // namespace flotilla::agent
