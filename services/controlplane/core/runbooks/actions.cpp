#include "services/controlplane/core/runbooks/actions.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "models/domain/in_words.h"
#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/controlplane/core/alerts/silence_changes.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/thresholds.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/controlplane/core/rollouts/words.h"
#include "services/crypto/hash.h"
#include "services/documents/matcher_text.h"
#include "services/documents/rollout_plan.h"
#include "services/runtime/bytes.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

const std::string& argument(const RunbookAction& action, const char* name) {
  static const std::string kNone;
  const auto at = action.arguments.find(name);
  return at == action.arguments.end() ? kNone : at->second;
}

Error withField(Error error, const char* field) {
  error.field = field;
  return error;
}

// Lifetime: of one action.
class Actor {
 public:
  Actor(const ActionRoom& room, const RunbookAction& action, const std::string& reason, const Caller& caller)
      : room_(room), state_(room.engine.state), action_(action), reason_(reason), caller_(caller) {}

  Result<ActionTaken> take() {
    const Verb* verb = find();
    if (verb == nullptr) return internalError("no_action", "there is no action " + action_.name);
    FLOTILLA_CHECK((this->*verb->take)());
    for (AuditFact& fact : taken_.facts) fact.action = fact.action.empty() ? verb->method : fact.action;
    return std::move(taken_);
  }

  // Nodes that change, and what else does.
  void look(ActionPreview& out) {
    if (const Verb* verb = find()) (this->*verb->look)(out);
  }

 private:
  struct Verb {
    const char* name;
    const char* method;  // of the operator API, as the audit log calls it
    Status (Actor::*take)();
    void (Actor::*look)(ActionPreview&);
  };
  const Verb* find() const {
    static constexpr Verb kVerbs[] = {
        {"roll_back", "RollBackRollout", &Actor::rollBackIt, &Actor::lookBack},
        {"deploy", "CreateRollout", &Actor::deploy, &Actor::lookForward},
        {"pause_rollout", "PauseRollout", &Actor::pause, &Actor::lookAtRollout},
        {"resume_rollout", "ResumeRollout", &Actor::resume, &Actor::lookAtRollout},
        {"abort_rollout", "CancelRollout", &Actor::abort, &Actor::lookAtAbort},
        {"quarantine", "QuarantineNode", &Actor::changeNodes<NodeVerb::Quarantine>,
         &Actor::lookAtNodes<NodeVerb::Quarantine>},
        {"readmit", "ReadmitNode", &Actor::changeNodes<NodeVerb::Readmit>, &Actor::lookAtNodes<NodeVerb::Readmit>},
        {"isolate", "IsolateNode", &Actor::order<NodeOrder::Isolate>, &Actor::lookAtOrders<NodeOrder::Isolate>},
        {"rotate_certificate", "RotateNodeCertificate", &Actor::order<NodeOrder::Rotate>,
         &Actor::lookAtOrders<NodeOrder::Rotate>},
        {"restart_workload", "RestartNodeWorkload", &Actor::order<NodeOrder::Restart>,
         &Actor::lookAtOrders<NodeOrder::Restart>},
        {"set_threshold", "SetThreshold", &Actor::threshold, &Actor::lookAtThreshold},
        {"revoke", "RevokeNode", &Actor::changeNodes<NodeVerb::Revoke>, &Actor::lookAtNodes<NodeVerb::Revoke>},
        {"silence", "CreateSilence", &Actor::silence, &Actor::lookAtSilence},
        {"end_silence", "ExpireSilence", &Actor::endSilences, &Actor::lookAtSilence}};
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

  RolloutId rollout() const { return RolloutId(argument(action_, "rollout")); }
  Status rollBackIt() { return keep(rollBack(state_, rollout(), caller_, room_.engine.key, room_.engine.now)); }
  Status abort() { return keep(abortRollout(state_, rollout(), caller_, room_.engine.key, room_.engine.now)); }
  Status pause() { return say(RolloutVerb::Pause); }
  Status resume() { return say(RolloutVerb::Resume); }
  Status say(RolloutVerb verb) {
    FLOTILLA_CHECK(checkVisible(state_, rollout(), caller_));
    RolloutWord word;
    word.verb = verb;
    word.rollout = rollout();
    return keep(sayToRollout(room_.engine, word, caller_));
  }

  Result<NewRollout> wanted() const {
    NewRollout out;
    out.workload = WorkloadName(argument(action_, "workload"));
    const auto version = parseVersion(argument(action_, "version"));
    if (!version) return withField(version.error(), "version");
    out.version = *version;
    if (const std::string& region = argument(action_, "region"); !region.empty()) out.regions.emplace_back(region);
    out.selector = argument(action_, "where");
    const std::string& shadow = argument(action_, "shadow");
    if (!shadow.empty()) {
      FLOTILLA_TRY(out.plan, inShadow(out, shadow));
    }
    if (shadow.empty() && !(argument(action_, "good").empty() && argument(action_, "bad").empty()))
      return invalid("bad_argument", "good and bad are of a shadow", "shadow", "say how long it lasts, such as 10m");
    return out;
  }
  // The plan of it: one node, then the others, each after its shadow. What is undecided after six times its time is
  // refused, but not before six hours.
  Result<std::string> inShadow(const NewRollout& what, const std::string& time) const {
    const auto length = parseDuration(time);
    if (!length) return withField(length.error(), "shadow");
    RolloutPlan plan = directPlan(what);
    ShadowStage stage{.minTime = *length, .limit = std::max<Duration>(std::chrono::hours(6), 6 * *length)};
    FLOTILLA_CHECK(readShare("good", stage.good));
    FLOTILLA_CHECK(readShare("bad", stage.bad));
    if (const Status good = checkStage(stage); !good)
      return invalid("bad_argument", good.error().message,
                     good.error().field == "min_time" ? "shadow" : good.error().field, good.error().fix);
    plan.deadline += stage.limit;
    plan.stages.shadow = stage;
    plan.onFailure = OnFailure::RollBack;
    plan.purpose = RolloutPurpose::Reliability;
    plan.waves.insert(plan.waves.begin(),
                      PlanWave{.name = "first", .size = {.kind = WaveSize::Kind::Count, .count = 1}});
    return encodeRolloutPlan(plan);
  }
  Status readShare(const char* name, double& out) const {
    const std::string& text = argument(action_, name);
    if (text.empty()) return okStatus();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error == std::errc() && end == text.data() + text.size()) return okStatus();
    return invalid("bad_argument", "\"" + text + "\" is no share", name, "write one, such as 0.1");
  }
  Status deploy() {
    FLOTILLA_TRY(const NewRollout rollout, wanted());
    EngineRoom room = room_.engine;
    room.repairs = true;
    const std::uint64_t seed = room_.random.number() >> 1;
    return keep(rollout.plan.empty() ? createRollout(room, rollout, caller_, seed)
                                     : deployByPlan(room, rollout.plan, caller_, seed));
  }

