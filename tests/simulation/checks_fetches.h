// W11: a source that fails or refuses is not asked for ever. Whoever waits for it comes seldom, and what was refused is
// not asked for again until somebody decides anew. Looks on. Thread: that of the world. Lifetime: as long as the world.
#pragma once

#include <cstdint>
#include <deque>
#include <map>

#include "tests/simulation/sim_node.h"

namespace flotilla::simulation {

class FetchChecks {
 public:
  explicit FetchChecks(World& world) : world_(world) {}

  void onFetched(const SimNode& node, const Digest& digest, const Status& status);

 private:
  // Of one node since it started, succeeded, or was given another assignment.
  struct Book {
    std::uint64_t boots = 0;
    std::uint64_t generation = 0;
    std::deque<Duration> failed;             // within the last hour
    std::map<Digest, std::uint32_t> denied;  // how often
  };

  World& world_;
  std::map<std::size_t, Book> books_;
};

}  // namespace flotilla::simulation
