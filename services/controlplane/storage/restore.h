// Puts a backup (core/backup/backup.h) into a data directory whose control plane does not run. Thread: any; blocks.
#pragma once

#include "models/domain/time.h"
#include "services/runtime/files.h"

namespace flotilla::controlplane {

struct RestoreOutcome {
  Path replaced;           // folder with the database that was there; empty if there was none
  std::size_t paused = 0;  // rollouts that were running in the backup
};

// The data directory has the database of before or that of the backup, whenever it ends. Keys and pki are copied if the
// directory has none; if it has others, the backup is of another fleet. Running rollouts are paused with the reason
// "restored". Errors: Conflict/"locked" while a control plane runs there, NotFound/"no_backup",
// Internal/"database_damaged", Precondition/"schema_newer", "other_keys", "data_of_a_node".
Result<RestoreOutcome> restoreBackup(Files& files, const Path& backup, const Path& data, TimePoint now);

}  // namespace flotilla::controlplane
