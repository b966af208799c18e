#include "app/console/adapters/demo_game_days.h"

#include <algorithm>
#include <set>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_views.h"
#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/crypto/hash.h"
#include "services/runtime/bytes.h"
#include "services/runtime/pattern.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostTitle = 200, kMostNote = 4'000, kMostReason = 500;  // bytes
constexpr Duration kAnswersTake = 30s;

bool isLine(const std::string& text, std::size_t most) {
  return !text.empty() && text.size() <= most && text.find('\n') == std::string::npos;
}

Status checkWanted(const NewGameDay& wanted) {
  if (!isLine(wanted.title, kMostTitle))
    return invalid("bad_title", "a title is one line of 1 to 200 bytes", "title", "say in a few words what it is");
  if (wanted.note.size() > kMostNote) return invalid("bad_note", "a note has at most 4000 bytes", "note", "write less");
  if (wanted.faults.empty())
    return invalid("no_faults", "a game day needs a fault", "faults", "choose what is to break, and where");
  if (wanted.faults.size() > kMaxFaults)
    return invalid("too_many_faults", "a game day has at most 20 faults", "faults", "make two of it");
  for (std::size_t i = 0; i < wanted.faults.size(); ++i) {
    const Status good = checkFault(wanted.faults[i]);
    if (good) continue;
    Error why = good.error();
    why.field = "faults[" + std::to_string(i) + "]." + why.field;
    return why;
  }
  return okStatus();
}

std::uint64_t requestsOf(const DemoNode& node) {
  return node.installs[0].requests + node.installs[1].requests;
}

Status chooseNodes(const DemoState& state, const NewGameDay& wanted, GameDayPreview& out) {
  std::set<std::uint32_t> all, allowing;
  std::set<RegionName> regions;
  for (std::uint32_t i = 0; i < wanted.faults.size(); ++i) {
    const auto selector = readSelector(wanted.faults[i].where, nodeSelectorFields(), compilePattern, "faults");
    if (!selector) return selector.error();
    out.lasts = std::max(out.lasts, wanted.faults[i].after + wanted.faults[i].lasts);
    for (std::uint32_t index = 0; index < state.nodes.size(); ++index) {
      if (state.nodes[index].identity != NodeIdentity::Active) continue;
      const Node node = toNode(state, index);
      if (!matches(*selector, nodeSelectorValues(node, state.now))) continue;
      out.nodes.push_back({i, node.id, node.name, node.region, node.drills, node.liveness});
      all.insert(index);
      regions.insert(node.region);
      if (node.drills == DrillConsent::Allow) allowing.insert(index);
    }
  }
  std::uint64_t theirs = 0, everybodys = 0;
  for (const DemoNode& node : state.nodes) everybodys += requestsOf(node);
  for (const std::uint32_t index : all) theirs += requestsOf(state.nodes[index]);
  out.allowing = static_cast<std::uint32_t>(allowing.size());
  out.blast.nodes = static_cast<std::uint32_t>(all.size());
  out.blast.regions = static_cast<std::uint32_t>(regions.size());
  out.blast.traffic = everybodys == 0 ? 0 : static_cast<double>(theirs) / static_cast<double>(everybodys);
  return okStatus();
}

void lookAtLimits(const NewGameDay& wanted, const GameDayPreview& preview, std::vector<Error>& out) {
  const auto beyond = [&](const std::string& what) {
    out.push_back(precondition("beyond_limits", "this game day would touch " + what, "faults",
                               "choose fewer nodes, or a higher limit"));
  };
  const std::uint32_t nodes = wanted.limits.nodes.value_or(*kUsualGameDayLimits.nodes);
  const std::uint32_t regions = wanted.limits.regions.value_or(*kUsualGameDayLimits.regions);
  const double traffic = wanted.limits.traffic.value_or(*kUsualGameDayLimits.traffic);
  const GameDayPreview& found = preview;
  if (found.blast.nodes > nodes)
    beyond(std::to_string(found.blast.nodes) + " nodes, and " + std::to_string(nodes) + " are the most");
  if (found.blast.regions > regions)
    beyond(std::to_string(found.blast.regions) + " regions, and " + std::to_string(regions) + " is the most");
  if (found.blast.traffic > traffic) beyond("more of the traffic than the limit");
  if (found.lasts > kLongestGameDay)
    out.push_back(precondition("too_long", "it would last longer than an hour", "faults", "make two of it"));
}

