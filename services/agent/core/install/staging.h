// The files of an install: staged content under dl/, slots under workloads/<name>/{a,b}. Blocking; thread: the agent's
// loop. Errors of the disk come as "V29_disk_full" (nothing can be done now) or "io_error" (another try may help).
#pragma once

#include <cstdint>

#include "models/domain/assignment.h"
#include "models/domain/release.h"
#include "services/agent/core/install/boot_record.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

Path stagingFolder(const Path& data);
Path partPath(const Path& data, const Digest& digest);
Path slotPath(const Path& data, const WorkloadName& workload, Slot slot);

// Creates dl/ and workloads/.
Status prepareFolders(Files& files, const Path& data);
// Removes everything that is staged. Only while no install is under way.
Status cleanStaging(Files& files, const Path& data);

// V29: `needed` bytes and the reserve are free.
Status checkFree(Files& files, const Path& data, std::uint64_t needed, std::uint64_t reserve);
// V32 on the descriptor, then its sync: afterwards these bytes survive a power cut.
Status settlePart(Files& files, const Path& data, const Digest& digest, std::uint64_t length);
// Manifest and all files of the target are staged, hashed again now.
Result<BundleManifest> checkStaged(Files& files, const Path& data, const AssignmentTarget& target);

// Wipes the slot and copies the staged content into it: every file synced, manifest.json last, then the folders.
Status writeSlot(Files& files, const Path& data, const AssignmentTarget& target, Slot slot,
                 const BundleManifest& manifest);
// What the slot holds, as far as its own manifest can tell; for when only the boot record is left.
Result<AssignmentTarget> readSlotTarget(Files& files, const Path& data, const WorkloadName& workload, Slot slot,
                                        const Digest& digest);

}  // namespace flotilla::agent
