// AlertPolicy and AlertCondition, as they are written.
#include "services/documents/openslo_parts.h"

namespace flotilla::openslo {

void readPolicy(Fields& spec, Policy& policy, Reading& reading) {
  spec.flag("alertWhenNoData");
  spec.flag("alertWhenResolved");
  policy.whenBreaching = spec.flag("alertWhenBreaching").value_or(true);
  for (const Item& item : spec.list("conditions", 1, kMaxConditions))
    if (auto use = readListed(Kind::AlertCondition, "conditionRef", item, reading))
      policy.conditions.push_back(std::move(*use));
  if (policy.conditions.size() > 1)
    spec.warn("conditions", "several_conditions", "OpenSLO v1 has one condition; all of these have to hold here");
  for (const Item& item : spec.list("notificationTargets", 1))
    if (auto use = readListed(Kind::AlertNotificationTarget, "targetRef", item, reading))
      policy.targets.push_back(std::move(*use));
}

void readCondition(Fields& spec, Condition& condition) {
  condition.severity = spec.neededText("severity");
  const YamlNode* const node = spec.need("condition");
  if (node == nullptr) return;
  spec.within("condition", *node, [&](Fields& fields) {
    constexpr std::array<std::string_view, 1> kKinds{"burnrate"};
    fields.need("kind");
    fields.word<std::size_t>("kind", kKinds);
    fields.need("op");
    condition.op = fields.word<Comparison>("op", kComparisonNames);
    fields.need("threshold");
    condition.threshold = fields.number("threshold");
    if (condition.threshold && *condition.threshold <= 0) fields.error("threshold", "bad_value", "must be above 0");
    fields.need("lookbackWindow");
    condition.lookback = fields.length("lookbackWindow");
    const YamlNode* const after = fields.find("alertAfter");
    if (after == nullptr || after->text != "0m") condition.alertAfter = fields.length("alertAfter");
    if (condition.op == Comparison::Lte || condition.op == Comparison::Lt)
      fields.warn("op", "slow_burn", "this fires when the budget burns slowly", "did you mean gte?");
  });
}

}  // namespace flotilla::openslo
