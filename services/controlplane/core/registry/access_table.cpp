#include "services/controlplane/core/registry/access_table.h"

#include <algorithm>

#include "services/crypto/hash.h"
#include "services/runtime/base64.h"

namespace flotilla::controlplane {
namespace {

constexpr auto kTicketLife = std::chrono::minutes(15);
constexpr std::size_t kMaxTickets = 256;

bool isPuller(const NodeEntry& node) {
  return node.record.identity == NodeIdentity::Active || node.record.identity == NodeIdentity::Quarantined;
}

}  // namespace

void AccessTable::load(const FleetState& state) {
  const std::lock_guard lock(mutex_);
  pullers_.clear();
  for (const auto& [id, node] : state.nodes)
    if (isPuller(node)) pullers_.insert(id);
}

void AccessTable::update(const FleetState& state, const std::vector<Touched>& touched) {
  const std::lock_guard lock(mutex_);
  for (const Touched& thing : touched) {
    if (thing.topic != Topic::Nodes) continue;
    const NodeId id(thing.key);
    const auto node = state.nodes.find(id);
    if (node != state.nodes.end() && isPuller(node->second))
      pullers_.insert(id);
    else
      pullers_.erase(id);
  }
}

std::string AccessTable::issueTicket() {
  const std::string ticket = toBase64Url(random_.bytes(32));
  const std::lock_guard lock(mutex_);
  std::erase_if(tickets_, [&](const auto& item) { return item.second < clock_.steady(); });
  if (tickets_.size() >= kMaxTickets)
    tickets_.erase(
        std::min_element(tickets_.begin(), tickets_.end(), [](auto& a, auto& b) { return a.second < b.second; }));
  tickets_[sha256(ticket)] = clock_.steady() + kTicketLife;
  return ticket;
}

Status AccessTable::mayPull(const NodeId& node) const {
  const std::lock_guard lock(mutex_);
  if (pullers_.contains(node)) return okStatus();
  return Error{ErrorCode::Denied, "not_allowed", "this node may not pull: it is unknown or its identity was revoked"};
}

Status AccessTable::mayPush(std::string_view ticket) const {
  const std::lock_guard lock(mutex_);
  const auto at = tickets_.find(sha256(ticket));
  if (at == tickets_.end())
    return Error{ErrorCode::Unauthenticated, "ticket_unknown", "the upload ticket is not known", "authorization",
                 "ask for a new one"};
  if (at->second < clock_.steady())
    return Error{ErrorCode::Unauthenticated, "ticket_expired", "the upload ticket has expired", "authorization",
                 "ask for a new one"};
  return okStatus();
}

}  // namespace flotilla::controlplane
