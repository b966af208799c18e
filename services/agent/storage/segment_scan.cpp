#include "services/agent/storage/segment_scan.h"

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::string_view kSegmentMagic = "FLTQ";
constexpr std::uint16_t kSegmentFormat = 1;
constexpr std::size_t kSegmentNameLimit = 36;
constexpr std::size_t kScanWindow = 16 << 10;            // bytes that are searched at a time
constexpr std::string_view kRecordStart{"\x0A\xF1", 2};  // kRecordMagic

}  // namespace

std::string encodeSegmentHeader(std::string_view incarnation) {
  ByteWriter out;
  out.raw(kSegmentMagic);
  out.number(kSegmentFormat);
  std::string padded(incarnation.substr(0, kSegmentNameLimit));
  padded.resize(kSegmentNameLimit, '\0');
  out.raw(padded);
  out.raw(std::string_view("\0\0", 2));
  out.number(crc32c(out.bytes()));
  return out.take();
}

std::optional<std::string> decodeSegmentHeader(std::string_view bytes) {
  if (bytes.size() < kSegmentHeaderSize) return std::nullopt;
  constexpr std::size_t kSegmentBody = kSegmentHeaderSize - sizeof(std::uint32_t);
  ByteReader tail(bytes.substr(kSegmentBody));
  if (tail.number<std::uint32_t>() != crc32c(bytes.substr(0, kSegmentBody))) return std::nullopt;
  ByteReader in(bytes);
  if (in.raw(kSegmentMagic.size()) != kSegmentMagic || in.number<std::uint16_t>() != kSegmentFormat)
    return std::nullopt;
  const std::string_view padded = in.raw(kSegmentNameLimit);
  return std::string(padded.substr(0, padded.find('\0')));
}

Result<std::optional<QueueRecord>> SegmentScan::next() {
  FLOTILLA_TRY(auto record, recordAt(offset_));
  if (!record) return findFrom(offset_ + 1);
  offset_ += record->header.size();
  return record;
}

Result<std::optional<QueueRecord>> SegmentScan::recordAt(std::uint64_t offset) {
  FLOTILLA_TRY(const std::string headerBytes, file_.read(offset, kRecordHeaderSize));
  const auto header = decodeHeader(headerBytes);
  if (!header) return std::optional<QueueRecord>();
  // Before so many bytes are asked for: a damaged length is as good as any.
  FLOTILLA_TRY(const std::uint64_t size, file_.size());
  if (offset + header->size() > size) return std::optional<QueueRecord>();
  FLOTILLA_TRY(std::string payload, file_.read(offset + kRecordHeaderSize, header->length));
  if (payload.size() != header->length || !checksumFits(headerBytes, *header, payload))
    return std::optional<QueueRecord>();
  return std::optional(QueueRecord{*header, std::move(payload)});
}

Result<std::optional<QueueRecord>> SegmentScan::findFrom(std::uint64_t offset) {
  const std::uint64_t damagedFrom = offset_;
  for (;;) {
    FLOTILLA_TRY(const std::string window, file_.read(offset, kScanWindow));
    if (window.size() < kRecordStart.size()) return std::optional<QueueRecord>();
    for (std::size_t at = window.find(kRecordStart); at != std::string::npos; at = window.find(kRecordStart, at + 1)) {
      FLOTILLA_TRY(auto record, recordAt(offset + at));
      if (!record) continue;
      skipped_ += offset + at - damagedFrom;
      offset_ = offset + at + record->header.size();
      return record;
    }
    offset += window.size() - (kRecordStart.size() - 1);  // a start may lie across two windows
  }
}

}  // namespace flotilla::agent
