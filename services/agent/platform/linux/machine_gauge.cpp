#include "services/agent/platform/linux/machine_gauge.h"

#include <sys/statvfs.h>

#include <array>
#include <charconv>
#include <sstream>

#include "services/agent/platform/linux/cgroup_file.h"

namespace flotilla::agent {
namespace {

// "cpu user nice system idle iowait irq softirq steal guest guest_nice": guests are in user and nice already. Kernels
// before steal leave it out.
std::optional<UsedOf> cpuTime(const Path& proc) {
  constexpr std::size_t kIdle = 3, kWaiting = 4, kFewest = 4, kMost = 8;
  const std::string text = readCgroupFile(proc / "stat");
  std::istringstream line(text.substr(0, text.find('\n')));
  std::string word;
  if (!(line >> word) || word != "cpu") return std::nullopt;
  std::array<std::uint64_t, kMost> times{};
  std::size_t found = 0;
  while (found < kMost && line >> times[found]) ++found;
  if (found < kFewest) return std::nullopt;
  UsedOf out;
  for (std::size_t i = 0; i < found; ++i) {
    out.total += times[i];
    if (i != kIdle && i != kWaiting) out.used += times[i];
  }
  return out;
}

// Lines "MemTotal:       24684192 kB".
std::optional<std::uint64_t> memoryLine(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t value = 0;
    if (words >> name >> value && name == key + ":") return value;
  }
  return std::nullopt;
}

std::optional<UsedOf> machineMemory(const Path& proc) {
  const std::string text = readCgroupFile(proc / "meminfo");
  const auto total = memoryLine(text, "MemTotal");
  const auto available = memoryLine(text, "MemAvailable");
  if (!total || !available || *total == 0) return std::nullopt;
  return UsedOf{*total - std::min(*available, *total), *total};
}

// Nothing for "max".
std::optional<std::uint64_t> numberIn(const Path& file) {
  const std::string text = readCgroupFile(file);
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return std::nullopt;
  return value;
}

struct MemoryFiles {
  const char* limit;
  const char* used;
  const char* inactive;  // key in memory.stat
};
constexpr MemoryFiles kNewer{"memory.max", "memory.current", "inactive_file"};
constexpr MemoryFiles kOlder{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};

// Files that the kernel gives back when somebody needs the memory are not in use.
std::optional<UsedOf> groupMemory(const Path& group, const MemoryFiles& files) {
  constexpr std::uint64_t kUnlimited = 1ULL << 60;  // v1 writes a number near 2^63 for none
  const auto limit = numberIn(group / files.limit);
  const auto used = numberIn(group / files.used);
  if (!limit || !used || *limit == 0 || *limit >= kUnlimited) return std::nullopt;
  const std::uint64_t spare = cgroupNumber(group / "memory.stat", files.inactive).value_or(0);
  return UsedOf{*used - std::min(*used, spare), *limit};
}

bool isFuller(const UsedOf& a, const std::optional<UsedOf>& b) {
  return !b || static_cast<double>(a.used) / static_cast<double>(a.total) >
                   static_cast<double>(b->used) / static_cast<double>(b->total);
}

std::optional<UsedOf> disk(const Path& data) {
  struct statvfs at {};
  if (::statvfs(data.c_str(), &at) != 0 || at.f_blocks == 0) return std::nullopt;
  const std::uint64_t used = at.f_blocks - at.f_bfree;
  return UsedOf{used * at.f_frsize, (used + at.f_bavail) * at.f_frsize};
}

}  // namespace

MachineUse LinuxMachineGauge::read() {
  MachineUse out{cpuTime(proc_), machineMemory(proc_), disk(data_)};
  // A limit holds for everything below it.
  const auto climb = [&](const Path& mount, const std::string& controller, const MemoryFiles& files) {
    for (Path group = ownCgroup(mount, place_.own, controller);; group = group.parent_path()) {
      if (const auto memory = groupMemory(group, files); memory && isFuller(*memory, out.memory)) out.memory = memory;
      if (group == mount || !group.has_relative_path()) return;
    }
  };
  climb(place_.root, "", kNewer);
  climb(place_.root / "memory", "memory", kOlder);
  return out;
}

}  // namespace flotilla::agent
