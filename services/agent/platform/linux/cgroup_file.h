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

// The whole file, at most 64 KiB; empty if it cannot be read.
std::string readCgroupFile(const Path& path);
bool writeCgroupFile(const Path& path, std::string_view value);
// The number in the line "<key> <number>".
std::optional<std::uint64_t> cgroupNumber(const Path& path, std::string_view key);
std::vector<pid_t> cgroupProcesses(const Path& folder);

}  // namespace flotilla::agent
