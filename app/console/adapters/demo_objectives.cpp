#include "app/console/adapters/demo_objectives.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "app/console/adapters/demo_places.h"
#include "models/domain/in_words.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostSteps = 1'000;  // as a control plane does it
constexpr Duration kSinceLately = 3h;      // before the demonstration started, what is no episode began to fire
constexpr Duration kResolvesAfter = 30min;

struct DemoTier {
  Severity severity;
  double budget;
  Duration longWindow;
  Duration shortWindow;
};
// Those of a control plane for 30 days.
constexpr DemoTier kTiers[] = {{Severity::Page, 0.02, 1h, 5min},
                               {Severity::Page, 0.05, 6h, 30min},
                               {Severity::Ticket, 0.10, 24h, 2h},
                               {Severity::Ticket, 0.10, 72h, 6h}};

double limitOf(const DemoTier& tier, Duration period) {
  return tier.budget * static_cast<double>(period.count()) / static_cast<double>(tier.longWindow.count());
}

double burnOf(const Tally& tally, double target) {
  return tally.total == 0 ? 0 : static_cast<double>(tally.bad) / static_cast<double>(tally.total) / (1 - target);
}

// What the places of one objective counted together in each of the windows, and in the whole period.
struct Windows {
  Tally period;
  std::array<Tally, std::size(kTiers)> longs, shorts;
};

Windows count(const DemoState& state, std::span<const DemoPlace> places, Duration period) {
  Windows out;
  const std::int64_t end = demoSlot(demoCounted(state));
  for (std::int64_t slot = end - period / kDemoSlot; slot < end; ++slot) {
    Tally tally;
    for (const DemoPlace& place : places) tally += demoTally(state, place, slot);
    out.period += tally;
    for (std::size_t i = 0; i < std::size(kTiers); ++i) {
      if (slot >= end - kTiers[i].longWindow / kDemoSlot) out.longs[i] += tally;
      if (slot >= end - kTiers[i].shortWindow / kDemoSlot) out.shorts[i] += tally;
    }
  }
  return out;
}

Windows together(const std::vector<Windows>& parts) {
  Windows out;
  for (const Windows& part : parts) {
    out.period += part.period;
    for (std::size_t i = 0; i < std::size(kTiers); ++i) {
      out.longs[i] += part.longs[i];
      out.shorts[i] += part.shorts[i];
    }
  }
  return out;
}

ObjectiveStanding standingOf(const DemoState& state, const Objective& objective, RegionName region,
                             const Windows& seen) {
  ObjectiveStanding out;
  out.objective = objective.name;
  out.region = std::move(region);
  out.tally = seen.period;
  if (seen.period.total > 0) {
    out.budgetLeft = 1 - burnOf(seen.period, objective.target);
    out.lastObserved = demoCounted(state);
  }
  out.state = budgetStateOf(out.budgetLeft);
  for (std::size_t i = 0; i < std::size(kTiers); ++i) {
    const DemoTier& tier = kTiers[i];
    TierStanding now;
    now.tier = {tier.severity, tier.budget, tier.longWindow, tier.shortWindow, limitOf(tier, objective.period)};
    now.longTally = seen.longs[i];
    now.shortTally = seen.shorts[i];
    now.longBurn = burnOf(now.longTally, objective.target);
    now.shortBurn = burnOf(now.shortTally, objective.target);
    now.burning = now.longBurn > now.tier.burn && now.shortBurn > now.tier.burn;
    out.tiers.push_back(now);
  }
  const double pace = out.tiers.front().longBurn;
  if (out.budgetLeft && *out.budgetLeft > 0 && pace > *out.budgetLeft)
    out.exhaustedIn = Duration(std::llround(static_cast<double>(objective.period.count()) * *out.budgetLeft / pace));
  return out;
}

std::string placeText(const RegionName& region) {
  return region.empty() ? "the fleet" : region.value;
}

std::string whyBurns(const ObjectiveStanding& standing, const TierStanding& tier) {
  const auto bad = [](const Tally& tally) {
    return std::to_string(tally.bad) + " of " + std::to_string(tally.total) + " bad in ";
  };
  return standing.objective.value + " in " + placeText(standing.region) + ": " + bad(tier.longTally) +
         toText(tier.tier.longWindow) + ", " + bad(tier.shortTally) + toText(tier.tier.shortWindow) + ": " +
         oneDecimal(tier.longBurn) + " and " + oneDecimal(tier.shortBurn) +
         " times the pace that lasts, the limit is " + oneDecimal(tier.tier.burn);
}

TimePoint fires(const DemoState& state, const DemoEpisode& episode, const DemoTier& tier, Duration period) {
  const auto began = state.startedAt - Duration(std::llround(episode.hoursAgo * 3.6e9));
  return began + Duration(std::llround(static_cast<double>(tier.longWindow.count()) * limitOf(tier, period) /
                                       std::max(episode.burn, limitOf(tier, period))));
}

TimePoint firesSince(const DemoState& state, const ObjectiveStanding& standing, Duration period) {
  for (const DemoEpisode& episode : demoEpisodes())
    if (episode.hours == 0 && demoRegions()[episode.region].name == standing.region.value &&
        demoObjectives()[episode.objective].name == standing.objective)
      return fires(state, episode, kTiers[0], period);
  return state.startedAt - kSinceLately;
}

