// How often which fault was injected, by kind. Thread: the simulation's. Lifetime: outlives what counts into it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace flotilla::simulation {

class FaultCounts {
 public:
  void add(std::string_view kind, std::uint64_t times = 1) {
    const auto at = counts_.find(kind);
    if (at == counts_.end())
      counts_.emplace(kind, times);
    else
      at->second += times;
  }
  std::uint64_t of(std::string_view kind) const {
    const auto at = counts_.find(kind);
    return at == counts_.end() ? 0 : at->second;
  }
  void add(const FaultCounts& others) {
    for (const auto& [kind, times] : others.counts_) add(kind, times);
  }
  const std::map<std::string, std::uint64_t, std::less<>>& all() const { return counts_; }

 private:
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

}  // namespace flotilla::simulation
