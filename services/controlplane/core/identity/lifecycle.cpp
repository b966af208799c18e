#include "services/controlplane/core/identity/lifecycle.h"

#include <algorithm>

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

}  // namespace

Result<Decision<NodeId>> changeNode(const FleetState& state, NodeVerb verb, const std::string& nameOrId,
                                    const std::string& reason, const Caller& caller) {
  const NodeEntry* entry = state.findNode(nameOrId);
  if (entry == nullptr || !caller.mayIn(Role::Viewer, entry->record.region)) return noNode(state, nameOrId, caller);
  if (!caller.mayIn(Role::SecurityAdmin, entry->record.region))
    return Error{
        ErrorCode::Denied, "out_of_scope",
        caller.name + " may not " + std::string(toText(verb)) + " nodes in region " + entry->record.region.value,
        "node", "ask a security administrator of that region"};
  const bool oneLine = std::none_of(reason.begin(), reason.end(), [](char c) { return c >= 0 && c < ' '; });
  if (reason.size() > kMaxReason || !oneLine)
    return invalid("bad_reason", "a reason is one line of at most 500 bytes", "reason", "write one sentence");
  const NodeIdentity before = entry->record.identity;
  const auto after = identityAfter(before, verb);
  if (!after) return wrongState(entry->record, verb);
  Decision<NodeId> out{entry->record.id, {}, {}};
  if (*after == before) return out;
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
  return out;
}

}  // namespace flotilla::controlplane
