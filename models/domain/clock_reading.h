// How far the clock of a node is from the control plane's. Thread: values.
#pragma once

#include <array>
#include <string_view>

#include "models/domain/time.h"

namespace flotilla {

enum class ClockState {
  Unknown,   // nobody measured
  Measured,  // the offset is that of the moment in question, within the uncertainty
  Unsure,    // measured only at another time: the clock may have been another one then
};
inline constexpr std::array<std::string_view, 3> kClockStateNames{"unknown", "measured", "unsure"};
constexpr std::string_view toText(ClockState s) {
  return kClockStateNames[static_cast<std::size_t>(s)];
}

struct ClockReading {
  ClockState state = ClockState::Unknown;
  Duration offset{};       // what to add to the node's time
  Duration uncertainty{};  // the true offset is at most this far away
  friend bool operator==(const ClockReading&, const ClockReading&) = default;
};

}  // namespace flotilla