// A page holds back the ticket, as at a control plane.
void addFiring(std::vector<ObjectiveAlert>& out, const DemoState& state, const ObjectiveStanding& standing,
               Duration period) {
  const auto burning =
      std::find_if(standing.tiers.begin(), standing.tiers.end(), [](const TierStanding& tier) { return tier.burning; });
  ObjectiveAlert alert;
  alert.key = {AlertKind::Burn, standing.objective, standing.region, Severity::Ticket};
  alert.since = firesSince(state, standing, period);
  alert.lastTrue = demoCounted(state);
  if (burning != standing.tiers.end()) {
    alert.key.severity = burning->tier.severity;
    alert.why = whyBurns(standing, *burning);
    out.push_back(std::move(alert));
  } else if (standing.missing) {
    alert.key.kind = AlertKind::Missing;
    alert.since = state.startedAt - 26h;
    alert.why = standing.objective.value + " in " + placeText(standing.region) +
                ": nothing was observed so far; whether it is met is not known";
    out.push_back(std::move(alert));
  }
}

// Episodes that are over; the first tier that their burn is beyond paged.
void addResolved(std::vector<ObjectiveAlert>& out, const DemoState& state, const DemoEpisode& episode) {
  constexpr Duration kLately = 24h * 14;
  const Objective& objective = demoObjectives()[episode.objective];
  const Duration length(std::llround(episode.hours * 3.6e9));
  for (const DemoTier& tier : kTiers) {
    const double windowHours = std::chrono::duration<double, std::ratio<3600>>(tier.longWindow).count();
    const double limit = limitOf(tier, objective.period);
    if (episode.burn <= limit || episode.burn * episode.hours < limit * windowHours) continue;
    ObjectiveAlert alert;
    alert.key = {AlertKind::Burn, objective.name, RegionName(std::string(demoRegions()[episode.region].name)),
                 tier.severity};
    alert.state = AlertState::Resolved;
    alert.since = fires(state, episode, tier, objective.period);
    alert.lastTrue = state.startedAt - Duration(std::llround(episode.hoursAgo * 3.6e9)) + length;
    alert.resolvedAt = alert.lastTrue + kResolvesAfter;
    alert.why = objective.name.value + " in " + alert.key.region.value + ": " + oneDecimal(episode.burn) +
                " times the pace that lasts over " + toText(tier.longWindow) + ", the limit is " + oneDecimal(limit);
    if (alert.resolvedAt > state.startedAt - kLately) out.push_back(std::move(alert));
    return;
  }
}

}  // namespace

TimePoint demoCounted(const DemoState& state) {
  return TimePoint(demoSlot(state.now) * kDemoSlot);
}

namespace {

std::vector<ObjectiveStanding> countStandings(const DemoState& state) {
  const std::vector<DemoPlace> places = demoPlaces(state);
  std::vector<ObjectiveStanding> out;
  for (std::size_t i = 0; i < demoObjectives().size(); ++i) {
    const Objective& objective = demoObjectives()[i];
    std::vector<Windows> parts;
    std::vector<ObjectiveStanding> regions;
    for (const DemoPlace& place : places) {
      if (place.objective != i) continue;
      parts.push_back(count(state, {&place, 1}, objective.period));
      regions.push_back(
          standingOf(state, objective, RegionName(std::string(demoRegions()[place.region].name)), parts.back()));
      regions.back().partial = place.partial;
      regions.back().missing = place.silent;
    }
    if (parts.empty()) continue;
    out.push_back(standingOf(state, objective, {}, together(parts)));
    out.insert(out.end(), regions.begin(), regions.end());
  }
  return out;
}

}  // namespace

// Counting a month takes a while and is asked for by every page that tells of alerts, so it is done once for each time
// up to which something is counted, as at a control plane.
std::vector<ObjectiveStanding> demoStandings(const DemoState& state) {
  using Key = std::tuple<std::uint64_t, std::size_t, TimePoint, TimePoint>;
  thread_local Key known;
  thread_local std::vector<ObjectiveStanding> counted;
  const Key key{state.spec.seed, state.nodes.size(), state.startedAt, demoCounted(state)};
  if (key == known) return counted;
  counted = countStandings(state);
  known = key;
  return counted;
}

std::vector<ObjectiveAlert> demoAlerts(const DemoState& state) {
  std::vector<ObjectiveAlert> out;
  for (const ObjectiveStanding& standing : demoStandings(state))
    addFiring(out, state, standing, demoObjectives().front().period);
  if (!state.nodes.empty())
    for (const DemoEpisode& episode : demoEpisodes())
      if (episode.hours > 0) addResolved(out, state, episode);
  std::stable_sort(out.begin(), out.end(),
                   [](const ObjectiveAlert& a, const ObjectiveAlert& b) { return a.since > b.since; });
  return out;
}

Result<std::vector<Tally>> demoObjectiveHistory(const DemoState& state, const ObjectiveSpan& span) {
  const auto all = demoObjectives();
  const auto objective =
      std::find_if(all.begin(), all.end(), [&](const Objective& known) { return known.name == span.objective; });
  if (objective == all.end())
    return notFound("no_objective", "no objective \"" + span.objective.value.substr(0, 80) + "\" is declared",
                    "objective", "see flotillactl objectives list");
  if (span.step < kDemoSlot) return invalid("out_of_range", "a step has to be at least " + toText(kDemoSlot), "step");
  std::vector<DemoPlace> places = demoPlaces(state);
  std::erase_if(places, [&](const DemoPlace& place) {
    return all[place.objective].name != span.objective ||
           (!span.region.empty() && demoRegions()[place.region].name != span.region.value);
  });
  std::vector<Tally> out;
  for (TimePoint at = span.from; at < span.to && out.size() < kMostSteps; at += span.step) {
    Tally tally;
    for (std::int64_t slot = demoSlot(at); slot < demoSlot(std::min(at + span.step, span.to)); ++slot)
      for (const DemoPlace& place : places) tally += demoTally(state, place, slot);
    out.push_back(tally);
  }
  return out;
}

}  // namespace flotilla::console
