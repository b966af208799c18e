#include "services/agent/storage/telemetry_queue.h"

#include <algorithm>
#include <utility>

#include "services/agent/storage/queued_report.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kSyncBytes = 256 << 10;
constexpr std::uint64_t kHandOutAhead = 64;  // numbers for which the cursor is written once
constexpr std::size_t kMergeGroup = 16;      // reports that become one
constexpr std::uint64_t kLargestFiller = 64ULL << 20;
constexpr std::uint64_t kDiskLeft = 64ULL << 20;  // that a filler leaves
constexpr std::size_t kFillerBlock = 1 << 20;
constexpr std::size_t kMostPending = 1 << 20;  // bytes of records that are read at once

// Records of both classes by their numbers.
class MergedReader {
 public:
  MergedReader(SegmentStream& metrics, SegmentStream& events)
      : readers_{SegmentStream::Reader(metrics), SegmentStream::Reader(events)} {}

  Result<std::optional<QueueRecord>> next() {
    for (std::size_t i : {0, 1})
      if (!heads_[i] && !ended_[i]) {
        FLOTILLA_TRY(heads_[i], readers_[i].next());
        ended_[i] = !heads_[i];
      }
    const std::size_t from = !heads_[0] || (heads_[1] && heads_[1]->header.seq < heads_[0]->header.seq) ? 1 : 0;
    return std::exchange(heads_[from], std::nullopt);
  }

 private:
  std::array<SegmentStream::Reader, 2> readers_;
  std::array<std::optional<QueueRecord>, 2> heads_;
  std::array<bool, 2> ended_{};
};

}  // namespace

FileTelemetryQueue::FileTelemetryQueue(Files& files, const Path& directory, const QueueQuota& quota)
    : files_(files),
      directory_(directory),
      quota_(quota),
      cursorFile_(files, directory),
      metrics_(files, directory, RecordClass::Metric, segmentLimit(quota, RecordClass::Metric)),
      events_(files, directory, RecordClass::Event, segmentLimit(quota, RecordClass::Event)) {}

Result<std::unique_ptr<FileTelemetryQueue>> FileTelemetryQueue::open(Files& files, const Path& directory,
                                                                     const QueueOptions& options) {
  const bool fresh = !files.exists(directory);
  if (fresh) FLOTILLA_CHECK(files.createDirectories(directory));
  // Also of one that is there: whoever made it may not have lived to do so. Then the next start tries again.
  if (const Status named = files.syncDirectory(directory.parent_path()); fresh && !named) return named.error();
  std::unique_ptr<FileTelemetryQueue> queue(new FileTelemetryQueue(files, directory, options.quota));
  queue->free();  // of a process that is gone
  FLOTILLA_CHECK(queue->start(options));
  return queue;
}

Result<std::unique_ptr<FileTelemetryQueue>> FileTelemetryQueue::openOrBegin(Files& files, const Path& directory,
                                                                            const QueueOptions& options) {
  auto queue = open(files, directory, options);
  if (queue || queue.error().code == ErrorCode::Exhausted) return queue;
  const Path aside = directory.string() + ".broken";
  log::error("the telemetry queue cannot be opened and is set aside",
             {{"as", aside.string()}, {"message", queue.error().message}});
  FLOTILLA_CHECK(files.removeAll(aside));
  FLOTILLA_CHECK(files.rename(directory, aside));
  FLOTILLA_CHECK(files.syncDirectory(directory.parent_path()));
  return open(files, directory, options);
}

