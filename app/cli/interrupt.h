// Ctrl-C while something is waited for: the wait ends and can still say what goes on without it. Thread: the main
// thread, one at a time. Lifetime: from the constructor to the destructor; a second Ctrl-C ends the program at once.
#pragma once

#include <chrono>

namespace flotilla::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Waits; true as soon as it was interrupted, also before.
  bool within(std::chrono::milliseconds time) const;

 private:
  int pipe_[2] = {-1, -1};
};

}  // namespace flotilla::cli