  Result<NewThreshold> thresholdWanted() const {
    NewThreshold out{WorkloadName(argument(action_, "workload")),
                     {},
                     RegionName(argument(action_, "region")),
                     argument(action_, "where")};
    FLOTILLA_TRY(out.minConfidence, parseThreshold(argument(action_, "value")));
    return out;
  }
  Status threshold() {
    FLOTILLA_TRY(const NewThreshold wanted, thresholdWanted());
    return keep(setThreshold(room_.engine, wanted, caller_));
  }
  void lookAtThreshold(ActionPreview& out) {
    const auto wanted = thresholdWanted();
    const auto targets =
        wanted ? thresholdTargets(room_.engine, *wanted, caller_) : Result<ThresholdTargets>(wanted.error());
    if (!targets) return;
    for (const ThresholdTarget& target : targets->nodes) {
      const NodeRecord& node = target.node->record;
      out.targets.push_back({node.id, node.name, node.region, target.before, target.after});
    }
    for (const auto& [entry, why] : targets->left) out.left.push_back(entry->record.name + ": " + why);
  }

  // By name, of the nodes that the caller may see.
  Result<std::vector<const NodeEntry*>> chosen() const {
    FLOTILLA_TRY(const Selector selector,
                 readSelector(argument(action_, "where"), nodeSelectorFields(), compilePattern, "where"));
    std::vector<const NodeEntry*> out;
    for (const auto& [name, id] : state_.nodeNames) {
      const NodeEntry& entry = state_.nodes.at(id);
      if (!caller_.mayIn(Role::Viewer, entry.record.region)) continue;
      const Node view = nodeView(state_, entry, room_.engine.now, room_.engine.reportInterval);
      if (matches(selector, nodeSelectorValues(view, room_.engine.now))) out.push_back(&entry);
    }
    if (out.size() > kMaxActionTargets)
      return Error{ErrorCode::Exhausted, "too_many_targets", "10,000 nodes at most are changed by one step", "where",
                   "choose fewer"};
    return out;
  }

  // Those that are in that state already are left out, and so are those that cannot get there.
  template <NodeVerb verb>
  Status changeNodes() {
    FLOTILLA_TRY(const auto nodes, chosen());
    for (const NodeEntry* entry : nodes)
      if (identityAfter(entry->record.identity, verb))
        FLOTILLA_CHECK(keep(changeNode(state_, verb, entry->record.id.value, {}, caller_)));
    if (!taken_.mutation.empty()) return okStatus();
    return precondition("no_targets",
                        "no node that \"" + argument(action_, "where") + "\" means can be changed so, of " +
                            std::to_string(nodes.size()),
                        "where");
  }

