// Backups: a folder <data>/backups/<time> with what a control plane cannot be without and cannot make again:
// flotilla.db, keys/ and pki/. Not in it: blobs (publish the releases again, or copy <data>/blobs), and what is made at
// every start. It holds secret keys: folders are 0700, files 0600. storage/restore.h puts it back.
#pragma once

#include <array>

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/runtime/files.h"

namespace flotilla::controlplane {

inline constexpr const char* kBackupDatabase = "flotilla.db";
inline constexpr std::array<const char*, 4> kBackupKeys{"keys/assignment.key", "keys/assignment.pub", "pki/ca.key",
                                                        "pki/ca.pem"};
inline constexpr std::uint64_t kMaxKeyFile = 64 << 10;

// 2026-03-01T12-00-00Z: a time as the name of a file.
std::string timeAsName(TimePoint at);

// Everything acknowledged so far is in it, and it is checked and durable when this returns; a folder appears whole or
// not at all. Thread: the fleet loop, which waits for it. Errors: those of the disk, and Internal/"database_damaged".
Result<Backup> createBackup(Fleet& fleet, Files& files, const Path& data, TimePoint now);

}  // namespace flotilla::controlplane
