#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/budgets/attribution.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/budgets/maintenance_spans.h"
#include "services/controlplane/core/budgets/overrides.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kOverridesSent = 200;

bool seesPlace(const Caller& caller, const RegionName& region) {
  return region.empty() ? caller.mayEverywhere(Role::Viewer) : caller.mayIn(Role::Viewer, region);
}

std::string meaningNow(const Budget& budget) {
  if (!budget.enforced) return "informs only: rollouts do not wait for it";
  if (budget.warmingUp) return "observed for too short a time to have a say";
  if (budget.standing.overriddenUntil) return "overridden: rollouts go on in spite of it";
  return meaningForRollouts(budget.standing.state);
}

Budget budgetOf(const ControlPlane& plane, ObjectiveStanding standing) {
  const FleetState& state = plane.fleet.state();
  const TimePoint now = plane.clock.now();
  Budget out;
  const auto objective = state.objectives.find(standing.objective);
  if (objective != state.objectives.end()) {
    out.enforced = enforcesBudget(objective->second);
    out.warmingUp = isWarmingUp(objective->second, standing, now);
  }
  standing.overriddenUntil = overriddenUntil(state, standing.objective, standing.region, now);
  out.standing = std::move(standing);
  out.meaning = meaningNow(out);
  return out;
}

Result<v1::ListBudgetsResponse> listBudgets(const ControlPlane& plane, const v1::ListOptions& options,
                                            const Caller& caller) {
  std::vector<ObjectiveStanding> seen;
  for (const ObjectiveStanding& standing : plane.objectives.standings)
    if (seesPlace(caller, standing.region)) seen.push_back(standing);
  FLOTILLA_TRY(const auto page, pageOf(std::move(seen), options, standingFields()));
  v1::ListBudgetsResponse out;
  for (const ObjectiveStanding& standing : page.items) *out.add_budgets() = wire::toProto(budgetOf(plane, standing));
  out.mutable_page()->set_next_page_token(page.nextPageToken);
  out.mutable_page()->set_total(page.total);
  out.mutable_page()->set_revision(plane.fleet.state().revision);
  for (const BudgetOverride& one : visibleOverrides(plane.fleet.state(), caller)) {
    if (out.overrides_size() == static_cast<int>(kOverridesSent)) break;
    *out.add_overrides() = wire::toProto(one);
  }
  if (plane.objectives.at != TimePoint{}) *out.mutable_at() = wire::toProto(plane.objectives.at);
  return out;
}

// The fleet is the sum of its regions, each with the causes of its own; slots of time and what does not add up are
// counted for the fleet by themselves.
std::vector<CountedParts> countedIn(const ControlPlane& plane, const Objective& objective, const RegionName& region,
                                    TimePoint from) {
  std::vector<CountedParts> out;
  if (region.empty() && objective.goodSlot <= 0 && addsUp(rawKindOf(objective.indicator))) {
    for (const auto& [name, one] : plane.fleet.state().regions)
      out.push_back({name, plane.objectiveParts(objective.name, name, from)});
    return out;
  }
  out.push_back({region, plane.objectiveParts(objective.name, region, from)});
  return out;
}

Result<v1::BudgetReport> getBudget(const ControlPlane& plane, const v1::GetBudgetRequest& request,
                                   const Caller& caller) {
  const FleetState& state = plane.fleet.state();
  const RegionName region(request.region());
  const auto objective = state.objectives.find(ObjectiveName(request.objective()));
  if (objective == state.objectives.end())
    return notFound("no_objective", "no objective \"" + excerpt(request.objective(), 80) + "\" is declared",
                    "objective", "flotillactl objectives list shows them");
  if (!seesPlace(caller, region))
    return Error{ErrorCode::Denied, "not_yours",
                 "you may not look at " + (region.empty() ? "the fleet" : excerpt(region.value, 80)), "region",
                 "name a region in which you may look"};
  if (!region.empty() && !state.regions.contains(region))
    return notFound("no_region", "no region \"" + excerpt(region.value, 80) + "\" is declared", "region",
                    "flotillactl fleet show lists them");
  const TimePoint now = plane.clock.now();
  const TimePoint from = startOfHour(hourOf(now - objective->second.period));
  const auto places = countedIn(plane, objective->second, region, from);
  auto spans = rolloutSpans(state, now);
  for (const auto& more :
       {maintenanceSpans(state, objective->second, places), incidentSpans(state, now), gameDaySpans(state, now)})
    spans.insert(spans.end(), more.begin(), more.end());
  BudgetReport report = attribute(objective->second, places, spans, now);
  report.region = region;
  report.from = from;
  report.to = now;
  return wire::toProto(report);
}

Decision<v1::BudgetOverride> answerOf(Decision<BudgetOverride> decision) {
  return {wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact)};
}

}  // namespace

void registerBudgetHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListBudgetsRequest, v1::ListBudgetsResponse>(
      "flotilla.v1.BudgetService/ListBudgets",
      [&plane](const auto& request, const Caller& caller) { return listBudgets(plane, request.options(), caller); });
  dispatcher.read<v1::GetBudgetRequest, v1::BudgetReport>(
      "flotilla.v1.BudgetService/GetBudget",
      [&plane](const auto& request, const Caller& caller) { return getBudget(plane, request, caller); });
  dispatcher.change<v1::OverrideBudgetRequest, v1::BudgetOverride>(
      "flotilla.v1.BudgetService/OverrideBudget",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::BudgetOverride>> {
        NewOverride wanted{RegionName(request.region()), ObjectiveName(request.objective()), request.reason()};
        if (request.has_lifetime()) wanted.lifetime = wire::fromProto(request.lifetime());
        FLOTILLA_TRY(auto decision, overrideBudget(plane.fleet.state(), wanted, caller, plane.clock.now()));
        return answerOf(std::move(decision));
      });
  dispatcher.change<v1::RevokeBudgetOverrideRequest, v1::BudgetOverride>(
      "flotilla.v1.BudgetService/RevokeBudgetOverride",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::BudgetOverride>> {
        FLOTILLA_TRY(auto decision,
                     revokeOverride(plane.fleet.state(), BudgetOverrideId(request.id()), caller, plane.clock.now()));
        return answerOf(std::move(decision));
      });
}

}  // namespace flotilla::controlplane
