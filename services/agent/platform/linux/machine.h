// Facts about this machine and its processes, from the kernel. Thread: any; nothing is kept.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace flotilla::agent {

struct MachineFacts {
  std::string architecture;    // as uname says, for example "x86_64": what variants of artifacts are chosen by
  std::uint32_t cores = 1;     // that this process may use
  std::uint64_t memoryMb = 0;  // of the machine
};
MachineFacts machineFacts();

// Resident memory in kB, 0 if there is no such process (any more).
std::uint64_t residentKb(pid_t process);
std::uint32_t ownResidentKb();

}  // namespace flotilla::agent
