#include "plugins/runtime-process/keeper.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "plugins/runtime-process/output_tail.h"

namespace flotilla::process {
namespace {

constexpr int kChannel = 3;
constexpr int kSweepMs = 2;
constexpr int kSweeps = 2'500;      // five seconds: only a process that hangs inside the kernel takes longer
constexpr int kLeftoverReads = 64;  // of 4 KiB: more than a pipe holds

// The parent of a process, from /proc/<pid>/stat; -1 if it is gone. Its name may hold spaces and brackets.
pid_t parentOf(pid_t pid) {
  std::array<char, 32> path{};
  std::snprintf(path.data(), path.size(), "/proc/%d/stat", pid);
  const int file = ::open(path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  std::array<char, 512> text{};
  const ssize_t size = ::read(file, text.data(), text.size() - 1);
  ::close(file);
  const char* end = size > 0 ? std::strrchr(text.data(), ')') : nullptr;
  int parent = -1;
  char state = 0;
  return end != nullptr && std::sscanf(end + 1, " %c %d", &state, &parent) == 2 ? parent : -1;
}

void killChildren() {
  DIR* processes = ::opendir("/proc");
  if (processes == nullptr) return;
  for (const dirent* entry = ::readdir(processes); entry != nullptr; entry = ::readdir(processes)) {
    const int pid = std::atoi(entry->d_name);
    if (pid > 0 && parentOf(pid) == ::getpid()) ::kill(pid, SIGKILL);
  }
  ::closedir(processes);
}

class Keeper {
 public:
  Keeper(int channel, int signals, int output, pid_t service)
      : channel_(channel), signals_(signals), output_(output), service_(service) {}

  [[noreturn]] void run() {
    while (!ended_ && !abandoned_) {
      std::array<pollfd, 3> waits{
          {{channel_, POLLIN, 0}, {signals_, POLLIN, 0}, {outputOpen_ ? output_ : -1, POLLIN, 0}}};
      if (::poll(waits.data(), waits.size(), -1) < 0) continue;
      if (waits[2].revents != 0) outputOpen_ = readOutput();
      if (waits[1].revents != 0) takeSignals();
      if (waits[0].revents != 0) obey();
    }
    sweep();
    report();
    ::_exit(0);
  }

 private:
  bool readOutput() {
    std::array<char, 4096> bytes;
    const ssize_t got = ::read(output_, bytes.data(), bytes.size());
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    tail_.add({bytes.data(), static_cast<std::size_t>(got)});
    if (got > 0) passOn(bytes.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  // To the worker's standard error, which the agent reads into the node's log. Whoever does not read there loses bytes,
  // which are told when there is room again, and never holds up the service.
  void passOn(const char* bytes, std::size_t size) {
    if (lost_ > 0 && hasRoom()) {
      std::array<char, 64> note{};
      const int length = std::snprintf(note.data(), note.size(), "\nleft out %zu bytes\n", lost_);
      (void)!::write(STDERR_FILENO, note.data(), static_cast<std::size_t>(length));
      lost_ = 0;
    }
    if (hasRoom())
      (void)!::write(STDERR_FILENO, bytes, size);
    else
      lost_ += size;
  }

  // Poll promises that much at once, so that a write does not wait.
  static bool hasRoom() {
    static_assert(PIPE_BUF >= 4096);
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    return ::poll(&room, 1, 0) > 0 && (room.revents & POLLOUT) != 0;
  }

  void takeSignals() {
    signalfd_siginfo info{};
    (void)!::read(signals_, &info, sizeof(info));
    reap();
  }

  // Of everything that has ended; only the service itself matters.
  bool reap() {
    int status = 0;
    for (;;) {
      const pid_t pid = ::waitpid(-1, &status, WNOHANG);
      if (pid == 0) return true;
      if (pid < 0) return errno != ECHILD;
      if (pid != service_) continue;
      ended_ = true;
      status_ = status;
    }
  }

  void obey() {
    char order = 0;
    const ssize_t got = ::recv(channel_, &order, 1, 0);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0 || order == kKill)
      abandoned_ = true;
    else if (order == kTerminate)
      ::kill(-service_, SIGTERM);
  }

  // Children that lose their parent become ours, so there is an end.
  void sweep() {
    ::kill(-service_, SIGKILL);
    for (int turn = 0; turn < kSweeps && reap(); ++turn) {
      killChildren();
      ::poll(nullptr, 0, kSweepMs);
    }
  }

  void report() {
    for (int turn = 0; outputOpen_ && turn < kLeftoverReads && pending(); ++turn) outputOpen_ = readOutput();
    KeeperReport told;
    told.status = status_;
    const std::string line = tail_.lastLine();
    std::copy_n(line.begin(), std::min(line.size(), told.line.size() - 1), told.line.begin());
    (void)::send(channel_, &told, sizeof(told), MSG_NOSIGNAL);
  }

  bool pending() const {
    pollfd wait{output_, POLLIN, 0};
    return ::poll(&wait, 1, 0) > 0;
  }

  int channel_;
  int signals_;
  int output_;
  pid_t service_;
  OutputTail tail_;
  std::size_t lost_ = 0;  // bytes that nobody took and nobody knows of yet
  bool outputOpen_ = true;
  bool ended_ = false;
  bool abandoned_ = false;
  int status_ = 0;
};

int blockedSignals() {
  sigset_t watched;
  ::sigemptyset(&watched);
  ::sigaddset(&watched, SIGCHLD);
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  return ::signalfd(-1, &watched, SFD_CLOEXEC);
}

}  // namespace

void keep(const Command& command, int channel) {
  ::setsid();
  ::prctl(PR_SET_NAME, "flotilla-keeper");
  ::signal(SIGCHLD, SIG_DFL);
  std::array<int, 2> pipe{};
  // Nothing of the worker stays open here, above all not the other end of the channel.
  bool ready = ::dup2(channel, kChannel) >= 0 && ::close_range(kChannel + 1, ~0U, 0) == 0;
  ready = ready && ::fcntl(kChannel, F_SETFD, FD_CLOEXEC) == 0;
  ready = ready && ::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && ::pipe2(pipe.data(), O_CLOEXEC) == 0;
  const int signals = blockedSignals();
  const pid_t self = ::getpid();
  const pid_t service = ready && signals >= 0 ? ::fork() : -1;
  if (service == 0) command.becomeIt(pipe[1], self);
  if (service < 0) ::_exit(1);
  ::setpgid(service, service);  // here too, so that it holds before the first signal to the group
  ::close(pipe[1]);
  Keeper(kChannel, signals, pipe[0], service).run();
}

}  // namespace flotilla::process
