// SIGTERM and SIGINT as something to wait for. Thread: main; made before any other thread starts, so that only wait()
// sees them. SIGPIPE is ignored from then on.
#pragma once

#include <csignal>

namespace flotilla {

class StopSignal {
 public:
  StopSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
};

}  // namespace flotilla
