// Starts a worker child: fork and exec under limits, with nothing inherited but a pipe for what it writes and one
// socket. Thread: the child is killed when the thread that called spawnWorker() ends, so that must be one that lives as
// long as its workers.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "services/runtime/files.h"

namespace flotilla::agent {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { reset(); }
  void reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

struct SpawnedWorker {
  pid_t pid = -1;
  Descriptor process;  // pidfd: readable when the child has ended
  Descriptor channel;  // our end of the socket pair, non-blocking
  Descriptor output;   // what it and its children write to standard output and error, non-blocking
};

// What the child gets of its limits before it runs. Plain values are 0 where a control group does it.
struct SpawnLimits {
  std::uint64_t dataBytes = 0;         // of each process
  std::uint32_t userProcesses = 0;     // of the whole user, and not for root, whom the kernel does not hold to it
  std::vector<Descriptor> doors = {};  // of control groups, see WorkerGroup
  bool background = false;             // scheduled as idle, or else with the lowest priority; so is all that it starts
};

// Runs `program worker` with the other end of the channel as descriptor 3, standard input empty, standard output
// and error joined into a pipe, no environment but PATH, no core dumps, at most 256 descriptors, under `limits`, first
// in line for the OOM killer, in a process group of its own, killed when we end. Errors: NotFound/"no_file" if the
// program cannot be run, Unavailable/"spawn_failed". What fails in the child before exec shows as exit code
// kSpawnFailed.
Result<SpawnedWorker> spawnWorker(const Path& program, const SpawnLimits& limits);

inline constexpr int kSpawnFailed = 127;

}  // namespace flotilla::agent
