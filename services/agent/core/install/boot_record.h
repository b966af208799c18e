// What decides which slot runs: two copies of one small record, in files boot0 and boot1, so that one is whole whatever
// happens. No database in this path. Thread: the agent's loop. Lifetime: values; BootRecordFile keeps a reference to
// Files.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

using Slot = std::uint8_t;  // 0 = a, 1 = b
constexpr Slot otherSlot(Slot slot) {
  return slot == 0 ? 1 : 0;
}

inline constexpr std::size_t kMaxWorkloads = 16;
inline constexpr std::size_t kBootRecordSize = 4096;  // bytes; every byte is covered by the checksum
inline constexpr std::uint8_t kBootTries = 3;

struct BootEntry {
  WorkloadName workload;
  std::optional<Slot> good;     // runs, and is never written
  std::optional<Slot> trying;   // on trial since the install named below
  std::uint8_t triesLeft = 0;   // starts that the slot on trial still has
  std::string installId;        // the attempt that wrote `trying`, kept after it ended; at most 36 characters
  std::array<Digest, 2> holds;  // manifest digest of what each holds; zero = bad
  ArtifactName artifact;        // whose floor this is
  std::uint64_t floor = 0;
  friend bool operator==(const BootEntry&, const BootEntry&) = default;
};

struct BootRecord {
  std::uint64_t seq = 0;
  std::vector<BootEntry> entries;  // at most kMaxWorkloads

  const BootEntry* find(const WorkloadName& workload) const;
  // Replaces the entry of that workload or adds one. Exhausted/"too_many_workloads".
  Status put(const BootEntry& entry);
  friend bool operator==(const BootRecord&, const BootRecord&) = default;
};

std::string encodeBootRecord(const BootRecord& record);
Result<BootRecord> decodeBootRecord(std::string_view bytes);  // reason bad_boot_record

class BootRecordFile {
 public:
  BootRecordFile(Files& files, Path directory) : files_(files), directory_(std::move(directory)) {}

  // The whole copy with the highest seq; an empty record on a new node. Reads once, at start, and makes that copy last:
  // a process that was killed may have written it and not lived to sync it.
  const BootRecord& read();
  const BootRecord& record() const { return record_; }
  // There was a record once, and no copy of it can be read: which slot is good is unknown, so nothing may be written.
  bool damaged() const { return damaged_; }

  // Writes the copy that is not the current one, with the next seq, and syncs it. After an error the current copy is
  // untouched and the next write goes to the same place through a new descriptor.
  Status write(BootRecord record);

 private:
  Path copyPath(std::size_t copy) const { return directory_ / (copy == 0 ? "boot0" : "boot1"); }
  Status writeCopy(std::size_t copy, const BootRecord& record);

  Files& files_;
  Path directory_;
  BootRecord record_;
  std::optional<std::size_t> current_;  // the copy that record_ was read from or written to
  bool lasts_ = true;                   // that copy is on the disk, as far as this process knows
  std::array<bool, 2> named_{};         // likewise, the name of each copy
  bool damaged_ = false;
};

}  // namespace flotilla::agent
