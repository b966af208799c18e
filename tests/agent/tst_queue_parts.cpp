#include <QTemporaryDir>
#include <QtTest>

#include "services/agent/storage/queue_cursor.h"
#include "services/agent/storage/queue_quota.h"
#include "services/agent/storage/queued_report.h"
#include "services/agent/storage/report_merge.h"
#include "services/agent/storage/segment_scan.h"
#include "services/runtime/bytes.h"
#include "services/telemetry/input_window.h"
#include "tests/agent/queue_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;

class TstQueueParts : public QObject {
  Q_OBJECT

  SystemFiles files_;
  QTemporaryDir folder_{NodeRig::place()};

  static QueueRecord record(std::uint64_t seq, const std::string& payload) {
    QueueRecord out;
    out.header.seq = seq;
    out.header.kind = RecordKind::Window;
    out.header.boot = bootBytes("01890000-0000-7000-8000-000000000001");
    out.payload = payload;
    return out;
  }
  struct Scanned {
    std::vector<std::uint64_t> seqs;
    std::uint64_t skipped = 0;
    std::uint64_t end = 0;
  };
  Scanned scan(const std::string& bytes) {
    const Path path = Path(folder_.path().toStdString()) / "segment";
    const auto file = files_.open(path, OpenMode::Create);
    if (!(*file)->truncate(0) || !(*file)->write(0, bytes)) qFatal("no disk");
    SegmentScan scan(**file);
    Scanned out;
    for (;;) {
      const auto next = scan.next();
      if (!next) qFatal("%s", next.error().message.c_str());
      if (!*next) break;
      out.seqs.push_back((*next)->header.seq);
    }
    out.skipped = scan.skipped();
    out.end = scan.offset();
    return out;
  }

