#include "models/domain/node_lifecycle.h"

#include <algorithm>
#include <vector>

namespace flotilla {
namespace {

struct Row {
  NodeVerb verb;
  std::vector<NodeIdentity> from;
  NodeIdentity to;
  std::string_view states;
};

using Is = NodeIdentity;

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows{
      {NodeVerb::Approve, {Is::Pending}, Is::Active, "pending"},
      {NodeVerb::Reject, {Is::Pending}, Is::Revoked, "pending"},
      {NodeVerb::Quarantine, {Is::Active}, Is::Quarantined, "active"},
      {NodeVerb::Readmit, {Is::Quarantined}, Is::Active, "quarantined"},
      {NodeVerb::Revoke, {Is::Pending, Is::Active, Is::Quarantined}, Is::Revoked, "pending, active or quarantined"},
      // Who is still pending was never part of the fleet, and is rejected instead.
      {NodeVerb::Retire, {Is::Active, Is::Quarantined, Is::Revoked}, Is::Retired, "active, quarantined or revoked"},
  };
  return kRows;
}

const Row& rowOf(NodeVerb verb) {
  return rows()[static_cast<std::size_t>(verb)];
}

}  // namespace

std::optional<NodeIdentity> identityAfter(NodeIdentity from, NodeVerb verb) {
  const Row& row = rowOf(verb);
  if (from == row.to || std::find(row.from.begin(), row.from.end(), from) != row.from.end()) return row.to;
  return std::nullopt;
}

std::string_view statesFor(NodeVerb verb) {
  return rowOf(verb).states;
}

}  // namespace flotilla
