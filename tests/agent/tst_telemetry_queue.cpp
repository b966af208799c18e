#include <QtTest>
#include <random>

#include "services/agent/storage/outbox_move.h"
#include "tests/agent/queue_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;

class TstTelemetryQueue : public QObject {
  Q_OBJECT

  static void fill(QueueRig& rig, std::uint64_t count, std::uint64_t requests = 1) {
    for (std::uint64_t i = 0; i < count; ++i) QVERIFY(rig.queue->append(countsOf(requests)));
  }
  static QueueQuota small() { return {64 << 10, 32 << 10, 8 << 10}; }

 private slots:
  void numbers_rise_over_both_classes_and_over_restarts() {
    QueueRig rig;
    QVERIFY(rig.open());
    fill(rig, 2);
    QVERIFY(rig.queue->append(NodeReport{}, newsOf(1)));
    QVERIFY(rig.open());
    fill(rig, 1);
    const auto pending = rig.queue->pending(10);
    QCOMPARE(pending->size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) QCOMPARE((*pending)[i].seq, std::uint64_t{i + 1});
    QCOMPARE((*pending)[2].events.size(), std::size_t{1});
    QCOMPARE(rig.queue->newsThrough()[0], std::uint64_t{1});
  }

  void what_was_acknowledged_never_comes_again() {
    QueueRig rig;
    QVERIFY(rig.open());
    fill(rig, 5);
    QVERIFY(rig.queue->acknowledge(3));
    QCOMPARE(rig.queue->pending(1)->front().seq, std::uint64_t{4});
    QVERIFY(rig.open());
    QCOMPARE(rig.queue->pending(1)->front().seq, std::uint64_t{4});
    QVERIFY(rig.queue->acknowledge(5));
    QVERIFY(rig.open());
    QVERIFY(rig.queue->pending(1)->empty());
    fill(rig, 1);
    QCOMPARE(rig.queue->pending(1)->front().seq, std::uint64_t{6});
  }

  void numbers_that_the_control_plane_has_are_not_given_out_again() {
    QueueRig rig;
    QVERIFY(rig.open());
    QVERIFY(rig.queue->acknowledge(40));
    fill(rig, 1);
    QCOMPARE(rig.queue->pending(1)->front().seq, std::uint64_t{41});
  }

  void a_number_leaves_only_when_its_record_is_synced() {
    QueueRig rig;
    QVERIFY(rig.open());
    fill(rig, 3);
    QCOMPARE(rig.queue->pending(10)->size(), std::size_t{3});
    fill(rig, 2);  // not synced
    rig.plan.arm(FaultPlan::Mode::LoseUnsynced, 0);
    rig.losePower();
    QVERIFY(rig.open());
    QCOMPARE(rig.queue->pending(10)->size(), std::size_t{3});
    fill(rig, 1);
    QCOMPARE(rig.queue->pending(10)->back().seq, std::uint64_t{4});
    QCOMPARE(rig.queue->status().lost, std::uint64_t{0});
  }

  void an_event_is_durable_when_append_returns_and_leaves_no_holes_before_it() {
    QueueRig rig;
    QVERIFY(rig.open());
    fill(rig, 2);
    QVERIFY(rig.queue->append(NodeReport{}, newsOf(1)));
    rig.plan.arm(FaultPlan::Mode::LoseUnsynced, 0);
    rig.losePower();
    QVERIFY(rig.open());
    QCOMPARE(rig.queue->pending(10)->size(), std::size_t{3});
  }

