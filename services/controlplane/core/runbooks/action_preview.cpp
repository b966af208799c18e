// What an action would do: its targets, what they are now and what they would be.
#include <algorithm>
#include <map>
#include <string_view>

#include "models/domain/in_words.h"
#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/runbooks/action_arguments.h"
#include "services/crypto/hash.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {
namespace {

// Lifetime: of one action.
class ActionLooker {
 public:
  ActionLooker(const ActionRoom& room, const RunbookAction& action, const Caller& caller)
      : room_(room), state_(room.engine.state), action_(action), caller_(caller), arguments_(room, action, caller) {}

  // Nodes that change, and what else does.
  void look(ActionPreview& out) {
    static const std::map<std::string_view, void (ActionLooker::*)(ActionPreview&)> kLooks{
        {"roll_back", &ActionLooker::lookBack},
        {"deploy", &ActionLooker::lookForward},
        {"pause_rollout", &ActionLooker::lookAtRollout},
        {"resume_rollout", &ActionLooker::lookAtRollout},
        {"abort_rollout", &ActionLooker::lookAtAbort},
        {"quarantine", &ActionLooker::lookAtNodes<NodeVerb::Quarantine>},
        {"readmit", &ActionLooker::lookAtNodes<NodeVerb::Readmit>},
        {"revoke", &ActionLooker::lookAtNodes<NodeVerb::Revoke>},
        {"isolate", &ActionLooker::lookAtOrders<NodeOrder::Isolate>},
        {"rotate_certificate", &ActionLooker::lookAtOrders<NodeOrder::Rotate>},
        {"restart_workload", &ActionLooker::lookAtOrders<NodeOrder::Restart>},
        {"set_threshold", &ActionLooker::lookAtThreshold},
        {"silence", &ActionLooker::lookAtSilence},
        {"end_silence", &ActionLooker::lookAtSilence}};
    if (const auto at = kLooks.find(action_.name); at != kLooks.end()) (this->*at->second)(out);
  }

 private:
  void addNodes(const Result<RolloutPreview>& preview, ActionPreview& out) const {
    if (!preview) return;
    for (const PreviewNode& node : preview->nodes)
      out.targets.push_back(
          {node.node, node.name, node.region, node.hasVersion ? node.from.toString() : "nothing", node.to.toString()});
    for (const ExcludedNode& node : preview->excluded) out.left.push_back(node.name + ": " + node.why.message);
  }
  void lookBack(ActionPreview& out) {
    addNodes(prepareRollBack(state_, arguments_.rollout(), caller_, room_.engine.now, room_.engine.reportInterval),
             out);
  }
  void lookForward(ActionPreview& out) {
    if (const auto rollout = arguments_.rolloutWanted())
      addNodes(prepareRollout(state_, *rollout, caller_, room_.engine.now, room_.engine.reportInterval), out);
  }
  void lookAtRollout(ActionPreview& out) {
    const auto at = state_.rollouts.find(arguments_.rollout());
    if (at == state_.rollouts.end()) return;
    out.changes = {"- " + at->first.value + " is " + inWords(toText(at->second.state)),
                   "+ " + at->first.value + " is " + (action_.name == "pause_rollout" ? "paused" : "running")};
  }
  void lookAtAbort(ActionPreview& out) {
    const auto at = state_.rollouts.find(arguments_.rollout());
    if (at == state_.rollouts.end()) return;
    out.changes = {"- " + at->first.value + " is " + inWords(toText(at->second.state)),
                   "+ " + at->first.value + " is aborted"};
    for (const RolloutNode& row : at->second.nodes) {
      const auto node = state_.nodes.find(row.node);
      if (row.outcome != NodeOutcome::Pending || node == state_.nodes.end()) continue;
      out.targets.push_back({row.node, node->second.record.name, node->second.record.region,
                             at->second.to.toString() + " is given",
                             row.hadVersion ? row.from.toString() : "nothing is given"});
    }
  }
  template <NodeVerb verb>
  void lookAtNodes(ActionPreview& out) {
    const auto nodes = arguments_.nodes();
    if (!nodes) return;
    for (const NodeEntry* entry : *nodes) {
      const NodeRecord& node = entry->record;
      const auto after = identityAfter(node.identity, verb);
      if (!after)
        out.left.push_back(node.name + ": is " + std::string(toText(node.identity)));
      else if (*after != node.identity)
        out.targets.push_back(
            {node.id, node.name, node.region, std::string(toText(node.identity)), std::string(toText(*after))});
    }
  }
  template <NodeOrder kind>
  void lookAtOrders(ActionPreview& out) {
    const auto nodes = arguments_.nodes();
    if (!nodes) return;
    const WorkloadName workload = arguments_.workload();
    for (const NodeEntry* entry : *nodes) {
      const NodeRecord& node = entry->record;
      const auto ordered = orderNode(state_, kind, node.id.value, workload, {}, caller_);
      if (!ordered)
        out.left.push_back(node.name + ": " + ordered.error().message);
      else if (!ordered->mutation.empty())
        out.targets.push_back({node.id, node.name, node.region, standingOf(*entry, kind), afterOf(kind, workload)});
    }
  }
  static std::string standingOf(const NodeEntry& entry, NodeOrder kind) {
    if (kind == NodeOrder::Rotate) return "certificate until " + toRfc3339(entry.record.certificateExpires);
    return std::string(toText(entry.record.identity)) + (entry.status.orders.isolated ? ", isolated" : ", serves");
  }
  static std::string afterOf(NodeOrder kind, const WorkloadName& workload) {
    if (kind == NodeOrder::Isolate) return "quarantined, isolated";
    return kind == NodeOrder::Rotate ? "another certificate" : workload.value + " starts anew";
  }
  void lookAtSilence(ActionPreview& out) {
    const bool begins = action_.name == "silence";
    out.changes = {(begins ? "+ silence of " : "- silence of ") + arguments_.text("matchers") +
                   (begins ? " for " + arguments_.text("for") : "")};
  }

