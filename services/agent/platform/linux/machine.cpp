#include "services/agent/platform/linux/machine.h"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace flotilla::agent {
namespace {

std::uint64_t pageSize() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint32_t usableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) == 0) return static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&set)));
  return static_cast<std::uint32_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace

MachineFacts machineFacts() {
  MachineFacts facts;
  utsname name{};
  if (::uname(&name) == 0) facts.architecture = name.machine;
  facts.cores = usableCores();
  facts.memoryMb = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * pageSize() >> 20;
  return facts;
}

std::uint64_t residentKb(pid_t process) {
  std::ifstream statm("/proc/" + std::to_string(process) + "/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  statm >> total >> resident;
  return resident * pageSize() / 1024;
}

std::uint32_t ownResidentKb() {
  return static_cast<std::uint32_t>(residentKb(::getpid()));
}

}  // namespace flotilla::agent
