// The control groups of one worker: one folder per hierarchy with cgroup v1, one folder with v2, none with plain
// resource limits. Everything that the worker starts is in it. Thread: one at a time; oomKills() and residentKb() from
// any. Lifetime: the destructor ends what is left in it and removes the folders.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "services/agent/platform/linux/spawn.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

class WorkerGroup {
 public:
  // `memory` is the folder among `folders` that accounts for memory; empty if there is none.
  WorkerGroup(std::vector<Path> folders, Path memory) : folders_(std::move(folders)), memory_(std::move(memory)) {}
  ~WorkerGroup();
  WorkerGroup(const WorkerGroup&) = delete;
  WorkerGroup& operator=(const WorkerGroup&) = delete;

  bool empty() const { return folders_.empty(); }
  // Open for writing: whoever writes "0" into each of them is in the group. Error Unavailable/"spawn_failed".
  Result<std::vector<Descriptor>> doors() const;
  // How often the kernel killed something in it for want of memory.
  std::uint64_t oomKills() const;
  // Of all processes in it; 0 if there are none, or no folders.
  std::uint64_t residentKb() const;
  void killAll() const;

 private:
  std::vector<Path> folders_;
  Path memory_;
};

// Ends every process below the folder of a control group and removes it; false if something stayed.
bool removeGroup(const Path& folder);

}  // namespace flotilla::agent
