#include "services/agent/platform/linux/limits.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <sstream>
#include <utility>

#include "services/agent/platform/linux/cgroup_file.h"
#include "services/runtime/bytes.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr std::uint32_t kPeriodUs = 100'000;
constexpr std::uint32_t kUsPerPercent = kPeriodUs / 100;

bool makeGroup(const Path& path) {
  return ::mkdir(path.c_str(), 0755) == 0 || errno == EEXIST;
}

// The folder of this node in one v1 hierarchy, or nothing if its limit cannot be set there.
Path folderV1(const CgroupPlace& place, const std::string& controller, const char* setting, const std::string& name) {
  const Path mount = place.root / controller;
  std::error_code error;
  if (!std::filesystem::is_directory(mount, error)) return {};
  const Path folder = ownCgroup(mount, place.own, controller) / name;
  if (!makeGroup(folder)) return {};
  return ::access((folder / setting).c_str(), W_OK) == 0 ? folder : Path{};
}

bool hasWord(const Path& file, const std::string& word) {
  std::istringstream words(readCgroupFile(file));
  for (std::string each; words >> each;)
    if (each == word) return true;
  return false;
}

const char* wordFor(Limits::Kind kind) {
  switch (kind) {
    case Limits::Kind::CgroupV2:
      return "cgroup v2";
    case Limits::Kind::CgroupV1:
      return "cgroup v1";
    case Limits::Kind::ResourceLimits:
      break;
  }
  return "resource limits of each process";
}

std::string whatIsHeld(const Limits& limits) {
  if (limits.kind() == Limits::Kind::ResourceLimits) return "memory; no limits for processor time and processes";
  return std::string(limits.countsMemory() ? "memory " : "") + (limits.limitsCpu() ? "cpu " : "") +
         (limits.limitsProcesses() ? "processes" : "");
}

std::string memoryBytes(const WorkerLimits& limits) {
  return std::to_string(std::uint64_t{limits.memoryMb} << 20);
}

std::string maxTasks(const WorkerLimits& limits) {
  const std::uint32_t wanted = limits.maxProcesses != 0 ? limits.maxProcesses : kDefaultMaxProcesses;
  return std::to_string(wanted + kProcessesOfOurs);
}

// Between groups their weights decide, whatever the processes in them are. Where they cannot be set, or the kernel
// knows no idle groups, the rest has to do.
void putBehind(const Path& folder, const char* weightFile, const char* least) {
  for (const auto& [file, value] : {std::pair{weightFile, least}, std::pair{"cpu.idle", "1"}})
    if (::access((folder / file).c_str(), W_OK) == 0) (void)writeCgroupFile(folder / file, value);
}

}  // namespace

Limits Limits::choose(const CgroupPlace& place, const std::string& name) {
  Limits newer = tryV2(place, name);
  Limits limits = newer.kind_ == Kind::ResourceLimits ? tryV1(place, name) : std::move(newer);
  limits.removeLeftovers();
  log::info("limits of workloads", {{"by", wordFor(limits.kind_)}, {"hold", whatIsHeld(limits)}});
  return limits;
}

Limits Limits::tryV1(const CgroupPlace& place, const std::string& name) {
  Limits out;
  out.memory_ = folderV1(place, "memory", "memory.limit_in_bytes", name);
  out.cpu_ = folderV1(place, "cpu", "cpu.cfs_quota_us", name);
  out.pids_ = folderV1(place, "pids", "cgroup.procs", name);
  if (!out.folders().empty()) out.kind_ = Kind::CgroupV1;
  return out;
}

// A group of v2 has either processes or groups with limits, so the agent moves into one of its own first. With systemd
// that takes Delegate=yes.
Limits Limits::tryV2(const CgroupPlace& place, const std::string& name) {
  Limits out;
  const Path own = ownCgroup(place.root, place.own, "");
  if (!hasWord(own / "cgroup.controllers", "memory")) return out;
  const Path agent = own / "agent";
  if (!makeGroup(agent) || !writeCgroupFile(agent / "cgroup.procs", "0")) return out;
  const Path folder = own / name;
  const auto enable = [](const Path& group) {
    bool any = false;
    for (const char* controller : {"+memory", "+cpu", "+pids"})
      any = writeCgroupFile(group / "cgroup.subtree_control", controller) || any;
    return any;
  };
  if (!enable(own) || !makeGroup(folder) || !enable(folder)) return out;
  out.kind_ = Kind::CgroupV2;
  if (hasWord(folder / "cgroup.controllers", "memory")) out.memory_ = folder;
  if (hasWord(folder / "cgroup.controllers", "cpu")) out.cpu_ = folder;
  if (hasWord(folder / "cgroup.controllers", "pids")) out.pids_ = folder;
  return out;
}

