// Something that people should know about, with its life: pending, firing, resolved. Thread: values.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "models/domain/objective.h"

namespace flotilla {

enum class AlertKind {
  Burn,     // a budget is used up too fast
  Missing,  // nothing is observed where something should be
};
inline constexpr std::array<std::string_view, 2> kAlertKindNames{"burn", "missing"};
constexpr std::string_view toText(AlertKind kind) {
  return kAlertKindNames[static_cast<std::size_t>(kind)];
}

enum class AlertState { Firing, Resolved };
inline constexpr std::array<std::string_view, 2> kAlertStateNames{"firing", "resolved"};
constexpr std::string_view toText(AlertState state) {
  return kAlertStateNames[static_cast<std::size_t>(state)];
}

// What makes two of them the same: an objective that burns on several windows is one page, not one for each.
struct ObjectiveAlertKey {
  AlertKind kind = AlertKind::Burn;
  ObjectiveName objective;
  RegionName region;  // empty = the fleet
  Severity severity = Severity::Page;
  friend auto operator<=>(const ObjectiveAlertKey&, const ObjectiveAlertKey&) = default;
};

struct ObjectiveAlert {
  ObjectiveAlertKey key;
  AlertState state = AlertState::Firing;
  TimePoint since = {};     // it fires
  TimePoint lastTrue = {};  // its condition held last
  TimePoint resolvedAt = {};
  std::string why = {};  // a sentence, of the newest time at which the condition held
  friend bool operator==(const ObjectiveAlert&, const ObjectiveAlert&) = default;
};

}  // namespace flotilla
