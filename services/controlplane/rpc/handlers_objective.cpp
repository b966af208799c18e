#include <algorithm>

#include "models/domain/burn_tiers.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

// The fleet as a whole is for whoever may see all of it.
bool sees(const Caller& caller, const RegionName& region) {
  return region.empty() ? caller.mayEverywhere(Role::Viewer) : caller.mayIn(Role::Viewer, region);
}

Error notYours(const std::string& what, const char* field) {
  return Error{ErrorCode::Denied, "not_yours", "you may not look at " + what, field,
               "name a region in which you may look"};
}

Result<v1::ListObjectivesResponse> listObjectives(const ControlPlane& plane, const v1::ListOptions& options,
                                                  const Caller& caller) {
  const ObjectivesView& view = plane.objectives;
  std::vector<ObjectiveStanding> standings;
  for (const ObjectiveStanding& standing : view.standings)
    if (sees(caller, standing.region)) {
      standings.push_back(standing);
      standings.back().overriddenUntil =
          overriddenUntil(plane.fleet.state(), standing.objective, standing.region, plane.clock.now());
    }
  FLOTILLA_TRY(auto page, pageOf(std::move(standings), options, standingFields()));
  v1::ListObjectivesResponse out;
  out = fillPage(std::move(page), plane, out, [](auto& r) { return r.add_standings(); });
  for (const auto& [name, objective] : plane.fleet.state().objectives) {
    *out.add_objectives() = wire::toProto(objective);
    for (const std::string& note : lintTiers(objective, burnTiers(objective.period, plane.objectiveSlot)))
      out.add_notes(name.value + ": " + note);
  }
  if (view.at != TimePoint{}) *out.mutable_at() = wire::toProto(view.at);
  *out.mutable_slot() = wire::toProto(plane.objectiveSlot);
  return out;
}

Result<v1::GetObjectiveHistoryResponse> history(const ControlPlane& plane,
                                                const v1::GetObjectiveHistoryRequest& request, const Caller& caller) {
  const ObjectiveName name(request.objective());
  const RegionName region(request.region());
  if (!plane.fleet.state().objectives.contains(name))
    return notFound("no_objective", "no objective \"" + name.value + "\" is declared", "objective");
  if (!sees(caller, region)) return notYours(region.empty() ? "the fleet" : region.value, "region");
  const Duration step = wire::fromProto(request.step());
  if (step < plane.objectiveSlot)
    return invalid("out_of_range", "a step has to be at least " + flotilla::toText(plane.objectiveSlot), "step");
  v1::GetObjectiveHistoryResponse out;
  for (const Tally& tally :
       plane.objectiveHistory(name, region, wire::fromProto(request.from()), wire::fromProto(request.to()), step))
    *out.add_steps() = wire::toProto(tally);
  return out;
}

// Nodes, or regions: what the caller asks for and may see.
Status choosePlaces(const FleetState& state, const IndicatorQuery& query, const Caller& caller, ReadingScope& out) {
  if (!query.node.empty()) {
    const NodeEntry* node = state.findNode(query.node);
    if (node == nullptr || !sees(caller, node->record.region)) return noNode(state, query.node, caller);
    out.nodes = {node->record.id.value};
  } else if (!query.site.empty()) {
    const auto site = state.sites.find(query.site);
    if (site == state.sites.end() || !sees(caller, site->second.region)) return noSite(state, query.site);
    for (const auto& [id, node] : state.nodes)
      if (node.record.site == query.site) out.nodes.push_back(id.value);
    // A site without nodes has counted nothing; without any name it would be the whole fleet.
    if (out.nodes.empty()) out.nodes.emplace_back();
  } else if (!query.region.empty()) {
    if (!sees(caller, query.region)) return notYours(query.region.value, "region");
    if (!state.regions.contains(query.region)) return noRegion(state, query.region, "region");
    out.regions = {query.region.value};
  } else {
    if (!sees(caller, {})) return notYours("the fleet", "region");
    out.fleet = true;
    for (const auto& [name, region] : state.regions) out.regions.push_back(name.value);
  }
  return okStatus();
}

Result<ReadingScope> scopeOf(const ControlPlane& plane, const IndicatorQuery& query, const Caller& caller) {
  if (!query.region.empty() + !query.site.empty() + !query.node.empty() > 1)
    return invalid("conflicting_places", "region, site and node are one another's alternatives", "region",
                   "name one of them");
  if (query.to <= query.from) return invalid("out_of_range", "the time ends before it begins", "to");
  ReadingScope scope;
  FLOTILLA_CHECK(choosePlaces(plane.fleet.state(), query, caller, scope));
  scope.workload = query.workload.value;
  scope.version = query.version;
  scope.fromHour = hourOf(query.from);
  scope.toHour = hourOf(query.to);
  return scope;
}

Result<v1::GetIndicatorsResponse> readIndicators(const ControlPlane& plane, const v1::GetIndicatorsRequest& request,
                                                 const Caller& caller) {
  FLOTILLA_TRY(const ReadingScope scope, scopeOf(plane, wire::fromProto(request), caller));
  FLOTILLA_TRY(const std::vector<IndicatorReading> readings, plane.indicatorReadings(scope));
  v1::GetIndicatorsResponse out;
  for (const IndicatorReading& reading : readings) *out.add_readings() = wire::toProto(reading);
  return out;
}

Result<v1::GetIndicatorHistoryResponse> readIndicatorSteps(const ControlPlane& plane,
                                                           const v1::GetIndicatorHistoryRequest& request,
                                                           const Caller& caller) {
  const IndicatorQuery query = wire::fromProto(request.place());
  const Duration step = wire::fromProto(request.step());
  FLOTILLA_TRY(const ReadingScope place, scopeOf(plane, query, caller));
  if (step < plane.objectiveSlot)
    return invalid("out_of_range", "a step has to be at least " + flotilla::toText(plane.objectiveSlot), "step");
  FLOTILLA_TRY(const std::vector<IndicatorStep> steps, plane.indicatorSteps({place, query.from, query.to, step}));
  v1::GetIndicatorHistoryResponse out;
  for (const IndicatorStep& one : steps) *out.add_steps() = wire::toProto(one);
  out.mutable_latency_limits_ms()->Add(kLatencyRowsMs.begin(), kLatencyRowsMs.end());
  *out.mutable_slot() = wire::toProto(plane.objectiveSlot);
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
  dispatcher.read<v1::GetIndicatorsRequest, v1::GetIndicatorsResponse>(
      "flotilla.v1.ObjectiveService/GetIndicators",
      [&plane](const auto& request, const Caller& caller) { return readIndicators(plane, request, caller); });
  dispatcher.read<v1::GetIndicatorHistoryRequest, v1::GetIndicatorHistoryResponse>(
      "flotilla.v1.ObjectiveService/GetIndicatorHistory",
      [&plane](const auto& request, const Caller& caller) { return readIndicatorSteps(plane, request, caller); });
  dispatcher.read<v1::ListAlertsRequest, v1::ListAlertsResponse>(
      "flotilla.v1.ObjectiveService/ListAlerts",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListAlertsResponse> {
        FLOTILLA_TRY(auto page, pageOf(alertsFor(plane, caller), request.options(), alertFields()));
        v1::ListAlertsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_alerts(); });
      });
}

}  // namespace flotilla::controlplane
