// Another process that holds the lock of a directory, and a child of it that lives on after its end. Thread: one.
// Lifetime: both have ended afterwards.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "services/runtime/files.h"

namespace flotilla::test {

class LockHolder {
 public:
  explicit LockHolder(const Path& lock) {
    std::array<int, 2> told{};
    if (::pipe(told.data()) != 0 || ::pipe(life_.data()) != 0) return;
    process_ = ::fork();
    if (process_ == 0) hold(lock, told[1]);
    ::close(told[1]);
    ::close(life_[0]);
    char holds = 'n';
    holds_ = process_ > 0 && ::read(told[0], &holds, 1) == 1 && holds == 'y';
    ::close(told[0]);
  }
  ~LockHolder() {
    kill();
    ::close(life_[1]);  // which ends the child
  }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

  bool holds() const { return holds_; }
  pid_t process() const { return process_; }
  // SIGKILL, and waits for its end; the child goes on.
  void kill() {
    if (process_ > 0) ::kill(process_, SIGKILL), ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }

 private:
  std::array<int, 2> life_{-1, -1};
  pid_t process_ = -1;
  bool holds_ = false;

  [[noreturn]] void hold(const Path& lock, int tell) {
    ::close(life_[1]);
    const auto held = FileLock::acquire(lock);
    const bool forked = ::fork() >= 0;  // the child says the same; one word is enough
    (void)!::write(tell, held && forked ? "y" : "n", 1);
    ::close(tell);
    char nothing = 0;
    (void)!::read(life_[0], &nothing, 1);  // until the test lets go
    ::_exit(0);
  }
};

}  // namespace flotilla::test
