#include <QTemporaryDir>
#include <QtTest>

#include <set>

#include "services/agent/core/install/boot_record.h"
#include "services/agent/storage/telemetry_queue.h"
#include "tests/simulation/sim_disk.h"

using namespace flotilla;
using namespace flotilla::simulation;

namespace {

struct Crash {};  // thrown by a step

QString shown(const std::string& text) {
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

std::string reasonOf(const Status& status) {
  return status ? "ok" : status.error().reason;
}
template <class T>
std::string reasonOf(const Result<T>& result) {
  return result ? "ok" : result.error().reason;
}

// In memory where there is such a place: what is compared are answers.
QString folderInMemory() {
  const QFileInfo memory("/dev/shm");
  return (memory.isWritable() ? memory.filePath() : QDir::tempPath()) + "/flotilla-disk-XXXXXX";
}

// What is below a folder: names, and what the files hold.
std::string describe(Files& files, const Path& at, int depth = 0) {
  const auto names = files.list(at);
  if (!names) {
    const auto bytes = files.readAll(at, 1 << 20);
    return bytes ? "=" + *bytes : "?" + bytes.error().reason;
  }
  std::string out = "{";
  for (const std::string& name : *names) out += name + describe(files, at / name, depth + 1) + ";";
  return out + "}";
}

// One random operation of those that a Files offers, and what came of it.
class RandomUse {
 public:
  RandomUse(Files& files, Path root) : files_(files), root_(std::move(root)) {}

  std::string step(Dice& dice) {
    switch (dice.below(12)) {
      case 0:
        return "mkdir " + reasonOf(files_.createDirectories(path(dice)));
      case 1: {
        const Path from = path(dice), to = path(dice);
        return "rename " + reasonOf(files_.rename(from, to));
      }
      case 2:
        return "remove " + reasonOf(files_.remove(path(dice)));
      case 3:
        return "remove all " + reasonOf(files_.removeAll(path(dice)));
      case 4:
        return "sync directory " + reasonOf(files_.syncDirectory(path(dice)));
      case 5:
        return std::string("exists ") + (files_.exists(path(dice)) ? "yes" : "no");
      case 6:
        return "replace " + reasonOf(files_.replace(path(dice), std::string(dice.below(50), 'r')));
      case 7:
        return open(dice, static_cast<OpenMode>(dice.below(3)));
      default:
        return useFile(dice);
    }
  }

 private:
  Path path(Dice& dice) const {
    Path out = root_;
    for (std::uint64_t part = 0, parts = 1 + dice.below(3); part < parts; ++part)
      out /= std::string(1, static_cast<char>('a' + dice.below(3)));
    return out;
  }
  std::string open(Dice& dice, OpenMode mode) {
    auto opened = files_.open(path(dice), mode);
    const std::string reason = reasonOf(opened);
    if (opened && mode != OpenMode::Read) file_ = std::move(*opened);
    return "open " + reason;
  }
  std::string useFile(Dice& dice) {
    if (!file_) return "none";
    const std::uint64_t offset = dice.below(1500);
    const auto size = file_->size();
    switch (dice.below(5)) {
      case 0:
        return "truncate " + reasonOf(file_->truncate(offset));
      case 1:
        return "sync " + reasonOf(file_->sync());
      case 2: {
        const auto bytes = file_->read(offset, 700);
        return "read " + (bytes ? *bytes : bytes.error().reason) + std::to_string(*size);
      }
      case 3: {
        return "append " + reasonOf(file_->write(*size, std::string(dice.below(300), 'w')));
      }
      default:
        return "write " + reasonOf(file_->write(offset, std::string(dice.below(300), 'w')));
    }
  }

  Files& files_;
  Path root_;
  std::unique_ptr<File> file_;
};

}  // namespace

class TstSimDisk : public QObject {
  Q_OBJECT

  FaultCounts counts_;

