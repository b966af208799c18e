// What things of the demonstration fleet are called, and finding them by that. Thread: pure functions.
#pragma once

#include <optional>
#include <string>

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

std::string nameOf(const DemoNode& node);
RegionName regionOf(const DemoNode& node);
SiteName siteOf(const DemoNode& node);
// 0.0.0 for kNone.
Version versionAt(std::size_t workload, std::uint8_t version);
NodeId idOf(const DemoState& state, std::uint32_t index);
RolloutId idOf(const DemoRollout& rollout);

std::optional<std::uint32_t> findDemoNode(const DemoState& state, const std::string& nameOrId);
std::optional<std::uint32_t> findDemoRollout(const DemoState& state, const RolloutId& id);
std::optional<std::size_t> findDemoWorkload(const WorkloadName& name);
std::optional<std::size_t> findDemoVersion(std::size_t workload, const Version& version);

// The lowest `digits` hex digits.
std::string hexText(std::uint64_t value, int digits);

}  // namespace flotilla::console