 private slots:
  void a_checksum_of_parts_is_that_of_the_whole() {
    const std::string bytes = "123456789";
    QCOMPARE(crc32c(bytes), 0xE3069283U);
    QCOMPARE(crc32c("456789", crc32c("123")), 0xE3069283U);
    QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU);  // RFC 3720 B.4
    QCOMPARE(crc32c(std::string(32, '\xff')), 0x62A8AB43U);
  }

  void every_flip_and_truncation_of_a_record_is_noticed() {
    const std::string bytes = encodeRecord(record(7, "payload"));
    const auto whole = [](const std::string& some) {
      const auto header = decodeHeader(std::string_view(some).substr(0, kRecordHeaderSize));
      return header && some.size() == header->size() &&
             checksumFits(some, *header, std::string_view(some).substr(kRecordHeaderSize));
    };
    QVERIFY(whole(bytes));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      QVERIFY(!whole(bytes.substr(0, at)));
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = bytes;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
        QVERIFY(!whole(flipped));
      }
    }
  }

  void damage_at_any_byte_takes_away_one_record_and_no_other() {
    std::string bytes = encodeSegmentHeader("queue-1");
    QCOMPARE(bytes.size(), kSegmentHeaderSize);
    std::vector<std::size_t> ends;
    for (std::uint64_t seq = 1; seq <= 4; ++seq) {
      bytes += encodeRecord(record(seq, "payload with the magic \x0A\xF1 inside " + std::to_string(seq)));
      ends.push_back(bytes.size());
    }
    QCOMPARE(scan(bytes).seqs, (std::vector<std::uint64_t>{1, 2, 3, 4}));
    for (std::size_t at = kSegmentHeaderSize; at < bytes.size(); ++at) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
      std::vector<std::uint64_t> left{1, 2, 3, 4};
      const auto hit = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), at) - ends.begin());
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(hit));
      const Scanned found = scan(damaged);
      QCOMPARE(found.seqs, left);
      const std::size_t begin = hit == 0 ? kSegmentHeaderSize : ends[hit - 1];
      QCOMPARE(found.skipped, hit == 3 ? 0 : ends[hit] - begin);
      QCOMPARE(found.end, hit == 3 ? begin : bytes.size());
    }
  }

  void a_segment_that_was_cut_off_anywhere_keeps_its_whole_records() {
    std::string bytes = encodeSegmentHeader("queue-1");
    const std::size_t one = encodeRecord(record(1, "payload")).size();
    for (std::uint64_t seq = 1; seq <= 3; ++seq) bytes += encodeRecord(record(seq, "payload"));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const std::size_t whole = size < kSegmentHeaderSize ? 0 : (size - kSegmentHeaderSize) / one;
      const Scanned found = scan(bytes.substr(0, size));
      QCOMPARE(found.seqs.size(), whole);
      QCOMPARE(found.skipped, std::uint64_t{0});
    }
  }

  void a_long_run_of_garbage_is_read_in_small_pieces() {
    std::string bytes = encodeSegmentHeader("queue-1") + encodeRecord(record(1, "a"));
    for (int i = 0; i < 3 << 20; ++i) bytes += i % 64 == 0 ? '\x0A' : i % 64 == 1 ? '\xF1' : '\xFF';
    bytes += encodeRecord(record(2, "b"));
    QCOMPARE(scan(bytes).seqs, (std::vector<std::uint64_t>{1, 2}));
  }

  void a_segment_says_whose_it_is() {
    QCOMPARE(*decodeSegmentHeader(encodeSegmentHeader("queue-1")), std::string("queue-1"));
    std::string damaged = encodeSegmentHeader("queue-1");
    damaged[9] = 'x';
    QVERIFY(!decodeSegmentHeader(damaged));
  }

  void the_older_copy_of_the_cursor_serves_when_the_newer_is_torn() {
    const Path directory = Path(folder_.path().toStdString());
    QueueCursorFile file(files_, directory);
    QVERIFY(!file.read());
    QueueCursor cursor;
    cursor.identity = {"queue-1", 5, true};
    cursor.gaps = {{6, 9, 3, RecordClass::Metric, false}};
    for (const std::uint64_t acknowledged : {6, 7, 8}) {
      cursor.acknowledged = acknowledged;
      QVERIFY(file.write(cursor));
    }
    QVERIFY(*QueueCursorFile(files_, directory).read() == cursor);
    const auto torn = files_.open(directory / "cursor0", OpenMode::ReadWrite);
    QVERIFY((*torn)->write(100, "torn"));
    QCOMPARE(QueueCursorFile(files_, directory).read()->acknowledged, std::uint64_t{7});
    const std::string bytes = encodeCursor(cursor, 1);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      QVERIFY(!decodeCursor(flipped));
    }
  }

  void what_is_dropped_one_after_the_other_is_one_gap() {
    QueueCursor cursor;
    cursor.declare({1, 10, 8, RecordClass::Metric, false});
    cursor.declare({11, 20, 9, RecordClass::Metric, false});
    cursor.declare({30, 30, 1, RecordClass::Event, false});
    QVERIFY((cursor.gaps == std::vector<SequenceGap>{{1, 20, 17, RecordClass::Metric, false},
                                                     {30, 30, 1, RecordClass::Event, false}}));
    QCOMPARE(cursor.droppedMetrics, std::uint64_t{17});
    cursor.acknowledge(12, 10);
    QVERIFY((cursor.gaps.front() == SequenceGap{13, 20, 7, RecordClass::Metric, false}));
    cursor.acknowledge(30, 8);
    QVERIFY(cursor.gaps.empty());
    QCOMPARE(cursor.droppedMetrics, std::uint64_t{17});
  }

  void gaps_are_bounded() {
    QueueCursor cursor;
    for (std::uint64_t seq = 1; seq <= 1000; ++seq) cursor.declare({seq * 2, seq * 2, 1, RecordClass::Metric, true});
    QVERIFY(cursor.gaps.size() <= kMaxGaps);
    QCOMPARE(cursor.declared(), std::uint64_t{1000});
    QCOMPARE(decodeCursor(encodeCursor(cursor, 1))->cursor.declared(), std::uint64_t{1000});
  }

  void metrics_give_way_first_and_security_last() {
    const QueueQuota quota{1000, 400, 100};
    const auto step = [&](QueueUse use, RecordClass recordClass, bool security = false) {
      return makeRoom(quota, use, recordClass, security, 10);
    };
    const auto metric = RecordClass::Metric, event = RecordClass::Event;
    QCOMPARE(step({500, 0, true, true}, metric), RoomStep::Write);
    QCOMPARE(step({995, 0, true, true}, metric), RoomStep::Merge);
    QCOMPARE(step({995, 0, true, false}, metric), RoomStep::Drop);
    QCOMPARE(step({0, 1395, false, false}, metric), RoomStep::Refuse);
    QCOMPARE(step({995, 400, true, false}, event), RoomStep::Drop);
    QCOMPARE(step({0, 1295, false, false}, event), RoomStep::Refuse);
    QCOMPARE(step({0, 1295, false, false}, event, true), RoomStep::Write);
    QCOMPARE(step({500, 1295, true, false}, event), RoomStep::Refuse);
    QCOMPARE(step({0, 1395, false, false}, event, true), RoomStep::Refuse);
  }

  void a_queued_report_comes_back_with_its_clock_and_its_span() {
    NodeReport report = countsOf(3);
    report.seq = 9;
    report.firstSeq = 4;
    report.steady = std::chrono::seconds(77);
    report.clock = {ClockState::Measured, std::chrono::hours(-3), std::chrono::milliseconds(2)};
    const auto back = toReport(toRecord(report));
    QVERIFY(back && *back == report);
  }

  void only_neighbours_of_one_process_without_events_are_merged() {
    const auto numbered = [](std::uint64_t seq, const char* boot = "boot") {
      NodeReport report = countsOf(1, boot);
      report.seq = seq;
      return report;
    };
    QVERIFY(mayMerge(numbered(4), numbered(5)));
    QVERIFY(!mayMerge(numbered(4), numbered(6)));
    QVERIFY(!mayMerge(numbered(4), numbered(5, "another")));
    NodeReport event = numbered(5);
    event.events = newsOf(1).holder.events;
    QVERIFY(!mayMerge(numbered(4), event));
    const NodeReport merged = mergeReports(numbered(4), numbered(5));
    QVERIFY(mayMerge(merged, numbered(6)));
    QCOMPARE(mergeReports(merged, numbered(6)).firstSeq, std::uint64_t{4});
  }

  void merging_keeps_the_counts_of_windows_of_the_same_inputs() {
    std::optional<NodeReport> all;
    for (std::uint32_t i = 0; i < 100; ++i) {
      InputWindow window;
      window.records = 10;
      window.began = fromMicros(1'000'000 * i);
      window.ended = fromMicros(1'000'000 * (i + 1));
      window.confidence.emplace().bins[i % kBins] = 10;
      NodeReport one = countsOf(1, "boot");
      one.seq = i + 1;
      one.windows = {{WorkloadName("reader"), Arm::Stable, Version{1, 0, i % 2}, encodeWindow(window)}};
      all = all ? mergeReports(*all, one) : one;
    }
    QCOMPARE(all->windows.size(), std::size_t{2});
    for (const WindowReport& told : all->windows) QCOMPARE(decodeWindow(told.window)->records, 500U);
  }
};

QTEST_GUILESS_MAIN(TstQueueParts)
#include "tst_queue_parts.moc"
