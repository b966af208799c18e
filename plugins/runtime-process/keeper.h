// A process between the worker and its service that has one duty: whatever happens to the worker, nothing that the
// service started stays behind. It is the parent of the service, and by being a "subreaper" becomes that of everything
// the service leaves without a parent; it reads what the service writes, so that a pipe never blocks it. When the
// worker is gone, killed or not, the channel ends, and the keeper ends the service with all its children.
// Thread: runs in a process of its own, forked and not executed. Uses no lock that the worker's threads could hold.
#pragma once

#include <array>
#include <cstdint>

#include "plugins/runtime-process/command.h"

namespace flotilla::process {

// worker -> keeper, one byte each.
inline constexpr char kTerminate = 'T';  // SIGTERM to the service
inline constexpr char kKill = 'K';       // and nothing survives

// keeper -> worker, once, when the service has ended and nothing of it is left.
struct KeeperReport {
  int status = 0;  // of waitpid
  std::array<char, 248> line{};
};

// Becomes the keeper of `command`. `channel` is a SOCK_SEQPACKET to the worker.
[[noreturn]] void keep(const Command& command, int channel);

}  // namespace flotilla::process
