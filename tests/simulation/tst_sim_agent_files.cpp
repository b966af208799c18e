// What the agent keeps in files, on disks that lose power and processes that are killed before any step of theirs.
#include <QtTest>

#include <map>
#include <set>

#include "services/agent/core/install/boot_record.h"
#include "services/agent/storage/telemetry_queue.h"
#include "tests/simulation/sim_disk.h"

using namespace flotilla;
using namespace flotilla::simulation;
using agent::FileTelemetryQueue;
using agent::News;
using agent::NewsLane;

namespace {

struct Crash {};  // thrown by a step

// Runs `life` and ends it before one of its first `most` steps, or not at all. Then the process is gone, or the power.
template <class Life>
void endSomewhere(SimDisk& disk, Dice& dice, std::uint64_t most, const Life& life) {
  std::uint64_t left = dice.below(most);
  disk.onDurableStep = [&] {
    if (left-- == 0) throw Crash{};
  };
  try {
    life();
  } catch (const Crash&) {
  }
  disk.onDurableStep = nullptr;
  if (dice.chance(0.5))
    disk.kill();
  else
    disk.losePower(dice);
}

// A node's queue and the control plane that takes what it sends, each number once.
struct Telemetry {
  explicit Telemetry(std::uint64_t seed) : dice(seed), disk(dice.fork("disk"), counts) {
    if (!disk.createDirectories("/data")) qFatal("no folder");
    disk.settle();
  }

  Dice dice;
  FaultCounts counts;
  SimDisk disk;
  std::unique_ptr<FileTelemetryQueue> queue;
  std::uint64_t starts = 0;
  std::uint64_t made = 0;      // news, by number, in state.db until the queue has it
  std::uint64_t appended = 0;  // reports, by number
  std::set<std::uint64_t> unsynced, promised;
  std::uint64_t newest = 0, missing = 0;
  std::map<std::uint64_t, int> reports, events;  // that came: how often

  Status start() {
    auto opened =
        FileTelemetryQueue::open(disk, "/data/telemetry", {{}, "queue-" + std::to_string(++starts), 1, false});
    if (!opened) return opened.error();
    queue = std::move(*opened);
    unsynced.clear();  // what is still there is no promise
    return okStatus();
  }
  void endMachine() {
    queue.reset();
    disk.losePower(dice);
    if (!start()) qFatal("the queue does not open");
  }
  void promise() { promised.merge(unsynced); }
  Status tell() {
    while (queue->newsThrough()[0] < made) {
      News news{NewsLane::Ordinary, queue->newsThrough()[0] + 1, {}};
      news.holder.events.emplace_back().generation = news.through;
      FLOTILLA_CHECK(queue->append(NodeReport{}, news));
      promise();
    }
    return okStatus();
  }
  Status count() {
    NodeReport report;
    report.bootId = std::to_string(starts);
    report.generationSeen = ++appended;
    FLOTILLA_CHECK(queue->append(report));
    unsynced.insert(appended);
    return okStatus();
  }
  Status sync() {
    FLOTILLA_CHECK(queue->sync());
    promise();
    return okStatus();
  }
  Status send() {
    FLOTILLA_TRY(const auto pending, queue->pending(5));
    if (pending.empty()) return okStatus();
    for (const NodeReport& report : pending) {
      if (report.seq <= newest) continue;
      const std::uint64_t first = report.firstSeq == 0 ? report.seq : report.firstSeq;
      missing += first - newest - 1;
      newest = report.seq;
      if (report.events.empty()) ++reports[report.generationSeen];
      for (const NodeEvent& event : report.events) ++events[event.generation];
    }
    return dice.chance(0.8) ? queue->acknowledge(newest) : okStatus();  // or the answer is lost
  }
  Status act() {
    switch (dice.below(5)) {
      case 0:
        ++made;
        return tell();
      case 1:
        return send();
      case 2:
        return sync();
      default:
        return count();
    }
  }
};

std::uint64_t floorOf(const agent::BootRecord& record) {
  return record.entries.empty() ? 0 : record.entries.front().floor;
}

// The newest whole copy, looked at from outside.
agent::BootRecord newestOn(const SimDisk& disk) {
  agent::BootRecord newest;
  for (const char* path : {"/data/boot0", "/data/boot1"})
    if (const auto bytes = disk.peek(path))
      if (const auto record = agent::decodeBootRecord(*bytes); record && record->seq > newest.seq) newest = *record;
  return newest;
}

}  // namespace

class TstSimAgentFiles : public QObject {
  Q_OBJECT

