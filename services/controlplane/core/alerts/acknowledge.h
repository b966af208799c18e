// Somebody says that they look after an alert, or that they do not any more. Pure. Thread: the fleet loop.
#pragma once

#include <string>
#include <vector>

#include "models/domain/alert_api.h"
#include "services/controlplane/core/alerts/alerts_view.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxNoteCharacters = 500;

// Of a group, those that fire and that the caller operates. Said twice by the same with the same note it changes
// nothing; said by somebody else, that is the owner from then on. Errors: Invalid/"no_choice" and "bad_note",
// NotFound/"no_alert" and "no_group", Precondition/"alert_resolved", Denied/"out_of_scope".
Result<Decision<std::vector<Acknowledgement>>> acknowledgeAlerts(const FleetState& state, const AlertsView& view,
                                                                 const AlertChoice& choice, const std::string& note,
                                                                 const Caller& caller, TimePoint now);

// Errors: as above, but for the note.
Result<Decision<std::vector<AlertId>>> unacknowledgeAlerts(const FleetState& state, const AlertsView& view,
                                                           const AlertChoice& choice, const Caller& caller);

}  // namespace flotilla::controlplane
