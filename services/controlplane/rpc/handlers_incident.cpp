#include <algorithm>

#include "models/domain/incident_fields.h"
#include "services/controlplane/core/incidents/respond.h"
#include "services/controlplane/core/incidents/what_changed.h"
#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/incident_detail.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

std::vector<Incident> seenIncidents(const FleetState& state, const Caller& caller) {
  std::vector<Incident> out;
  for (const auto& [id, incident] : state.incidents)
    if (maySeeIncident(incident, caller)) out.push_back(incident);
  std::stable_sort(out.begin(), out.end(), [](const Incident& a, const Incident& b) {
    return isOpen(a.state) != isOpen(b.state) ? isOpen(a.state) : a.openedAt > b.openedAt;
  });
  return out;
}

Result<v1::GetIncidentResponse> getIncident(ControlPlane& plane, const IncidentId& id, const Caller& caller) {
  FLOTILLA_TRY(const IncidentDetail detail, incidentDetail(plane, id, caller));
  v1::GetIncidentResponse response = wire::toProto(detail);
  response.set_revision(plane.fleet.state().revision);
  return response;
}

Result<Decision<v1::Incident>> incidentAnswer(Result<Decision<Incident>> decided) {
  FLOTILLA_TRY(Decision<Incident> decision, std::move(decided));
  return Decision<v1::Incident>{wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact)};
}

void registerIncidentChanges(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.change<v1::OpenIncidentRequest, v1::Incident>(
      "flotilla.v1.IncidentService/OpenIncident",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Incident>> {
        FLOTILLA_TRY(const NewIncident wanted, wire::fromProto(request));
        return incidentAnswer(openIncident(plane.fleet.state(), wanted, caller, plane.incidentInput()));
      });
  dispatcher.change<v1::EditIncidentRequest, v1::Incident>(
      "flotilla.v1.IncidentService/EditIncident",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Incident>> {
        FLOTILLA_TRY(const IncidentChange change, wire::fromProto(request));
        return incidentAnswer(editIncident(plane.fleet.state(), change, caller, plane.clock.now()));
      });
  dispatcher.change<v1::MoveIncidentRequest, v1::Incident>(
      "flotilla.v1.IncidentService/MoveIncident",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::Incident>> {
        FLOTILLA_TRY(const IncidentMove move, wire::fromProto(request));
        return incidentAnswer(moveIncident(plane.fleet.state(), move, caller, plane.clock.now()));
      });
  dispatcher.change<v1::MergeIncidentRequest, v1::Incident>(
      "flotilla.v1.IncidentService/MergeIncident", [&plane](const auto& request, const Caller& caller) {
        return incidentAnswer(mergeIncident(plane.fleet.state(), IncidentId(request.id()), IncidentId(request.into()),
                                            caller, plane.clock.now()));
      });
  dispatcher.change<v1::NoteIncidentRequest, v1::Incident>(
      "flotilla.v1.IncidentService/NoteIncident", [&plane](const auto& request, const Caller& caller) {
        return incidentAnswer(noteIncident(plane.fleet.state(), wire::fromProto(request), caller, plane.clock.now()));
      });
}

}  // namespace

Result<IncidentDetail> incidentDetail(ControlPlane& plane, const IncidentId& id, const Caller& caller) {
  plane.fleet.flush();  // what is about to be stored belongs to the timeline
  const FleetState& state = plane.fleet.state();
  IncidentDetail out;
  FLOTILLA_TRY(out.incident, findIncident(state, id, caller));
  out.durations = durationsOf(out.incident.times);
  const IncidentInput input = plane.incidentInput();
  ChangeQuestion question = changesAround(out.incident, input);
  if (!isOpen(out.incident.state)) question.until = std::max(out.incident.times.resolved, out.incident.openedAt);
  question.named = out.incident.suspect;
  out.changes = recentChanges(state, input.auditSince(question.began - kChangesBefore), question);
  for (RecentChange& change : out.changes)
    change.suspected = change.reference == "rollout/" + out.incident.suspect.value;
  for (const RunbookName& name : runbooksFor(state, out.incident)) out.runbooks.push_back(name.value);
  FLOTILLA_TRY(out.events, plane.fleet.store().incidentEvents(id));
  out.intact = isIntact(out.incident, out.events);
  std::stable_sort(out.events.begin(), out.events.end(),
                   [](const IncidentEvent& a, const IncidentEvent& b) { return a.at < b.at; });
  return out;
}

void registerIncidentHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListIncidentsRequest, v1::ListIncidentsResponse>(
      "flotilla.v1.IncidentService/ListIncidents",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListIncidentsResponse> {
        FLOTILLA_TRY(auto page,
                     pageOf(seenIncidents(plane.fleet.state(), caller), request.options(), incidentFields()));
        v1::ListIncidentsResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_incidents(); });
      });
  dispatcher.read<v1::GetIncidentRequest, v1::GetIncidentResponse>(
      "flotilla.v1.IncidentService/GetIncident", [&plane](const auto& request, const Caller& caller) {
        return getIncident(plane, IncidentId(request.id()), caller);
      });
  registerIncidentChanges(dispatcher, plane);
}

}  // namespace flotilla::controlplane
