#include "services/agent/platform/linux/cgroup_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <sstream>

#include "services/agent/platform/linux/spawn.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kMaxCgroupFile = 64 << 10;

// From lines such as "4:memory:/a/b".
Path groupOf(const Path& file, const std::string& controller) {
  std::istringstream lines(readCgroupFile(file));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
    if (names.find("," + controller + ",") == std::string::npos) continue;
    return Path(line.substr(second + 1)).relative_path();
  }
  return {};
}

}  // namespace

Path ownCgroup(const Path& mount, const Path& own, const std::string& controller) {
  const Path folder = mount / groupOf(own, controller);
  std::error_code error;
  return std::filesystem::is_directory(folder, error) ? folder : mount;
}

std::string readCgroupFile(const Path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::string piece(4096, '\0');
  while (file && text.size() < kMaxCgroupFile) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got <= 0) break;
    text.append(piece, 0, static_cast<std::size_t>(got));
  }
  return text;
}

bool writeCgroupFile(const Path& path, std::string_view value) {
  // The kernel makes these files; O_CREAT lets a plain folder stand in for a control group.
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  return file && ::write(file.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

std::optional<std::uint64_t> cgroupNumber(const Path& path, std::string_view key) {
  std::istringstream lines(readCgroupFile(path));
  std::string word;
  std::uint64_t number = 0;
  while (lines >> word >> number)
    if (word == key) return number;
  return std::nullopt;
}

std::vector<pid_t> cgroupProcesses(const Path& folder) {
  std::istringstream lines(readCgroupFile(folder / "cgroup.procs"));
  std::vector<pid_t> out;
  for (pid_t pid = 0; lines >> pid;) out.push_back(pid);
  return out;
}

}  // namespace flotilla::agent
