// Reading and writing the small files of control groups. Thread: any; no state.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/runtime/files.h"

namespace flotilla::agent {

// Where things are; the defaults are those of a real system.
struct CgroupPlace {
  Path root = "/sys/fs/cgroup";
  Path own = "/proc/self/cgroup";
};

// The folder of this process below `mount`, in the hierarchy of `controller`; "" is that of v2. In a container the
// group that the kernel tells may lie above what is mounted; then the mounted root is ours.
Path ownCgroup(const Path& mount, const Path& own, const std::string& controller);

// The whole file, at most 64 KiB; empty if it cannot be read.
std::string readCgroupFile(const Path& path);
bool writeCgroupFile(const Path& path, std::string_view value);
// The number in the line "<key> <number>".
std::optional<std::uint64_t> cgroupNumber(const Path& path, std::string_view key);
std::vector<pid_t> cgroupProcesses(const Path& folder);

}  // namespace flotilla::agent