  void lookAtThreshold(ActionPreview& out) {
    const auto wanted = arguments_.thresholdWanted();
    const auto targets =
        wanted ? thresholdTargets(room_.engine, *wanted, caller_) : Result<ThresholdTargets>(wanted.error());
    if (!targets) return;
    for (const ThresholdTarget& target : targets->nodes) {
      const NodeRecord& node = target.node->record;
      out.targets.push_back({node.id, node.name, node.region, target.before, target.after});
    }
    for (const auto& [entry, why] : targets->left) out.left.push_back(entry->record.name + ": " + why);
  }

  const ActionRoom& room_;
  const FleetState& state_;
  const RunbookAction& action_;
  const Caller& caller_;
  const ActionArguments arguments_;
};

std::vector<NodeId> nodesOf(const std::vector<ActionTarget>& targets) {
  std::vector<NodeId> out;
  for (const ActionTarget& target : targets) out.push_back(target.node);
  return out;
}

// What a target was before is for people; while nodes install, it changes by itself.
Digest digestOf(const RunbookAction& action, const ActionPreview& preview) {
  ByteWriter out;
  out.text(action.name);
  for (const auto& [name, value] : action.arguments) {
    out.text(name);
    out.text(value);
  }
  for (const std::string& change : preview.changes) out.text(change);
  for (const ActionTarget& target : preview.targets) {
    out.text(target.node.value);
    out.text(target.after);
  }
  return sha256(out.bytes());
}

}  // namespace

ActionPreview previewAction(const ActionRoom& room, const RunbookAction& action, const Caller& caller) {
  ActionPreview out;
  out.text = actionInWords(action);
  ActionLooker(room, action, caller).look(out);
  std::sort(out.targets.begin(), out.targets.end(),
            [](const ActionTarget& a, const ActionTarget& b) { return a.name < b.name; });
  out.targetCount = out.targets.size();
  out.blast = blastOf(room.engine.state, nodesOf(out.targets));
  const auto taken = takeAction(room, action, {}, caller);
  if (!taken)
    out.problem = taken.error().message;
  else if (taken->mutation.empty())
    out.problem = "it is so already";
  out.digest = digestOf(action, out);
  return out;
}

}  // namespace flotilla::controlplane
