#include "services/controlplane/rpc/asked_node.h"

#include "services/controlplane/core/fleet/not_found.h"

namespace flotilla::controlplane {

Result<const NodeEntry*> visibleNode(const FleetState& state, const std::string& nameOrId, const Caller& caller) {
  const NodeEntry* entry = state.findNode(nameOrId);
  if (entry != nullptr && caller.mayIn(Role::Viewer, entry->record.region)) return entry;
  return noNode(state, nameOrId, caller);
}

Result<const NodeEntry*> askableNode(const FleetState& state, const std::string& nameOrId, const Caller& caller,
                                     const std::string& what) {
  FLOTILLA_TRY(const NodeEntry* entry, visibleNode(state, nameOrId, caller));
  const NodeRecord& node = entry->record;
  if (caller.mayIn(Role::Operator, node.region)) return entry;
  return Error{ErrorCode::Denied, "role_missing", caller.name + " may not " + what + " " + node.name, "node",
               "ask for the role operator in " + node.region.value};
}

void auditQuestion(ControlPlane& plane, const AuditFact& fact, std::function<void(const Status&)> ask) {
  const FleetState& state = plane.fleet.state();
  Mutation mutation;
  mutation.rows.emplace_back(chainEntry(fact, state.auditSeq, state.auditHead, plane.clock.now()));
  plane.fleet.submit(std::move(mutation), std::move(ask));
}

}  // namespace flotilla::controlplane
