// One record of the telemetry queue as bytes: a header of fixed size with a checksum over itself and the payload, then
// the payload. Numbers are little-endian. Thread: values.
//   magic u16 | flags u8 | class u8 | kind u8 | boot id 16 B | covers u32 | length u32 | seq u64 | news u64 | crc32c
//   u32
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "services/agent/core/agent_state.h"

namespace flotilla::agent {

// What the payload is. Windows, logs and traces have their place here and no producer yet.
enum class RecordKind { Report, Event, Window, Log, Trace };
inline constexpr std::size_t kRecordKinds = 5;

inline constexpr std::uint16_t kRecordMagic = 0xF10A;
inline constexpr std::size_t kRecordHeaderSize = 49;
inline constexpr std::size_t kMaxPayload =
    4 << 20;  // bytes; a longer record is refused when written and damage when read

struct RecordHeader {
  RecordClass recordClass = RecordClass::Metric;
  RecordKind kind = RecordKind::Report;
  bool security = false;        // an event that may use the reserved space
  std::array<char, 16> boot{};  // of the process that made it
  std::uint32_t covers = 1;     // numbers that it stands for, up to and with `seq`; more than 1 after merging
  std::uint64_t seq = 0;
  std::uint64_t news = 0;    // the newest of state.db's news in it; 0 = none
  std::uint32_t length = 0;  // of the payload
  std::uint32_t crc = 0;

  std::uint64_t first() const { return seq - covers + 1; }
  std::uint64_t size() const { return kRecordHeaderSize + length; }  // on the disk
};

struct QueueRecord {
  RecordHeader header;
  std::string payload;
};

// Sets length and checksum.
std::string encodeRecord(const QueueRecord& record);
// A header that could be one: magic, known class and kind, sane numbers. Errors: Invalid/"bad_record".
Result<RecordHeader> decodeHeader(std::string_view bytes);
bool checksumFits(std::string_view headerBytes, const RecordHeader& header, std::string_view payload);

// A UUID as its 16 bytes; of any other text its first 16.
std::array<char, 16> bootBytes(std::string_view bootId);

}  // namespace flotilla::agent
