#include "services/agent/storage/log_record.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::uint16_t kLogMagic = 0xF109;
constexpr std::size_t kHeader = sizeof(std::uint16_t) + 2 * sizeof(std::uint32_t);
constexpr std::size_t kMaxRecord = 4 * kMaxLogLineBytes;
constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kMaxMessage = kMaxLogLineBytes / 2;
constexpr std::size_t kMaxLabel = 128;
constexpr std::size_t kMaxFields = 16;
constexpr std::size_t kMaxValue = 512;
constexpr std::size_t kMaxSpans = 32;
constexpr std::string_view kCut = "...";

// Bytes of the character that begins here, or 0 if none does.
std::size_t characterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte(1);
  const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

void put(ByteWriter& out, const TraceSpan& span) {
  out.text(span.name);
  out.number(span.depth);
  out.number<std::int64_t>(span.start.count());
  out.number<std::int64_t>(span.length.count());
  out.text(span.note);
}

TraceSpan getSpan(ByteReader& in) {
  TraceSpan span;
  span.name = in.text(kMaxRecord);
  span.depth = in.number<std::uint32_t>();
  span.start = Duration(in.number<std::int64_t>());
  span.length = Duration(in.number<std::int64_t>());
  span.note = in.text(kMaxRecord);
  return span;
}

std::optional<LogLine> decode(std::string_view payload) {
  ByteReader in(payload);
  LogLine line;
  line.at = fromMicros(in.number<std::int64_t>());
  const auto level = in.number<std::uint8_t>();
  line.message = in.text(kMaxRecord);
  line.corr = in.text(kMaxRecord);
  line.workload = WorkloadName(std::string(in.text(kMaxRecord)));
  line.arm = in.text(kMaxRecord);
  line.version = in.text(kMaxRecord);
  const auto fields = in.number<std::uint8_t>();
  for (int i = 0; i < fields && in.ok(); ++i) {
    std::string name(in.text(kMaxRecord));
    line.fields.emplace_back(std::move(name), std::string(in.text(kMaxRecord)));
  }
  const auto spans = in.number<std::uint8_t>();
  for (int i = 0; i < spans && in.ok(); ++i) line.spans.push_back(getSpan(in));
  if (!in.atEnd() || level > static_cast<std::uint8_t>(LogLevel::Error)) return std::nullopt;
  line.level = static_cast<LogLevel>(level);
  return line;
}

// What begins at the front: a record and its size; nothing and 0 if more bytes are needed, nothing and 1 if none does.
std::pair<std::optional<LogLine>, std::size_t> recordAt(std::string_view bytes, bool atEnd) {
  if (bytes.size() < kHeader) return {std::nullopt, atEnd ? 1 : 0};
  ByteReader in(bytes);
  const auto magic = in.number<std::uint16_t>();
  const auto length = in.number<std::uint32_t>();
  const auto crc = in.number<std::uint32_t>();
  if (magic != kLogMagic || length > kMaxRecord) return {std::nullopt, 1};
  if (bytes.size() < kHeader + length) return {std::nullopt, atEnd ? 1 : 0};
  const std::string_view payload = in.raw(length);
  if (crc32c(payload) != crc) return {std::nullopt, 1};
  return {decode(payload), kHeader + length};
}

}  // namespace

std::string cleanText(std::string_view text, std::size_t limit) {
  std::string out;
  out.reserve(std::min(text.size(), limit));
  while (!text.empty()) {
    const std::size_t length = characterLength(text);
    if (out.size() + std::max<std::size_t>(length, 1) > limit) break;
    if (length == 0)
      out += '?';
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

LogLine cleanLine(LogLine line) {
  const bool isLong = line.message.size() > kMaxMessage;
  line.message = cleanText(line.message, kMaxMessage);
  if (isLong) line.message += kCut;
  line.corr = isCorrelationId(line.corr) ? line.corr : std::string();
  line.workload = WorkloadName(cleanText(line.workload.value, kMaxLabel));
  line.arm = cleanText(line.arm, kMaxLabel);
  line.version = cleanText(line.version, kMaxLabel);
  if (line.fields.size() > kMaxFields) line.fields.resize(kMaxFields);
  std::size_t room = kMaxMessage;
  for (auto& [name, value] : line.fields) {
    name = cleanText(name, kMaxLabel);
    value = cleanText(value, std::min(room, kMaxValue));
    room -= value.size();
  }
  if (line.spans.size() > kMaxSpans) line.spans.resize(kMaxSpans);
  for (TraceSpan& span : line.spans) {
    span.name = cleanText(span.name, kMaxLabel);
    span.note = cleanText(span.note, kMaxLabel);
  }
  return line;
}

std::string encodeLogLine(const LogLine& line) {
  ByteWriter payload;
  payload.number<std::int64_t>(toMicros(line.at));
  payload.number(static_cast<std::uint8_t>(line.level));
  for (const std::string* text : {&line.message, &line.corr, &line.workload.value, &line.arm, &line.version})
    payload.text(*text);
  payload.number(static_cast<std::uint8_t>(line.fields.size()));
  for (const auto& [name, value] : line.fields) {
    payload.text(name);
    payload.text(value);
  }
  payload.number(static_cast<std::uint8_t>(line.spans.size()));
  for (const TraceSpan& span : line.spans) put(payload, span);
  ByteWriter out;
  out.number(kLogMagic);
  out.number(static_cast<std::uint32_t>(payload.bytes().size()));
  out.number(crc32c(payload.bytes()));
  out.raw(payload.bytes());
  return out.take();
}

Result<std::uint64_t> readLogLines(File& file, const std::function<bool(LogLine)>& take) {
  std::string piece;
  std::uint64_t begin = 0, good = 0;  // offset of the piece in the file; end of the last record
  for (bool atEnd = false; !atEnd;) {
    FLOTILLA_TRY(const std::string more, file.read(begin + piece.size(), kPiece));
    atEnd = more.size() < kPiece;
    piece += more;
    std::string_view rest = piece;
    while (!rest.empty()) {
      auto [line, size] = recordAt(rest, atEnd);
      if (size == 0) break;
      rest.remove_prefix(size);
      if (!line) continue;
      good = begin + (piece.size() - rest.size());
      if (!take(std::move(*line))) return good;
    }
    begin += piece.size() - rest.size();
    piece.erase(0, piece.size() - rest.size());
  }
  return good;
}

}  // namespace flotilla::agent