  // A disk with a folder /data that lasts.
  std::unique_ptr<SimDisk> newDisk(const Dice& dice) {
    auto disk = std::make_unique<SimDisk>(dice.fork("disk"), counts_);
    if (!disk->createDirectories("/data")) qFatal("no folder");
    disk->settle();
    return disk;
  }
  // What `use` left behind after the power went, over many seeds.
  template <class F>
  std::set<std::string> leftBy(const F& use, std::uint64_t seeds = 400) {
    std::set<std::string> out;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Dice dice(seed);
      const auto disk = newDisk(dice);
      use(*disk);
      disk->losePower(dice);
      out.insert(describe(*disk, "/data"));
    }
    return out;
  }
  static void put(Files& files, const Path& path, std::string_view bytes, bool sync) {
    const auto file = files.open(path, OpenMode::Create).value();
    QVERIFY(file->write(0, bytes));
    if (sync) QVERIFY(file->sync());
  }

 private slots:
  void every_answer_is_that_of_a_real_disk() {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      QTemporaryDir folder(folderInMemory());
      const Path root(folder.path().toStdString());
      SystemFiles real;
      SimDisk disk(Dice(seed), counts_);
      QVERIFY(disk.createDirectories(root));
      RandomUse onReal(real, root), onDisk(disk, root);
      Dice ofReal(seed), ofDisk(seed);
      for (int i = 0; i < 150; ++i) {
        QCOMPARE(shown(onDisk.step(ofDisk)), shown(onReal.step(ofReal)));
        QCOMPARE(shown(describe(disk, root)), shown(describe(real, root)));
      }
    }
  }

  void one_seed_gives_one_disk() {
    std::string first;
    for (int run = 0; run < 2; ++run) {
      Dice dice(7);
      SimDisk disk(dice.fork("disk"), counts_);
      disk.faults.writeError = disk.faults.noSpace = disk.faults.syncError = 0.1;
      RandomUse use(disk, "/r");
      std::string all;
      for (int i = 0; i < 2000; ++i) all += use.step(dice);
      disk.losePower(dice);
      all += describe(disk, "/");
      if (run == 0) first = all;
      QCOMPARE(all, first);
    }
  }

  void what_replace_wrote_lasts_and_before_it_returns_there_is_old_or_new() {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      Dice dice(seed);
      const auto disk = newDisk(dice);
      QVERIFY(disk->replace("/data/a", "first"));
      std::uint64_t left = dice.below(8);
      disk->onDurableStep = [&] {
        if (left-- == 0) throw Crash{};
      };
      bool ended = false;
      try {
        ended = disk->replace("/data/a", std::string(1200, 'x')).ok();
      } catch (const Crash&) {
      }
      disk->onDurableStep = nullptr;
      disk->losePower(dice);
      const std::string found = disk->readAll("/data/a", 2000).value();
      QVERIFY2(found == std::string(1200, 'x') || (!ended && found == "first"), found.c_str());
    }
  }

  void a_name_lasts_once_its_folder_is_synced() {
    const auto made = [](SimDisk& disk) { put(disk, "/data/a", "x", true); };
    QCOMPARE(leftBy(made), (std::set<std::string>{"{}", "{a=x;}"}));
    const auto lasting = [](SimDisk& disk) {
      put(disk, "/data/a", "x", true);
      QVERIFY(disk.syncDirectory("/data"));
    };
    QCOMPARE(leftBy(lasting), (std::set<std::string>{"{a=x;}"}));
    const auto moved = [&](SimDisk& disk) {
      lasting(disk);
      QVERIFY(disk.rename("/data/a", "/data/b"));
    };
    QCOMPARE(leftBy(moved), (std::set<std::string>{"{a=x;}", "{b=x;}"}));
    const auto removed = [&](SimDisk& disk) {
      lasting(disk);
      QVERIFY(disk.remove("/data/a"));
    };
    QCOMPARE(leftBy(removed), (std::set<std::string>{"{a=x;}", "{}"}));
  }

  void a_later_change_of_a_name_brings_the_earlier_ones() {
    const auto use = [](SimDisk& disk) {
      put(disk, "/data/old", "1", true);
      QVERIFY(disk.rename("/data/old", "/data/a"));
      put(disk, "/data/old", "2", true);
    };
    // Never the second file as "old" without the first as "a".
    QCOMPARE(leftBy(use), (std::set<std::string>{"{}", "{old=1;}", "{a=1;}", "{a=1;old=2;}"}));
  }

  void folders_that_move_take_along_what_is_in_them() {
    const auto use = [](SimDisk& disk) {
      QVERIFY(disk.createDirectories("/data/x/y"));
      put(disk, "/data/x/y/f", "1", true);
      for (const char* folder : {"/data/x/y", "/data/x", "/data"}) QVERIFY(disk.syncDirectory(folder));
      QVERIFY(disk.rename("/data/x/y", "/data/z"));
    };
    QCOMPARE(leftBy(use), (std::set<std::string>{"{x{y{f=1;};};}", "{x{};z{f=1;};}"}));
  }

  void bytes_last_once_they_are_synced_and_are_torn_before() {
    const std::string old(2000, 'o'), after(2000, 'n');
    const auto use = [&](SimDisk& disk) {
      put(disk, "/data/a", old, true);
      QVERIFY(disk.syncDirectory("/data"));
      put(disk, "/data/a", after, false);
    };
    const auto left = leftBy(use);
    QVERIFY(left.contains("{a=" + old + ";}"));
    QVERIFY(left.contains("{a=" + after + ";}"));
    QCOMPARE(left.size(), std::size_t{16});  // four sectors, each old or new
  }

  void what_was_appended_is_lost_kept_cut_or_has_holes() {
    const auto use = [&](SimDisk& disk) {
      put(disk, "/data/a", std::string(100, 'a'), true);
      QVERIFY(disk.syncDirectory("/data"));
      const auto file = disk.open("/data/a", OpenMode::ReadWrite).value();
      QVERIFY(file->write(100, std::string(1900, 'b')));
    };
    bool whole = false, none = false, cut = false, holes = false;
    for (const std::string& left : leftBy(use)) {
      QVERIFY(left.starts_with("{a=" + std::string(100, 'a')));
      whole |= left.size() == 2000 + 5 && left.find('\0') == std::string::npos;
      none |= left.size() == 100 + 5;
      cut |= left.size() > 105 && left.size() < 2005;
      holes |= left.find('\0') != std::string::npos;
    }
    QVERIFY(whole && none && cut && holes);
  }

  void after_a_failed_sync_a_later_one_writes_nothing_of_it() {
    bool shownAndLost = false, goneAtOnce = false, kept = false;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      Dice dice(seed);
      const auto disk = newDisk(dice);
      put(*disk, "/data/a", "old", true);
      disk->settle();
      const auto file = disk->open("/data/a", OpenMode::ReadWrite).value();
      QVERIFY(file->write(0, "new"));
      disk->faults.syncError = 1;
      QCOMPARE(reasonOf(file->sync()), std::string("io_error"));
      disk->faults.syncError = 0;
      QVERIFY(file->sync());
      const std::string shown = file->read(0, 9).value();
      disk->losePower(dice);
      const std::string left = *disk->peek("/data/a");
      QVERIFY(left == "old" || left == shown);
      shownAndLost |= shown == "new" && left == "old";
      goneAtOnce |= shown == "old";
      kept |= left == "new";
    }
    QVERIFY(shownAndLost && goneAtOnce && kept);
  }

  void a_page_that_is_written_again_after_a_failed_sync_is_whole_again() {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      Dice dice(seed);
      const auto disk = newDisk(dice);
      put(*disk, "/data/a", std::string(5000, 'o'), true);
      disk->settle();
      const auto file = disk->open("/data/a", OpenMode::ReadWrite).value();
      QVERIFY(file->write(0, std::string(5000, 'n')));
      disk->faults.syncError = 1;
      QVERIFY(!file->sync());
      disk->faults.syncError = 0;
      QVERIFY(file->write(0, std::string(4096, 'w')));
      const bool synced = dice.chance(0.5);
      if (synced) QVERIFY(file->sync());
      disk->losePower(dice);
      const std::string left = *disk->peek("/data/a");
      QCOMPARE(left.size(), std::size_t{5000});
      if (synced) QCOMPARE(left.substr(0, 4096), std::string(4096, 'w'));
      for (const char c : left.substr(0, 4096)) QVERIFY(c == 'o' || c == 'n' || c == 'w');
      for (const char c : left.substr(4096)) QVERIFY(c == 'o' || c == 'n');
    }
  }

  void a_full_disk_takes_a_part_and_gives_back_what_is_removed() {
    SimDisk disk(Dice(3), counts_);
    disk.faults.capacity = 1000;
    put(disk, "/a", std::string(600, 'x'), true);
    QCOMPARE(*disk.freeBytes("/"), std::uint64_t{400});
    const auto file = disk.open("/b", OpenMode::Create).value();
    QCOMPARE(reasonOf(file->write(0, std::string(401, 'x'))), std::string("disk_full"));
    QVERIFY(*file->size() <= 400);
    QVERIFY(file->truncate(0));
    const auto open = disk.open("/a", OpenMode::Read).value();
    QVERIFY(disk.remove("/a"));
    QCOMPARE(open->read(0, 5).value(), std::string("xxxxx"));
    QCOMPARE(*disk.freeBytes("/"), std::uint64_t{400});
  }

  void space_comes_back_with_the_last_open_file() {
    SimDisk disk(Dice(3), counts_);
    disk.faults.capacity = 1000;
    put(disk, "/a", std::string(600, 'x'), true);
    {
      const auto open = disk.open("/a", OpenMode::Read).value();
      QVERIFY(disk.remove("/a"));
      QCOMPARE(disk.used(), std::uint64_t{600});
    }
    QCOMPARE(disk.used(), std::uint64_t{0});
    disk.full = true;
    QCOMPARE(reasonOf(disk.open("/a", OpenMode::Create)), std::string("disk_full"));
    QCOMPARE(*disk.freeBytes("/"), std::uint64_t{0});
    disk.full = false;
    QVERIFY(disk.open("/a", OpenMode::Create).ok());
  }

  void faults_are_counted_by_kind() {
    FaultCounts counts;
    SimDisk disk(Dice(5), counts);
    put(disk, "/a", "x", true);
    disk.settle();
    const auto file = disk.open("/a", OpenMode::ReadWrite).value();
    disk.faults = {1, 1, 1, 1};
    QCOMPARE(reasonOf(file->read(0, 1)), std::string("io_error"));
    QCOMPARE(reasonOf(file->write(0, "y")), std::string("io_error"));
    QCOMPARE(reasonOf(file->sync()), std::string("io_error"));
    disk.faults.writeError = 0;
    QCOMPARE(reasonOf(file->write(1, "y")), std::string("disk_full"));
    QCOMPARE(reasonOf(disk.syncDirectory("/")), std::string("io_error"));
    Dice dice(6);
    QVERIFY(disk.flipBit(dice, [](std::string_view path) { return path == "/a"; }) == "/a");
    QVERIFY(!disk.flipBit(dice, [](std::string_view path) { return path == "/b"; }));
    for (const char* kind : {"disk_read_error", "disk_write_error", "disk_full", "bit_flip"})
      QCOMPARE(counts.of(kind), std::uint64_t{1});
    QCOMPARE(counts.of("sync_failed"), std::uint64_t{2});
  }

  void files_of_a_process_that_ended_answer_no_more() {
    SimDisk disk(Dice(5), counts_);
    const auto file = disk.open("/a", OpenMode::Create).value();
    QVERIFY(file->write(0, "x"));
    disk.kill();
    QCOMPARE(reasonOf(file->write(0, "y")), std::string("io_error"));
    QCOMPARE(*disk.peek("/a"), std::string("x"));
  }
};

QTEST_GUILESS_MAIN(TstSimDisk)
#include "tst_sim_disk.moc"
