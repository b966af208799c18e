#include <sys/stat.h>

#include <QtTest>

#include "services/controlplane/core/backup/backup.h"
#include "services/controlplane/storage/migrations.h"
#include "services/controlplane/storage/restore.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "tests/controlplane/fleet_rig.h"
#include "tests/support/lock_holder.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

class TstBackup : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> folder_;
  SystemFiles files_;
  ManualLoop loop_;
  Path data_;

  static mode_t modeOf(const Path& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0;
  }
  std::string databaseIn(const Path& folder) { return (folder / kBackupDatabase).string(); }
  void makeKeys(const Path& data, const std::string& text) {
    for (const char* folder : {"keys", "pki"}) QVERIFY(ensurePrivateDirectory(data / folder));
    for (const char* name : kBackupKeys) QVERIFY(files_.replace(data / name, text + name));
  }
  FleetState stateOf(const Path& data) { return SqliteFleetStore::open(databaseIn(data)).value()->load().value(); }
  // With a node for each name; a rollout runs if there is more than one. Returns the backup that was made last.
  Path live(const std::vector<std::string>& names, int backups = 1) {
    const auto store = SqliteFleetStore::open(databaseIn(data_)).value();
    Fleet fleet(loop_, *store);
    if (!fleet.open()) qFatal("the fleet does not open");
    Mutation rows = smallFleet({});
    for (const std::string& name : names) rows.rows.emplace_back(nodeRecord(name, kWest));
    Rollout rollout;
    rollout.id = RolloutId("meter-reader-1");
    rollout.workload = kWorkload;
    rollout.state = RolloutState::Running;
    if (names.size() > 1) rows.rows.emplace_back(RolloutRecord{rollout});
    fleet.submit(std::move(rows), [](const Status&) {});  // not committed yet
    Path made;
    for (int i = 0; i < backups; ++i) made = createBackup(fleet, files_, data_, kNow).value().path;
    return made;
  }
  Result<RestoreOutcome> restore(const Path& backup) { return restoreBackup(files_, backup, data_, kNow); }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    data_ = (folder_->path() + "/data").toStdString();
    QVERIFY(ensurePrivateDirectory(data_));
    makeKeys(data_, "ours ");
  }

  void a_backup_holds_everything_acknowledged_and_is_for_its_owner_only() {
    const Path backup = live({"rotterdam-1"});
    QCOMPARE(backup.filename().string(), std::string("2026-03-01T12-00-00Z"));
    QCOMPARE(stateOf(backup).nodes.size(), std::size_t{1});
    QCOMPARE(files_.readAll(backup / "keys/assignment.key", 100).value(), std::string("ours keys/assignment.key"));
    for (const char* one : {"", "keys", "pki"}) QCOMPARE(modeOf(backup / one), mode_t{0700});
    for (const char* one : kBackupKeys) QCOMPARE(modeOf(backup / one), mode_t{0600});
    QCOMPARE(modeOf(backup / kBackupDatabase), mode_t{0600});
  }

  void two_in_one_second_are_two_and_nothing_unfinished_is_left() {
    QCOMPARE(live({"rotterdam-1"}, 2).filename().string(), std::string("2026-03-01T12-00-00Z-2"));
    QCOMPARE(files_.list(data_ / "backups").value().size(), std::size_t{2});
  }

  void a_backup_that_fails_leaves_nothing() {
    QVERIFY(files_.remove(data_ / "pki/ca.key"));
    const auto store = SqliteFleetStore::open(databaseIn(data_)).value();
    Fleet fleet(loop_, *store);
    QVERIFY(fleet.open());
    QCOMPARE(reasonOf(createBackup(fleet, files_, data_, kNow)), QString("no_file"));
    QVERIFY(files_.list(data_ / "backups").value().empty());
  }

  void a_restore_brings_the_backup_and_keeps_what_was_there() {
    const Path backup = live({"rotterdam-1"});
    (void)live({"rotterdam-2"});
    QCOMPARE(stateOf(data_).nodes.size(), std::size_t{2});
    const auto restored = restore(backup);
    QCOMPARE(reasonOf(restored), QString("ok"));
    QCOMPARE(stateOf(data_).nodes.size(), std::size_t{1});
    QCOMPARE(stateOf(restored->replaced).nodes.size(), std::size_t{2});
    QCOMPARE(restored->paused, std::size_t{0});
    QVERIFY(!files_.exists(data_ / "flotilla.db.restoring"));
  }

  void a_restore_pauses_what_was_running() {
    const Path backup = live({"rotterdam-1", "rotterdam-2"});
    const auto restored = restore(backup);
    QCOMPARE(restored->paused, std::size_t{1});
    const Rollout rollout = stateOf(data_).rollouts.at(RolloutId("meter-reader-1"));
    QVERIFY(rollout.state == RolloutState::Paused);
    QCOMPARE(rollout.reason, std::string("restored"));
  }

  void an_empty_directory_gets_the_keys_too() {
    const Path backup = live({"rotterdam-1"});
    data_ = (folder_->path() + "/new").toStdString();
    const auto restored = restore(backup);
    QCOMPARE(reasonOf(restored), QString("ok"));
    QVERIFY(restored->replaced.empty());
    QCOMPARE(files_.readAll(data_ / "pki/ca.key", 100).value(), std::string("ours pki/ca.key"));
    QCOMPARE(modeOf(data_ / "pki/ca.key"), mode_t{0600});
    QCOMPARE(stateOf(data_).nodes.size(), std::size_t{1});
  }

  void a_journal_that_was_left_does_not_reach_the_restored_database() {
    const Path backup = live({"rotterdam-1"});
    (void)live({"rotterdam-2"});
    // As after a crash: what is in the journal was not moved into the database.
    const auto crashed = Database::open(databaseIn(data_)).value();
    QVERIFY(crashed->execute("PRAGMA wal_autocheckpoint=0; DELETE FROM nodes;"));
    const std::string journal = files_.readAll(databaseIn(data_) + "-wal", 1 << 24).value();
    const auto restored = restore(backup);
    QCOMPARE(reasonOf(restored), QString("ok"));
    QVERIFY(!files_.exists(databaseIn(data_) + "-wal"));
    QCOMPARE(stateOf(data_).nodes.size(), std::size_t{1});
    QCOMPARE(files_.readAll(databaseIn(restored->replaced) + "-wal", 1 << 24).value(), journal);
  }

  void what_cannot_be_restored_changes_nothing_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no backup") << "missing"
                               << "no_backup";
    QTest::newRow("a page overwritten") << "damaged"
                                        << "database_damaged";
    QTest::newRow("not a database") << "text"
                                    << "database_damaged";
    QTest::newRow("a database of something else") << "foreign"
                                                  << "no_backup";
    QTest::newRow("a newer schema") << "newer"
                                    << "schema_newer";
    QTest::newRow("keys of another fleet") << "keys"
                                           << "other_keys";
    QTest::newRow("a control plane that runs") << "locked"
                                               << "locked";
    QTest::newRow("the data of a node") << "node"
                                        << "data_of_a_node";
  }
  void what_cannot_be_restored_changes_nothing() {
    QFETCH(QString, what);
    QFETCH(QString, reason);
    const Path backup = live({"rotterdam-1"});
    (void)live({"rotterdam-2"});
    std::optional<flotilla::test::LockHolder> running;
    if (what == "missing") QVERIFY(files_.remove(backup / kBackupDatabase));
    if (what == "damaged") {
      const auto file = files_.open(backup / kBackupDatabase, OpenMode::ReadWrite).value();
      for (std::uint64_t page = 2; page < 12; ++page) QVERIFY(file->write(page * 4096, std::string(4096, '\xff')));
    }
    if (what == "text") QVERIFY(files_.replace(backup / kBackupDatabase, std::string(5000, 'x')));
    if (what == "foreign") {
      QVERIFY(files_.remove(backup / kBackupDatabase));
      QVERIFY(Database::open(databaseIn(backup)).value()->execute("CREATE TABLE other (a TEXT)"));
    }
    if (what == "newer") {
      const int next = migrations().back().number + 1;
      QVERIFY(
          Database::open(databaseIn(backup)).value()->execute(("PRAGMA user_version=" + std::to_string(next)).c_str()));
    }
    if (what == "keys") makeKeys(data_, "theirs ");
    if (what == "locked") QVERIFY(running.emplace(data_ / "lock").holds());
    if (what == "node") QVERIFY(ensurePrivateDirectory(data_ / "identity"));
    QCOMPARE(reasonOf(restore(backup)), reason);
    QCOMPARE(stateOf(data_).nodes.size(), std::size_t{2});
    QVERIFY(!files_.exists(data_ / "flotilla.db.restoring"));
    const auto names = files_.list(data_).value();
    for (const std::string& name : names) QVERIFY(!name.starts_with("replaced-"));
  }

  void the_epoch_jumps_durably_and_only_from_what_it_was() {
    const auto store = SqliteFleetStore::open(databaseIn(data_)).value();
    Fleet fleet(loop_, *store);
    QVERIFY(fleet.open());
    QVERIFY(fleet.raiseEpochAbove(41));
    QCOMPARE(fleet.state().epoch, std::uint64_t{42});
    QVERIFY(fleet.raiseEpochAbove(7));
    QCOMPARE(fleet.state().epoch, std::uint64_t{42});
    QVERIFY(store->commit({}, 42, 1));
    QCOMPARE(reasonOf(Result<int>(store->commit({}, 1, 2).error())), QString("fenced"));
    QCOMPARE(reasonOf(Result<int>(store->jumpEpoch(1, 99).error())), QString("fenced"));
    QCOMPARE(stateOf(data_).epoch, std::uint64_t{42});
  }
};

QTEST_GUILESS_MAIN(TstBackup)
#include "tst_backup.moc"
