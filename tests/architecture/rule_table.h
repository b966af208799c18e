// Who may include whom: this table is the rule, the architecture test holds the repository to it. What it does not list
// is forbidden. Constant data, any thread.
#pragma once

#include <string_view>
#include <vector>

namespace flotilla::architecture {

// A folder of the repository with everything below it. As last segment '*' stands for any one folder name. A file
// belongs to the longest folder that matches it and may always include from that folder.
struct FolderRule {
  std::string_view folder;
  std::vector<std::string_view> mayInclude;      // folders, or a single header
  std::vector<std::string_view> inCppOnly = {};  // never seen by those who include this folder's headers
};

// A library that is not ours and the only places (folders or files) where its headers may appear. An empty list:
// anywhere.
struct ThirdPartyRule {
  std::string_view library;
  std::vector<std::string_view> headers;  // prefixes of the path between the angle brackets
  std::vector<std::string_view> folders;
  std::vector<std::string_view> inCppOnly = {};
};

// A folder of QML and the modules it may import, as prefixes.
struct QmlRule {
  std::string_view folder;
  std::vector<std::string_view> imports;
};

// Lines that a file of this kind may have at most; tests may have twice as many.
struct LengthRule {
  std::string_view extension;
  int lines;
};

inline constexpr int kLongestFunctionLines = 70;

const std::vector<FolderRule>& folderRules();
const std::vector<ThirdPartyRule>& thirdPartyRules();
const std::vector<QmlRule>& qmlRules();
const std::vector<LengthRule>& lengthRules();
const std::vector<std::string_view>& topLevelFolders();

}  // namespace flotilla::architecture
