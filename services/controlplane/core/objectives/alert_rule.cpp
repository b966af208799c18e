#include "services/controlplane/core/objectives/alert_rule.h"

#include <algorithm>
#include <optional>

#include "models/domain/burn_tiers.h"
#include "models/domain/in_words.h"

namespace flotilla::controlplane {
namespace {

std::string percent(double share) {
  return oneDecimal(share * 100) + " %";
}

std::string placeOf(const ObjectiveStanding& standing) {
  return standing.region.empty() ? "the fleet" : standing.region.value;
}

// What holds now, of one kind and severity.
struct Condition {
  ObjectiveAlertKey key;
  bool holds = false;
  Duration hold{};  // it has to be over for so long
  std::string why;
};

Condition burnOfSeverity(const Objective& objective, const ObjectiveStanding& standing, Severity severity) {
  Condition out;
  out.key = {AlertKind::Burn, standing.objective, standing.region, severity};
  for (const TierStanding& tier : standing.tiers) {
    if (tier.tier.severity != severity) continue;
    out.hold = std::max(out.hold, tier.tier.shortWindow);
    if (!tier.burning || out.holds) continue;
    out.holds = true;
    out.why = whyItBurns(objective, standing, tier);
  }
  return out;
}

Condition missing(const Objective& objective, const ObjectiveStanding& standing) {
  Condition out;
  out.key = {AlertKind::Missing, standing.objective, standing.region, Severity::Ticket};
  out.holds = standing.missing;
  out.why = objective.name.value + " in " + placeOf(standing) + ": nothing was observed " +
            (standing.lastObserved ? "since " + toRfc3339(*standing.lastObserved) : std::string("so far")) +
            "; whether it is met is not known";
  return out;
}

std::optional<ObjectiveAlert> follow(const ObjectiveAlerts& known, const Condition& condition, bool heldBack,
                                     TimePoint now) {
  const auto at = known.find(condition.key);
  const bool fires = at != known.end() && at->second.state == AlertState::Firing;
  if (condition.holds && !fires && heldBack) return std::nullopt;
  if (condition.holds) {
    ObjectiveAlert out = fires ? at->second : ObjectiveAlert{.key = condition.key, .since = now};
    out.state = AlertState::Firing;
    out.lastTrue = now;
    out.why = condition.why;
    return out;
  }
  if (!fires || now < at->second.lastTrue + condition.hold) return std::nullopt;
  ObjectiveAlert out = at->second;
  out.state = AlertState::Resolved;
  out.resolvedAt = now;
  return out;
}

}  // namespace

std::string whyItBurns(const Objective& objective, const ObjectiveStanding& standing, const TierStanding& tier) {
  std::string out = objective.name.value + " in " + placeOf(standing) + ": ";
  if (!canFire(tier.tier, objective.target))
    return out + "half of everything is bad; the target is " + targetText(objective.target);
  const double used =
      tier.longBurn * static_cast<double>(tier.tier.longWindow.count()) / static_cast<double>(objective.period.count());
  out += std::to_string(tier.longTally.bad) + " of " + std::to_string(tier.longTally.total) + " bad in " +
         toText(tier.tier.longWindow) + ", " + std::to_string(tier.shortTally.bad) + " of " +
         std::to_string(tier.shortTally.total) + " in " + toText(tier.tier.shortWindow) + ": " +
         oneDecimal(tier.longBurn) + " and " + oneDecimal(tier.shortBurn) +
         " times the pace that lasts, the limit is " + oneDecimal(tier.tier.burn) + "; " + percent(used) +
         " of the budget of " + toText(objective.period) + " went in that time";
  if (standing.budgetLeft) out += ", " + percent(std::max(*standing.budgetLeft, 0.0)) + " is left";
  return out;
}

std::vector<ObjectiveAlert> followAlerts(const ObjectiveAlerts& known, const Objective& objective,
                                         const ObjectiveStanding& standing, TimePoint now) {
  std::vector<ObjectiveAlert> out;
  const Condition page = burnOfSeverity(objective, standing, Severity::Page);
  const Condition ticket = burnOfSeverity(objective, standing, Severity::Ticket);
  const auto firing = known.find(page.key);
  const bool paged = page.holds || (firing != known.end() && firing->second.state == AlertState::Firing);
  if (auto alert = follow(known, page, false, now)) out.push_back(std::move(*alert));
  if (auto alert = follow(known, ticket, paged, now)) out.push_back(std::move(*alert));
  if (auto alert = follow(known, missing(objective, standing), false, now)) out.push_back(std::move(*alert));
  return out;
}

}  // namespace flotilla::controlplane
