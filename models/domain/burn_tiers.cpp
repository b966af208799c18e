#include "models/domain/burn_tiers.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/domain/in_words.h"

namespace flotilla {
namespace {

using std::chrono::hours;

constexpr Duration kMonth = hours(720);
constexpr Duration kWeek = hours(168);
constexpr double kSlowestBurn = 0.9;
constexpr int kShortPart = 12;
constexpr double kHardlyEver = 0.8;
constexpr double kLeastPage = 2;  // burn

struct Pattern {
  Severity severity;
  double budget;
  Duration window;  // for 30 days
};
constexpr std::array<Pattern, 4> kPatterns{{{Severity::Page, 0.02, hours(1)},
                                            {Severity::Page, 0.05, hours(6)},
                                            {Severity::Ticket, 0.10, hours(24)},
                                            {Severity::Ticket, 0.10, hours(72)}}};

double ratio(Duration a, Duration b) {
  return static_cast<double>(a.count()) / static_cast<double>(b.count());
}

// Up to whole slots, so that a window is a number of them.
Duration roundedUp(Duration length, Duration slot) {
  return (length + slot - Duration(1)) / slot * slot;
}

BurnTier tierOf(const Pattern& pattern, Duration period, Duration slot) {
  Duration window = pattern.window;
  const double kept = pattern.budget * ratio(period, window);
  if (period < kWeek || kept < kSlowestBurn) {
    const double usual = pattern.budget * ratio(kMonth, pattern.window);
    window = Duration(static_cast<Duration::rep>(pattern.budget * static_cast<double>(period.count()) / usual));
  }
  BurnTier tier;
  tier.severity = pattern.severity;
  tier.budget = pattern.budget;
  tier.longWindow = roundedUp(std::max(window, kShortPart * slot), slot);
  tier.shortWindow = roundedUp(tier.longWindow / kShortPart, slot);
  tier.burn = pattern.budget * ratio(period, tier.longWindow);
  // A window that is longer than wanted, because slots are long, must not make an alert of a pace that lasts.
  const double least = tier.severity == Severity::Page ? kLeastPage : 1;
  if (window < kShortPart * slot && tier.burn < least) {
    tier.burn = least;
    tier.budget = least * ratio(tier.longWindow, period);
  }
  return tier;
}

}  // namespace

std::vector<BurnTier> burnTiers(Duration period, Duration slot) {
  std::vector<BurnTier> out;
  for (const Pattern& pattern : kPatterns) {
    const BurnTier tier = tierOf(pattern, period, slot);
    const auto met = std::find_if(out.begin(), out.end(), [&](const BurnTier& other) {
      return other.severity == tier.severity && other.longWindow == tier.longWindow;
    });
    if (met == out.end())
      out.push_back(tier);
    else if (tier.burn < met->burn)
      *met = tier;
  }
  return out;
}

double largestBurn(double target) {
  return 1 / (1 - target);
}

bool canFire(const BurnTier& tier, double target) {
  return tier.burn <= kHardlyEver * largestBurn(target);
}

std::vector<std::string> lintTiers(const Objective& objective, const std::vector<BurnTier>& tiers) {
  std::vector<std::string> out;
  for (const BurnTier& tier : tiers) {
    if (canFire(tier, objective.target)) continue;
    out.push_back("the " + std::string(toText(tier.severity)) + " for a burn of " + oneDecimal(tier.burn) + " over " +
                  toText(tier.longWindow) + " can hardly ever fire: with a target of " + targetText(objective.target) +
                  " a total outage burns " + oneDecimal(largestBurn(objective.target)) +
                  "; it fires when half of all is bad instead");
  }
  return out;
}

}  // namespace flotilla