  // Those that cannot take it are left out.
  template <NodeOrder kind>
  Status order() {
    FLOTILLA_TRY(const auto nodes, chosen());
    Status last = precondition("no_targets", "\"" + argument(action_, "where") + "\" means no node", "where");
    for (const NodeEntry* entry : nodes) {
      auto ordered =
          orderNode(state_, kind, entry->record.id.value, WorkloadName(argument(action_, "workload")), {}, caller_);
      if (!ordered && ordered.error().code == ErrorCode::Denied) return ordered.error();
      if (!ordered) last = ordered.error();
      if (ordered) FLOTILLA_CHECK(keep(std::move(ordered)));
    }
    return taken_.mutation.empty() ? last : okStatus();
  }

  Result<std::vector<Matcher>> matchers() const {
    const auto read = parseMatchers(argument(action_, "matchers"));
    if (!read) return withField(read.error(), "matchers");
    return *read;
  }
  Status silence() {
    FLOTILLA_TRY(NewSilence wanted, silenceWanted());
    return keep(createSilence(state_, wanted, caller_, room_.engine.now, room_.random));
  }
  Result<NewSilence> silenceWanted() const {
    NewSilence wanted;
    FLOTILLA_TRY(wanted.matchers, matchers());
    const auto length = parseDuration(argument(action_, "for"));
    if (!length) return withField(length.error(), "for");
    wanted.endsAt = room_.engine.now + *length;
    wanted.comment = reason_.empty() ? "by a runbook" : reason_;
    return wanted;
  }
  Status endSilences() {
    FLOTILLA_TRY(const std::vector<Matcher> wanted, matchers());
    for (const auto& [id, silence] : state_.silences)
      if (silence.matchers == wanted && silence.endsAt > room_.engine.now)
        FLOTILLA_CHECK(keep(expireSilence(state_, id, caller_, room_.engine.now)));
    if (!taken_.mutation.empty()) return okStatus();
    return precondition("no_silence", "no silence holds with these matchers", "matchers");
  }

  void addNodes(const Result<RolloutPreview>& preview, ActionPreview& out) const {
    if (!preview) return;
    for (const PreviewNode& node : preview->nodes)
      out.targets.push_back(
          {node.node, node.name, node.region, node.hasVersion ? node.from.toString() : "nothing", node.to.toString()});
    for (const ExcludedNode& node : preview->excluded) out.left.push_back(node.name + ": " + node.why.message);
  }
  void lookBack(ActionPreview& out) {
    addNodes(prepareRollBack(state_, rollout(), caller_, room_.engine.now, room_.engine.reportInterval), out);
  }
  void lookForward(ActionPreview& out) {
    if (const auto rollout = wanted())
      addNodes(prepareRollout(state_, *rollout, caller_, room_.engine.now, room_.engine.reportInterval), out);
  }
  void lookAtRollout(ActionPreview& out) {
    const auto at = state_.rollouts.find(rollout());
    if (at == state_.rollouts.end()) return;
    out.changes = {"- " + at->first.value + " is " + inWords(toText(at->second.state)),
                   "+ " + at->first.value + " is " + (action_.name == "pause_rollout" ? "paused" : "running")};
  }
  void lookAtAbort(ActionPreview& out) {
    const auto at = state_.rollouts.find(rollout());
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
    const auto nodes = chosen();
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
    const auto nodes = chosen();
    if (!nodes) return;
    const WorkloadName workload(argument(action_, "workload"));
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
    out.changes = {(begins ? "+ silence of " : "- silence of ") + argument(action_, "matchers") +
                   (begins ? " for " + argument(action_, "for") : "")};
  }

  const ActionRoom& room_;
  const FleetState& state_;
  const RunbookAction& action_;
  const std::string& reason_;
  const Caller& caller_;
  ActionTaken taken_;
};

std::uint64_t requestsOf(const NodeEntry& entry) {
  std::uint64_t out = 0;
  for (const auto& [key, counts] : entry.totals) out += counts.requests;
  return out;
}

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

Result<ActionTaken> takeAction(const ActionRoom& room, const RunbookAction& action, const std::string& reason,
                               const Caller& caller) {
  return Actor(room, action, reason, caller).take();
}

ActionPreview previewAction(const ActionRoom& room, const RunbookAction& action, const Caller& caller) {
  ActionPreview out;
  out.text = actionInWords(action);
  Actor(room, action, {}, caller).look(out);
  std::sort(out.targets.begin(), out.targets.end(),
            [](const ActionTarget& a, const ActionTarget& b) { return a.name < b.name; });
  out.targetCount = out.targets.size();
  out.blast = blastOf(room.engine.state, nodesOf(out.targets));
  const auto taken = Actor(room, action, {}, caller).take();
  if (!taken)
    out.problem = taken.error().message;
  else if (taken->mutation.empty())
    out.problem = "it is so already";
  out.digest = digestOf(action, out);
  return out;
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
