#include "services/agent/storage/queue_cursor.h"

#include <algorithm>
#include <utility>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::string_view kCursorMagic = "FLTC";
constexpr std::uint16_t kCursorFormat = 1;
constexpr std::size_t kCursorNameLimit = 36;
constexpr std::size_t kCursorBody = kCursorSize - sizeof(std::uint32_t);

bool sameCause(const SequenceGap& a, const SequenceGap& b) {
  return a.recordClass == b.recordClass && a.damaged == b.damaged;
}

void join(SequenceGap& into, const SequenceGap& gap) {
  into.from = std::min(into.from, gap.from);
  into.to = std::max(into.to, gap.to);
  into.records += gap.records;
}

}  // namespace

// The oldest metrics go first, so what is dropped next continues what was dropped before: one gap each is the rule.
void QueueCursor::declare(const SequenceGap& gap) {
  if (gap.records == 0) return;
  (gap.damaged ? lost : gap.recordClass == RecordClass::Metric ? droppedMetrics : droppedEvents) += gap.records;
  const auto same = std::find_if(gaps.begin(), gaps.end(), [&](const SequenceGap& other) {
    return sameCause(other, gap) && (!gap.damaged || gaps.size() >= kMaxGaps);
  });
  if (same != gaps.end()) return join(*same, gap);
  gaps.push_back(gap);
  std::sort(gaps.begin(), gaps.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
}

void QueueCursor::acknowledge(std::uint64_t seq, std::uint64_t missing) {
  acknowledged = std::max(acknowledged, seq);
  for (SequenceGap& gap : gaps) {
    if (gap.from > acknowledged) break;
    const std::uint64_t mine = std::min(gap.records, missing);
    gap.from = acknowledged + 1;
    gap.records -= mine;
    missing -= mine;
  }
  std::erase_if(gaps, [&](const SequenceGap& gap) { return gap.to <= acknowledged || gap.records == 0; });
}

std::uint64_t QueueCursor::declared() const {
  std::uint64_t sum = 0;
  for (const SequenceGap& gap : gaps) sum += gap.records;
  return sum;
}

std::string encodeCursor(const QueueCursor& cursor, std::uint64_t turn) {
  ByteWriter out;
  out.raw(kCursorMagic);
  out.number(kCursorFormat);
  out.number(turn);
  out.text(std::string_view(cursor.identity.incarnation).substr(0, kCursorNameLimit));
  out.number(cursor.identity.begins);
  out.number(cursor.identity.continues);
  out.number(cursor.acknowledged);
  out.number(cursor.next);
  out.number(cursor.handedOut);
  for (const std::uint64_t news : cursor.news) out.number(news);
  out.number(cursor.refusedTold);
  out.number(cursor.droppedMetrics);
  out.number(cursor.droppedEvents);
  out.number(cursor.lost);
  out.number(static_cast<std::uint8_t>(std::min(cursor.gaps.size(), kMaxGaps + 2)));
  for (std::size_t i = 0; i < cursor.gaps.size() && i < kMaxGaps + 2; ++i) {
    const SequenceGap& gap = cursor.gaps[i];
    out.number(gap.from);
    out.number(gap.to);
    out.number(gap.records);
    out.number(static_cast<std::uint8_t>(gap.recordClass));
    out.number(gap.damaged);
  }
  std::string bytes = out.take();
  bytes.resize(kCursorBody, '\0');
  ByteWriter crc;
  crc.number(crc32c(bytes));
  bytes += crc.bytes();
  return bytes;
}

Result<CursorCopy> decodeCursor(std::string_view bytes) {
  const Error bad = invalid("bad_cursor", "a copy of the telemetry queue's cursor is damaged");
  if (bytes.size() != kCursorSize) return bad;
  ByteReader tail(bytes.substr(kCursorBody));
  if (tail.number<std::uint32_t>() != crc32c(bytes.substr(0, kCursorBody))) return bad;
  ByteReader in(bytes.substr(0, kCursorBody));
  if (in.raw(kCursorMagic.size()) != kCursorMagic || in.number<std::uint16_t>() != kCursorFormat) return bad;
  CursorCopy copy;
  copy.turn = in.number<std::uint64_t>();
  QueueCursor& cursor = copy.cursor;
  cursor.identity.incarnation = in.text(kCursorNameLimit);
  cursor.identity.begins = in.number<std::uint64_t>();
  cursor.identity.continues = in.number<bool>();
  cursor.acknowledged = in.number<std::uint64_t>();
  cursor.next = in.number<std::uint64_t>();
  cursor.handedOut = in.number<std::uint64_t>();
  for (std::uint64_t& news : cursor.news) news = in.number<std::uint64_t>();
  cursor.refusedTold = in.number<std::uint64_t>();
  cursor.droppedMetrics = in.number<std::uint64_t>();
  cursor.droppedEvents = in.number<std::uint64_t>();
  cursor.lost = in.number<std::uint64_t>();
  const auto gaps = in.number<std::uint8_t>();
  for (std::uint8_t i = 0; i < gaps && in.ok(); ++i) {
    SequenceGap& gap = cursor.gaps.emplace_back();
    gap.from = in.number<std::uint64_t>();
    gap.to = in.number<std::uint64_t>();
    gap.records = in.number<std::uint64_t>();
    gap.recordClass = in.number<std::uint8_t>() == 0 ? RecordClass::Metric : RecordClass::Event;
    gap.damaged = in.number<bool>();
  }
  if (!in.ok()) return bad;
  return copy;
}

std::optional<QueueCursor> QueueCursorFile::read() {
  std::optional<QueueCursor> newest;
  for (const std::size_t copy : {0, 1}) {
    const auto bytes = files_.readAll(copyPath(copy), kCursorSize);
    if (!bytes) continue;
    auto decoded = decodeCursor(*bytes);
    if (!decoded || decoded->turn <= turn_) continue;
    turn_ = decoded->turn;
    current_ = copy;
    bytes_ = *bytes;
    newest = std::move(decoded->cursor);
  }
  if (newest) lasts_ = writeCopy().ok();
  return newest;
}

Status QueueCursorFile::write(const QueueCursor& cursor) {
  if (!lasts_) FLOTILLA_CHECK(writeCopy());
  lasts_ = true;
  const std::size_t before = std::exchange(current_, current_ == 0 ? 1 : 0);
  std::string bytes = std::exchange(bytes_, encodeCursor(cursor, turn_ + 1));
  const Status written = writeCopy();
  if (written) {
    ++turn_;
  } else {
    current_ = before;
    bytes_ = std::move(bytes);
  }
  return written;
}

Status QueueCursorFile::writeCopy() {
  FLOTILLA_TRY(auto file, files_.open(copyPath(current_), OpenMode::Create));
  FLOTILLA_CHECK(file->write(0, bytes_));
  FLOTILLA_CHECK(file->truncate(kCursorSize));
  FLOTILLA_CHECK(file->sync());
  if (!named_[current_]) FLOTILLA_CHECK(files_.syncDirectory(directory_));
  named_[current_] = true;
  return okStatus();
}

}  // namespace flotilla::agent
