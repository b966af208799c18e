#include "services/controlplane/core/inventory/log_searches.h"

#include <vector>

namespace flotilla::controlplane {

Error nodeOffline(const NodeEntry& node, TimePoint now) {
  const TimePoint seen = node.status.lastSeen;
  const auto ago = std::chrono::duration_cast<std::chrono::seconds>(now - seen);
  const std::string when = seen == TimePoint{}
                               ? std::string("it was never seen")
                               : "last seen " + flotilla::toText(Duration(ago)) + " ago, at " + toRfc3339(seen);
  return {ErrorCode::Unavailable, "node_offline",
          node.record.name + " is not connected, and its logs are on the node: " + when, "node",
          "try again when it is live; flotillactl nodes list shows it"};
}

Error agentTooOld(const NodeEntry& node) {
  return precondition("agent_too_old",
                      "the agent of " + node.record.name + " (" + node.record.agentVersion + ") cannot search its logs",
                      "node", "update flotilla-agent on the node; its lines are in the journal there");
}

Status LogSearches::mayBegin(const NodeId& node) const {
  if (searches_.contains(node))
    return Error{ErrorCode::Exhausted, "busy", "the logs of this node are being searched already", "node",
                 "try again in a moment"};
  if (searches_.size() >= kMaxLogSearches)
    return Error{ErrorCode::Exhausted,
                 "busy",
                 "the logs of " + std::to_string(kMaxLogSearches) + " nodes are being searched already",
                 {},
                 "try again in a moment"};
  return okStatus();
}

std::uint64_t LogSearches::begin(const NodeId& node, SteadyPoint now, Done<LogExcerpt> done) {
  searches_[node] = {++lastId_, now + kLogSearchDeadline, std::move(done)};
  return lastId_;
}

void LogSearches::end(const NodeId& node, std::uint64_t id, Result<LogExcerpt> found) {
  const auto at = searches_.find(node);
  if (at == searches_.end() || at->second.id != id) return;
  const auto done = std::move(at->second.done);
  searches_.erase(at);
  done(std::move(found));
}

void LogSearches::gone(const NodeId& node) {
  const auto at = searches_.find(node);
  if (at == searches_.end()) return;
  end(node, at->second.id,
      Error{ErrorCode::Unavailable, "node_offline", "the node left while its logs were searched", "node",
            "try again when it is live"});
}

void LogSearches::expire(SteadyPoint now) {
  std::vector<std::pair<NodeId, std::uint64_t>> late;
  for (const auto& [node, search] : searches_)
    if (search.deadline <= now) late.emplace_back(node, search.id);
  for (const auto& [node, id] : late)
    end(node, id,
        Error{ErrorCode::Unavailable, "no_answer",
              "the node did not answer in " + flotilla::toText(Duration(kLogSearchDeadline)), "node", "try again"});
}

}  // namespace flotilla::controlplane
