#include "app/console/adapters/demo_slots.h"

#include <algorithm>
#include <cmath>

#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

enum : std::size_t { kAvailability, kLatency, kInStep, kReachability };
enum : std::size_t { kEuWest = 0, kUsWest = 3, kSaEast = 4, kMeCentral = 5, kApSouth = 6, kApEast = 7 };

constexpr std::uint8_t kServing = 1;     // checkout-vision, of demoWorkloads()
constexpr double kAnswersPerSecond = 4;  // of one node
constexpr double kEnoughReports = 0.95;
constexpr Duration kUplinkLostFor = 31h;

constexpr DemoEpisode kEpisodes[] = {
    {kAvailability, kApSouth, 486, 3, 60}, {kAvailability, kApSouth, 212, 5, 40},  {kAvailability, kApSouth, 50, 4, 48},
    {kAvailability, kApSouth, 0.9, 0, 21}, {kAvailability, kEuWest, 300, 4, 35},   {kAvailability, kEuWest, 96, 2, 50},
    {kLatency, kUsWest, 410, 8, 33},       {kLatency, kUsWest, 170, 6, 34},        {kLatency, kSaEast, 250, 5, 45},
    {kInStep, kApEast, 30, 9, 12},         {kReachability, kUsWest, 560, 12, 7.5},
};

// Shares of the nodes of a region.
struct RegionNow {
  std::uint64_t nodes = 0, silent = 0, outOfStep = 0, serving = 0;
  std::uint64_t requests = 0, errors = 0;
};

std::vector<RegionNow> regionsNow(const DemoState& state) {
  std::vector<RegionNow> out(demoRegions().size());
  for (const DemoNode& node : state.nodes) {
    if (node.identity != NodeIdentity::Active) continue;
    RegionNow& region = out[demoSites()[node.site].region];
    ++region.nodes;
    region.silent += node.contact != DemoContact::Steady;
    region.outOfStep += std::any_of(node.installs.begin(), node.installs.end(),
                                    [](const DemoInstall& install) { return install.cause != kNone; });
    for (const DemoInstall& install : node.installs) {
      if (install.workload != kServing) continue;
      ++region.serving;
      region.requests += install.requests;
      region.errors += install.errors;
    }
  }
  return out;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// 0 <= x < 1, the same for the same things.
double chance(const DemoState& state, std::uint64_t a, std::uint64_t b) {
  return static_cast<double>(mixed(mixed(state.spec.seed, a), b) >> 11) * 0x1p-53;
}

DemoPlace placeOf(const DemoState& state, std::size_t objective, std::size_t region, const RegionNow& now) {
  const double mayMiss = 1 - demoObjectives()[objective].target;
  const double luck = chance(state, objective, region);
  const bool ofNodes = !isOfWorkload(demoObjectives()[objective].indicator);
  const double slotSeconds = std::chrono::duration<double>(kDemoSlot).count();
  DemoPlace out;
  out.objective = objective;
  out.region = region;
  // Nodes are looked at once a minute.
  out.eventsPerSlot = ofNodes ? static_cast<double>(now.nodes) * slotSeconds / 60
                              : static_cast<double>(now.serving) * slotSeconds * kAnswersPerSecond;
  out.before = out.lately = 0.08 + 0.3 * luck;
  if (objective == kLatency) out.before = out.lately = 0.2 + 0.1 * luck;
  if (objective == kAvailability)
    out.before = out.lately = ratio(now.errors, now.requests) / mayMiss * (0.7 + 0.6 * luck);
  if (objective == kInStep) out.before = out.lately = ratio(now.outOfStep, now.nodes) / mayMiss;
  if (objective == kReachability) {
    out.lately = ratio(now.silent, now.nodes) / mayMiss;
    out.since = demoSlot(state.startedAt - kUplinkLostFor);
  }
  out.silent = objective == kLatency && region == kMeCentral;
  out.partial = ratio(now.silent, now.nodes) > 1 - kEnoughReports;
  return out;
}

double burnAt(const DemoState& state, const DemoPlace& place, std::int64_t slot) {
  double burn = place.since && slot >= *place.since ? place.lately : place.before;
  const double hoursAgo = static_cast<double>(demoSlot(state.startedAt) - slot) / static_cast<double>(1h / kDemoSlot);
  for (const DemoEpisode& episode : kEpisodes) {
    if (episode.objective != place.objective || episode.region != place.region) continue;
    const bool over = episode.hours > 0 && hoursAgo <= episode.hoursAgo - episode.hours;
    if (hoursAgo <= episode.hoursAgo && !over) burn += episode.burn;
  }
  return burn;
}

}  // namespace

std::span<const Objective> demoObjectives() {
  static const Objective kObjectives[] = {
      {ObjectiveName("availability"), "Availability", Indicator::Success, WorkloadName("checkout-vision"), 0, 0.999},
      {ObjectiveName("inference"), "Inference < 60 ms", Indicator::Latency, WorkloadName("checkout-vision"), 60, 0.99},
      {ObjectiveName("in-step"), "In step within 1 h", Indicator::InStep, {}, 3600, 0.98},
      {ObjectiveName("reachability"), "Reachability", Indicator::Reachability, {}, 0, 0.99}};
  return kObjectives;
}

std::span<const DemoEpisode> demoEpisodes() {
  return kEpisodes;
}

std::vector<DemoPlace> demoPlaces(const DemoState& state) {
  const std::vector<RegionNow> regions = regionsNow(state);
  std::vector<DemoPlace> out;
  for (std::size_t objective = 0; objective < demoObjectives().size(); ++objective)
    for (std::size_t region = 0; region < regions.size(); ++region)
      if (regions[region].nodes > 0) out.push_back(placeOf(state, objective, region, regions[region]));
  return out;
}

std::int64_t demoSlot(TimePoint at) {
  return at.time_since_epoch() / kDemoSlot;
}

Tally demoTally(const DemoState& state, const DemoPlace& place, std::int64_t slot) {
  if (place.silent) return {};
  const auto key = static_cast<std::uint64_t>(slot);
  const std::uint64_t who = place.objective * 64 + place.region;
  // As busy as by day and by night, and a little of chance.
  const double hour = static_cast<double>(slot % (24h / kDemoSlot)) / static_cast<double>(1h / kDemoSlot);
  const bool ofNodes = !isOfWorkload(demoObjectives()[place.objective].indicator);
  const double busy = ofNodes ? 1 : 1 + 0.15 * std::sin(hour / 24 * 6.28318530718);
  const double total = std::round(place.eventsPerSlot * busy);
  const double share = std::min(1.0, burnAt(state, place, slot) * (1 - demoObjectives()[place.objective].target) *
                                         (0.8 + 0.4 * chance(state, who, key)));
  // Whole events that add up to the share over many slots.
  const double bad = std::min(total, std::floor(total * share + chance(state, who + 32, key)));
  return {static_cast<std::uint64_t>(total), static_cast<std::uint64_t>(bad)};
}

}  // namespace flotilla::console
