#include "services/controlplane/core/backup/backup.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

constexpr const char* kUnfinished = ".unfinished";

Status fill(Fleet& fleet, Files& files, const Path& data, const Path& folder) {
  for (const Path& one : {folder, folder / "keys", folder / "pki"}) FLOTILLA_CHECK(ensurePrivateDirectory(one));
  for (const char* name : kBackupKeys) {
    FLOTILLA_TRY(const std::string content, files.readAll(data / name, kMaxKeyFile));
    FLOTILLA_CHECK(files.replace(folder / name, content));
  }
  const Path database = folder / kBackupDatabase;
  {
    // Made here, so that it is for its owner only from the first byte on.
    FLOTILLA_TRY(const auto made, files.open(database, OpenMode::Create));
  }
  FLOTILLA_CHECK(fleet.store().copyTo(database.string()));
  return files.syncDirectory(folder);
}

// Two in one second are two.
Path freeName(Files& files, const Path& folder, TimePoint now) {
  Path name = folder / timeAsName(now);
  for (int n = 2; files.exists(name); ++n) name = folder / (timeAsName(now) + "-" + std::to_string(n));
  return name;
}

}  // namespace

std::string timeAsName(TimePoint at) {
  constexpr std::size_t kToSeconds = 19;
  std::string name = toRfc3339(at).substr(0, kToSeconds);
  std::replace(name.begin(), name.end(), ':', '-');
  return name + "Z";
}

Result<Backup> createBackup(Fleet& fleet, Files& files, const Path& data, TimePoint now) {
  fleet.flush();
  const Path folder = data / "backups";
  const Path unfinished = folder / kUnfinished;
  FLOTILLA_CHECK(ensurePrivateDirectory(folder));
  FLOTILLA_CHECK(files.removeAll(unfinished));  // of one that failed
  if (const Status filled = fill(fleet, files, data, unfinished); !filled) {
    (void)files.removeAll(unfinished);
    return filled.error();
  }
  const Path name = freeName(files, folder, now);
  FLOTILLA_CHECK(files.rename(unfinished, name));
  FLOTILLA_CHECK(files.syncDirectory(folder));
  FLOTILLA_TRY(const auto database, files.open(name / kBackupDatabase, OpenMode::Read));
  FLOTILLA_TRY(const std::uint64_t bytes, database->size());
  return Backup{name.string(), bytes, now, fleet.state().epoch, fleet.state().revision};
}

}  // namespace flotilla::controlplane