  void a_full_queue_merges_before_it_drops_and_counts_what_it_drops() {
    QueueRig rig;
    rig.options.quota = small();
    QVERIFY(rig.open());
    std::uint64_t made = 0;
    while (rig.queue->status().bytes < (48 << 10)) fill(rig, 1), ++made;
    const std::uint64_t before = made;
    while (made < before * 3) fill(rig, 1), ++made;
    QCOMPARE(rig.queue->status().droppedMetrics, std::uint64_t{0});
    while (rig.queue->status().droppedMetrics == 0) fill(rig, 1), ++made;
    fill(rig, 300);
    made += 300;
    const QueueStatus status = rig.queue->status();
    QVERIFY(status.bytes <= small().metricBytes);
    QCOMPARE(status.gaps.size(), std::size_t{1});
    QCOMPARE(status.gaps.front().records, status.droppedMetrics);
    Stored stored;
    stored.takeAll(*rig.queue);
    QCOMPARE(stored.missing, status.droppedMetrics);
    QCOMPARE(stored.requests + status.droppedMetrics, made);
    QCOMPARE(stored.newest, made);
    QVERIFY(rig.queue->status().gaps.empty());
    QCOMPARE(rig.queue->status().depth, std::uint64_t{0});
    qInfo("%llu made, %llu dropped", static_cast<unsigned long long>(made),
          static_cast<unsigned long long>(status.droppedMetrics));
  }

  // Every ten seconds a report of twelve workloads, every two hours an event, on a real disk that is asked to keep them
  // every minute, with a restart every six hours: what a machine with much to do tells in 1440 minutes without a link.
  void a_day_of_a_busy_node_waits_within_the_default_quotas() {
    constexpr std::uint64_t kMinutes = 1440, kPerMinute = 6, kArms = 12, kRequests = 200;
    QTemporaryDir folder(QStringLiteral(FLOTILLA_BINARY_DIR "/queue-of-a-day-XXXXXX"));
    SystemFiles files;
    std::unique_ptr<FileTelemetryQueue> queue;
    const auto open = [&] {
      queue.reset();
      queue =
          FileTelemetryQueue::open(files, Path(folder.path().toStdString()) / "telemetry", {{}, "queue-1", 1, false})
              .value();
    };
    std::mt19937_64 random(7);
    std::lognormal_distribution<double> latency(10, 0.5);
    std::vector<NodeReport> reports(16);
    for (NodeReport& report : reports)
      for (std::uint64_t arm = 0; arm < kArms; ++arm) {
        report.arms.push_back(countsOf(0).arms.front());
        report.arms.back().workload = WorkloadName("workload-" + std::to_string(arm));
        report.arms.back().counts.requests = kRequests;
        for (std::uint64_t i = 0; i < kRequests; ++i) report.arms.back().counts.latencyUs.add(latency(random));
      }
    std::uint64_t largest = 0;
    for (std::uint64_t minute = 0; minute < kMinutes; ++minute) {
      if (minute % 360 == 0) open();
      for (std::uint64_t i = 0; i < kPerMinute; ++i) QVERIFY(queue->append(reports[(minute + i) % reports.size()]));
      if (minute % 120 == 30) QVERIFY(queue->append(NodeReport{}, newsOf(minute)));
      QVERIFY(queue->sync());
      largest = std::max(largest, queue->status().bytes);
    }
    open();
    const QueueStatus full = queue->status();
    QVERIFY(largest <= QueueQuota{}.metricBytes + QueueQuota{}.eventBytes);
    Stored stored;
    stored.takeAll(*queue);
    qInfo("%llu KiB at most, %llu records waited, %llu dropped", static_cast<unsigned long long>(largest >> 10),
          static_cast<unsigned long long>(full.depth), static_cast<unsigned long long>(full.droppedMetrics));
    QCOMPARE(stored.newest, kMinutes * kPerMinute + kMinutes / 120);
    QCOMPARE(stored.missing, full.droppedMetrics);
    QCOMPARE(stored.requests, (kMinutes * kPerMinute - stored.missing) * kArms * kRequests);
    QCOMPARE(stored.events.size(), std::size_t{kMinutes / 120});
    for (const auto& [minute, times] : stored.events) QCOMPARE(times, 1);
  }

