// What operators can do with the identity of a node, and from which state: pending -> active <-> quarantined ->
// revoked, and retired when it is decommissioned. The control plane decides by this table, consoles offer by it.
// Thread: pure functions.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "models/domain/node.h"

namespace flotilla {

enum class NodeVerb { Approve, Reject, Quarantine, Readmit, Revoke, Retire };
inline constexpr std::array<std::string_view, 6> kNodeVerbNames{"approve", "reject", "quarantine",
                                                                "readmit", "revoke", "retire"};
constexpr std::string_view toText(NodeVerb verb) {
  return kNodeVerbNames[static_cast<std::size_t>(verb)];
}

// The state that `verb` leads to from `from`; `from` itself if that is where it leads, so that the same intent twice
// changes nothing; nothing if it cannot be done from there.
std::optional<NodeIdentity> identityAfter(NodeIdentity from, NodeVerb verb);

// "pending", or "active, quarantined or revoked": where the verb can be used.
std::string_view statesFor(NodeVerb verb);

}  // namespace flotilla
