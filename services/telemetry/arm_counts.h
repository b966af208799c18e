// What one arm of a workload did in some span of time: sums that merge exactly.
// Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "services/telemetry/histogram.h"

namespace flotilla {

struct ArmCounts {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  std::uint64_t labelled = 0;  // answers for which the truth was known
  std::uint64_t correct = 0;   // of those, the right ones
  std::uint64_t rawBytes = 0;  // float32 inputs and outputs plus 16 B per request (domain.md rule 11)
  Histogram latencyUs;         // of answered requests
  std::uint64_t held = 0;      // answers that were held back: no errors, and neither labelled nor correct

  void merge(const ArmCounts& other);
  bool empty() const { return requests == 0 && errors == 0; }
  // `held` is only there if it is not 0, so that programs from before read all that has none.
  std::string encode() const;
  static Result<ArmCounts> decode(std::string_view bytes);
  friend bool operator==(const ArmCounts&, const ArmCounts&) = default;
};

}  // namespace flotilla
