// How many requests there were and how many of them were bad. What is bad is the caller's choice: an error, or an
// answer slower than a limit that was fixed before the step began. Thread: values.
#pragma once

#include <algorithm>
#include <cstdint>

namespace flotilla::controlplane::judge {

struct Counts {
  std::uint64_t requests = 0;
  std::uint64_t bad = 0;  // at most requests; what is above counts as requests, see badOf
  friend bool operator==(const Counts&, const Counts&) = default;
};

// The bad ones that there can have been: a report that was cut in two may name more bad answers than requests.
inline std::uint64_t badOf(const Counts& counts) {
  return std::min(counts.bad, counts.requests);
}

}  // namespace flotilla::controlplane::judge
