#include "services/agent/platform/linux/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace flotilla::agent {
namespace {

constexpr int kChannelInChild = 3;
constexpr rlim_t kMaxDescriptors = 256;
constexpr std::string_view kOomScore = "500";

Error spawnError(const char* what) {
  return {ErrorCode::Unavailable, "spawn_failed",
          std::string("cannot start a worker: ") + what + ": " + std::strerror(errno)};
}

// Everything that the child uses, made before fork: between fork and exec only async-signal-safe calls are allowed,
// because another thread may have held the allocator's lock at the fork.
struct Preparation {
  std::string program;
  std::string pathVariable;
  std::array<char*, 3> arguments{};
  std::array<char*, 2> environment{};
  Descriptor nothing;  // /dev/null
  Descriptor childChannel;
  Descriptor childOutput;
  const SpawnLimits* limits = nullptr;
  pid_t parent = 0;
};

// Moved above the numbers that the child gives to its own descriptors, so that dup2 never meets its own source.
Descriptor aboveStandard(Descriptor original) {
  return Descriptor(::fcntl(original.get(), F_DUPFD_CLOEXEC, 10));
}

bool limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

// A raised score makes the kernel take the worker before anything else; a system that does not offer it is no reason
// not to run.
void offerToOomKiller() {
  const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!::write(file, kOomScore.data(), kOomScore.size());
  ::close(file);
}

// Only when nobody else wants the processor, or at least after everybody else. Neither needs a privilege; the way back
// would.
void stepBehind() {
  constexpr int kLowest = 19;
  const sched_param none{};
  if (::sched_setscheduler(0, SCHED_IDLE, &none) != 0) (void)::setpriority(PRIO_PROCESS, 0, kLowest);
}

// Ignored and blocked signals would survive exec.
void resetSignals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void becomeWorker(const Preparation& prepared) {
  // The parent may have ended before the death signal was set; then nobody would ever send it.
  bool ready = ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == prepared.parent;
  resetSignals();
  ready = ready && ::setpgid(0, 0) == 0;
  for (const Descriptor& door : prepared.limits->doors) ready = ready && ::write(door.get(), "0", 1) == 1;
  ready = ready && ::dup2(prepared.nothing.get(), STDIN_FILENO) >= 0;
  for (const int output : {STDOUT_FILENO, STDERR_FILENO})
    ready = ready && ::dup2(prepared.childOutput.get(), output) >= 0;
  ready = ready && ::dup2(prepared.childChannel.get(), kChannelInChild) >= 0;
  ready = ready && ::close_range(kChannelInChild + 1, ~0U, 0) == 0;
  offerToOomKiller();
  if (prepared.limits->background) stepBehind();
  ready = ready && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, kMaxDescriptors);
#ifndef __SANITIZE_ADDRESS__  // whose shadow memory counts as data of the child
  if (prepared.limits->dataBytes != 0) ready = ready && limit(RLIMIT_DATA, prepared.limits->dataBytes);
#endif
  if (prepared.limits->userProcesses != 0) ready = ready && limit(RLIMIT_NPROC, prepared.limits->userProcesses);
  if (ready) ::execve(prepared.program.c_str(), prepared.arguments.data(), prepared.environment.data());
  ::_exit(kSpawnFailed);
}

Status prepare(Preparation& prepared, SpawnedWorker& worker, const Path& program) {
  static char workerArgument[] = "worker";
  const char* path = std::getenv("PATH");
  prepared.program = program.string();
  prepared.pathVariable = std::string("PATH=") + (path ? path : "/usr/bin:/bin");
  prepared.arguments = {prepared.program.data(), workerArgument, nullptr};
  prepared.environment = {prepared.pathVariable.data(), nullptr};
  prepared.parent = ::getpid();
  if (::access(prepared.program.c_str(), X_OK) != 0)
    return notFound("no_file", prepared.program + " cannot be run: " + std::strerror(errno));
  prepared.nothing = aboveStandard(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
  if (!prepared.nothing) return spawnError("/dev/null");
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return spawnError("socketpair");
  worker.channel = Descriptor(ends[0]);
  prepared.childChannel = aboveStandard(Descriptor(ends[1]));
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return spawnError("pipe");
  worker.output = Descriptor(ends[0]);
  prepared.childOutput = aboveStandard(Descriptor(ends[1]));
  for (const Descriptor* ours : {&worker.channel, &worker.output})
    if (::fcntl(ours->get(), F_SETFL, O_NONBLOCK) != 0) return spawnError("descriptors");
  return prepared.childChannel && prepared.childOutput ? okStatus() : Status(spawnError("descriptors"));
}

}  // namespace

Result<SpawnedWorker> spawnWorker(const Path& program, const SpawnLimits& limits) {
  SpawnedWorker worker;
  Preparation prepared;
  prepared.limits = &limits;
  FLOTILLA_CHECK(prepare(prepared, worker, program));
  worker.pid = ::fork();
  if (worker.pid < 0) return spawnError("fork");
  if (worker.pid == 0) becomeWorker(prepared);
  // Called by number because the wrapper of glibc 2.36 is not declared for C++.
  worker.process = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, worker.pid, 0)));
  if (worker.process) return worker;
  const Error error = spawnError("pidfd_open");
  ::kill(worker.pid, SIGKILL);
  ::waitpid(worker.pid, nullptr, 0);
  return error;
}

}  // namespace flotilla::agent
