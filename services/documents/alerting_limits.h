// Ranges of an alerting document. Private to services/documents.
#pragma once

#include <cstddef>

#include "models/domain/time.h"

namespace flotilla {

inline constexpr std::size_t kMaxReceivers = 200;
inline constexpr std::size_t kMaxNotifiers = 16;  // of one receiver or member
inline constexpr std::size_t kMaxNotifierSettings = 32;
inline constexpr std::size_t kMaxSettingBytes = 2048;
inline constexpr std::size_t kMaxChildRoutes = 200;  // of one route
inline constexpr std::size_t kMaxRoutes = 1000;      // of all levels
inline constexpr std::size_t kMaxRouteDepth = 8;
inline constexpr std::size_t kMaxGroupLabels = 16;
inline constexpr std::size_t kMaxEscalationSteps = 8;
inline constexpr std::size_t kMaxInhibitions = 200;
inline constexpr std::size_t kMaxMaintenanceWindows = 200;
inline constexpr std::size_t kMaxRotations = 50;
inline constexpr std::size_t kMaxMembers = 50;
inline constexpr std::size_t kMaxTurnOverrides = 200;
inline constexpr std::int64_t kMaxTurnDays = 366;
inline constexpr std::size_t kMaxWindowReason = 200;  // characters

inline constexpr Duration kShortestAlertLength = std::chrono::seconds(1);
inline constexpr Duration kLongestGroupWait = std::chrono::hours(1);
inline constexpr Duration kLongestGroupInterval = std::chrono::hours(24);
inline constexpr Duration kLongestRepeat = std::chrono::hours(24 * 30);
inline constexpr Duration kLongestEscalation = std::chrono::hours(24 * 7);
inline constexpr Duration kLongestResolve = std::chrono::hours(24);

}  // namespace flotilla
