#include "services/agent/storage/segment_stream.h"

#include <algorithm>

#include "services/agent/storage/queued_report.h"
#include "services/agent/storage/report_merge.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kDigits = 20;
constexpr std::string_view kSuffix = ".seg";

std::string prefixOf(RecordClass recordClass) {
  return std::string(toText(recordClass)) + "-";
}

bool isSegment(const std::string& name, const std::string& prefix) {
  return name.size() == prefix.size() + kDigits + kSuffix.size() && name.starts_with(prefix) && name.ends_with(kSuffix);
}

}  // namespace

Path SegmentStream::pathOf(std::uint64_t first) const {
  const std::string digits = std::to_string(first);
  return directory_ / (prefixOf(class_) + std::string(kDigits - digits.size(), '0') + digits + std::string(kSuffix));
}

std::uint64_t SegmentStream::bytes() const {
  std::uint64_t sum = 0;
  for (const Segment& segment : segments_) sum += segment.bytes;
  return sum;
}

Result<SegmentStream::Found> SegmentStream::open(std::uint64_t gone) {
  Found found;
  FLOTILLA_TRY(const auto names, files_.list(directory_));  // sorted: the oldest first
  for (const std::string& name : names) {
    if (name.starts_with(prefixOf(class_)) && name.ends_with(".new"))
      (void)files_.remove(directory_ / name);  // of a merge that did not end
    if (!isSegment(name, prefixOf(class_))) continue;
    const auto kept = readSegment(directory_ / name, gone, found);
    if (!kept) return kept.error();
    if (!*kept) (void)files_.remove(directory_ / name);  // else at the next start
  }
  if (!resume()) active_.reset();  // then they go on in a new one
  return found;
}

// False: nothing in it is needed any more.
Result<bool> SegmentStream::readSegment(const Path& path, std::uint64_t gone, Found& found) {
  FLOTILLA_TRY(const auto file, files_.open(path, OpenMode::Read));
  FLOTILLA_TRY(const std::string header, file->read(0, kSegmentHeaderSize));
  if (auto incarnation = decodeSegmentHeader(header)) found.incarnation = std::move(*incarnation);
  Segment segment{path};
  std::uint64_t records = 0;
  SegmentScan scan(*file);
  for (;;) {
    FLOTILLA_TRY(const auto record, scan.next());
    if (!record) break;
    const RecordHeader& head = record->header;
    if (segment.first == 0) segment.first = head.first();
    segment.last = head.seq;
    segment.merged = segment.merged || head.covers > 1;
    std::uint64_t& news = found.news[head.security ? 1 : 0];
    news = std::max(news, head.news);
    ++records;
    if (head.seq <= gone) continue;
    found.numbers += head.seq - std::max(head.first(), gone + 1) + 1;
  }
  segment.bytes = scan.offset();
  found.damagedBytes += scan.skipped();
  found.last = std::max(found.last, segment.last);
  if (segment.last <= gone) return false;
  segments_.push_back(std::move(segment));
  waiting_ += records;  // those up to `gone` go with the acknowledgement that follows
  return true;
}

// Appends go on in the newest file, so that many starts do not make many files. What a process that was killed wrote
// there may not be synced, and is handed out from now on.
Status SegmentStream::resume() {
  if (segments_.empty()) return okStatus();
  FLOTILLA_TRY(auto file, files_.open(segments_.back().path, OpenMode::ReadWrite));
  FLOTILLA_TRY(const std::uint64_t size, file->size());
  if (size > segments_.back().bytes) FLOTILLA_CHECK(file->truncate(segments_.back().bytes));
  FLOTILLA_CHECK(file->sync());
  if (segments_.back().bytes < limit_) active_ = std::move(file);
  return okStatus();
}

Status SegmentStream::begin(std::uint64_t first) {
  const Path path = pathOf(first);
  FLOTILLA_TRY(auto file, files_.open(path, OpenMode::Create));
  FLOTILLA_CHECK(file->truncate(0));
  FLOTILLA_CHECK(file->write(0, encodeSegmentHeader(incarnation_)));
  FLOTILLA_CHECK(files_.syncDirectory(directory_));
  active_ = std::move(file);
  segments_.push_back({path, first, first - 1, kSegmentHeaderSize});
  return okStatus();
}

