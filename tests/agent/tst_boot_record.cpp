#include <QTemporaryDir>
#include <QtTest>

#include "services/agent/core/install/boot_record.h"
#include "tests/support/agent_fakes.h"

using namespace flotilla;
using namespace flotilla::agent;

class TstBootRecord : public QObject {
  Q_OBJECT

  static BootEntry entry(const std::string& name, std::uint8_t mark) {
    BootEntry entry;
    entry.workload = WorkloadName(name);
    entry.good = Slot{0};
    entry.trying = Slot{1};
    entry.triesLeft = 2;
    entry.installId = "01890000-0000-7000-8000-000000000001";
    entry.holds[0].bytes.fill(mark);
    entry.holds[1].bytes.fill(static_cast<std::uint8_t>(mark + 1));
    entry.artifact = ArtifactName("vision");
    entry.floor = 7;
    return entry;
  }
  static BootRecord recordOf(std::uint8_t mark) { return {0, {entry("checkout-vision", mark)}}; }
  static std::string bytesOf(const Path& path) { return *SystemFiles().readAll(path, kBootRecordSize * 2); }
  static void put(const Path& path, const std::string& bytes) {
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
  }
  // In place: a file that is truncated and written anew 4096 times keeps the disk busy for minutes.
  static void putByte(const Path& path, std::size_t at, char byte) {
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(static_cast<qint64>(at)));
    QVERIFY(file.putChar(byte));
  }

 private slots:
  void a_new_node_has_an_empty_record_and_no_damage() {
    QTemporaryDir folder;
    SystemFiles files;
    BootRecordFile file(files, folder.path().toStdString());
    QVERIFY(file.read().entries.empty());
    QVERIFY(!file.damaged());
  }

  void what_is_written_last_is_read_back() {
    QTemporaryDir folder;
    SystemFiles files;
    BootRecordFile writer(files, folder.path().toStdString());
    writer.read();
    for (std::uint8_t mark = 1; mark < 6; ++mark) QVERIFY(writer.write(recordOf(mark)));
    BootRecordFile reader(files, folder.path().toStdString());
    QCOMPARE(reader.read().entries, recordOf(5).entries);
    QCOMPARE(reader.record().seq, std::uint64_t{6});
  }

  void sixteen_workloads_with_the_longest_names_fit_and_a_seventeenth_is_refused() {
    BootRecord record;
    for (char c = 'a'; c < 'a' + 16; ++c) {
      BootEntry one = entry(std::string(62, 'w') + c, 1);
      one.artifact = ArtifactName(std::string(63, 'm'));
      QVERIFY(record.put(one));
    }
    const auto decoded = decodeBootRecord(encodeBootRecord(record));
    QVERIFY(decoded.ok());
    QVERIFY(*decoded == record);
    QCOMPARE(record.put(entry("one-more", 1)).error().reason, std::string("too_many_workloads"));
  }

  void any_flipped_byte_of_the_newer_copy_falls_back_to_the_older() {
    QTemporaryDir folder;
    const Path data = folder.path().toStdString();
    SystemFiles files;
    BootRecordFile writer(files, data);
    writer.read();
    QVERIFY(writer.write(recordOf(1)));  // boot1
    QVERIFY(writer.write(recordOf(2)));  // boot0
    const std::string whole = bytesOf(data / "boot0");
    for (std::size_t at = 0; at < whole.size(); ++at) {
      putByte(data / "boot0", at, static_cast<char>(whole[at] ^ 0x10));
      BootRecordFile reader(files, data);
      if (reader.read().entries != recordOf(1).entries) QFAIL(qPrintable(QString("byte %1").arg(at)));
      putByte(data / "boot0", at, whole[at]);
    }
  }

  void a_copy_torn_at_any_length_falls_back_to_the_older() {
    QTemporaryDir folder;
    const Path data = folder.path().toStdString();
    SystemFiles files;
    BootRecordFile writer(files, data);
    writer.read();
    QVERIFY(writer.write(recordOf(1)));
    QVERIFY(writer.write(recordOf(2)));
    const std::string newer = bytesOf(data / "boot0");
    const std::string before = encodeBootRecord({1, {}});
    for (std::size_t at = 0; at < newer.size(); at += 64) {
      put(data / "boot0", newer.substr(0, at) + before.substr(at));
      BootRecordFile reader(files, data);
      // What is the same in both is not torn.
      const bool torn = bytesOf(data / "boot0") != newer;
      QCOMPARE(reader.read().entries, recordOf(torn ? 1 : 2).entries);
      put(data / "boot0", newer.substr(0, at));
      QCOMPARE(BootRecordFile(files, data).read().entries, recordOf(1).entries);
    }
  }

  void two_damaged_copies_are_damage_and_nothing_is_written_over_them() {
    QTemporaryDir folder;
    const Path data = folder.path().toStdString();
    SystemFiles files;
    put(data / "boot0", "garbage");
    put(data / "boot1", "garbage");
    BootRecordFile file(files, data);
    QVERIFY(file.read().entries.empty());
    QVERIFY(file.damaged());
    QCOMPARE(file.write(recordOf(1)).error().reason, std::string("boot_record_unreadable"));
    QCOMPARE(bytesOf(data / "boot1"), std::string("garbage"));
  }

  void an_interrupted_first_write_of_all_is_no_damage() {
    QTemporaryDir folder;
    const Path data = folder.path().toStdString();
    SystemFiles files;
    put(data / "boot0", std::string(100, 'x'));
    BootRecordFile file(files, data);
    file.read();
    QVERIFY(!file.damaged());
    QVERIFY(file.write(recordOf(1)));
    QCOMPARE(BootRecordFile(files, data).read().entries, recordOf(1).entries);
  }

  // A copy whose sync failed may be anything on the disk, so the next write goes to the same copy and the older one
  // stays.
  void after_a_failed_sync_the_current_copy_is_still_the_one_before() {
    QTemporaryDir folder;
    const Path data = folder.path().toStdString();
    fakes::FaultPlan plan;
    fakes::FaultyFiles files(plan);
    BootRecordFile file(files, data);
    file.read();
    QVERIFY(file.write(recordOf(1)));
    const std::string current = bytesOf(data / "boot1");
    plan.arm(fakes::FaultPlan::Mode::Error, 3);  // write, truncate, sync
    QVERIFY(!file.write(recordOf(2)));
    QVERIFY(plan.fired());
    QVERIFY(file.record().entries == recordOf(1).entries);
    QVERIFY(file.write(recordOf(3)));
    QCOMPARE(bytesOf(data / "boot1"), current);
    QCOMPARE(BootRecordFile(files, data).read().entries, recordOf(3).entries);
  }
};

QTEST_GUILESS_MAIN(TstBootRecord)
#include "tst_boot_record.moc"
