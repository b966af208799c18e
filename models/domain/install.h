// The life of an assignment on a node, per workload. The order of durable steps is in services/agent/core/install.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace flotilla {

enum class InstallState {
  Idle,  // nothing was ever assigned
  Assigned,
  Downloading,
  Verified,
  Armed,
  Writing,
  Written,
  Switching,
  Trying,
  Committing,
  Committed,
  Refused,  // a check failed before armed; the reason names it
  RollingBack,
  RolledBack,
  Halted,  // loop guard: waits for a new generation
};

inline constexpr std::array<std::string_view, 15> kInstallStateNames{
    "idle",   "assigned",   "downloading", "verified", "armed",        "writing",     "written", "switching",
    "trying", "committing", "committed",   "refused",  "rolling_back", "rolled_back", "halted"};

constexpr std::string_view toText(InstallState state) {
  return kInstallStateNames[static_cast<std::size_t>(state)];
}

constexpr std::optional<InstallState> installStateFrom(std::string_view text) {
  for (std::size_t i = 0; i < kInstallStateNames.size(); ++i)
    if (kInstallStateNames[i] == text) return static_cast<InstallState>(i);
  return std::nullopt;
}

// Nothing more happens in these states without a new generation.
constexpr bool isSettled(InstallState state) {
  return state == InstallState::Idle || state == InstallState::Committed || state == InstallState::Refused ||
         state == InstallState::RolledBack || state == InstallState::Halted;
}

enum class Arm { Stable, Candidate, Shadow };
inline constexpr std::array<std::string_view, 3> kArmNames{"stable", "candidate", "shadow"};
constexpr std::string_view toText(Arm arm) {
  return kArmNames[static_cast<std::size_t>(arm)];
}

}  // namespace flotilla
