#include "app/console/adapters/demo_names.h"

#include <charconv>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

template <class T, class Name>
std::optional<std::size_t> positionOf(std::span<const T> things, const std::string& name, Name nameOfThing) {
  for (std::size_t i = 0; i < things.size(); ++i)
    if (nameOfThing(things[i]) == name) return i;
  return std::nullopt;
}

}  // namespace

std::string hexText(std::uint64_t value, int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(static_cast<std::size_t>(digits), '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, value >>= 4) *at = kDigits[value & 0xf];
  return out;
}

std::string nameOf(const DemoNode& node) {
  return std::string(demoSites()[node.site].name) + "-" + std::to_string(node.number);
}

RegionName regionOf(const DemoNode& node) {
  return RegionName(std::string(demoRegions()[demoSites()[node.site].region].name));
}

SiteName siteOf(const DemoNode& node) {
  return SiteName(std::string(demoSites()[node.site].name));
}

Version versionAt(std::size_t workload, std::uint8_t version) {
  return version == kNone ? Version{} : demoWorkloads()[workload].versions[version].version;
}

// In the form of a UUIDv7; the index at its end makes it easy to find.
NodeId idOf(const DemoState& state, std::uint32_t index) {
  const auto ms = static_cast<std::uint64_t>(toMicros(state.nodes[index].enrolledAt) / 1000);
  const std::uint64_t chance = mixed(state.spec.seed + 1, index);
  return NodeId(hexText(ms >> 16, 8) + "-" + hexText(ms, 4) + "-7" + hexText(chance, 3) + "-8" +
                hexText(chance >> 12, 3) + "-" + hexText(chance >> 24, 4) + hexText(index, 8));
}

RolloutId idOf(const DemoRollout& rollout) {
  return RolloutId(std::string(demoWorkloads()[rollout.workload].name) + "-" + std::to_string(rollout.number));
}

std::optional<std::uint32_t> findDemoNode(const DemoState& state, const std::string& nameOrId) {
  constexpr std::size_t kUuidLength = 36, kIndexDigits = 8;
  std::uint32_t number = 0;
  if (nameOrId.size() == kUuidLength) {
    const char* end = nameOrId.data() + kUuidLength;
    const auto [rest, error] = std::from_chars(end - kIndexDigits, end, number, 16);
    if (error == std::errc() && rest == end && number < state.nodes.size() && idOf(state, number).value == nameOrId)
      return number;
  }
  const std::size_t dash = nameOrId.rfind('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto site =
      positionOf(demoSites(), nameOrId.substr(0, dash), [](const DemoSite& s) { return std::string(s.name); });
  const char* end = nameOrId.data() + nameOrId.size();
  const auto [rest, error] = std::from_chars(nameOrId.data() + dash + 1, end, number);
  if (!site || error != std::errc() || rest != end || number == 0) return std::nullopt;
  const std::uint32_t index = state.siteBegin[*site] + number - 1;
  return index < state.siteBegin[*site + 1] ? std::optional(index) : std::nullopt;
}

std::optional<std::uint32_t> findDemoRollout(const DemoState& state, const RolloutId& id) {
  for (std::uint32_t i = 0; i < state.rollouts.size(); ++i)
    if (idOf(state.rollouts[i]) == id) return i;
  return std::nullopt;
}

std::optional<std::size_t> findDemoWorkload(const WorkloadName& name) {
  return positionOf(demoWorkloads(), name.value, [](const DemoWorkload& w) { return std::string(w.name); });
}

std::optional<std::size_t> findDemoVersion(std::size_t workload, const Version& version) {
  return positionOf(demoWorkloads()[workload].versions, version.toString(),
                    [](const DemoVersion& v) { return v.version.toString(); });
}

}  // namespace flotilla::console
