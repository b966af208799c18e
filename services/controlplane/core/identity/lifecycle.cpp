#include "services/controlplane/core/identity/lifecycle.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/not_found.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxReason = 500;  // bytes

Error wrongState(const NodeRecord& node, NodeVerb verb) {
  return precondition("wrong_state",
                      "node " + node.name + " is " + std::string(toText(node.identity)) + ", so " +
                          std::string(toText(verb)) + " cannot be done",
                      "node", std::string(toText(verb)) + " is for nodes that are " + std::string(statesFor(verb)));
}

// One that the caller may change so.
Result<const NodeEntry*> changeable(const FleetState& state, const std::string& nameOrId, Role role,
                                    std::string_view verb, const std::string& reason, const Caller& caller) {
  const NodeEntry* entry = state.findNode(nameOrId);
  if (entry == nullptr || !caller.mayIn(Role::Viewer, entry->record.region)) return noNode(state, nameOrId, caller);
  if (!caller.mayIn(role, entry->record.region))
    return Error{
        ErrorCode::Denied, "out_of_scope",
        caller.name + " may not " + std::string(verb) + " nodes in region " + entry->record.region.value, "node",
        "ask " + std::string(role == Role::Operator ? "an operator" : "a security administrator") + " of that region"};
  const bool oneLine = std::none_of(reason.begin(), reason.end(), [](char c) { return c >= 0 && c < ' '; });
  if (reason.size() > kMaxReason || !oneLine)
    return invalid("bad_reason", "a reason is one line of at most 500 bytes", "reason", "write one sentence");
  return entry;
}

// With the next number, also if the database is an older one than the node knows.
NodeOrders nextOrders(const NodeEntry& entry) {
  NodeOrders out = entry.orders;
  out.node = entry.record.id;
  out.number = std::max(entry.orders.number, entry.status.orders.number) + 1;
  // A database that was restored does not know that it was isolated since; the node does.
  if (entry.status.orders.number > entry.orders.number) out.isolated = entry.status.orders.isolated;
  return out;
}

}  // namespace

Result<Decision<NodeId>> changeNode(const FleetState& state, NodeVerb verb, const std::string& nameOrId,
                                    const std::string& reason, const Caller& caller) {
  FLOTILLA_TRY(const NodeEntry* const entry,
               changeable(state, nameOrId, Role::SecurityAdmin, toText(verb), reason, caller));
  const NodeIdentity before = entry->record.identity;
  const auto after = identityAfter(before, verb);
  if (!after) return wrongState(entry->record, verb);
  Decision<NodeId> out{entry->record.id, {}, {}};
  // One that is active may be isolated all the same, by an order that a restored database does not know.
  const bool letsGo = verb == NodeVerb::Readmit && (entry->orders.isolated || entry->status.orders.isolated);
  if (*after == before && !letsGo) return out;
  NodeRecord node = entry->record;
  node.identity = *after;
  const std::string now(toText(*after));
  out.fact = {{},
              {},
              "node/" + node.name,
              "identity " + now + (reason.empty() ? "" : ": " + reason),
              std::string(toText(before)),
              now};
  out.mutation.rows.emplace_back(std::move(node));
  if (letsGo) {
    NodeOrders orders = nextOrders(*entry);
    orders.isolated = false;
    out.mutation.rows.emplace_back(std::move(orders));
  }
  return out;
}

Result<Decision<NodeId>> orderNode(const FleetState& state, NodeOrder order, const std::string& nameOrId,
                                   const WorkloadName& workload, const std::string& reason, const Caller& caller) {
  const Role role = order == NodeOrder::Restart ? Role::Operator : Role::SecurityAdmin;
  FLOTILLA_TRY(const NodeEntry* const entry, changeable(state, nameOrId, role, toText(order), reason, caller));
  const NodeRecord& node = entry->record;
  if (node.identity != NodeIdentity::Active && node.identity != NodeIdentity::Quarantined)
    return precondition("wrong_state", "node " + node.name + " is " + std::string(toText(node.identity)), "node",
                        "orders are for nodes that are active or quarantined");
  if (!entry->status.takesOrders)
    return precondition("agent_too_old", "the agent of node " + node.name + " has never said that it takes orders",
                        "node", "update the agent on the node, or wait until it has reported");
  if (order == NodeOrder::Restart && !entry->workloads.contains(workload))
    return notFound("no_workload", "node " + node.name + " has no workload " + excerpt(workload.value, 64), "workload",
                    "flotillactl nodes show " + node.name + " names them");
  Decision<NodeId> out{node.id, {}, {}};
  if (order == NodeOrder::Isolate && entry->orders.isolated) return out;
  NodeOrders orders = nextOrders(*entry);
  if (order == NodeOrder::Isolate) orders.isolated = true;
  if (order == NodeOrder::Rotate) orders.renewal = orders.number;
  if (order == NodeOrder::Restart) orders.restarts[workload] = orders.number;
  if (order == NodeOrder::Isolate && node.identity == NodeIdentity::Active) {
    NodeRecord quarantined = node;
    quarantined.identity = NodeIdentity::Quarantined;
    out.mutation.rows.emplace_back(std::move(quarantined));
  }
  const std::string what = "order " + std::to_string(orders.number) + ": " + std::string(toText(order)) +
                           (order == NodeOrder::Restart ? " " + workload.value : "");
  out.fact = {{}, {}, "node/" + node.name, what + (reason.empty() ? "" : ": " + reason), {}, {}};
  out.mutation.rows.emplace_back(std::move(orders));
  return out;
}

}  // namespace flotilla::controlplane