void lookAround(const DemoGameDays& games, const DemoResponse& response, const GameDayPreview& preview,
                std::vector<Error>& out) {
  std::set<NodeId> nodes;
  std::set<RegionName> regions;
  for (const PlannedFault& one : preview.nodes) {
    nodes.insert(one.node);
    regions.insert(one.region);
  }
  for (const GameDayDetail& other : games.all) {
    if (!isOpen(other.gameDay.state)) continue;
    const auto& theirs = other.gameDay.nodes;
    const auto shared =
        std::find_if(theirs.begin(), theirs.end(), [&](const NodeFault& one) { return nodes.contains(one.node); });
    if (shared != theirs.end())
      out.push_back(precondition("game_day_there", other.gameDay.id.value + " is under way on " + shared->name,
                                 "faults", "wait until it has ended, or choose other nodes"));
  }
  for (const IncidentDetail& detail : response.incidents) {
    const Incident& one = detail.incident;
    if (!isOpen(one.state) || one.drill || !regions.contains(one.region) || one.severity > IncidentSeverity::Sev2)
      continue;
    out.push_back(precondition("incident_there", one.id.value + ", which is no drill, is open in " + one.region.value,
                               "faults", "wait until it is resolved"));
  }
}

void lookForTwice(const NewGameDay& wanted, const GameDayPreview& preview, std::vector<Error>& out) {
  std::map<std::pair<NodeId, FaultKind>, std::vector<std::uint32_t>> there;
  for (const PlannedFault& one : preview.nodes) {
    const Fault& fault = wanted.faults[one.fault];
    auto& known = there[{one.node, fault.kind}];
    for (const std::uint32_t earlier : known) {
      const Fault& other = wanted.faults[earlier];
      if (other.after >= fault.after + fault.lasts || fault.after >= other.after + other.lasts) continue;
      out.push_back(precondition("twice", std::string(toText(fault.kind)) + " would be twice at once on " + one.name,
                                 "faults", "let one begin when the other is over"));
      return;
    }
    known.push_back(one.fault);
  }
}

std::vector<Error> problemsOf(const DemoGameDays& games, const DemoResponse& response, const NewGameDay& wanted,
                              const GameDayPreview& preview) {
  std::vector<Error> out;
  for (std::uint32_t i = 0; i < wanted.faults.size(); ++i) {
    const bool any = std::any_of(preview.nodes.begin(), preview.nodes.end(),
                                 [i](const PlannedFault& one) { return one.fault == i; });
    if (!any)
      out.push_back(precondition("no_nodes", "no active node is meant by where=" + wanted.faults[i].where, "faults",
                                 "the list of nodes says which there are"));
  }
  if (!preview.nodes.empty() && preview.allowing == 0)
    out.push_back(
        precondition("none_allow", "none of these nodes allows drills", "faults", "choose those with drills:allow"));
  lookAtLimits(wanted, preview, out);
  lookForTwice(wanted, preview, out);
  lookAround(games, response, preview, out);
  return out;
}

Digest digestOf(const NewGameDay& wanted, const GameDayPreview& preview) {
  ByteWriter out;
  for (const Fault& fault : wanted.faults) out.text(faultText(fault));
  for (const PlannedFault& one : preview.nodes) {
    out.number(one.fault);
    out.text(one.node.value);
    out.number(static_cast<std::uint32_t>(one.consent));
  }
  return sha256(out.bytes());
}

