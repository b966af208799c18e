// Ranges of a rollout plan where RolloutPlan names none, and the precision of its document. Private to
// services/documents.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/domain/time.h"
#include "services/documents/fleet_limits.h"

namespace flotilla {

inline constexpr std::size_t kMaxPlanBytes = 256 * 1024;
inline constexpr std::int64_t kMaxPlanNodes = 1'000'000;  // wherever a plan counts nodes
inline constexpr std::int64_t kMaxApprovals = 20;
inline constexpr std::int64_t kMaxRestartsInPlan = 1'000;
inline constexpr Duration kMonth = std::chrono::hours(24 * 30);
inline constexpr double kPercentScale = kThousand;
inline constexpr double kMillisecondScale = kThousand;
inline constexpr double kFractionScale = kMillion;

inline constexpr std::array<std::string_view, 7> kDayNames{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
inline constexpr std::array<std::string_view, 2> kLateNodesNames{"skip", "update"};  // by RolloutPlan::updateLate

}  // namespace flotilla
