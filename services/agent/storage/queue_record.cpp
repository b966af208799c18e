#include "services/agent/storage/queue_record.h"

#include <algorithm>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::uint8_t kSecurityFlag = 1;
constexpr std::size_t kCrcSize = sizeof(std::uint32_t);

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string encodeRecord(const QueueRecord& record) {
  const RecordHeader& header = record.header;
  ByteWriter out;
  out.number(kRecordMagic);
  out.number(static_cast<std::uint8_t>(header.security ? kSecurityFlag : 0));
  out.number(static_cast<std::uint8_t>(header.recordClass));
  out.number(static_cast<std::uint8_t>(header.kind));
  out.raw({header.boot.data(), header.boot.size()});
  out.number(header.covers);
  out.number(static_cast<std::uint32_t>(record.payload.size()));
  out.number(header.seq);
  out.number(header.news);
  out.number(crc32c(record.payload, crc32c(out.bytes())));
  out.raw(record.payload);
  return out.take();
}

Result<RecordHeader> decodeHeader(std::string_view bytes) {
  const Error bad = invalid("bad_record", "a record of the telemetry queue is damaged");
  ByteReader in(bytes);
  RecordHeader header;
  if (in.number<std::uint16_t>() != kRecordMagic) return bad;
  const auto flags = in.number<std::uint8_t>();
  const auto recordClass = in.number<std::uint8_t>();
  const auto kind = in.number<std::uint8_t>();
  const std::string_view boot = in.raw(header.boot.size());
  header.covers = in.number<std::uint32_t>();
  header.length = in.number<std::uint32_t>();
  header.seq = in.number<std::uint64_t>();
  header.news = in.number<std::uint64_t>();
  header.crc = in.number<std::uint32_t>();
  if (!in.ok() || flags > kSecurityFlag || recordClass > 1 || kind >= kRecordKinds) return bad;
  if (header.covers == 0 || header.covers > header.seq || header.length > kMaxPayload) return bad;
  header.security = flags == kSecurityFlag;
  header.recordClass = static_cast<RecordClass>(recordClass);
  header.kind = static_cast<RecordKind>(kind);
  std::copy(boot.begin(), boot.end(), header.boot.begin());
  return header;
}

bool checksumFits(std::string_view headerBytes, const RecordHeader& header, std::string_view payload) {
  return crc32c(payload, crc32c(headerBytes.substr(0, kRecordHeaderSize - kCrcSize))) == header.crc;
}

std::array<char, 16> bootBytes(std::string_view bootId) {
  std::array<char, 16> out{};
  std::size_t digits = 0;
  for (const char c : bootId) {
    if (c == '-') continue;
    const int value = hexValue(c);
    if (value < 0 || digits == 2 * out.size()) {
      digits = 0;
      break;
    }
    out[digits / 2] = static_cast<char>(static_cast<unsigned char>(out[digits / 2]) * 16 + value);
    ++digits;
  }
  if (digits == 2 * out.size()) return out;
  out.fill('\0');
  std::copy_n(bootId.begin(), std::min(bootId.size(), out.size()), out.begin());
  return out;
}

}  // namespace flotilla::agent