GameDayDetail* findIn(DemoGameDays& games, const GameDayId& id) {
  const auto at =
      std::find_if(games.all.begin(), games.all.end(), [&](const GameDayDetail& one) { return one.gameDay.id == id; });
  return at == games.all.end() ? nullptr : &*at;
}

Error noGameDay(const GameDayId& id) {
  return notFound("no_game_day", "there is no game day " + id.value.substr(0, 64), "game_day",
                  "the list of game days shows them");
}

}  // namespace

DrillConsent demoConsent(const DemoState& state, std::uint32_t node) {
  if (state.nodes[node].lastSeen == TimePoint{}) return DrillConsent::Unknown;
  return mixed(state.spec.seed + 21, node) % 8 == 0 ? DrillConsent::Allow : DrillConsent::Refuse;
}

Result<GameDayPreview> prepareDemoGameDay(const DemoState& state, const DemoGameDays& games,
                                          const DemoResponse& response, const NewGameDay& wanted) {
  FLOTILLA_CHECK(checkWanted(wanted));
  GameDayPreview out;
  FLOTILLA_CHECK(chooseNodes(state, wanted, out));
  for (const Error& problem : problemsOf(games, response, wanted, out)) out.problems.push_back(problem.message);
  out.digest = digestOf(wanted, out);
  return out;
}

Result<GameDay> startDemoGameDay(const DemoState& state, DemoGameDays& games, const DemoResponse& response,
                                 const NewGameDay& wanted, const Digest& digest) {
  FLOTILLA_TRY(const GameDayPreview preview, prepareDemoGameDay(state, games, response, wanted));
  if (!preview.problems.empty()) return problemsOf(games, response, wanted, preview).front();
  if (preview.digest != digest)
    return Error{ErrorCode::Conflict, "targets_changed", "it would not do now what was previewed", "digest",
                 "read the preview again"};
  GameDayDetail detail;
  GameDay& out = detail.gameDay;
  out.id = GameDayId("GAME-" + std::to_string(++games.last));
  out.title = wanted.title;
  out.note = wanted.note;
  out.startedBy = kDemoCaller;
  out.startedAt = state.now;
  out.endsBy = state.now + preview.lasts + kAnswersTake;
  out.faults = wanted.faults;
  for (const PlannedFault& one : preview.nodes)
    out.nodes.push_back({out.id, one.fault, one.node, one.name, one.region, FaultState::Waiting, {}, {}, {}, {}});
  games.all.insert(games.all.begin(), detail);
  return detail.gameDay;
}

Result<GameDay> abortDemoGameDay(const DemoState& state, DemoGameDays& games, const GameDayId& id,
                                 const std::string& reason) {
  GameDayDetail* found = findIn(games, id);
  if (found == nullptr) return noGameDay(id);
  GameDay& gameDay = found->gameDay;
  if (!isOpen(gameDay.state))
    return precondition("game_day_over", id.value + " is " + std::string(toText(gameDay.state)), "game_day");
  if (!gameDay.abortedBy.empty())
    return precondition("aborted_already", id.value + " was aborted by " + gameDay.abortedBy, "game_day");
  if (!isLine(reason, kMostReason))
    return invalid("no_reason", "a reason is one line of 1 to 500 bytes", "reason", "say why it is ended");
  gameDay.state = GameDayState::Recovering;
  gameDay.abortedBy = kDemoCaller;
  gameDay.reason = reason;
  for (NodeFault& one : gameDay.nodes) {
    if (one.state == FaultState::Waiting) {
      one.state = FaultState::Left;
      one.reason = "the game day was aborted before it began";
    } else if (mayGoOn(one.state)) {
      one.state = FaultState::Over;
      one.reason = "the control plane ended it";
      one.ended = state.now;
    }
  }
  return gameDay;
}

Result<GameDayDetail> demoGameDay(const DemoGameDays& games, const GameDayId& id) {
  for (const GameDayDetail& one : games.all)
    if (one.gameDay.id == id) return one;
  return noGameDay(id);
}

}  // namespace flotilla::console
