#include "app/cli/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace flotilla::cli {
namespace {

std::atomic<int> toWake = -1;  // a signal handler has no argument of ours

void wake(int) {
  const char byte = 0;
  (void)!::write(toWake, &byte, 1);
}

}  // namespace

Interrupt::Interrupt() {
  if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) return;  // without a pipe Ctrl-C ends the program, as ever
  toWake = pipe_[1];
  struct sigaction action {};
  action.sa_handler = wake;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  for (const int end : pipe_)
    if (end >= 0) ::close(end);
}

bool Interrupt::within(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waited{pipe_[0], POLLIN, 0};
    if (::poll(&waited, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0) > 0) return true;
    if (std::chrono::steady_clock::now() >= end) return false;
  }
}

}  // namespace flotilla::cli
