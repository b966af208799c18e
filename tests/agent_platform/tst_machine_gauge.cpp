// What of a machine is in use, read from folders that stand in for /proc and for control groups.
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "services/agent/platform/linux/machine_gauge.h"

using namespace flotilla;
using namespace flotilla::agent;

namespace {

constexpr std::uint64_t kMebi = 1 << 20;

class Place {
 public:
  void write(const QString& name, const QByteArray& bytes) const {
    QDir(folder_.path()).mkpath(QFileInfo(folder_.filePath(name)).path());
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("no disk");
  }
  Path path(const char* name) const { return folder_.filePath(name).toStdString(); }
  MachineUse read() const { return LinuxMachineGauge(path(""), path("proc"), {path("cgroup"), path("own")}).read(); }

 private:
  QTemporaryDir folder_;
};

bool is(const std::optional<UsedOf>& amount, std::uint64_t used, std::uint64_t total) {
  return amount && amount->used == used && amount->total == total;
}

const QByteArray kMeminfo = "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     400 kB\n";

}  // namespace

class TstMachineGauge : public QObject {
  Q_OBJECT

 private slots:
  void processor_time_is_what_is_neither_idle_nor_waiting() {
    Place place;
    // Guests are in user and nice already, and what the hypervisor kept is not there to be used.
    place.write("proc/stat", "cpu  100 20 30 400 50 6 7 8 90 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 5\n");
    QVERIFY(is(place.read().cpuTime, 100 + 20 + 30 + 6 + 7 + 8, 100 + 20 + 30 + 400 + 50 + 6 + 7 + 8));
    place.write("proc/stat", "cpu  100 20 30 400\n");  // as the oldest kernels have it
    QVERIFY(is(place.read().cpuTime, 150, 550));
  }

  void memory_is_what_is_not_available() {
    Place place;
    place.write("proc/meminfo", kMeminfo);
    QVERIFY(is(place.read().memory, 600, 1000));
  }

  void what_is_missing_or_damaged_is_unknown_data() {
    QTest::addColumn<QByteArray>("stat");
    QTest::addColumn<QByteArray>("meminfo");
    QTest::newRow("no files") << QByteArray() << QByteArray();
    QTest::newRow("empty") << QByteArray("\n") << QByteArray("\n");
    QTest::newRow("too little") << QByteArray("cpu 1 2 3\n") << QByteArray("MemTotal: 1000 kB\n");
    QTest::newRow("no numbers") << QByteArray("cpu a b c d\n") << QByteArray("MemTotal: x\nMemAvailable: y\n");
    QTest::newRow("another line") << QByteArray("cpu0 1 2 3 4\n") << QByteArray("MemTotal: 0 kB\nMemAvailable: 0 kB\n");
    QTest::newRow("bytes") << QByteArray(100'000, '\xff') << QByteArray(100'000, '\0');
  }
  void what_is_missing_or_damaged_is_unknown() {
    QFETCH(QByteArray, stat);
    QFETCH(QByteArray, meminfo);
    Place place;
    if (!stat.isEmpty()) place.write("proc/stat", stat);
    if (!meminfo.isEmpty()) place.write("proc/meminfo", meminfo);
    const MachineUse use = place.read();
    QVERIFY(!use.cpuTime);
    QVERIFY(!use.memory);
    QVERIFY(use.disk);  // the folder is there
  }

  void a_fuller_control_group_is_what_counts_v2() {
    Place place;
    place.write("proc/meminfo", kMeminfo);
    place.write("own", "0::/system/agent\n");
    place.write("cgroup/system/agent/memory.max", "max\n");
    place.write("cgroup/system/agent/memory.current", "104857600\n");
    place.write("cgroup/system/memory.max", "209715200\n");
    place.write("cgroup/system/memory.current", "199229440\n");  // 190 MiB of 200
    place.write("cgroup/system/memory.stat", "anon 5\ninactive_file 10485760\nactive_file 7\n");
    QVERIFY(is(place.read().memory, 180 * kMebi, 200 * kMebi));  // the group above has the limit
    place.write("cgroup/system/memory.current", "10485760\n");
    QVERIFY(is(place.read().memory, 600, 1000));  // the machine is fuller
  }

  void a_fuller_control_group_is_what_counts_v1() {
    Place place;
    place.write("proc/meminfo", kMeminfo);
    place.write("own", "4:memory:/box\n");
    place.write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");  // no limit
    place.write("cgroup/memory/memory.usage_in_bytes", "9223372036854771711\n");
    place.write("cgroup/memory/box/memory.limit_in_bytes", "104857600\n");
    place.write("cgroup/memory/box/memory.usage_in_bytes", "99614720\n");
    place.write("cgroup/memory/box/memory.stat", "inactive_file 1\ntotal_inactive_file 4194304\n");
    QVERIFY(is(place.read().memory, 91 * kMebi, 100 * kMebi));
  }

  void this_machine_can_be_read() {
    const MachineUse use = LinuxMachineGauge(Path(QDir::tempPath().toStdString())).read();
    QVERIFY(use.cpuTime && use.cpuTime->used > 0 && use.cpuTime->used < use.cpuTime->total);
    QVERIFY(use.memory && use.memory->used > 0 && use.memory->used < use.memory->total);
    QVERIFY(use.disk && use.disk->used > 0 && use.disk->used <= use.disk->total);
  }

  void a_folder_that_is_not_there_is_on_no_disk() { QVERIFY(!LinuxMachineGauge("/nowhere/at/all").read().disk); }
};

QTEST_GUILESS_MAIN(TstMachineGauge)
#include "tst_machine_gauge.moc"