Status SegmentStream::append(const QueueRecord& record, bool durable) {
  if (leftover_) FLOTILLA_CHECK(takeBack());
  if (record.payload.size() > kMaxPayload)
    return invalid("record_too_large", "a record of " + std::to_string(record.payload.size()) + " bytes is too large");
  const std::string bytes = encodeRecord(record);
  if (active_ && segments_.back().bytes > kSegmentHeaderSize && segments_.back().bytes + bytes.size() > limit_)
    FLOTILLA_CHECK(seal());
  if (!active_) FLOTILLA_CHECK(begin(record.header.first()));
  if (const Status written = write(bytes, durable); !written) {
    giveUp();
    return written;
  }
  Segment& segment = segments_.back();
  if (unsynced_.records == 0) unsynced_ = {0, 0, record.header.first(), segment.last};
  unsynced_ = durable
                  ? Unsynced{}
                  : Unsynced{unsynced_.bytes + bytes.size(), unsynced_.records + 1, unsynced_.first, unsynced_.before};
  segment.bytes += bytes.size();
  segment.last = record.header.seq;
  segment.merged = segment.merged || record.header.covers > 1;
  ++waiting_;
  return okStatus();
}

Status SegmentStream::write(const std::string& bytes, bool durable) {
  FLOTILLA_CHECK(active_->write(segments_.back().bytes, bytes));
  return durable ? active_->sync() : okStatus();
}

// What was written of a record that failed is taken back, and no more goes into that file. A disk that does not even do
// that is asked again before the next record: its number is given out once.
void SegmentStream::giveUp() {
  leftover_ = Leftover{segments_.back().path, segments_.back().bytes};
  active_.reset();
  if (segments_.back().bytes <= kSegmentHeaderSize) segments_.pop_back();
  if (const Status taken = takeBack(); !taken)
    log::error("the telemetry queue waits for its disk", {{"message", taken.error().message}});
}

// Synced, or the power could bring back what has the number of another record by then.
Status SegmentStream::takeBack() {
  if (leftover_->good <= kSegmentHeaderSize) {
    FLOTILLA_CHECK(files_.remove(leftover_->path));
  } else {
    const auto file = files_.open(leftover_->path, OpenMode::ReadWrite);
    if (!file && file.error().code != ErrorCode::NotFound) return file.error();
    if (file) FLOTILLA_CHECK((*file)->truncate(leftover_->good));
    if (const Status synced = file ? (*file)->sync() : okStatus(); !synced) {
      loseUnsynced();
      return synced;
    }
  }
  unsynced_ = {};
  leftover_.reset();
  return okStatus();
}

Status SegmentStream::sync() {
  if (unsynced_.records == 0) return okStatus();
  const Status synced = active_ ? active_->sync() : takeBack();
  if (synced) {
    unsynced_ = {};
    return synced;
  }
  loseUnsynced();
  if (active_) giveUp();
  return synced;
}

void SegmentStream::loseUnsynced() {
  if (unsynced_.records == 0) return;
  Segment& segment = segments_.back();
  lost_ = SequenceGap{unsynced_.first, segment.last, segment.last - unsynced_.first + 1, class_, true};
  segment.bytes -= unsynced_.bytes;
  segment.last = unsynced_.before;
  waiting_ -= unsynced_.records;
  unsynced_ = {};
  if (leftover_) leftover_->good = segment.bytes;
  if (leftover_ && segment.bytes <= kSegmentHeaderSize) segments_.pop_back();
}

Status SegmentStream::seal() {
  FLOTILLA_CHECK(sync());
  active_.reset();
  return okStatus();
}

Result<std::optional<QueueRecord>> SegmentStream::Reader::next() {
  for (; segment_ < stream_.segments_.size(); ++segment_, offset_ = kSegmentHeaderSize, file_.reset()) {
    const Segment& segment = stream_.segments_[segment_];
    if (offset_ >= segment.bytes) continue;
    if (!file_) {
      auto opened = stream_.files_.open(segment.path, OpenMode::Read);
      if (!opened && opened.error().code == ErrorCode::NotFound) continue;  // somebody took it away: a gap
      if (!opened) return opened.error();
      file_ = std::move(*opened);
    }
    SegmentScan scan(*file_, offset_);
    FLOTILLA_TRY(auto record, scan.next());
    if (!record || scan.offset() > segment.bytes) continue;  // behind the end lies what was taken back
    offset_ = scan.offset();
    return record;
  }
  return std::optional<QueueRecord>();
}

Result<std::uint64_t> SegmentStream::acknowledge(std::uint64_t seq, std::uint64_t before) {
  Reader reader(*this);
  for (std::uint64_t numbers = 0;;) {
    FLOTILLA_TRY(const auto record, reader.next());
    if (!record || record->header.seq > seq) return numbers;
    if (record->header.seq > before) numbers += record->header.seq - std::max(record->header.first(), before + 1) + 1;
    segment_ = reader.segment_;
    offset_ = reader.offset_;
    --waiting_;
  }
}

