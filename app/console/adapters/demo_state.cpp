#include "app/console/adapters/demo_state.h"

#include <algorithm>
#include <cmath>

namespace flotilla::console {
namespace {

constexpr double kUsualIntervalSeconds = 10;
constexpr double kMostReportsPerSecond = 1'000;
constexpr auto kUsualOfflineAfter = std::chrono::minutes(5);
constexpr auto kStillInterval = std::chrono::hours(24);  // a picture in which nothing grows old

void sortUnique(std::vector<std::uint32_t>& indexes) {
  std::sort(indexes.begin(), indexes.end());
  indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
}

}  // namespace

double demoReportRate(const DemoSpec& spec) {
  if (spec.reportsPerSecond) return *spec.reportsPerSecond;
  return std::min(static_cast<double>(spec.nodes) / kUsualIntervalSeconds, kMostReportsPerSecond);
}

Duration demoReportInterval(const DemoSpec& spec) {
  const double rate = demoReportRate(spec);
  if (spec.reportsPerSecond == 0.0) return kStillInterval;
  if (rate <= 0) return std::chrono::seconds(10);
  const double seconds = std::max(kUsualIntervalSeconds, static_cast<double>(spec.nodes) / rate);
  return std::min<Duration>(std::chrono::seconds(static_cast<std::int64_t>(seconds + 0.999)), kStillInterval);
}

Duration demoOfflineAfter(const DemoSpec& spec) {
  return std::max<Duration>(kUsualOfflineAfter, 6 * demoReportInterval(spec));
}

std::size_t shareOf(const DemoSpec& spec, double part) {
  return static_cast<std::size_t>(std::lround(part * static_cast<double>(spec.nodes)));
}

std::size_t roll(DemoState& state, std::size_t below) {
  return state.dice() % below;
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  // The finalizer of splitmix64.
  std::uint64_t x = a * 0x9e3779b97f4a7c15ULL + b + 0x632be59bd9b4e019ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

void DemoChanges::normalize() {
  sortUnique(nodes);
  sortUnique(rollouts);
  sortUnique(planned);
}

}  // namespace flotilla::console
