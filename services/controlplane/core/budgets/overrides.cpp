#include "services/controlplane/core/budgets/overrides.h"

#include <algorithm>
#include <string_view>

#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/numbered.h"
#include "services/controlplane/core/fleet/scope.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kIdPrefix = "override-";
constexpr std::size_t kLongestOverrideReason = 500;
constexpr Duration kEndedKept = std::chrono::hours(24 * 30);

Status checkAsked(const FleetState& state, const NewOverride& wanted) {
  if (wanted.reason.find_first_not_of(" \t\r\n") == std::string::npos)
    return invalid("no_reason", "an override needs a reason: it is what people read afterwards", "reason",
                   "say why rollouts should go on");
  if (wanted.reason.size() > kLongestOverrideReason)
    return invalid("too_long", "a reason has at most " + std::to_string(kLongestOverrideReason) + " bytes", "reason",
                   "say it shorter");
  if (wanted.lifetime < kShortestOverride || wanted.lifetime > kLongestOverride)
    return invalid(
        "out_of_range",
        "an override lasts " + flotilla::toText(kShortestOverride) + " to " + flotilla::toText(kLongestOverride),
        "lifetime", "renew it while it is still needed");
  if (!wanted.region.empty() && !state.regions.contains(wanted.region)) return noRegion(state, wanted.region, "region");
  if (!wanted.objective.empty() && !state.objectives.contains(wanted.objective))
    return notFound("no_objective", "no objective \"" + excerpt(wanted.objective.value, 80) + "\" is declared",
                    "objective", "flotillactl objectives list shows them");
  return okStatus();
}

Status checkOverrideScope(const RegionName& region, const Caller& caller) {
  if (mayAt(caller, Role::Approver, region)) return okStatus();
  return Error{ErrorCode::Denied, "out_of_scope",
               caller.name + " is no approver " + (region.empty() ? "of the whole fleet" : "in " + region.value),
               "region", "ask somebody who is one there"};
}

std::string overrideText(const BudgetOverride& one) {
  return (one.objective.empty() ? "all objectives" : "objective " + one.objective.value) + " in " +
         (one.region.empty() ? "every region" : one.region.value);
}

}  // namespace

Result<Decision<BudgetOverride>> overrideBudget(const FleetState& state, const NewOverride& wanted,
                                                const Caller& caller, TimePoint now) {
  FLOTILLA_CHECK(checkAsked(state, wanted));
  FLOTILLA_CHECK(checkOverrideScope(wanted.region, caller));
  const auto active = std::count_if(state.budgetOverrides.begin(), state.budgetOverrides.end(),
                                    [&](const auto& item) { return now < item.second.expires; });
  if (static_cast<std::size_t>(active) >= kMaxOverrides)
    return precondition("too_many", "there are " + std::to_string(kMaxOverrides) + " overrides at a time at most",
                        "region", "revoke one: flotillactl budgets revoke");
  Decision<BudgetOverride> out;
  // The newest is forgotten only when the next one has its number, so none is given twice.
  out.answer = {nextId<BudgetOverrideId>(state.budgetOverrides, kIdPrefix),
                wanted.region,
                wanted.objective,
                wanted.reason,
                caller.name,
                now,
                now + wanted.lifetime,
                {}};
  for (const auto& [id, one] : state.budgetOverrides)
    if (one.expires + kEndedKept < now) out.mutation.removals.push_back({id});
  out.mutation.rows.emplace_back(out.answer);
  out.fact.object = "budget/" + out.answer.id.value;
  out.fact.detail = overrideText(out.answer) + " until " + toRfc3339(out.answer.expires) + ": " + wanted.reason;
  out.fact.after = out.answer.id.value;
  return out;
}

Result<Decision<BudgetOverride>> revokeOverride(const FleetState& state, const BudgetOverrideId& id,
                                                const Caller& caller, TimePoint now) {
  const auto at = state.budgetOverrides.find(id);
  if (at == state.budgetOverrides.end())
    return notFound("no_override", "there is no override " + excerpt(id.value, 80), "id",
                    "see flotillactl budgets list");
  FLOTILLA_CHECK(checkOverrideScope(at->second.region, caller));
  Decision<BudgetOverride> out;
  out.answer = at->second;
  if (now >= out.answer.expires) return out;
  out.answer.expires = now;
  out.answer.revokedBy = caller.name;
  out.mutation.rows.emplace_back(out.answer);
  out.fact.object = "budget/" + id.value;
  out.fact.detail = overrideText(out.answer);
  out.fact.before = id.value;
  return out;
}

std::vector<BudgetOverride> visibleOverrides(const FleetState& state, const Caller& caller) {
  std::vector<BudgetOverride> out;
  for (const auto& [id, one] : state.budgetOverrides)
    if (one.region.empty() || caller.mayIn(Role::Viewer, one.region)) out.push_back(one);
  std::stable_sort(out.begin(), out.end(),
                   [](const BudgetOverride& a, const BudgetOverride& b) { return a.at > b.at; });
  return out;
}

}  // namespace flotilla::controlplane
