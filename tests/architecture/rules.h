// The table of who may include whom, as data, and the checks of one file against it.
// Pure functions over text, any thread; paths are relative to the repository, with '/'.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flotilla::architecture {

struct SourceFile {
  std::string path;
  std::string text;
};

// One broken rule. `line` is 0 when the file as a whole breaks it.
struct Finding {
  std::string path;
  int line = 0;
  std::string rule;
  friend bool operator==(const Finding&, const Finding&) = default;
};

// "path:line: rule", as compilers print it.
std::string describe(const Finding& finding);

// Every check that needs one C++ file: includes of ours and of third parties, relative includes, #pragma once, lengths.
std::vector<Finding> checkCpp(const SourceFile& file);

// Imports and length of a .qml file; length of .ts and .svelte files.
std::vector<Finding> checkUi(const SourceFile& file);

// The flotilla:: targets that a CMakeLists.txt of a folder in the table names.
std::vector<Finding> checkCMake(const SourceFile& file);

// Folders of the repository's root (names only).
std::vector<Finding> checkTopLevel(const std::vector<std::string>& folders);

// Folders that include each other, directly or through others. Tests may, they belong to no product.
std::vector<Finding> checkCycles(const std::vector<SourceFile>& files);

}  // namespace flotilla::architecture
