#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/incident_wire.h"

namespace flotilla {
namespace {

constexpr auto kIncidentFromWire = [](const auto& message) { return wire::fromProto(message); };

}  // namespace

void OperatorClient::listIncidents(const ListQuery& query, Done<Page<Incident>> done) {
  transport_->ask<v1::ListIncidentsResponse>(
      "IncidentService/ListIncidents", listRequest<v1::ListIncidentsRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListIncidentsResponse& answer) {
        return pageOf<Incident>(answer.incidents(), answer.page(), kIncidentFromWire);
      });
}

void OperatorClient::getIncident(const IncidentId& id, Done<IncidentDetail> done) {
  v1::GetIncidentRequest request;
  request.set_id(id.value);
  transport_->ask<v1::GetIncidentResponse>("IncidentService/GetIncident", std::move(request), std::move(done),
                                           kIncidentFromWire);
}

void OperatorClient::openIncident(const NewIncident& incident, Done<Incident> done) {
  transport_->ask<v1::Incident>("IncidentService/OpenIncident", wire::toProto(incident), std::move(done),
                                kIncidentFromWire);
}

void OperatorClient::editIncident(const IncidentChange& change, Done<Incident> done) {
  transport_->ask<v1::Incident>("IncidentService/EditIncident", wire::toProto(change), std::move(done),
                                kIncidentFromWire);
}

void OperatorClient::moveIncident(const IncidentMove& move, Done<Incident> done) {
  transport_->ask<v1::Incident>("IncidentService/MoveIncident", wire::toProto(move), std::move(done),
                                kIncidentFromWire);
}

void OperatorClient::mergeIncident(const IncidentId& id, const IncidentId& into, Done<Incident> done) {
  v1::MergeIncidentRequest request;
  request.set_id(id.value);
  request.set_into(into.value);
  transport_->ask<v1::Incident>("IncidentService/MergeIncident", std::move(request), std::move(done),
                                kIncidentFromWire);
}

void OperatorClient::noteIncident(const IncidentNote& note, Done<Incident> done) {
  transport_->ask<v1::Incident>("IncidentService/NoteIncident", wire::toProto(note), std::move(done),
                                kIncidentFromWire);
}

}  // namespace flotilla
