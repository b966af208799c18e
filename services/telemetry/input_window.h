// What a worker saw of the inputs of one model in some span of time. It closes by records and by time, so that a slow
// device sends few of them and a fast one does not wait. Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/time.h"
#include "services/telemetry/distribution.h"

namespace flotilla {

struct InputWindow {
  TimePoint began{};  // the node's clock
  TimePoint ended{};
  std::uint32_t records = 0;               // answered requests
  std::uint32_t repeatsAfter = 0;          // the source repeats so many inputs in a circle; 0: it does not
  bool partial = false;                    // closed before it was full, because the worker stopped
  Digest profile;                          // of the file by which it was counted; zero if there is none
  std::vector<Distribution> features;      // as the profile has them
  std::optional<Distribution> confidence;  // of classifiers

  // Of the same profile; what is not is left as it was, and the answer is false.
  bool merge(const InputWindow& other);
  bool sameKind(const InputWindow& other) const;
  friend bool operator==(const InputWindow&, const InputWindow&) = default;
};

inline constexpr std::size_t kMaxWindowBytes = 64 << 10;  // more than kMaxFeatures of them take

std::string encodeWindow(const InputWindow& window);
Result<InputWindow> decodeWindow(std::string_view bytes);  // Invalid/"bad_window"

}  // namespace flotilla
