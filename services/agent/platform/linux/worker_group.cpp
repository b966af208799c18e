#include "services/agent/platform/linux/worker_group.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "services/agent/platform/linux/cgroup_file.h"
#include "services/agent/platform/linux/machine.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr int kAttempts = 100;
constexpr int kPauseMs = 1;  // a process that was killed leaves its group only when it has been torn down

// With cgroup v2 the kernel does it at once; before, a process can fork while its neighbours are killed, so it is done
// again until nobody is left.
void killGroup(const Path& folder) {
  const Path kill = folder / "cgroup.kill";
  std::error_code error;
  if (std::filesystem::exists(kill, error)) (void)writeCgroupFile(kill, "1");
  for (const pid_t pid : cgroupProcesses(folder)) ::kill(pid, SIGKILL);
}

}  // namespace

bool removeGroup(const Path& folder) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    killGroup(folder);
    if (::rmdir(folder.c_str()) == 0 || errno == ENOENT) return true;
    if (errno != EBUSY) return false;
    ::poll(nullptr, 0, kPauseMs);
  }
  return false;
}

WorkerGroup::~WorkerGroup() {
  for (const Path& folder : folders_)
    if (!removeGroup(folder)) log::warn("a control group could not be removed", {{"folder", folder.string()}});
}

Result<std::vector<Descriptor>> WorkerGroup::doors() const {
  std::vector<Descriptor> out;
  for (const Path& folder : folders_) {
    const Path door = folder / "cgroup.procs";
    Descriptor file(::open(door.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file)
      return Error{ErrorCode::Unavailable, "spawn_failed",
                   "cannot start a worker: " + door.string() + ": " + std::strerror(errno)};
    out.push_back(std::move(file));
  }
  return out;
}

std::uint64_t WorkerGroup::oomKills() const {
  if (memory_.empty()) return 0;
  for (const char* file : {"memory.events", "memory.oom_control"})
    if (const auto count = cgroupNumber(memory_ / file, "oom_kill")) return *count;
  return 0;
}

std::uint64_t WorkerGroup::residentKb() const {
  std::uint64_t sum = 0;
  if (!folders_.empty())
    for (const pid_t pid : cgroupProcesses(folders_.front())) sum += agent::residentKb(pid);
  return sum;
}

void WorkerGroup::killAll() const {
  if (!folders_.empty()) killGroup(folders_.front());
}

}  // namespace flotilla::agent