Status SegmentStream::removeAcknowledged(std::uint64_t seq) {
  constexpr std::uint64_t kWorthRemoving = 64 << 10;
  while (!segments_.empty() && segments_.front().last <= seq) {
    const bool last = segments_.size() == 1;
    if (last && active_ && segments_.front().bytes < kWorthRemoving) return okStatus();
    if (last) active_.reset();
    if (last) unsynced_ = {};
    FLOTILLA_CHECK(removeOldest());
  }
  return okStatus();
}

Result<SequenceGap> SegmentStream::oldest(std::uint64_t acknowledged) {
  SequenceGap gap;
  gap.recordClass = class_;
  Reader reader(*this);
  for (;;) {
    FLOTILLA_TRY(const auto record, reader.next());
    if (!record || reader.segment_ != 0) return gap;
    const std::uint64_t first = std::max(record->header.first(), acknowledged + 1);
    if (record->header.seq < first) continue;
    if (gap.records == 0) gap.from = first;
    gap.to = record->header.seq;
    gap.records += gap.to - first + 1;
  }
}

Status SegmentStream::removeOldest() {
  if (segments_.size() == 1) {
    active_.reset();
    unsynced_ = {};
  }
  if (segment_ == 0) {
    Reader reader(*this);
    for (;;) {
      FLOTILLA_TRY(const auto record, reader.next());
      if (!record || reader.segment_ != 0) break;
      --waiting_;
    }
  }
  FLOTILLA_CHECK(files_.remove(segments_.front().path));
  segments_.erase(segments_.begin());
  if (segment_ > 0)
    --segment_;
  else
    offset_ = kSegmentHeaderSize;
  return okStatus();
}

std::optional<std::size_t> SegmentStream::mergeable(std::uint64_t seq) const {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const bool finished = i + 1 < segments_.size() || !active_;
    if (finished && !segments_[i].merged && segments_[i].first > seq && i >= segment_) return i;
  }
  return std::nullopt;
}

Status SegmentStream::merge(std::size_t number, std::size_t group) {
  Segment& old = segments_[number];
  old.merged = true;  // once, whatever comes of it
  const Path temporary = old.path.string() + ".new";
  Segment merged{old.path, old.first, old.first - 1, kSegmentHeaderSize, true};
  std::uint64_t fewer = 0;
  {
    FLOTILLA_TRY(const auto from, files_.open(old.path, OpenMode::Read));
    FLOTILLA_TRY(const auto into, files_.open(temporary, OpenMode::Create));
    FLOTILLA_CHECK(into->truncate(0));
    FLOTILLA_CHECK(into->write(0, encodeSegmentHeader(incarnation_)));
    FLOTILLA_TRY(fewer, writeMerged(*from, *into, old.bytes, group, merged));
    FLOTILLA_CHECK(into->sync());
  }
  FLOTILLA_CHECK(files_.rename(temporary, old.path));
  FLOTILLA_CHECK(files_.syncDirectory(directory_));
  old = merged;
  waiting_ -= fewer;
  return okStatus();
}

// Returns how many records fewer there are.
Result<std::uint64_t> SegmentStream::writeMerged(File& from, File& into, std::uint64_t end, std::size_t group,
                                                 Segment& segment) {
  std::optional<NodeReport> open;  // what the next report is merged into
  std::size_t merged = 0;
  std::uint64_t records = 0, before = 0;
  const auto put = [&](const QueueRecord& record) -> Status {
    const std::string bytes = encodeRecord(record);
    FLOTILLA_CHECK(into.write(segment.bytes, bytes));
    segment.bytes += bytes.size();
    segment.last = record.header.seq;
    ++records;
    return okStatus();
  };
  SegmentScan scan(from);
  while (scan.offset() < end) {
    FLOTILLA_TRY(const auto record, scan.next());
    if (!record) break;
    ++before;
    const auto report = record->header.kind == RecordKind::Report ? toReport(*record) : Result<NodeReport>(Error{});
    if (report && open && merged < group && mayMerge(*open, *report)) {
      open = mergeReports(*open, *report);
      ++merged;
      continue;
    }
    if (open) FLOTILLA_CHECK(put(toRecord(*open)));
    open.reset();
    merged = 1;
    if (report)
      open = *report;
    else
      FLOTILLA_CHECK(put(*record));
  }
  if (open) FLOTILLA_CHECK(put(toRecord(*open)));
  return before - records;
}

}  // namespace flotilla::agent
