// What questions that a node itself answers have in common. Thread: the fleet loop.
#pragma once

#include <functional>
#include <string>

#include "services/controlplane/rpc/control_plane.h"

namespace flotilla::controlplane {

// Errors: that of noNode() if there is none, or none that the caller may see.
Result<const NodeEntry*> visibleNode(const FleetState& state, const std::string& nameOrId, const Caller& caller);

// A visible node where the caller is an operator. Denied/"role_missing": `what` they may not do there, "read the logs
// of".
Result<const NodeEntry*> askableNode(const FleetState& state, const std::string& nameOrId, const Caller& caller,
                                     const std::string& what);

// The question is in the audit log before the node hears it: `ask` comes once it is stored, with an error if it is not.
void auditQuestion(ControlPlane& plane, const AuditFact& fact, std::function<void(const Status&)> ask);

}  // namespace flotilla::controlplane