Status FileTelemetryQueue::start(const QueueOptions& options) {
  const auto known = cursorFile_.read();
  if (known) cursor_ = *known;
  // Everything of metrics up to where they were dropped is gone, also if the power went before the file did.
  std::uint64_t gone = cursor_.acknowledged;
  for (const SequenceGap& gap : cursor_.gaps)
    if (gap.recordClass == RecordClass::Metric && !gap.damaged) gone = std::max(gone, gap.to);
  FLOTILLA_TRY(const auto metrics, metrics_.open(gone));
  FLOTILLA_TRY(const auto events, events_.open(cursor_.acknowledged));
  const std::uint64_t last = std::max(metrics.last, events.last);
  if (!known) {
    cursor_.identity = {options.incarnation, options.begins, options.continues};
    cursor_.acknowledged = options.begins - 1;
    // Without a cursor, the files still tell whose numbers these are; what was delivered already is known by them.
    const std::string& kept = metrics.incarnation.empty() ? events.incarnation : metrics.incarnation;
    if (!kept.empty()) cursor_.identity = {kept, 1, false};
    if (last > 0) cursor_.acknowledged = 0;
  }
  for (const std::size_t lane : {0, 1})
    cursor_.news[lane] = std::max({cursor_.news[lane], metrics.news[lane], events.news[lane]});
  cursor_.next = std::max({cursor_.next, last + 1, cursor_.acknowledged + 1});
  metrics_.setIncarnation(cursor_.identity.incarnation);
  events_.setIncarnation(cursor_.identity.incarnation);
  FLOTILLA_CHECK(metrics_.acknowledge(gone, gone));
  FLOTILLA_CHECK(events_.acknowledge(cursor_.acknowledged, cursor_.acknowledged));
  if (metrics.damagedBytes + events.damagedBytes > 0)
    log::error(
        "the telemetry queue is damaged",
        {{"folder", directory_.string()}, {"bytes", std::to_string(metrics.damagedBytes + events.damagedBytes)}});
  if (!known) {
    cursor_.handedOut = cursor_.next - 1;  // whatever is there may have been sent
    return cursorFile_.write(cursor_);
  }
  return findGaps(metrics.numbers + events.numbers);
}

// Numbers between the last acknowledged one and the next that are neither here nor known to be dropped: the disk lost
// them.
Status FileTelemetryQueue::findGaps(std::uint64_t numbers) {
  const std::uint64_t expected = cursor_.next - 1 - cursor_.acknowledged;
  const std::uint64_t dropped = cursor_.declared();
  if (numbers + dropped >= expected) return okStatus();
  const std::uint64_t missing = expected - numbers - dropped;
  log::error("records of the telemetry queue are lost", {{"records", std::to_string(missing)}});
  // Between two records that follow each other; what lies before the oldest record and within a declared gap was told.
  std::uint64_t declared = 0, after = cursor_.acknowledged;
  for (const SequenceGap& gap : cursor_.gaps) after = std::max(after, gap.damaged ? after : gap.to);
  std::uint64_t seen = after;
  MergedReader reader(metrics_, events_);
  for (;;) {
    FLOTILLA_TRY(const auto record, reader.next());
    const std::uint64_t first = record ? record->header.first() : cursor_.next;
    const bool told = std::any_of(cursor_.gaps.begin(), cursor_.gaps.end(), [&](const SequenceGap& gap) {
      return gap.damaged && gap.from <= seen + 1 && gap.to + 1 >= first;
    });
    if (first > seen + 1 && declared < missing && !told) {
      const std::uint64_t records = std::min(first - seen - 1, missing - declared);
      cursor_.declare({seen + 1, first - 1, records, RecordClass::Metric, true});
      declared += records;
    }
    if (!record) break;
    seen = std::max(seen, record->header.seq);
  }
  if (declared < missing)  // below what was dropped
    cursor_.declare({cursor_.acknowledged + 1, after, missing - declared, RecordClass::Metric, true});
  return cursorFile_.write(cursor_);
}

Status FileTelemetryQueue::room(RecordClass recordClass, bool security, std::uint64_t bytes) {
  for (;;) {
    const std::uint64_t sent = std::max(cursor_.handedOut, cursor_.acknowledged);
    const auto mergeable = metrics_.mergeable(sent);
    const QueueUse use{metrics_.bytes() + filled_, events_.bytes(), !metrics_.empty(), mergeable.has_value()};
    switch (makeRoom(quota_, use, recordClass, security, bytes)) {
      case RoomStep::Write:
        return okStatus();
      case RoomStep::Refuse:
        return Error{ErrorCode::Exhausted, "queue_full",
                     "the telemetry queue is full of events that the control plane does not have"};
      case RoomStep::Merge:
        FLOTILLA_CHECK(metrics_.merge(*mergeable, kMergeGroup));
        break;
      case RoomStep::Drop:
        FLOTILLA_CHECK(dropOldest());
    }
  }
}

