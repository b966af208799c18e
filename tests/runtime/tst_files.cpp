#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <QTemporaryDir>
#include <QtTest>

#include "services/runtime/file_error.h"
#include "services/runtime/files.h"
#include "tests/support/lock_holder.h"

using namespace flotilla;

namespace {

template <class T>
QString reasonOf(const Result<T>& result) {
  return result ? QStringLiteral("ok") : QString::fromStdString(result.error().reason);
}

unsigned modeOf(const Path& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

// Writes down the order of operations, and fails the one it was told to.
class WatchedFiles final : public Files {
 public:
  explicit WatchedFiles(std::string failing = {}) : failing_(std::move(failing)) {}
  QStringList steps;

  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override {
    FLOTILLA_CHECK(step("open " + path.filename().string()));
    FLOTILLA_TRY(auto file, real_.open(path, mode));
    return std::unique_ptr<File>(std::make_unique<WatchedFile>(*this, std::move(file)));
  }
  Status createDirectories(const Path& path) override { return real_.createDirectories(path); }
  Status rename(const Path& from, const Path& to) override {
    FLOTILLA_CHECK(step("rename " + to.filename().string()));
    return real_.rename(from, to);
  }
  Status remove(const Path& path) override { return real_.remove(path); }
  Status removeAll(const Path& path) override { return real_.removeAll(path); }
  Status syncDirectory(const Path& path) override {
    FLOTILLA_CHECK(step("sync directory"));
    return real_.syncDirectory(path);
  }
  bool exists(const Path& path) override { return real_.exists(path); }
  Result<std::vector<std::string>> list(const Path& directory) override { return real_.list(directory); }
  Result<std::uint64_t> freeBytes(const Path& path) override { return real_.freeBytes(path); }

  Status step(const std::string& name) {
    steps << QString::fromStdString(name);
    if (name == failing_) return Error{ErrorCode::Exhausted, "disk_full", "no space"};
    return okStatus();
  }

 private:
  class WatchedFile final : public File {
   public:
    WatchedFile(WatchedFiles& owner, std::unique_ptr<File> real) : owner_(owner), real_(std::move(real)) {}
    Status write(std::uint64_t offset, std::string_view bytes) override {
      FLOTILLA_CHECK(owner_.step("write"));
      return real_->write(offset, bytes);
    }
    Result<std::string> read(std::uint64_t offset, std::size_t count) override { return real_->read(offset, count); }
    Result<std::uint64_t> size() override { return real_->size(); }
    Status truncate(std::uint64_t size) override { return real_->truncate(size); }
    Status makeExecutable() override { return real_->makeExecutable(); }
    Status sync() override {
      FLOTILLA_CHECK(owner_.step("sync"));
      return real_->sync();
    }

   private:
    WatchedFiles& owner_;
    std::unique_ptr<File> real_;
  };

  SystemFiles real_;
  std::string failing_;
};

}  // namespace

class TstFiles : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    QVERIFY(dir_->isValid());
    root_ = dir_->path().toStdString();
  }

  void reads_and_writes_at_offsets() {
    auto file = files_.open(root_ / "f", OpenMode::Create).value();
    QVERIFY(file->write(0, "hello world").ok());
    QVERIFY(file->write(6, "there").ok());
    QCOMPARE(file->read(6, 100).value(), std::string("there"));
    QCOMPARE(file->read(100, 10).value(), std::string());
    QVERIFY(file->truncate(5).ok());
    QCOMPARE(file->size().value(), std::uint64_t{5});
    QVERIFY(file->sync().ok());
    QCOMPARE(files_.readAll(root_ / "f", 5).value(), std::string("hello"));
  }

  void makes_files_and_directories_private() {
    QVERIFY(files_.createDirectories(root_ / "a" / "b").ok());
    QVERIFY(files_.replace(root_ / "a" / "b" / "f", "secret").ok());
    QCOMPARE(modeOf(root_ / "a"), 0700U);
    QCOMPARE(modeOf(root_ / "a" / "b"), 0700U);
    QCOMPARE(modeOf(root_ / "a" / "b" / "f"), 0600U);
  }

  void names_the_error_and_the_path() {
    const auto missing = files_.open(root_ / "missing", OpenMode::Read);
    QCOMPARE(reasonOf(missing), "no_file");
    QVERIFY(missing.error().code == ErrorCode::NotFound);
    QVERIFY(missing.error().message.find((root_ / "missing").string()) != std::string::npos);
    QCOMPARE(reasonOf(files_.open(root_, OpenMode::ReadWrite)), "not_a_file");
    QCOMPARE(reasonOf(files_.list(root_ / "missing")), "no_file");
    QCOMPARE(reasonOf(files_.freeBytes(root_ / "missing")), "no_file");
    QCOMPARE(reasonOf(files_.rename(root_ / "missing", root_ / "x")), "no_file");
  }

  void speaks_of_what_is_not_there_and_what_is_of_another_kind() {
    QVERIFY(files_.replace(root_ / "file", "x").ok());
    const auto said = [](const auto& result) { return QString::fromStdString(result.error().message); };
    const QString root = dir_->path();
    QCOMPARE(said(files_.readAll(root_ / "nope", 9)), "there is no file " + root + "/nope");
    QCOMPARE(said(files_.readAll(root_ / "no" / "nope", 9)), "there is no directory " + root + "/no");
    QCOMPARE(said(files_.list(root_ / "nope")), "there is no directory " + root + "/nope");
    QCOMPARE(said(files_.readAll(root_, 1 << 20)), root + " is a directory, not a file");
    QCOMPARE(said(checkPrivateFile(root_)), root + " is a directory, not a file");
    QCOMPARE(said(files_.list(root_ / "file")), root + "/file is not a directory");
    QCOMPARE(said(ensurePrivateDirectory(root_ / "file" / "below")), root + "/file is not a directory");
    QCOMPARE(said(files_.replace(root_ / "no" / "f", "x")), "there is no directory " + root + "/no");
  }

  void says_who_may_give_the_permission() {
    QVERIFY(files_.replace(root_ / "mine", "x").ok());
    const Error mine = fileError(root_ / "mine", FileAct::Read, EACCES);
    QCOMPARE(mine.reason, std::string("no_permission"));
    QCOMPARE(mine.message, "no permission to read " + (root_ / "mine").string());
    QVERIFY2(mine.fix.find("chmod u+rwX " + (root_ / "mine").string()) != std::string::npos, mine.fix.c_str());
    if (::geteuid() != 0) {
      const Error others = fileError("/etc/shadow", FileAct::Write, EACCES);
      QVERIFY2(others.fix.find("ask root, who owns /etc/shadow") != std::string::npos, others.fix.c_str());
    }
    const Error raw = fileError(root_ / "mine", FileAct::Remove, EIO);
    QCOMPARE(raw.message, "cannot remove " + (root_ / "mine").string() + ": " + std::strerror(EIO));
  }

  void says_that_the_disk_is_full() {
    auto full = files_.open("/dev/full", OpenMode::ReadWrite);
    if (!full) QSKIP("this machine has no /dev/full");
    const Status written = full.value()->write(0, "x");
    QCOMPARE(reasonOf(written), "disk_full");
    QVERIFY(written.error().code == ErrorCode::Exhausted);
  }

  void does_not_follow_a_symbolic_link() {
    QVERIFY(files_.replace(root_ / "target", "x").ok());
    std::filesystem::create_symlink(root_ / "target", root_ / "link");
    QCOMPARE(reasonOf(files_.open(root_ / "link", OpenMode::Read)), "no_permission");
    QCOMPARE(reasonOf(files_.open(root_ / "link", OpenMode::Create)), "no_permission");
    QCOMPARE(reasonOf(checkPrivateFile(root_ / "link")), "no_permission");
  }

  void refuses_to_read_more_than_the_limit() {
    QVERIFY(files_.replace(root_ / "f", "123456").ok());
    QCOMPARE(reasonOf(files_.readAll(root_ / "f", 5)), "file_too_large");
  }

  void removes_what_is_there_and_what_is_not() {
    QVERIFY(files_.createDirectories(root_ / "a" / "b").ok());
    QVERIFY(files_.replace(root_ / "a" / "b" / "f", "x").ok());
    QVERIFY(files_.remove(root_ / "a" / "b" / "f").ok());
    QVERIFY(files_.remove(root_ / "a" / "b" / "f").ok());
    QVERIFY(files_.removeAll(root_ / "a").ok());
    QVERIFY(files_.removeAll(root_ / "a").ok());
    QVERIFY(!files_.exists(root_ / "a"));
  }

  void lists_names_in_order() {
    for (const char* name : {"b", "c", "a"}) QVERIFY(files_.replace(root_ / name, "").ok());
    QVERIFY((files_.list(root_).value() == std::vector<std::string>{"a", "b", "c"}));
  }

  void replaces_by_writing_syncing_and_renaming_in_this_order() {
    WatchedFiles watched;
    QVERIFY(watched.replace(root_ / "f", "new").ok());
    QCOMPARE(watched.steps, QStringList({"open f.new", "write", "sync", "rename f", "sync directory"}));
  }

  void keeps_the_old_content_when_a_step_of_replacing_fails_data() {
    QTest::addColumn<QString>("step");
    for (const char* step : {"open f.new", "write", "sync", "rename f"}) QTest::newRow(step) << step;
  }
  void keeps_the_old_content_when_a_step_of_replacing_fails() {
    QFETCH(QString, step);
    QVERIFY(files_.replace(root_ / "f", "old").ok());
    WatchedFiles watched(step.toStdString());
    QCOMPARE(reasonOf(watched.replace(root_ / "f", "new")), "disk_full");
    QCOMPARE(files_.readAll(root_ / "f", 100).value(), std::string("old"));
    QVERIFY((files_.list(root_).value() == std::vector<std::string>{"f"}));
  }

  void replaces_although_a_crash_left_its_temporary_file() {
    QVERIFY(files_.replace(root_ / "f.new", "a longer half of something").ok());
    QVERIFY(files_.replace(root_ / "f", "new").ok());
    QCOMPARE(files_.readAll(root_ / "f", 100).value(), std::string("new"));
    QVERIFY(!files_.exists(root_ / "f.new"));
  }

  void refuses_directories_and_secrets_that_others_can_open() {
    QVERIFY(ensurePrivateDirectory(root_ / "data").ok());
    QVERIFY(ensurePrivateDirectory(root_ / "data").ok());
    QVERIFY(files_.replace(root_ / "data" / "key", "x").ok());
    QVERIFY(checkPrivateFile(root_ / "data" / "key").ok());
    QCOMPARE(::chmod((root_ / "data" / "key").c_str(), 0640), 0);
    QCOMPARE(reasonOf(checkPrivateFile(root_ / "data" / "key")), "open_secret");
    QCOMPARE(::chmod((root_ / "data").c_str(), 0750), 0);
    QCOMPARE(reasonOf(ensurePrivateDirectory(root_ / "data")), "open_directory");
    QCOMPARE(reasonOf(ensurePrivateDirectory(root_ / "data" / "key")), "not_a_directory");
  }

  void locks_a_directory_for_one_process() {
    test::LockHolder other(root_ / "lock");
    QVERIFY(other.holds());
    const auto second = FileLock::acquire(root_ / "lock");
    QCOMPARE(reasonOf(second), "locked");
    QVERIFY(second.error().code == ErrorCode::Conflict);
    const std::string holder = "process " + std::to_string(other.process()) + ", ";
    QVERIFY2(second.error().message.find(holder) != std::string::npos, second.error().message.c_str());
  }

  // As of an agent that is killed while a worker of it is on its way to exec.
  void a_killed_holder_leaves_no_lock_to_its_children() {
    test::LockHolder other(root_ / "lock");
    QVERIFY(other.holds());
    other.kill();
    QCOMPARE(reasonOf(FileLock::acquire(root_ / "lock")), "ok");
  }

 private:
  std::unique_ptr<QTemporaryDir> dir_;
  Path root_;
  SystemFiles files_;
};

QTEST_GUILESS_MAIN(TstFiles)
#include "tst_files.moc"
