#include "services/controlplane/storage/restore.h"

#include "models/domain/rollout.h"
#include "services/controlplane/core/backup/backup.h"
#include "services/controlplane/storage/database.h"
#include "services/controlplane/storage/migrations.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kChunk = 1 << 20;
constexpr const char* kIncoming = "flotilla.db.restoring";

Status copyFile(Files& files, const Path& from, const Path& to) {
  FLOTILLA_TRY(const auto source, files.open(from, OpenMode::Read));
  FLOTILLA_TRY(const auto target, files.open(to, OpenMode::Create));
  FLOTILLA_CHECK(target->truncate(0));
  for (std::uint64_t offset = 0;;) {
    FLOTILLA_TRY(const std::string bytes, source->read(offset, kChunk));
    if (bytes.empty()) return target->sync();
    FLOTILLA_CHECK(target->write(offset, bytes));
    offset += bytes.size();
  }
}

Status checkFolder(Files& files, const Path& backup) {
  const auto lacks = [&](const char* name) {
    return notFound("no_backup", backup.string() + " has no " + name, {},
                    "name a folder that flotillactl backup create made");
  };
  if (!files.exists(backup / kBackupDatabase)) return lacks(kBackupDatabase);
  for (const char* name : kBackupKeys)
    if (!files.exists(backup / name)) return lacks(name);
  return okStatus();
}

// A fleet's nodes trust one CA and one assignment key; another one is another fleet.
Status checkKeys(Files& files, const Path& backup, const Path& data) {
  for (const char* name : kBackupKeys) {
    if (!files.exists(data / name)) continue;
    FLOTILLA_TRY(const std::string here, files.readAll(data / name, kMaxKeyFile));
    FLOTILLA_TRY(const std::string there, files.readAll(backup / name, kMaxKeyFile));
    if (here != there)
      return precondition("other_keys", (data / name).string() + " is not that of the backup: it is of another fleet",
                          "--data", "restore into an empty directory");
  }
  return okStatus();
}

Status copyKeys(Files& files, const Path& backup, const Path& data) {
  for (const char* folder : {"keys", "pki"}) FLOTILLA_CHECK(ensurePrivateDirectory(data / folder));
  for (const char* name : kBackupKeys) {
    if (files.exists(data / name)) continue;
    FLOTILLA_TRY(const std::string content, files.readAll(backup / name, kMaxKeyFile));
    FLOTILLA_CHECK(files.replace(data / name, content));
  }
  return okStatus();
}

// What ran when the backup was made may have ended since, so it does not go on by itself.
Result<std::size_t> pauseRollouts(Database& database) {
  FLOTILLA_TRY(auto statement,
               database.prepare("UPDATE rollouts SET state = $1, reason = 'restored', message = $2 WHERE state = $3"));
  statement->bind(1, static_cast<std::int64_t>(RolloutState::Paused));
  statement->bindText(2, "a backup was restored: look at what the nodes run before you resume it");
  statement->bind(3, static_cast<std::int64_t>(RolloutState::Running));
  FLOTILLA_TRY(const bool row, statement->step());
  if (row) return internalError("database_error", "an update does not answer");
  FLOTILLA_TRY(const std::int64_t changed, database.integer("SELECT changes()"));
  return static_cast<std::size_t>(changed);
}

Result<std::size_t> prepareDatabase(const Path& file) {
  FLOTILLA_TRY(const auto database, Database::openFile(file.string()));
  FLOTILLA_CHECK(database->checkWhole());
  FLOTILLA_TRY(const std::int64_t tables,
               database->integer("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'"));
  if (tables == 0)
    return notFound("no_backup", "the database in it is not of a control plane", {},
                    "name a folder that flotillactl backup create made");
  FLOTILLA_CHECK(database->execute("PRAGMA journal_mode=DELETE"));
  FLOTILLA_CHECK(migrate(*database));
  return pauseRollouts(*database);
}

// A copy: the database stays where it is until the new one takes its place.
Result<Path> keepReplaced(Files& files, const Path& data, TimePoint now) {
  const Path database = data / kBackupDatabase;
  if (!files.exists(database)) return Path();
  Path folder = data / ("replaced-" + timeAsName(now));
  for (int n = 2; files.exists(folder); ++n) folder = data / ("replaced-" + timeAsName(now) + "-" + std::to_string(n));
  FLOTILLA_CHECK(ensurePrivateDirectory(folder));
  for (const char* suffix : {"", "-wal"}) {
    const std::string name = std::string(kBackupDatabase) + suffix;
    if (files.exists(data / name)) FLOTILLA_CHECK(copyFile(files, data / name, folder / name));
  }
  FLOTILLA_CHECK(files.syncDirectory(folder));
  return folder;
}

// A journal belongs to its database, and must not meet the next one.
Status swapIn(Files& files, const Path& data) {
  for (const char* suffix : {"-wal", "-shm"})
    FLOTILLA_CHECK(files.remove(data / (std::string(kBackupDatabase) + suffix)));
  FLOTILLA_CHECK(files.syncDirectory(data));
  FLOTILLA_CHECK(files.rename(data / kIncoming, data / kBackupDatabase));
  return files.syncDirectory(data);
}

}  // namespace

Result<RestoreOutcome> restoreBackup(Files& files, const Path& backup, const Path& data, TimePoint now) {
  FLOTILLA_CHECK(checkFolder(files, backup));
  if (files.exists(data / "identity"))
    return precondition("data_of_a_node", data.string() + " holds a node, not a control plane", "--data",
                        "name another directory");
  FLOTILLA_CHECK(ensurePrivateDirectory(data));
  FLOTILLA_TRY(const auto lock, FileLock::acquire(data / "lock"));
  FLOTILLA_CHECK(checkKeys(files, backup, data));
  const Path incoming = data / kIncoming;
  RestoreOutcome out;
  const auto prepare = [&]() -> Status {
    FLOTILLA_CHECK(copyFile(files, backup / kBackupDatabase, incoming));
    FLOTILLA_TRY(out.paused, prepareDatabase(incoming));
    FLOTILLA_CHECK(copyKeys(files, backup, data));
    FLOTILLA_TRY(out.replaced, keepReplaced(files, data, now));
    return okStatus();
  };
  if (const Status prepared = prepare(); !prepared) {
    (void)files.remove(incoming);
    return prepared.error();
  }
  FLOTILLA_CHECK(swapIn(files, data));
  return out;
}

}  // namespace flotilla::controlplane
