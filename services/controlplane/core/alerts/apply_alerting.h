// The alerting document that counts, and another one instead of it. Pure but for what `check` does. Thread: the fleet
// loop.
#pragma once

#include <functional>

#include "models/domain/alert_api.h"
#include "models/domain/alerting.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// What counts: the document that was applied, or what holds without one. One that cannot be read any more counts as
// none, so that the inhibitions stay.
Alerting currentAlerting(const FleetState& state);
// The document of this text, or what counts if it is empty. Errors: those of parseAlertingYaml.
Result<Alerting> alertingOf(const FleetState& state, const std::string& text);
AlertingDocument alertingDocument(const FleetState& state);

// Whether a notifier could be used (NotifierGateway::check); empty = it is not asked.
using CheckNotifier = std::function<Status(const Notifier&)>;

// The same text again changes nothing. Errors: those of parseAlertingYaml, whose field is the path in the document;
// those of
// compileAlerting; those of `check`, under receivers[n].notifiers[m] or rotations[n].members[m].notifiers[k].
Result<Decision<AlertingDiff>> applyAlerting(const FleetState& state, const AlertingChange& change,
                                             const Caller& caller, TimePoint now, const CheckNotifier& check);

}  // namespace flotilla::controlplane