Limits::~Limits() {
  for (const Path& folder : folders()) ::rmdir(folder.c_str());
}

Limits::Limits(Limits&& other) noexcept
    : kind_(std::exchange(other.kind_, Kind::ResourceLimits)),
      memory_(std::exchange(other.memory_, {})),
      cpu_(std::exchange(other.cpu_, {})),
      pids_(std::exchange(other.pids_, {})),
      made_(other.made_) {}

std::vector<Path> Limits::folders() const {
  std::vector<Path> out;
  for (const Path* folder : {&memory_, &cpu_, &pids_})
    if (!folder->empty() && std::find(out.begin(), out.end(), *folder) == out.end()) out.push_back(*folder);
  return out;
}

void Limits::removeLeftovers() const {
  for (const Path& folder : folders()) {
    std::error_code error;
    std::vector<Path> left;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
      if (at->is_directory(error)) left.push_back(at->path());
    for (const Path& group : left) {
      const bool removed = removeGroup(group);
      log::warn(removed ? "ended what an agent before left" : "what an agent before left could not be ended",
                {{"group", group.string()}});
    }
  }
}

Result<std::unique_ptr<WorkerGroup>> Limits::make(const WorkerLimits& limits) {
  const std::string name = limits.workload + "-" + std::to_string(++made_);
  std::vector<Path> made;
  bool good = true;
  for (const Path& folder : folders()) {
    made.push_back(folder / name);
    good = good && makeGroup(made.back());
  }
  const int cause = errno;
  auto group = std::make_unique<WorkerGroup>(made, memory_.empty() ? Path{} : memory_ / name);
  if (good && setLimits(limits, name)) return group;
  return Error{ErrorCode::Unavailable, "spawn_failed",
               "cannot set limits for a worker in " + (made.empty() ? "" : made.front().string()) + ": " +
                   std::strerror(good ? errno : cause)};
}

bool Limits::setLimits(const WorkerLimits& limits, const std::string& group) const {
  if (kind_ == Kind::ResourceLimits) return true;
  return kind_ == Kind::CgroupV1 ? setV1(limits, group) : setV2(limits, folders().front() / group);
}

bool Limits::setV1(const WorkerLimits& limits, const std::string& group) const {
  bool good = true;
  if (!memory_.empty()) {
    good = writeCgroupFile(memory_ / group / "memory.limit_in_bytes", memoryBytes(limits));
    // Swap is memory that is slow; a kernel that does not count it has no such file.
    const Path swap = memory_ / group / "memory.memsw.limit_in_bytes";
    if (::access(swap.c_str(), W_OK) == 0) (void)writeCgroupFile(swap, memoryBytes(limits));
  }
  if (!cpu_.empty() && limits.cpuPercent != 0)
    good = good && writeCgroupFile(cpu_ / group / "cpu.cfs_period_us", std::to_string(kPeriodUs)) &&
           writeCgroupFile(cpu_ / group / "cpu.cfs_quota_us", std::to_string(limits.cpuPercent * kUsPerPercent));
  if (!cpu_.empty() && limits.background) putBehind(cpu_ / group, "cpu.shares", "2");
  if (!pids_.empty()) good = good && writeCgroupFile(pids_ / group / "pids.max", maxTasks(limits));
  return good;
}

bool Limits::setV2(const WorkerLimits& limits, const Path& folder) const {
  bool good = true;
  if (!memory_.empty()) {
    good = writeCgroupFile(folder / "memory.max", memoryBytes(limits));
    const Path swap = folder / "memory.swap.max";
    if (::access(swap.c_str(), W_OK) == 0) (void)writeCgroupFile(swap, "0");
  }
  if (!cpu_.empty() && limits.cpuPercent != 0)
    good = good && writeCgroupFile(folder / "cpu.max",
                                   std::to_string(limits.cpuPercent * kUsPerPercent) + " " + std::to_string(kPeriodUs));
  if (!cpu_.empty() && limits.background) putBehind(folder, "cpu.weight", "1");
  if (!pids_.empty()) good = good && writeCgroupFile(folder / "pids.max", maxTasks(limits));
  return good;
}

std::string limitsName(const Path& data) {
  std::error_code error;
  const Path real = std::filesystem::weakly_canonical(data, error);
  std::ostringstream name;
  name << "flotilla-" << std::hex << crc32c((error ? data : real).string());
  return name.str();
}

}  // namespace flotilla::agent
