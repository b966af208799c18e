// What came of giving the same inputs to two versions: sums that merge exactly. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"
#include "services/telemetry/histogram.h"

namespace flotilla {

struct PairCounts {
  std::uint64_t compared = 0;  // inputs that both answered with numbers
  std::uint64_t differ = 0;    // of those, that they decided otherwise about
  std::uint64_t errors = 0;    // inputs that the candidate did not answer in time, or with what is no number
  std::uint64_t drops = 0;     // inputs that it was not given, because too many were out or came at once
  std::uint64_t slower = 0;    // of compared: it took more than 1.1 times as long
  double shift = 0;            // sum over compared: its confidence less that of stable; of a score, its value, -1 to 1
  Histogram ratio;             // over compared: its time by that of stable
  std::uint32_t classes = 0;   // K, 0 to kMaxFlipClasses
  std::vector<std::uint64_t> flips = {};  // K x K: stable decided for the row, the candidate for the column

  // Matrices of different sizes cannot be added up, so then there is none.
  void merge(const PairCounts& other);
  bool empty() const { return compared == 0 && errors == 0 && drops == 0; }
  std::string encode() const;
  static Result<PairCounts> decode(std::string_view bytes);  // Invalid/"bad_pair_counts"
  friend bool operator==(const PairCounts&, const PairCounts&) = default;
};

}  // namespace flotilla