  void what_may_have_been_sent_is_not_merged() {
    QueueRig rig;
    rig.options.quota = small();
    QVERIFY(rig.open());
    fill(rig, 20);
    Stored stored;
    const auto sent = rig.queue->pending(8);  // the answer is lost
    for (const NodeReport& report : *sent) stored.take(report);
    QVERIFY(rig.open());
    std::uint64_t made = 20;
    while (rig.queue->status().depth == made) fill(rig, 1), ++made;  // until some are merged
    QCOMPARE(rig.queue->status().droppedMetrics, std::uint64_t{0});
    stored.takeAll(*rig.queue);
    QCOMPARE(stored.requests, made);
    QCOMPARE(stored.missing, std::uint64_t{0});
  }

  void events_displace_metrics_and_security_has_room_of_its_own() {
    QueueRig rig;
    rig.options.quota = small();
    QVERIFY(rig.open());
    std::uint64_t made = 0, id = 0;
    while (rig.queue->status().bytes < (60 << 10)) fill(rig, 1), ++made;
    while (rig.queue->append(NodeReport{}, newsOf(id + 1, NewsLane::Ordinary, 500))) ++id;
    QVERIFY(id * 500 > small().eventBytes);  // also the space of metrics
    QVERIFY(rig.queue->status().droppedMetrics > 0);
    const Status refused = rig.queue->append(NodeReport{}, newsOf(id + 1, NewsLane::Ordinary, 500));
    QCOMPARE(refused.error().reason, std::string("queue_full"));
    QVERIFY(rig.queue->append(NodeReport{}, newsOf(900'000, NewsLane::Security, 500)));
    QCOMPARE(rig.queue->newsThrough(), (std::array<std::uint64_t, 2>{id, 900'000}));
    Stored stored;
    stored.takeAll(*rig.queue);
    QCOMPARE(stored.events.size(), std::size_t{id + 1});
    QCOMPARE(stored.missing, rig.queue->status().droppedMetrics);
    QCOMPARE(stored.requests + stored.missing, made);
  }

  void refused_events_take_numbers_once() {
    QueueRig rig;
    QVERIFY(rig.open());
    for (int i = 0; i < 2; ++i) QVERIFY(rig.queue->countRefused(3));
    QVERIFY(rig.open());
    QVERIFY(rig.queue->countRefused(3));
    fill(rig, 1);
    QCOMPARE(rig.queue->status().droppedEvents, std::uint64_t{3});
    QCOMPARE(rig.queue->status().lost, std::uint64_t{0});
    QCOMPARE(rig.queue->pending(1)->front().seq, std::uint64_t{4});
    QVERIFY(rig.queue->countRefused(1));  // state.db began anew
    QCOMPARE(rig.queue->status().droppedEvents, std::uint64_t{4});
  }

  void a_segment_that_went_missing_is_a_gap_that_is_told() {
    QueueRig rig;
    rig.options.quota.segmentBytes = 4096;
    QVERIFY(rig.open());
    fill(rig, 100);
    QVERIFY(rig.queue->append(NodeReport{}, newsOf(1)));
    const auto segments = rig.segments("metric-");
    QVERIFY(segments.size() > 3);
    rig.queue.reset();
    QVERIFY(rig.files.remove(rig.directory() / segments[1]));
    for (int i = 0; i < 2; ++i) QVERIFY(rig.open());
    const QueueStatus status = rig.queue->status();
    QVERIFY(status.lost > 0);
    QCOMPARE(status.gaps.size(), std::size_t{1});
    QCOMPARE(status.gaps.front().to - status.gaps.front().from + 1, status.lost);
    Stored stored;
    stored.takeAll(*rig.queue);
    QCOMPARE(stored.missing, status.lost);
    QCOMPARE(stored.requests + status.lost, std::uint64_t{100});
    QVERIFY(rig.open());
    QCOMPARE(rig.queue->status().lost, status.lost);
  }

  void a_damaged_byte_costs_one_record() {
    QueueRig rig;
    QVERIFY(rig.open());
    fill(rig, 10);
    QVERIFY(rig.queue->sync());
    rig.queue.reset();
    {
      const auto file = rig.files.open(rig.directory() / rig.segments("metric-").front(), OpenMode::ReadWrite);
      QVERIFY((*file)->write(kSegmentHeaderSize + 400, "####"));
    }
    QVERIFY(rig.open());
    QCOMPARE(rig.queue->status().lost, std::uint64_t{1});
    Stored stored;
    stored.takeAll(*rig.queue);
    QCOMPARE(stored.requests, std::uint64_t{9});
    QCOMPARE(stored.missing, std::uint64_t{1});
  }

  void without_its_cursor_it_is_still_the_same_queue() {
    QueueRig rig;
    QVERIFY(rig.open());
    fill(rig, 5);
    QVERIFY(rig.queue->acknowledge(2));
    rig.queue.reset();
    for (const char* copy : {"cursor0", "cursor1"}) QVERIFY(rig.files.replace(rig.directory() / copy, "damaged"));
    rig.options.incarnation = "queue-2";
    QVERIFY(rig.open());
    QCOMPARE(rig.queue->identity().incarnation, std::string("queue-1"));
    fill(rig, 1);
    QCOMPARE(rig.queue->pending(100)->back().seq, std::uint64_t{6});
  }

  void a_queue_that_cannot_be_opened_is_set_aside() {
    QueueRig rig;
    QVERIFY(rig.files.createDirectories(rig.directory() / "metric-00000000000000000001.seg"));
    QCOMPARE(rig.open().error().reason, std::string("not_a_file"));
    rig.options.incarnation = "queue-2";
    const auto queue = FileTelemetryQueue::openOrBegin(rig.files, rig.directory(), rig.options);
    QVERIFY(queue);
    QCOMPARE((*queue)->identity().incarnation, std::string("queue-2"));
    QVERIFY(rig.files.exists(rig.directory().string() + ".broken"));
  }

  void a_drained_queue_takes_little_room() {
    QueueRig rig;
    QVERIFY(rig.open());
    Stored stored;
    for (int round = 0; round < 50; ++round) {
      fill(rig, 20);
      stored.takeAll(*rig.queue);
    }
    QCOMPARE(stored.requests, std::uint64_t{1000});
    QVERIFY(rig.queue->status().bytes < (128 << 10));
    QVERIFY(rig.segments("metric-").size() <= 1);
  }

  void the_outbox_of_an_older_agent_is_taken_over_once_with_its_numbers() {
    QueueRig rig;
    const Path database = Path(rig.folder.path().toStdString()) / "state.db";
    QVERIFY(SqliteAgentStore::open(rig.files, database));
    {
      auto connection = SqliteConnection::open(database);
      for (const std::uint64_t seq : {5, 6, 9}) {  // 7 and 8 were merged into 9
        NodeReport report = countsOf(seq);
        report.seq = seq;
        if (seq == 6) report.events = newsOf(77).holder.events;
        auto row = (*connection)->prepare("INSERT INTO reports (seq, record) VALUES ($1, $2)");
        QVERIFY(row->number(1, seq).bytes(2, encodeReport(report)).run());
      }
      QVERIFY((*connection)->execute("INSERT INTO numbers (name, value) VALUES ('next_seq', 10)"));
    }
    const auto store = SqliteAgentStore::open(rig.files, database);
    QVERIFY(continueNumbers(**store, rig.options));
    QCOMPARE(rig.options.begins, std::uint64_t{5});
    QVERIFY(rig.options.continues);
    QVERIFY(rig.open());
    const auto first = (*store)->reportsAbove(0, 1);
    QVERIFY(rig.queue->takeOver(first->front()));  // and then it is interrupted
    QVERIFY(rig.open());
    QVERIFY(moveOutbox(**store, *rig.queue));
    QVERIFY((*store)->reportsAbove(0, 10)->empty());
    Stored stored;
    stored.newest = 4;
    fill(rig, 1, 1000);
    stored.takeAll(*rig.queue);
    QCOMPARE(stored.requests, std::uint64_t{5 + 6 + 9 + 1000});
    QCOMPARE(stored.missing, std::uint64_t{0});
    QCOMPARE(stored.newest, std::uint64_t{10});
    QCOMPARE(stored.events[77], 1);
  }
};

QTEST_GUILESS_MAIN(TstTelemetryQueue)
#include "tst_telemetry_queue.moc"
