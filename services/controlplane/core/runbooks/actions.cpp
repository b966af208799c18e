#include "services/controlplane/core/runbooks/actions.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "models/domain/in_words.h"
#include "services/controlplane/core/alerts/silence_changes.h"
#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/thresholds.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/rollouts/words.h"
#include "services/controlplane/core/runbooks/action_arguments.h"

namespace flotilla::controlplane {
namespace {

// Lifetime: of one action.
class ActionTaker {
 public:
  ActionTaker(const ActionRoom& room, const RunbookAction& action, const std::string& reason, const Caller& caller)
      : room_(room),
        state_(room.engine.state),
        action_(action),
        reason_(reason),
        caller_(caller),
        arguments_(room, action, caller) {}

  Result<ActionTaken> take() {
    const Verb* verb = find();
    if (verb == nullptr) return internalError("no_action", "there is no action " + action_.name);
    FLOTILLA_CHECK((this->*verb->take)());
    for (AuditFact& fact : taken_.facts) fact.action = fact.action.empty() ? verb->method : fact.action;
    return std::move(taken_);
  }

 private:
  struct Verb {
    const char* name;
    const char* method;  // of the operator API, as the audit log calls it
    Status (ActionTaker::*take)();
  };
  const Verb* find() const {
    static constexpr Verb kVerbs[] = {
        {"roll_back", "RollBackRollout", &ActionTaker::rollBackIt},
        {"deploy", "CreateRollout", &ActionTaker::deploy},
        {"pause_rollout", "PauseRollout", &ActionTaker::pause},
        {"resume_rollout", "ResumeRollout", &ActionTaker::resume},
        {"abort_rollout", "CancelRollout", &ActionTaker::abort},
        {"quarantine", "QuarantineNode", &ActionTaker::changeNodes<NodeVerb::Quarantine>},
        {"readmit", "ReadmitNode", &ActionTaker::changeNodes<NodeVerb::Readmit>},
        {"revoke", "RevokeNode", &ActionTaker::changeNodes<NodeVerb::Revoke>},
        {"isolate", "IsolateNode", &ActionTaker::order<NodeOrder::Isolate>},
        {"rotate_certificate", "RotateNodeCertificate", &ActionTaker::order<NodeOrder::Rotate>},
        {"restart_workload", "RestartNodeWorkload", &ActionTaker::order<NodeOrder::Restart>},
        {"set_threshold", "SetThreshold", &ActionTaker::threshold},
        {"silence", "CreateSilence", &ActionTaker::silence},
        {"end_silence", "ExpireSilence", &ActionTaker::endSilences}};
    const auto* at =
        std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const Verb& verb) { return action_.name == verb.name; });
    return at == std::end(kVerbs) ? nullptr : at;
  }

  template <class T>
  Status keep(Result<Decision<T>> decided) {
    if (!decided) return decided.error();
    if (decided->mutation.empty()) return okStatus();
    decided->fact.actor = caller_.name;
    if (!reason_.empty()) decided->fact.detail += (decided->fact.detail.empty() ? "" : "; ") + reason_;
    taken_.facts.push_back(std::move(decided->fact));
    for (Row& row : decided->mutation.rows) taken_.mutation.rows.push_back(std::move(row));
    for (Removal& removal : decided->mutation.removals) taken_.mutation.removals.push_back(std::move(removal));
    return okStatus();
  }

  Status rollBackIt() {
    return keep(rollBack(state_, arguments_.rollout(), caller_, room_.engine.key, room_.engine.now));
  }
  Status abort() {
    return keep(abortRollout(state_, arguments_.rollout(), caller_, room_.engine.key, room_.engine.now));
  }
  Status pause() { return say(RolloutVerb::Pause); }
  Status resume() { return say(RolloutVerb::Resume); }
  Status say(RolloutVerb verb) {
    FLOTILLA_CHECK(checkVisible(state_, arguments_.rollout(), caller_));
    RolloutWord word;
    word.verb = verb;
    word.rollout = arguments_.rollout();
    return keep(sayToRollout(room_.engine, word, caller_));
  }

  Status deploy() {
    FLOTILLA_TRY(const NewRollout rollout, arguments_.rolloutWanted());
    EngineRoom room = room_.engine;
    room.repairs = true;
    const std::uint64_t seed = room_.random.number() >> 1;
    return keep(rollout.plan.empty() ? createRollout(room, rollout, caller_, seed)
                                     : deployByPlan(room, rollout.plan, caller_, seed));
  }

