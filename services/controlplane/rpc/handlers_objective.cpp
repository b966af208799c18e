#include <algorithm>

#include "services/controlplane/core/objectives/burn_tiers.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// The fleet as a whole is for whoever may see all of it.
bool sees(const Caller& caller, const RegionName& region) {
  return region.empty() ? caller.mayEverywhere(Role::Viewer) : caller.mayIn(Role::Viewer, region);
}

Result<v1::ListObjectivesResponse> listObjectives(const ControlPlane& plane, const v1::ListOptions& options,
                                                  const Caller& caller) {
  const ObjectivesView& view = plane.objectives;
  std::vector<ObjectiveStanding> standings;
  for (const ObjectiveStanding& standing : view.standings)
    if (sees(caller, standing.region)) standings.push_back(standing);
  FLOTILLA_TRY(auto page, pageOf(std::move(standings), options, standingFields()));
  v1::ListObjectivesResponse out;
  out = fillPage(std::move(page), plane, out, [](auto& r) { return r.add_standings(); });
  for (const auto& [name, objective] : plane.fleet.state().objectives) {
    *out.add_objectives() = wire::toProto(objective);
    for (const std::string& note : lintTiers(objective, burnTiers(objective.period, plane.objectiveSlot)))
      out.add_notes(name.value + ": " + note);
  }
  if (view.at != TimePoint{}) *out.mutable_at() = wire::toProto(view.at);
  return out;
}

Result<v1::GetObjectiveHistoryResponse> history(const ControlPlane& plane,
                                                const v1::GetObjectiveHistoryRequest& request, const Caller& caller) {
  const ObjectiveName name(request.objective());
  const RegionName region(request.region());
  if (!plane.fleet.state().objectives.contains(name))
    return notFound("no_objective", "no objective \"" + name.value + "\" is declared", "objective");
  if (!sees(caller, region))
    return Error{ErrorCode::Denied, "not_yours", "you may not look at " + (region.empty() ? "the fleet" : region.value),
                 "region", "name a region in which you may look"};
  const Duration step = wire::fromProto(request.step());
  if (step < plane.objectiveSlot)
    return invalid("out_of_range", "a step has to be at least " + toText(plane.objectiveSlot), "step");
  v1::GetObjectiveHistoryResponse out;
  for (const Tally& tally :
       plane.objectiveHistory(name, region, wire::fromProto(request.from()), wire::fromProto(request.to()), step))
    *out.add_steps() = wire::toProto(tally);
  return out;
}

std::vector<ObjectiveAlert> alertsFor(const ControlPlane& plane, const Caller& caller) {
  std::vector<ObjectiveAlert> out;
  for (const ObjectiveAlert& alert : plane.objectives.alerts)
    if (sees(caller, alert.key.region)) out.push_back(alert);
  std::stable_sort(out.begin(), out.end(),
                   [](const ObjectiveAlert& a, const ObjectiveAlert& b) { return a.since > b.since; });
  return out;
}

}  // namespace

void registerObjectiveHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListObjectivesRequest, v1::ListObjectivesResponse>(
      "flotilla.v1.ObjectiveService/ListObjectives",
      [&plane](const auto& request, const Caller& caller) { return listObjectives(plane, request.options(), caller); });
  dispatcher.read<v1::GetObjectiveHistoryRequest, v1::GetObjectiveHistoryResponse>(
      "flotilla.v1.ObjectiveService/GetObjectiveHistory",
      [&plane](const auto& request, const Caller& caller) { return history(plane, request, caller); });
  dispatcher.read<v1::ListAlertsRequest, v1::ListAlertsResponse>(
      "flotilla.v1.ObjectiveService/ListAlerts",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListAlertsResponse> {
        FLOTILLA_TRY(auto page, pageOf(alertsFor(plane, caller), request.options(), alertFields()));
        v1::ListAlertsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_alerts(); });
      });
}

}  // namespace flotilla::controlplane