Path FileTelemetryQueue::fillerPath() const {
  return directory_.string() + ".filler";
}

// The file takes room on the disk as far as that stays useful; of a larger quota the rest is only counted.
Status FileTelemetryQueue::fill() {
  const std::uint64_t all = quota_.metricBytes, used = metrics_.bytes();
  const std::uint64_t left = all > used ? all - used : 0;
  const std::uint64_t written = std::min(left, kLargestFiller);
  FLOTILLA_TRY(const std::uint64_t room, files_.freeBytes(directory_));
  if (room < written + kDiskLeft)
    return Error{ErrorCode::Exhausted, "disk_full", "the disk has no room for a file that fills the quota"};
  FLOTILLA_TRY(const auto file, files_.open(fillerPath(), OpenMode::Create));
  const std::string block(kFillerBlock, '\0');
  Status done = okStatus();
  for (std::uint64_t at = 0; at < written && done; at += block.size())
    done = file->write(at, std::string_view(block).substr(0, std::min<std::uint64_t>(block.size(), written - at)));
  if (!done) {
    (void)files_.remove(fillerPath());
    return done;
  }
  filled_ = left;
  return okStatus();
}

void FileTelemetryQueue::free() {
  filled_ = 0;
  if (const Status removed = files_.remove(fillerPath()); !removed)
    log::error("what filled the quota cannot be removed; the next start tries again",
               {{"message", removed.error().message}});
}

// First it is written down that they are dropped, then they are.
Status FileTelemetryQueue::dropOldest() {
  FLOTILLA_TRY(const SequenceGap gap, metrics_.oldest(cursor_.acknowledged));
  if (gap.records > 0) {
    QueueCursor next = cursor_;
    next.declare(gap);
    FLOTILLA_CHECK(cursorFile_.write(next));
    cursor_ = std::move(next);
    log::warn("telemetry is full: the oldest reports are dropped",
              {{"records", std::to_string(gap.records)}, {"all", std::to_string(cursor_.droppedMetrics)}});
  }
  return metrics_.removeOldest();
}

Status FileTelemetryQueue::sync() {
  const Status synced = metrics_.sync();
  declareLost();
  return synced;
}

// At once, so that nobody has to wonder where those numbers are. If that cannot be written it is with the next cursor,
// and a start counts again.
void FileTelemetryQueue::declareLost() {
  const auto lost = metrics_.takeLost();
  if (!lost) return;
  cursor_.declare(*lost);
  const Status written = cursorFile_.write(cursor_);
  log::error("reports are lost: the disk could not sync them",
             {{"records", std::to_string(lost->records)}, {"declared", written ? "yes" : "not yet"}});
}

Status FileTelemetryQueue::put(NodeReport report, RecordKind kind, const News* news) {
  report.seq = cursor_.next;
  QueueRecord record = toRecord(report);
  RecordHeader& header = record.header;
  header.kind = kind;
  header.recordClass = news == nullptr ? RecordClass::Metric : RecordClass::Event;
  header.security = news != nullptr && news->lane == NewsLane::Security;
  header.news = news == nullptr ? 0 : news->through;
  FLOTILLA_CHECK(room(header.recordClass, header.security, kRecordHeaderSize + record.payload.size()));
  if (news != nullptr) {
    FLOTILLA_CHECK(sync());  // what is synced has no holes
    FLOTILLA_CHECK(events_.append(record, true));
    cursor_.news[header.security ? 1 : 0] = news->through;
  } else {
    const Status appended = metrics_.append(record, false);
    declareLost();
    FLOTILLA_CHECK(appended);
  }
  cursor_.next = header.seq + 1;
  if (metrics_.unsynced() < kSyncBytes) return okStatus();
  // The record is taken, whatever comes of this: whoever made it must not tell its counts again.
  if (const Status synced = sync(); !synced)
    log::error("reports could not be synced", {{"message", synced.error().message}});
  return okStatus();
}

