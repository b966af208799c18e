// Reads the repository and puts every file in front of the rules. Blocking reads; one thread.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "tests/architecture/rules.h"

namespace flotilla::architecture {

// Files with one of `extensions` (or a whole file name) in the folders that the rules speak of, sorted by path.
// Generated and foreign folders (build, dist, gen, node_modules) are left out. A file that cannot be read ends the
// program: a check that skips what it cannot see proves nothing.
std::vector<SourceFile> readFiles(const std::filesystem::path& repository,
                                  const std::vector<std::string_view>& extensions);

// Every rule against every file.
std::vector<Finding> checkRepository(const std::filesystem::path& repository);

}  // namespace flotilla::architecture
