#include "tests/architecture/scanner.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace flotilla::architecture {
namespace {

namespace fs = std::filesystem;

std::string readText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::abort();
  }
  return text;
}

bool isForeign(const fs::path& folder) {
  static const std::set<std::string> names{"build", "dist", "gen", "node_modules"};
  const auto name = folder.filename().string();
  return names.contains(name) || name.starts_with('.');
}

void append(std::vector<Finding>& all, const std::vector<Finding>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::vector<std::string> foldersAt(const fs::path& repository) {
  std::vector<std::string> folders;
  for (const auto& entry : fs::directory_iterator(repository)) {
    if (entry.is_directory()) folders.push_back(entry.path().filename().string());
  }
  std::ranges::sort(folders);
  return folders;
}

}  // namespace

std::vector<SourceFile> readFiles(const fs::path& repository, const std::vector<std::string_view>& extensions) {
  std::vector<SourceFile> files;
  for (const char* top : {"app", "ui", "models", "services", "plugins", "tests"}) {
    if (!fs::exists(repository / top)) continue;
    for (fs::recursive_directory_iterator at(repository / top), end; at != end; ++at) {
      if (at->is_directory() && isForeign(at->path())) at.disable_recursion_pending();
      const auto path = at->path().string();
      const auto matches = [&path](std::string_view extension) { return path.ends_with(extension); };
      if (!at->is_regular_file() || std::ranges::none_of(extensions, matches)) continue;
      files.push_back({fs::relative(at->path(), repository).generic_string(), readText(at->path())});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<Finding> checkRepository(const fs::path& repository) {
  auto findings = checkTopLevel(foldersAt(repository));
  const auto sources = readFiles(repository, {".h", ".cpp"});
  for (const auto& file : sources) append(findings, checkCpp(file));
  append(findings, checkCycles(sources));
  for (const auto& file : readFiles(repository, {".qml", ".ts", ".svelte"})) append(findings, checkUi(file));
  for (const auto& file : readFiles(repository, {"/CMakeLists.txt"})) append(findings, checkCMake(file));
  return findings;
}

}  // namespace flotilla::architecture
