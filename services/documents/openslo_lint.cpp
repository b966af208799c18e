// What alert policies ask for. An objective of ours has the alerts that follow from its period (burn_tiers.h): what
// else a policy asks for is not kept, and that is said.
#include <algorithm>
#include <cmath>
#include <set>

#include "models/domain/burn_tiers.h"
#include "models/domain/in_words.h"
#include "services/documents/openslo_duration.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/text_checks.h"

namespace flotilla::openslo {
namespace {

constexpr int kShortPart = 12;
constexpr double kSameBurn = 0.01;  // part: 14.4 is what 14 is not

Duration twelfth(Duration window) {
  return (window / kShortPart + kOpenSloSlot - Duration(1)) / kOpenSloSlot * kOpenSloSlot;
}

// Of the policy or of the condition; nothing if neither says it.
struct ShortWindow {
  const Thing* thing = nullptr;
  std::string text;
};
ShortWindow shortWindowOf(const Policy& policy, const Condition& condition) {
  for (const Thing* const thing : {static_cast<const Thing*>(&policy), static_cast<const Thing*>(&condition)})
    if (const std::string text = thing->metadata.annotation(kShortWindowNote); !text.empty()) return {thing, text};
  return {};
}

Duration shortLength(const Policy& policy, const Condition& condition) {
  const auto length = parseShorthand(shortWindowOf(policy, condition).text);
  return length.ok() ? *length : twelfth(*condition.lookback);
}

void lintShortWindow(const Policy& policy, const Condition& condition, Findings& findings) {
  if (!condition.lookback) return;
  const ShortWindow given = shortWindowOf(policy, condition);
  if (given.thing == nullptr)
    return findings.warn(condition.where, "derived_short_window",
                         "has no short window; " + shorthand(twelfth(*condition.lookback)) +
                             " is taken, a twelfth of " + shorthand(*condition.lookback),
                         std::string("say it with the annotation ") + kShortWindowNote);
  const Where where = below(given.thing->where, std::string("metadata.annotations.") + kShortWindowNote);
  const auto length = parseShorthand(given.text);
  if (!length.ok()) return findings.error(where, "bad_value", length.error().message, length.error().fix);
  if (*length >= *condition.lookback)
    findings.error(where, "bad_value", "must be shorter than the lookbackWindow, " + shorthand(*condition.lookback));
}

void lintCondition(const Condition& condition, Findings& findings) {
  const auto known = std::find(kSeverityNames.begin(), kSeverityNames.end(), condition.severity);
  if (known == kSeverityNames.end() && !condition.severity.empty())
    findings.warn(below(condition.where, "spec.severity"), "unknown_severity",
                  "\"" + excerpt(condition.severity) + "\" is neither page nor ticket", "write page or ticket");
  if (condition.alertAfter)
    findings.warn(below(condition.where, "spec.condition.alertAfter"), "not_kept",
                  "is not kept: the short window says whether it still goes on", "remove it");
}

std::string textOf(const std::string& severity, double burn, Duration window) {
  return severity + " for " + oneDecimal(burn) + " over " + shorthand(window);
}

std::string listOfTiers(const std::vector<BurnTier>& tiers) {
  std::string all;
  for (const BurnTier& tier : tiers)
    all += (all.empty() ? "" : ", ") + textOf(std::string(toText(tier.severity)), tier.burn, tier.longWindow);
  return all;
}

bool isTier(const BurnTier& tier, const Policy& policy, const Condition& condition) {
  return condition.severity == toText(tier.severity) && *condition.lookback == tier.longWindow &&
         std::abs(*condition.threshold - tier.burn) <= kSameBurn * tier.burn &&
         shortLength(policy, condition) == tier.shortWindow;
}

// What one SLO gets from one policy.
class AlertLint {
 public:
  AlertLint(const Slo& slo, Duration period, Findings& findings)
      : period_(period), tiers_(burnTiers(period, kOpenSloSlot)), findings_(findings) {
    for (const SloObjective& objective : slo.objectives)
      if (objective.target) lowest_ = std::min(lowest_, *objective.target);
  }

  void look(const Where& where, const Policy& policy, const Condition& condition) {
    if (!condition.lookback || !condition.threshold || !condition.op) return;
    const std::string name = "the condition " + excerpt(condition.metadata.name);
    if (*condition.lookback > period_)
      return findings_.error(
          where, "long_lookback",
          name + " looks back " + shorthand(*condition.lookback) + ", longer than the window of " + shorthand(period_),
          "look back less, or make the window longer");
    const bool fast = *condition.op == Comparison::Gte || *condition.op == Comparison::Gt;
    if (fast && *condition.threshold > largestBurn(lowest_))
      findings_.warn(where, "never_fires",
                     name + " can never fire: a total outage burns " + oneDecimal(largestBurn(lowest_)) +
                         ", its threshold is " + oneDecimal(*condition.threshold),
                     "lower the threshold, or raise the target");
    const auto kept =
        std::any_of(tiers_.begin(), tiers_.end(), [&](const BurnTier& t) { return isTier(t, policy, condition); });
    if (!fast || !kept)
      findings_.warn(where, "alert_not_kept",
                     name + " (" + textOf(excerpt(condition.severity), *condition.threshold, *condition.lookback) +
                         ") is not kept: Flotilla has " + listOfTiers(tiers_),
                     "nothing, if those will do");
  }

 private:
  Duration period_;
  std::vector<BurnTier> tiers_;
  Findings& findings_;
  double lowest_ = 0.999999999;
};

}  // namespace

std::string tierName(const BurnTier& tier, Duration period) {
  return std::string(toText(tier.severity)) + "-" + toText(tier.longWindow) + "-of-" + toText(period);
}

void lintPolicies(const File& file, Findings& findings) {
  for (const Condition& condition : file.conditions) lintCondition(condition, findings);
  std::set<std::size_t> seen;  // a condition that several policies share is told once
  for (const Policy& policy : file.policies) {
    if (!policy.whenBreaching)
      findings.warn(below(policy.where, "spec.alertWhenBreaching"), "never_fires",
                    "a policy that does not alert when breaching never does", "write true");
    for (const Use& use : policy.conditions)
      if (use.index && (policy.metadata.annotations.contains(kShortWindowNote) || seen.insert(*use.index).second))
        lintShortWindow(policy, file.conditions[*use.index], findings);
  }
}

void lintAlerts(const Slo& slo, Duration period, const File& file, Findings& findings) {
  AlertLint lint(slo, period, findings);
  std::set<std::size_t> seen;
  for (const Use& use : slo.policies) {
    if (!use.index) continue;
    if (!seen.insert(*use.index).second) {
      findings.warn(use.where, "duplicate_name", "this policy is there twice", "remove one of them");
      continue;
    }
    const Policy& policy = file.policies[*use.index];
    for (const Use& condition : policy.conditions)
      if (condition.index) lint.look(use.where, policy, file.conditions[*condition.index]);
  }
}

}  // namespace flotilla::openslo
