// Who is on call at a time. Pure but for the zones of the machine. Thread: any.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "models/domain/alerting.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

// Errors name `<field>.zone` and so on: no_name, unknown_zone, bad_turn, no_members, same_name, unknown_member,
// bad_times, too_many.
Status checkRotation(const Rotation& rotation, const std::string& field);

struct OnCall {
  const Member* member = nullptr;  // into the rotation
  TimePoint until{};               // somebody else may be on call from then on
  bool takesOver = false;          // for whoever has the turn
};
// Nothing before the first turn, unless somebody takes over. Turns change at the hour of the first by the clock on the
// wall, also when clocks change; where that hour is skipped, when it is. Of overrides that overlap, the last one listed
// counts.
std::optional<OnCall> onCallAt(const Rotation& rotation, TimePoint at);

}  // namespace flotilla::controlplane
