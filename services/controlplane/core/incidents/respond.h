// What people say about incidents. Pure. Thread: the fleet loop.
#pragma once

#include <optional>
#include <string>

#include "models/domain/incident_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/incidents/opening.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxIncidentTitle = 200;  // characters

// Errors of all: NotFound/"no_incident", Denied/"out_of_scope" (an operator of its region, or of the whole fleet where
// it has none), Precondition/"timeline_full".

// Of an alert, which it becomes a part of, or by hand. Errors: Invalid/"bad_title", NotFound/"no_alert" and
// "no_region", Precondition/"has_incident" (which one), Exhausted/"too_many_incidents".
Result<Decision<Incident>> openIncident(const FleetState& state, const NewIncident& wanted, const Caller& caller,
                                        const IncidentInput& input);

// Title, severity, roles, suspected rollout. The same again changes nothing. Errors: Invalid/"bad_title",
// NotFound/"no_operator" and "no_rollout".
Result<Decision<Incident>> editIncident(const FleetState& state, const IncidentChange& change, const Caller& caller,
                                        TimePoint now);

// Errors: Precondition/"no_such_step" (what may follow), "alerts_fire" when it is to be resolved;
// Invalid/"no_reason" when it is cancelled.
Result<Decision<Incident>> moveIncident(const FleetState& state, const IncidentMove& move, const Caller& caller,
                                        TimePoint now);

// Its alerts become those of `into`, which is open; of two regions it becomes the fleet's, which needs an operator of
// all of it. Errors: Precondition/"not_open"; Invalid/"same_incident".
Result<Decision<Incident>> mergeIncident(const FleetState& state, const IncidentId& id, const IncidentId& into,
                                         const Caller& caller, TimePoint now);

// Whoever may operate it writes into its timeline, also when it is closed. Errors: Invalid/"bad_text".
Result<Decision<Incident>> noteIncident(const FleetState& state, const IncidentNote& note, const Caller& caller,
                                        TimePoint now);

bool maySeeIncident(const Incident& incident, const Caller& caller);
// One that the caller may see. Errors: NotFound/"no_incident".
Result<Incident> findIncident(const FleetState& state, const IncidentId& id, const Caller& caller);

}  // namespace flotilla::controlplane
