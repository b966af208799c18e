#include "services/controlplane/core/inventory/node_questions.h"

namespace flotilla::controlplane {

Error nodeOffline(const NodeEntry& node, TimePoint now, const std::string& what) {
  const TimePoint seen = node.status.lastSeen;
  const auto ago = std::chrono::duration_cast<std::chrono::seconds>(now - seen);
  const std::string when = seen == TimePoint{}
                               ? std::string("it was never seen")
                               : "last seen " + flotilla::toText(Duration(ago)) + " ago, at " + toRfc3339(seen);
  return {ErrorCode::Unavailable, "node_offline",
          node.record.name + " is not connected, and " + what + " on the node: " + when, "node",
          "try again when it is live; flotillactl nodes list shows it"};
}

Error agentTooOld(const NodeEntry& node, const std::string& what) {
  return precondition("agent_too_old",
                      "the agent of " + node.record.name + " (" + node.record.agentVersion + ") cannot " + what, "node",
                      "update flotilla-agent on the node");
}

Error nodeBusy() {
  return {ErrorCode::Exhausted, "busy", "this node is being asked that already", "node", "try again in a moment"};
}

Error nodesBusy() {
  return {ErrorCode::Exhausted,
          "busy",
          "that is being asked of " + std::to_string(kMaxNodeQuestions) + " nodes already",
          {},
          "try again in a moment"};
}

Error nodeLeft() {
  return {ErrorCode::Unavailable, "node_offline", "the node left before it had answered", "node",
          "try again when it is live"};
}

Error noAnswerIn(Duration time) {
  return {ErrorCode::Unavailable, "no_answer", "the node did not answer in " + flotilla::toText(time), "node",
          "try again"};
}

}  // namespace flotilla::controlplane
