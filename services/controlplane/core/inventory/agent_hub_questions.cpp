// What nodes are asked: excerpts of their logs, and inputs.
#include <utility>

#include "services/controlplane/core/inventory/agent_hub.h"

namespace flotilla::controlplane {

// Errors: it is not connected.
Result<const AgentHub::Entry*> AgentHub::sessionOf(const NodeEntry& node, const std::string& what) const {
  const auto at = sessions_.find(node.record.id);
  if (at == sessions_.end() || !at->second.welcomed) return nodeOffline(node, clock_.now(), what);
  return &at->second;
}

Status AgentHub::canSearchLogs(const NodeEntry& node) const {
  FLOTILLA_TRY(const Entry* session, sessionOf(node, "its logs are"));
  if (!session->searchesLogs) return agentTooOld(node, "search its logs");
  return searches_.mayBegin(node.record.id);
}

void AgentHub::searchLogs(const NodeId& node, const LogQuery& query, Done<LogExcerpt> done) {
  const auto known = fleet_.state().nodes.find(node);
  if (known == fleet_.state().nodes.end()) return done(notFound("no_node", "the node is gone", "node"));
  if (const Status can = canSearchLogs(known->second); !can) return done(can.error());
  AgentSession* session = sessions_.at(node).session;
  session->searchLogs(searches_.begin(node, clock_.steady(), kLogSearchDeadline, std::move(done)), query);
}

void AgentHub::foundLogs(const NodeId& node, const AgentSession& session, std::uint64_t id, Result<LogExcerpt> found) {
  if (isCurrent(node, session)) searches_.end(node, id, std::move(found));
}

Status AgentHub::canCaptureInputs(const NodeEntry& node) const {
  FLOTILLA_TRY(const Entry* session, sessionOf(node, "its inputs are"));
  if (!session->capturesInputs) return agentTooOld(node, "capture inputs");
  return captures_.mayBegin(node.record.id);
}

void AgentHub::captureInputs(const NodeId& node, const SampleQuery& query, Done<InputSamples> done) {
  const auto known = fleet_.state().nodes.find(node);
  if (known == fleet_.state().nodes.end()) return done(notFound("no_node", "the node is gone", "node"));
  if (const Status can = canCaptureInputs(known->second); !can) return done(can.error());
  AgentSession* session = sessions_.at(node).session;
  session->captureInputs(captures_.begin(node, clock_.steady(), query.within + kAnswerTakes, std::move(done)), query);
}

void AgentHub::capturedInputs(const NodeId& node, const AgentSession& session, std::uint64_t id,
                              Result<InputSamples> captured) {
  if (isCurrent(node, session)) captures_.end(node, id, std::move(captured));
}

void AgentHub::leaves(const NodeId& node) {
  searches_.gone(node);
  captures_.gone(node);
}

}  // namespace flotilla::controlplane
