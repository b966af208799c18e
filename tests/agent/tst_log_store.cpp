// The lines that a node keeps, on a real disk: what is found, what is given up, and what no hostile line can do.
#include <QTemporaryDir>
#include <QtTest>

#include "services/agent/storage/log_record.h"
#include "services/agent/storage/log_store.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace std::chrono_literals;

namespace {

LogLine lineAt(int second, const std::string& message) {
  LogLine line;
  line.at = TimePoint(std::chrono::seconds(1'700'000'000 + second));
  line.message = message;
  return line;
}

// Writes fail with a full disk while it is full; a part of the bytes may be there already.
class FullFile final : public File {
 public:
  FullFile(std::unique_ptr<File> real, const bool& full) : real_(std::move(real)), full_(full) {}
  Status write(std::uint64_t offset, std::string_view bytes) override {
    if (!full_) return real_->write(offset, bytes);
    (void)real_->write(offset, bytes.substr(0, bytes.size() / 2));
    return Error{ErrorCode::Exhausted, "disk_full", "no space left"};
  }
  Result<std::string> read(std::uint64_t offset, std::size_t count) override { return real_->read(offset, count); }
  Result<std::uint64_t> size() override { return real_->size(); }
  Status truncate(std::uint64_t size) override { return real_->truncate(size); }
  Status makeExecutable() override { return real_->makeExecutable(); }
  Status sync() override { return real_->sync(); }

 private:
  std::unique_ptr<File> real_;
  const bool& full_;
};

class FullDisk final : public Files {
 public:
  bool full = false;
  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override {
    FLOTILLA_TRY(auto file, real_.open(path, mode));
    return std::unique_ptr<File>(std::make_unique<FullFile>(std::move(file), full));
  }
  Status createDirectories(const Path& path) override { return real_.createDirectories(path); }
  Status rename(const Path& from, const Path& to) override { return real_.rename(from, to); }
  Status remove(const Path& path) override { return real_.remove(path); }
  Status removeAll(const Path& path) override { return real_.removeAll(path); }
  Status syncDirectory(const Path& path) override { return real_.syncDirectory(path); }
  bool exists(const Path& path) override { return real_.exists(path); }
  Result<std::vector<std::string>> list(const Path& directory) override { return real_.list(directory); }
  Result<std::uint64_t> freeBytes(const Path& path) override { return real_.freeBytes(path); }

 private:
  SystemFiles real_;
};

struct StoreRig {
  QTemporaryDir folder{fakes::NodeRig::place()};
  FullDisk files;
  std::optional<LogStore> store;

  explicit StoreRig(LogStoreOptions options = {}) { open(options); }
  Path directory() const { return Path(folder.path().toStdString()) / "logs"; }
  void open(LogStoreOptions options = {}) {
    store.reset();
    auto opened = LogStore::open(files, directory(), options);
    if (opened) store.emplace(std::move(*opened));
  }
  std::vector<std::string> names() { return *files.list(directory()); }
  LogExcerpt find(LogSearch search) {
    while (store->searchOn(search)) continue;
    return search.excerpt;
  }
  LogExcerpt find(const LogQuery& query = {}) { return find(LogSearch{query}); }
};

LogQuery withText(const std::string& text) {
  LogQuery query;
  query.text = text;
  return query;
}

}  // namespace

class TstLogStore : public QObject {
  Q_OBJECT

 private slots:
  void a_line_comes_back_as_it_was_written() {
    StoreRig rig;
    LogLine line = lineAt(1, "request failed");
    line.level = LogLevel::Warn;
    line.corr = "01HF7YAT31JZQ";
    line.workload = WorkloadName("checkout-vision");
    line.arm = "candidate";
    line.version = "2.1.0";
    line.fields = {{"reason", "request_failed"}};
    line.spans = {{"request", 0, 0us, 900us, "request_failed"}, {"infer", 1, 100us, 800us, "request_failed"}};
    rig.store->append({line});
    const LogExcerpt found = rig.find();
    QCOMPARE(found.lines.size(), 1U);
    QVERIFY(found.lines[0] == line);
    QVERIFY(!found.truncated);
  }

  void the_newest_lines_come_first_across_files_and_a_new_start() {
    StoreRig rig({.quota = 64 << 10, .segment = 2048});
    for (int i = 0; i < 200; ++i) rig.store->append({lineAt(i, "line " + std::to_string(i))});
    QVERIFY(rig.names().size() > 3);
    rig.open({.quota = 64 << 10, .segment = 2048});
    rig.store->append({lineAt(200, "line 200")});
    LogQuery query;
    query.limit = 150;
    const LogExcerpt found = rig.find(query);
    QCOMPARE(found.lines.size(), 150U);
    for (std::size_t i = 0; i < found.lines.size(); ++i)
      QCOMPARE(found.lines[i].message, "line " + std::to_string(200 - i));
    QVERIFY(found.truncated);
    QVERIFY(found.searchedFrom == found.lines.back().at);
  }

  void everything_that_is_asked_for_must_hold() {
    StoreRig rig;
    LogLine warning = lineAt(10, "Camera TIMEOUT");
    warning.level = LogLevel::Warn;
    warning.corr = "abc";
    warning.workload = WorkloadName("vision");
    LogLine inField = lineAt(20, "worker ended");
    inField.fields = {{"why", "a timeout of the sensor"}};
    rig.store->append({lineAt(0, "ready"), warning, inField});
    QCOMPARE(rig.find(withText("timeout")).lines.size(), 2U);
    QCOMPARE(rig.find(withText("nothing like it")).lines.size(), 0U);
    LogQuery query = withText("timeout");
    query.minLevel = LogLevel::Warn;
    QCOMPARE(rig.find(query).lines.size(), 1U);
    query = {};
    query.corr = "abc";
    QCOMPARE(rig.find(query).lines.size(), 1U);
    query = {};
    query.workload = WorkloadName("vision");
    QCOMPARE(rig.find(query).lines.size(), 1U);
    query = {};
    query.since = lineAt(10, "").at;
    query.until = lineAt(20, "").at;
    QCOMPARE(rig.find(query).lines.size(), 1U);
    query = {};
    query.tracesOnly = true;
    QCOMPARE(rig.find(query).lines.size(), 0U);
  }

  void the_oldest_file_goes_when_the_quota_is_full_and_its_lines_are_counted() {
    StoreRig rig({.quota = 64 << 10, .segment = 16 << 10});
    const std::uint64_t lines = 4000;
    for (std::uint64_t i = 0; i < lines; ++i) rig.store->append({lineAt(int(i), "line " + std::to_string(i))});
    QVERIFY(rig.store->bytes() <= 64U << 10);
    std::uint64_t onDisk = 0;
    for (const std::string& name : rig.names()) onDisk += std::filesystem::file_size(rig.directory() / name);
    QCOMPARE(onDisk, rig.store->bytes());
    QVERIFY(rig.store->dropped() > 0);
    std::uint64_t kept = 0;
    LogSearch all;
    all.query.limit = UINT32_MAX;  // only the size of an excerpt counts
    for (bool more = true; more; all.bytes = 0) {
      more = rig.store->searchOn(all);
      kept += all.excerpt.lines.size();
      all.excerpt.lines.clear();
    }
    QCOMPARE(kept + rig.store->dropped(), lines);
  }

  void what_an_interrupted_write_left_is_passed_over() {
    StoreRig rig;
    rig.store->append({lineAt(1, "before"), lineAt(2, "torn")});
    const Path file = rig.directory() / rig.names().back();
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 3);
    rig.open();
    rig.store->append({lineAt(3, "after")});
    const LogExcerpt found = rig.find();
    QCOMPARE(found.lines.size(), 2U);
    QCOMPARE(found.lines[0].message, std::string("after"));
    QCOMPARE(found.lines[1].message, std::string("before"));
  }

  void many_starts_do_not_make_many_files() {
    StoreRig rig;
    for (int i = 0; i < 300; ++i) {
      rig.open();
      rig.store->append({lineAt(i, "ready")});
      if (i % 2 == 0) continue;
      const Path file = rig.directory() / rig.names().back();
      std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
    }
    QVERIFY2(rig.names().size() < 150, qPrintable(QString::number(rig.names().size())));
    QVERIFY(!rig.find().lines.empty());
  }

  void damage_in_the_middle_costs_only_what_it_hit() {
    StoreRig rig;
    for (int i = 0; i < 100; ++i) rig.store->append({lineAt(i, "line " + std::to_string(i))});
    const Path file = rig.directory() / rig.names().back();
    SystemFiles plain;
    const auto open = plain.open(file, OpenMode::ReadWrite);
    QVERIFY((*open)->write(std::filesystem::file_size(file) / 2, "XXXX").ok());
    rig.open();
    const std::size_t found = rig.find().lines.size();
    QVERIFY(found >= 97 && found < 100);
  }

  void a_full_disk_costs_lines_which_are_counted_and_nothing_else() {
    StoreRig rig;
    rig.store->append({lineAt(1, "before")});
    rig.files.full = true;
    for (int i = 0; i < 50; ++i) rig.store->append({lineAt(2 + i, "lost")});
    QCOMPARE(rig.store->dropped(), 50U);
    rig.files.full = false;
    rig.store->append({lineAt(100, "after")});
    const LogExcerpt found = rig.find();
    QCOMPARE(found.lines.size(), 2U);
    QCOMPARE(found.lines[0].message, std::string("after"));
    QCOMPARE(found.lines[1].message, std::string("before"));
  }

  void an_excerpt_stays_small_whatever_the_lines_are() {
    StoreRig rig;
    for (int i = 0; i < 400; ++i) rig.store->append({lineAt(i, std::string(3000, 'x'))});
    LogQuery query;
    query.limit = kMaxLogLimit;
    const LogExcerpt found = rig.find(query);
    std::size_t bytes = 0;
    for (const LogLine& line : found.lines) bytes += line.message.size();
    QVERIFY(bytes > kMaxExcerptBytes / 2 && bytes <= kMaxExcerptBytes);
    QVERIFY(found.truncated);
    QCOMPARE(found.lines[0].at, lineAt(399, "").at);
  }

  void a_hostile_line_is_cut_and_made_text() {
    StoreRig rig;
    LogLine line = lineAt(1, std::string(1 << 20, 'A') + "\n");
    line.corr = "not an id\n";
    line.fields = {{"why", "\xff\xfe\x1b[31m \xed\xa0\x80 ok \xc3\xa9"}};
    for (int i = 0; i < 1000; ++i) line.fields.emplace_back("f", std::string(10'000, 'v'));
    line.spans.assign(5000, {std::string(100'000, 's'), 0, 0us, 0us, {}});
    rig.store->append({line});
    const LogExcerpt found = rig.find();
    QCOMPARE(found.lines.size(), 1U);
    QVERIFY(found.lines[0].message.size() < kMaxLogLineBytes);
    QVERIFY(found.lines[0].corr.empty());
    QCOMPARE(found.lines[0].fields[0].second, std::string("??\x1b[31m ??? ok \xc3\xa9"));
    QVERIFY(rig.store->bytes() < 16U << 10);
  }

  void what_a_workload_wrote_stays_here_if_the_policy_says_so() {
    StoreRig rig;
    LogLine output = lineAt(1, "customer 17 paid");
    output.workload = WorkloadName("vision");
    output.fields = {{std::string(kStreamField), "output"}};
    LogLine trace = lineAt(2, "request failed");
    trace.workload = WorkloadName("vision");
    trace.fields = {{"why", "customer 17 has no card"}};
    trace.spans = {{"request", 0, 0us, 1us, "failed"}};
    rig.store->append({output, trace, lineAt(3, "connected")});
    LogSearch search;
    search.mayLeave = [](const WorkloadName& workload) { return workload.value != "vision"; };
    const LogExcerpt found = rig.find(search);
    QCOMPARE(found.withheld, 1U);
    QCOMPARE(found.lines.size(), 2U);
    QVERIFY(found.lines[1].fields.empty());
    QCOMPARE(found.lines[1].spans.size(), 1U);
    QCOMPARE(rig.find(LogQuery{}).lines.size(), 3U);
  }
};

QTEST_GUILESS_MAIN(TstLogStore)
#include "tst_log_store.moc"