 private slots:
  void a_queue_keeps_what_it_promised_and_tells_nothing_twice() {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
      Telemetry node(seed);
      for (std::uint64_t life = 0; life < 5; ++life) {
        endSomewhere(node.disk, node.dice, 40, [&] {
          QVERIFY2(node.start().ok(), qPrintable(QString::number(seed)));
          for (std::uint64_t acts = node.dice.below(60); acts > 0; --acts) QVERIFY(node.act().ok());
        });
        node.queue.reset();
      }
      QVERIFY(node.start() && node.tell());
      while (node.queue->status().depth > 0) QVERIFY(node.send());
      const QString what = QString("seed %1, %2 missing").arg(seed).arg(node.missing);
      // Of what was not synced a sector may be lost before one that is kept: such a hole is told.
      QVERIFY2(node.missing <= node.queue->status().lost, qPrintable(what));
      for (const std::uint64_t report : node.promised) QVERIFY2(node.reports.contains(report), qPrintable(what));
      for (const auto& [report, times] : node.reports) QVERIFY2(times == 1, qPrintable(what));
      QCOMPARE(node.events.size(), static_cast<std::size_t>(node.made));
      for (const auto& [event, times] : node.events) QVERIFY2(times == 1, qPrintable(what));
    }
  }

  void a_boot_record_is_the_last_one_or_the_one_before() {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
      Dice dice(seed);
      FaultCounts counts;
      SimDisk disk(dice.fork("disk"), counts);
      QVERIFY(disk.createDirectories("/data"));
      disk.settle();
      std::uint64_t asked = 0, written = 0;  // floors
      for (int life = 0; life < 6; ++life) {
        endSomewhere(disk, dice, 20, [&] {
          agent::BootRecordFile file(disk, "/data");
          written = floorOf(file.read());  // the agent goes by it
          for (std::uint64_t writes = dice.below(8); writes > 0; --writes) {
            agent::BootRecord record = file.record();
            agent::BootEntry entry;
            entry.workload = WorkloadName("meter-reader");
            entry.floor = ++asked;
            QVERIFY(record.put(entry));
            QVERIFY(file.write(record));
            written = asked;
          }
        });
        const auto newest = newestOn(disk);
        const bool any = newest.seq > 0;
        const std::uint64_t found = floorOf(newest);
        const QString what = QString("seed %1, life %2: %3 of %4").arg(seed).arg(life).arg(found).arg(written);
        QVERIFY2((any || written == 0) && (found == written || found == asked), qPrintable(what));
      }
    }
  }

  // It fails in every way for a while, and then it does not; nobody starts the agent anew.
  void a_queue_goes_on_when_its_disk_does() {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      Telemetry node(seed);
      QVERIFY(node.start());
      const auto tell = [&](std::uint64_t generation) {
        NodeReport report;
        report.bootId = "boot";
        report.generationSeen = generation;
        return node.queue->append(std::move(report)).ok() && node.queue->sync().ok();
      };
      QVERIFY(tell(1));
      node.disk.faults.writeError = node.disk.faults.syncError = 1;
      for (int i = 0; i < 3; ++i) QVERIFY(!tell(100));
      node.disk.faults = {};
      QVERIFY(tell(2) && tell(3));
      QVERIFY(node.start());
      const auto reports = node.queue->pending(10);
      QVERIFY(reports);
      std::vector<std::uint64_t> generations, numbers;
      for (const NodeReport& report : *reports) {
        generations.push_back(report.generationSeen);
        numbers.push_back(report.seq);
      }
      QCOMPARE(generations, (std::vector<std::uint64_t>{1, 2, 3}));
      QCOMPARE(numbers, (std::vector<std::uint64_t>{1, 2, 3}));
    }
  }

  // Whoever is told that a report was not taken tells its counts again with the next one.
  void a_report_that_was_taken_is_not_said_to_be_refused() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Telemetry node(seed);
      QVERIFY(node.start());
      std::set<std::uint64_t> refused;
      for (std::uint64_t generation = 1; generation <= 10; ++generation) {
        NodeReport report;
        report.bootId = "boot";
        report.generationSeen = generation;
        report.windows = {{WorkloadName("meter-reader"), Arm::Stable, {}, std::string(40 << 10, 'x')}};
        if (!node.queue->append(std::move(report))) refused.insert(generation);
        node.disk.faults.syncError = 1;  // once there is a file
      }
      node.disk.faults = {};
      const auto reports = node.queue->pending(100);
      QVERIFY(reports);
      for (const NodeReport& report : *reports) QVERIFY(!refused.contains(report.generationSeen));
    }
  }

  // Nobody knows what the disk has of them, and nobody has to wonder where their numbers are.
  void what_could_not_be_synced_is_declared_at_once() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Telemetry node(seed);
      QVERIFY(node.start());
      const auto append = [&](std::uint64_t generation) {
        NodeReport report;
        report.bootId = "boot";
        report.generationSeen = generation;
        return node.queue->append(std::move(report)).ok();
      };
      QVERIFY(append(1) && node.queue->sync().ok());
      QVERIFY(append(2) && append(3));
      node.disk.faults.syncError = 1;
      if (seed % 2 == 0) {  // the file was given up already for another reason
        node.disk.faults.writeError = 1;
        QVERIFY(!append(4));
        node.disk.faults.writeError = 0;
      }
      QVERIFY(!node.queue->sync());
      const auto declared = [&] {
        const QueueStatus status = node.queue->status();
        return status.gaps.size() == 1 && status.lost == 2 && status.gaps.front().from == 2 &&
               status.gaps.front().to == 3 && status.gaps.front().damaged;
      };
      QVERIFY(declared());
      node.disk.faults = {};
      QVERIFY(append(5) && node.queue->sync().ok());
      for (const bool again : {false, true}) {
        if (again) node.endMachine();
        const auto reports = node.queue->pending(100);
        QVERIFY(reports);
        QCOMPARE(reports->size(), std::size_t{2});
        QCOMPARE(reports->front().generationSeen, std::uint64_t{1});
        QCOMPARE(reports->back().seq, std::uint64_t{4});
        QCOMPARE(reports->back().generationSeen, std::uint64_t{5});
        QVERIFY(declared());
      }
    }
  }
};

QTEST_GUILESS_MAIN(TstSimAgentFiles)
#include "tst_sim_agent_files.moc"
