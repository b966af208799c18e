// Exponential back-off with full jitter: the n-th wait is uniform in [0, min(cap, base * 2^n)], never under `floor`.
// Source: Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
// Thread: the owner's. Lifetime: a value; `random` outlives it.
#pragma once

#include <chrono>

#include "services/runtime/random.h"

namespace flotilla {

class Backoff {
 public:
  Backoff(Random& random, std::chrono::milliseconds base, std::chrono::milliseconds cap,
          std::chrono::milliseconds floor = std::chrono::milliseconds(50))
      : random_(random), base_(base), cap_(cap), floor_(floor) {}

  std::chrono::milliseconds next();
  void reset() { attempts_ = 0; }

 private:
  Random& random_;
  std::chrono::milliseconds base_;
  std::chrono::milliseconds cap_;
  std::chrono::milliseconds floor_;
  int attempts_ = 0;
};

}  // namespace flotilla
