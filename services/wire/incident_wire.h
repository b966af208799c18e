// Incidents of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/incident_api.h"
#include "services/proto/flotilla/v1/incident.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::Incident toProto(const Incident& incident);
Result<Incident> fromProto(const v1::Incident& incident);
v1::GetIncidentResponse toProto(const IncidentDetail& detail);
Result<IncidentDetail> fromProto(const v1::GetIncidentResponse& detail);

v1::OpenIncidentRequest toProto(const NewIncident& incident);
Result<NewIncident> fromProto(const v1::OpenIncidentRequest& request);
v1::EditIncidentRequest toProto(const IncidentChange& change);
Result<IncidentChange> fromProto(const v1::EditIncidentRequest& request);
v1::MoveIncidentRequest toProto(const IncidentMove& move);
Result<IncidentMove> fromProto(const v1::MoveIncidentRequest& request);
v1::NoteIncidentRequest toProto(const IncidentNote& note);
IncidentNote fromProto(const v1::NoteIncidentRequest& request);

}  // namespace flotilla::wire