  Status threshold() {
    FLOTILLA_TRY(const NewThreshold wanted, arguments_.thresholdWanted());
    return keep(setThreshold(room_.engine, wanted, caller_));
  }

  // Those that are in that state already are left out, and so are those that cannot get there.
  template <NodeVerb verb>
  Status changeNodes() {
    FLOTILLA_TRY(const auto nodes, arguments_.nodes());
    for (const NodeEntry* entry : nodes)
      if (identityAfter(entry->record.identity, verb))
        FLOTILLA_CHECK(keep(changeNode(state_, verb, entry->record.id.value, {}, caller_)));
    if (!taken_.mutation.empty()) return okStatus();
    return precondition(
        "no_targets",
        "no node that \"" + arguments_.text("where") + "\" means can be changed so, of " + std::to_string(nodes.size()),
        "where");
  }

  // Those that cannot take it are left out.
  template <NodeOrder kind>
  Status order() {
    FLOTILLA_TRY(const auto nodes, arguments_.nodes());
    Status last = precondition("no_targets", "\"" + arguments_.text("where") + "\" means no node", "where");
    for (const NodeEntry* entry : nodes) {
      auto ordered = orderNode(state_, kind, entry->record.id.value, arguments_.workload(), {}, caller_);
      if (!ordered && ordered.error().code == ErrorCode::Denied) return ordered.error();
      if (!ordered) last = ordered.error();
      if (ordered) FLOTILLA_CHECK(keep(std::move(ordered)));
    }
    return taken_.mutation.empty() ? last : okStatus();
  }

  Status silence() {
    FLOTILLA_TRY(NewSilence wanted, arguments_.silenceWanted(reason_));
    return keep(createSilence(state_, wanted, caller_, room_.engine.now, room_.random));
  }
  Status endSilences() {
    FLOTILLA_TRY(const std::vector<Matcher> wanted, arguments_.matchers());
    for (const auto& [id, silence] : state_.silences)
      if (silence.matchers == wanted && silence.endsAt > room_.engine.now)
        FLOTILLA_CHECK(keep(expireSilence(state_, id, caller_, room_.engine.now)));
    if (!taken_.mutation.empty()) return okStatus();
    return precondition("no_silence", "no silence holds with these matchers", "matchers");
  }

  const ActionRoom& room_;
  const FleetState& state_;
  const RunbookAction& action_;
  const std::string& reason_;
  const Caller& caller_;
  const ActionArguments arguments_;
  ActionTaken taken_;
};

std::uint64_t requestsOf(const NodeEntry& entry) {
  std::uint64_t out = 0;
  for (const auto& [key, counts] : entry.totals) out += counts.requests;
  return out;
}

}  // namespace

Result<ActionTaken> takeAction(const ActionRoom& room, const RunbookAction& action, const std::string& reason,
                               const Caller& caller) {
  return ActionTaker(room, action, reason, caller).take();
}

std::string actionInWords(const RunbookAction& action) {
  std::string out = inWords(action.name);
  for (const auto& [name, value] : action.arguments)
    out += action.arguments.size() == 1 ? " " + value : " " + name + "=" + value;
  return out;
}

BlastRadius blastOf(const FleetState& state, const std::vector<NodeId>& nodes) {
  BlastRadius out;
  std::set<RegionName> regions;
  std::uint64_t all = 0, theirs = 0;
  for (const auto& [id, entry] : state.nodes) all += requestsOf(entry);
  for (const NodeId& node : nodes) {
    regions.insert(state.nodes.at(node).record.region);
    theirs += requestsOf(state.nodes.at(node));
  }
  out.nodes = static_cast<std::uint32_t>(nodes.size());
  out.regions = static_cast<std::uint32_t>(regions.size());
  out.traffic = all == 0 ? 0 : static_cast<double>(theirs) / static_cast<double>(all);
  return out;
}

std::string beyond(const BlastLimits& limits, const BlastRadius& blast, const std::string& who) {
  if (limits.nodes && blast.nodes > *limits.nodes)
    return "it would change " + std::to_string(blast.nodes) + " nodes, and " + who + " allows " +
           std::to_string(*limits.nodes);
  if (limits.regions && blast.regions > *limits.regions)
    return "it would reach " + std::to_string(blast.regions) + " regions, and " + who + " allows " +
           std::to_string(*limits.regions);
  if (limits.traffic && blast.traffic > *limits.traffic)
    return "it would touch " + oneDecimal(blast.traffic * 100) + " % of the traffic, and " + who + " allows " +
           oneDecimal(*limits.traffic * 100) + " %";
  return {};
}

}  // namespace flotilla::controlplane