Status FileTelemetryQueue::append(NodeReport report) {
  return put(std::move(report), RecordKind::Report, nullptr);
}

Status FileTelemetryQueue::append(NodeReport holder, const News& news) {
  holder.events = news.holder.events;
  holder.contradictions = news.holder.contradictions;
  return put(std::move(holder), RecordKind::Event, &news);
}

Status FileTelemetryQueue::countRefused(std::uint64_t refused) {
  if (refused == cursor_.refusedTold) return okStatus();
  QueueCursor next = cursor_;
  const std::uint64_t more = refused > next.refusedTold ? refused - next.refusedTold : refused;
  next.declare({next.next, next.next + more - 1, more, RecordClass::Event, false});
  next.next += more;
  next.refusedTold = refused;
  FLOTILLA_CHECK(sync());
  FLOTILLA_CHECK(cursorFile_.write(next));
  cursor_ = std::move(next);
  return okStatus();
}

Result<std::vector<NodeReport>> FileTelemetryQueue::pending(std::size_t limit) {
  std::vector<NodeReport> out;
  std::size_t bytes = 0;
  FLOTILLA_CHECK(sync());
  MergedReader reader(metrics_, events_);
  while (out.size() < limit && bytes < kMostPending) {
    FLOTILLA_TRY(const auto record, reader.next());
    if (!record) break;
    if (record->header.seq <= cursor_.acknowledged) continue;
    auto report = toReport(*record);
    if (!report) {
      log::error("a record of the telemetry queue cannot be read", {{"seq", std::to_string(record->header.seq)}});
      continue;
    }
    bytes += record->payload.size();
    out.push_back(std::move(*report));
  }
  if (out.empty()) return out;
  handedOut_ = std::max(handedOut_, out.back().seq);
  if (handedOut_ <= cursor_.handedOut) return out;
  QueueCursor next = cursor_;
  next.handedOut = handedOut_ + kHandOutAhead;
  FLOTILLA_CHECK(cursorFile_.write(next));
  cursor_ = std::move(next);
  return out;
}

Status FileTelemetryQueue::acknowledge(std::uint64_t seq) {
  if (seq <= cursor_.acknowledged) return okStatus();
  const std::uint64_t before = cursor_.acknowledged;
  FLOTILLA_TRY(const std::uint64_t metrics, metrics_.acknowledge(seq, before));
  FLOTILLA_TRY(const std::uint64_t events, events_.acknowledge(seq, before));
  cursor_.acknowledge(seq, seq - before - std::min(metrics + events, seq - before));
  cursor_.next = std::max(cursor_.next, seq + 1);  // numbers that the control plane knows are never given out again
  cursor_.handedOut = std::max(cursor_.handedOut, handedOut_ + kHandOutAhead);
  FLOTILLA_CHECK(cursorFile_.write(cursor_));
  FLOTILLA_CHECK(metrics_.removeAcknowledged(seq));
  return events_.removeAcknowledged(seq);
}

QueueStatus FileTelemetryQueue::status() const {
  return {metrics_.waiting() + events_.waiting(),
          metrics_.bytes() + events_.bytes(),
          cursor_.droppedMetrics,
          cursor_.droppedEvents,
          cursor_.lost,
          cursor_.gaps};
}

Status FileTelemetryQueue::takeOver(NodeReport report) {
  if (report.seq < cursor_.next) return okStatus();
  report.firstSeq = cursor_.next;
  const bool event = !report.events.empty() || !report.contradictions.empty();
  QueueRecord record = toRecord(report);
  record.header.recordClass = event ? RecordClass::Event : RecordClass::Metric;
  FLOTILLA_CHECK(room(record.header.recordClass, true, kRecordHeaderSize + record.payload.size()));
  if (event) FLOTILLA_CHECK(sync());
  FLOTILLA_CHECK((event ? events_ : metrics_).append(record, event));
  cursor_.next = report.seq + 1;
  return okStatus();
}

}  // namespace flotilla::agent
