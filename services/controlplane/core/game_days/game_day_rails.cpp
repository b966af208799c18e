#include "services/controlplane/core/game_days/game_day_rails.h"

#include <algorithm>
#include <set>
#include <utility>

#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/runbooks/actions.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

// Lifetime: of one look.
class Rails {
 public:
  Rails(const GameDayRoom& room, const NewGameDay& wanted, const GameDayPreview& preview, const Caller& caller)
      : state_(room.state), wanted_(wanted), preview_(preview), caller_(caller) {
    for (const PlannedFault& one : preview.nodes) {
      nodes_.insert(one.node);
      regions_.insert(one.region);
    }
  }

  std::vector<Error> take() {
    lookForNodes();
    for (const RegionName& region : regions_)
      if (const Status may = checkGameDayOperator(region, caller_); !may) out_.push_back(may.error());
    lookAtLimits();
    lookForTwice();
    lookAtGameDays();
    lookAtIncidents();
    lookAtRollouts();
    return std::move(out_);
  }

 private:
  void add(const char* reason, const std::string& message, const char* field = "", const std::string& fix = {}) {
    out_.push_back(precondition(reason, message, field, fix));
  }

  void lookForNodes() {
    for (std::uint32_t i = 0; i < wanted_.faults.size(); ++i) {
      const bool any = std::any_of(preview_.nodes.begin(), preview_.nodes.end(),
                                   [i](const PlannedFault& one) { return one.fault == i; });
      if (!any)
        add("no_nodes",
            "no active node that you may see is meant by where=" + wanted_.faults[i].where + " of " +
                std::string(toText(wanted_.faults[i].kind)),
            "faults", "flotillactl nodes list --filter says which nodes there are");
    }
    if (!preview_.nodes.empty() && preview_.allowing == 0)
      add("none_allow", "none of these nodes allows drills", "faults",
          "whoever owns a machine may say drills: allow in the configuration of its agent; choose those with "
          "drills:allow");
  }

  void lookAtLimits() {
    BlastLimits limits = wanted_.limits;
    if (!limits.nodes) limits.nodes = kUsualGameDayLimits.nodes;
    if (!limits.regions) limits.regions = kUsualGameDayLimits.regions;
    if (!limits.traffic) limits.traffic = kUsualGameDayLimits.traffic;
    if (const std::string why = beyond(limits, preview_.blast, "this game day"); !why.empty())
      add("beyond_limits", why, "faults", "choose fewer nodes, or a higher limit");
    if (preview_.lasts > kLongestGameDay)
      add("too_long", "it would last " + flotilla::toText(preview_.lasts) + ", and an hour is the most", "faults",
          "make two of it");
  }

  void lookForTwice() {
    for (std::size_t i = 0; i < preview_.nodes.size(); ++i)
      for (std::size_t j = i + 1; j < preview_.nodes.size(); ++j) {
        const PlannedFault &a = preview_.nodes[i], &b = preview_.nodes[j];
        const Fault &first = wanted_.faults[a.fault], &second = wanted_.faults[b.fault];
        const bool overlaps = first.after < second.after + second.lasts && second.after < first.after + first.lasts;
        if (a.node != b.node || first.kind != second.kind || !overlaps) continue;
        return add("twice", std::string(toText(first.kind)) + " would be twice at once on " + a.name, "faults",
                   "let one begin when the other is over: after=" + flotilla::toText(first.after + first.lasts));
      }
  }

  void lookAtGameDays() {
    std::size_t open = 0;
    for (const auto& [id, other] : state_.gameDays) {
      if (!isOpen(other.state)) continue;
      ++open;
      const auto shared = std::find_if(other.nodes.begin(), other.nodes.end(),
                                       [&](const NodeFault& one) { return nodes_.contains(one.node); });
      if (shared != other.nodes.end())
        add("game_day_there", id.value + " is under way on " + shared->name, "faults",
            "wait until it has ended, or choose other nodes");
    }
    if (open >= kMaxOpenGameDays) add("too_many_game_days", "20 game days are under way");
  }

  // What people have to look after for real comes first.
  void lookAtIncidents() {
    for (const auto& [id, incident] : state_.incidents) {
      const bool there = incident.region.empty() || regions_.contains(incident.region);
      if (!isOpen(incident.state) || incident.drill || !there || incident.severity > IncidentSeverity::Sev2) continue;
      add("incident_there",
          id.value + ", which is no drill, is open " +
              (incident.region.empty() ? "in the fleet" : "in " + incident.region.value),
          "faults", "wait until it is resolved");
    }
  }

  void lookAtRollouts() {
    for (const auto& [id, rollout] : state_.rollouts) {
      if (hasEnded(rollout.state) || rollout.startedAt == TimePoint{}) continue;
      const auto there = std::find_if(rollout.nodes.begin(), rollout.nodes.end(), [&](const RolloutNode& node) {
        const auto at = state_.nodes.find(node.node);
        return at != state_.nodes.end() && regions_.contains(at->second.record.region);
      });
      if (there != rollout.nodes.end())
        add("rollout_there",
            id.value + " has not ended in " + state_.nodes.at(there->node).record.region.value +
                ": it would be judged by what the faults do",
            "faults", "wait until it has ended");
    }
  }

  const FleetState& state_;
  const NewGameDay& wanted_;
  const GameDayPreview& preview_;
  const Caller& caller_;
  std::set<NodeId> nodes_;
  std::set<RegionName> regions_;
  std::vector<Error> out_;
};

}  // namespace

Result<GameDayPreview> chooseNodes(const GameDayRoom& room, const NewGameDay& wanted, const Caller& caller) {
  GameDayPreview out;
  std::set<NodeId> all, allowing;
  for (std::uint32_t i = 0; i < wanted.faults.size(); ++i) {
    const Fault& fault = wanted.faults[i];
    const auto selector = readSelector(fault.where, nodeSelectorFields(), compilePattern, "faults");
    if (!selector) return selector.error();
    out.lasts = std::max(out.lasts, fault.after + fault.lasts);
    for (const auto& [name, id] : room.state.nodeNames) {
      const NodeEntry& entry = room.state.nodes.at(id);
      const bool meant =
          entry.record.identity == NodeIdentity::Active && caller.mayIn(Role::Viewer, entry.record.region);
      if (!meant) continue;
      const Node view = nodeView(room.state, entry, room.now, room.reportInterval);
      if (!matches(*selector, nodeSelectorValues(view, room.now))) continue;
      out.nodes.push_back({i, id, name, view.region, view.drills, view.liveness});
      all.insert(id);
      if (view.drills == DrillConsent::Allow) allowing.insert(id);
    }
  }
  out.allowing = static_cast<std::uint32_t>(allowing.size());
  out.blast = blastOf(room.state, {all.begin(), all.end()});
  return out;
}

std::vector<Error> problemsOf(const GameDayRoom& room, const NewGameDay& wanted, const GameDayPreview& preview,
                              const Caller& caller) {
  return Rails(room, wanted, preview, caller).take();
}

Status checkGameDayOperator(const RegionName& region, const Caller& caller) {
  if (caller.mayIn(Role::Operator, region)) return okStatus();
  return Error{ErrorCode::Denied, "out_of_scope", caller.name + " is no operator of region " + region.value, "faults",
               "ask an operator of that region"};
}

}  // namespace flotilla::controlplane
