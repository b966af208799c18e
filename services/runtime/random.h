// Chance as an argument. SystemRandom reads the kernel and is fit for secrets and ids.
// Thread: any for SystemRandom. Lifetime: outlives whatever holds a reference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "models/domain/time.h"

namespace flotilla {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::string bytes(std::size_t count) = 0;  // raw

  std::uint64_t number();  // uniform over 64 bits
  double unit();           // uniform in [0, 1)
};

class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

// UUID version 7 (RFC 9562 section 5.7): time-ordered, lower-case text with hyphens.
std::string makeUuid(TimePoint now, Random& random);

}  // namespace flotilla
