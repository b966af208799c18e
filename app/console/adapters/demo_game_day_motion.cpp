// How time passes over the game days of the demonstration, and those that it begins with.
#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_game_days.h"
#include "app/console/adapters/demo_names.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr Duration kAcknowledgedAfter = 14s, kRecovers = 6s, kRestartTakes = 4s;
constexpr std::size_t kUnderWay = 3;  // nodes of the one that is under way at the beginning

// After which something tells of it; nothing = nothing does.
std::optional<Duration> detectedAfter(const DemoState& state, FaultKind kind) {
  switch (kind) {
    case FaultKind::CutLink:
      return demoOfflineAfter(state.spec);
    case FaultKind::KillWorker:
      return Duration(9s);
    case FaultKind::FillQuota:
      return Duration(25s);
    default:
      return {};
  }
}

const char* alertOf(FaultKind kind) {
  return kind == FaultKind::CutLink ? "NodeOffline" : kind == FaultKind::KillWorker ? "WorkerRestarts" : "TelemetryGap";
}

// What the fault does to its node in the demonstration.
void begin(DemoState& state, DemoGameDays& games, const Fault& fault, std::uint32_t node, DemoChanges& changes) {
  DemoNode& there = state.nodes[node];
  if (fault.kind == FaultKind::CutLink && games.silenced.emplace(node, there.contact).second)
    there.contact = DemoContact::Lost;
  if (fault.kind != FaultKind::KillWorker && fault.kind != FaultKind::RestartAgent) return;
  for (DemoInstall& install : there.installs)
    if (install.desired != kNone) ++install.restarts;
  changes.nodes.push_back(node);
}

void end(DemoState& state, DemoGameDays& games, const Fault& fault, std::uint32_t node, DemoChanges& changes) {
  const auto was = games.silenced.find(node);
  if (fault.kind != FaultKind::CutLink || was == games.silenced.end()) return;
  state.nodes[node].contact = was->second;
  if (was->second != DemoContact::Lost) state.nodes[node].lastSeen = state.now;
  games.silenced.erase(was);
  changes.nodes.push_back(node);
}

void move(DemoState& state, DemoGameDays& games, const GameDay& gameDay, NodeFault& one, DemoChanges& changes) {
  const Fault& fault = gameDay.faults[one.fault];
  const auto node = findDemoNode(state, one.node.value);
  if (!node) return;
  if (one.state == FaultState::Waiting && state.now >= gameDay.startedAt + fault.after) {
    one.told = gameDay.startedAt + fault.after;
    const DrillConsent consent = demoConsent(state, *node);
    if (consent != DrillConsent::Allow) {
      one.state = FaultState::Refused;
      one.ended = one.told;
      one.reason = "its configuration says drills: refuse";
    } else {
      one.state = FaultState::UnderWay;
      one.began = one.told;
      begin(state, games, fault, *node, changes);
    }
  }
  const Duration lasts = fault.kind == FaultKind::RestartAgent ? std::min(fault.lasts, kRestartTakes) : fault.lasts;
  if (one.state == FaultState::UnderWay && state.now >= one.began + lasts) {
    one.state = FaultState::Over;
    one.ended = one.began + lasts;
    if (fault.kind == FaultKind::RestartAgent) one.reason = "the agent is back";
  }
  if (one.state == FaultState::Over) end(state, games, fault, *node, changes);
}

void judge(const DemoState& state, GameDayDetail& detail, std::uint32_t place) {
  const GameDay& gameDay = detail.gameDay;
  TimePoint began{}, ended{};
  bool goesOn = false;
  for (const NodeFault& one : gameDay.nodes) {
    if (one.fault != place || one.began == TimePoint{}) continue;
    began = began == TimePoint{} ? one.began : std::min(began, one.began);
    ended = std::max(ended, one.ended);
    goesOn |= one.state == FaultState::UnderWay;
  }
  if (began == TimePoint{}) return;
  auto at = std::find_if(detail.scores.begin(), detail.scores.end(),
                         [place](const FaultScore& score) { return score.fault == place; });
  if (at == detail.scores.end()) at = detail.scores.insert(detail.scores.end(), FaultScore{});
  at->fault = place;
  at->began = began;
  const FaultKind kind = gameDay.faults[place].kind;
  const auto after = detectedAfter(state, kind);
  if (!after) return;
  const TimePoint seen = began + *after;
  if (state.now < seen || (!goesOn && ended < seen)) return;
  at->detected = seen;
  at->alertTitle = alertOf(kind);
  if (state.now >= seen + kAcknowledgedAfter) at->acknowledged = seen + kAcknowledgedAfter;
  if (!goesOn && state.now >= ended + kRecovers) at->mitigated = ended + kRecovers;
}

void moveOn(DemoState& state, DemoGameDays& games, GameDayDetail& detail, DemoChanges& changes) {
  GameDay& gameDay = detail.gameDay;
  TimePoint last = gameDay.startedAt;
  bool settled = true;
  for (NodeFault& one : gameDay.nodes) {
    move(state, games, gameDay, one, changes);
    settled &= isSettled(one.state);
    last = std::max(last, one.ended);
  }
  for (std::uint32_t i = 0; i < gameDay.faults.size(); ++i) judge(state, detail, i);
  if (settled && gameDay.state == GameDayState::Running) gameDay.state = GameDayState::Recovering;
  if (!settled || state.now < last + kRecovers) return;
  gameDay.state = gameDay.abortedBy.empty() ? GameDayState::Ended : GameDayState::Aborted;
  gameDay.endedAt = last + kRecovers;
}

// Up to so many of a region without an open incident that allow drills, as they are asked for.
std::vector<std::uint32_t> consenting(const DemoState& state, const RegionName& region, std::size_t most) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < state.nodes.size() && out.size() < most; ++i)
    if (state.nodes[i].identity == NodeIdentity::Active && state.nodes[i].contact == DemoContact::Steady &&
        demoConsent(state, i) == DrillConsent::Allow && (region.empty() || regionOf(state.nodes[i]) == region))
      out.push_back(i);
  return out;
}

Fault faultOf(FaultKind kind, Duration lasts, Duration amount, const std::string& where) {
  Fault out;
  out.kind = kind;
  out.lasts = lasts;
  out.amount = amount;
  out.where = where;
  return out;
}

GameDayDetail begun(DemoGameDays& games, const char* title, const char* by, TimePoint at, std::vector<Fault> faults,
                    const DemoState& state, const std::vector<std::uint32_t>& nodes) {
  GameDayDetail out;
  GameDay& one = out.gameDay;
  one.id = GameDayId("GAME-" + std::to_string(++games.last));
  one.title = title;
  one.startedBy = by;
  one.startedAt = at;
  one.faults = std::move(faults);
  for (std::uint32_t i = 0; i < one.faults.size(); ++i) {
    one.endsBy = std::max(one.endsBy, at + one.faults[i].after + one.faults[i].lasts + 30s);
    for (const std::uint32_t node : nodes)
      one.nodes.push_back({one.id,
                           i,
                           idOf(state, node),
                           nameOf(state.nodes[node]),
                           regionOf(state.nodes[node]),
                           FaultState::Waiting,
                           {},
                           {},
                           {},
                           {}});
  }
  return out;
}

// As it would have gone, had somebody started it then; nothing of it is left on any node.
void playThrough(DemoState& then, GameDayDetail& detail, std::optional<Duration> abortedAfter) {
  DemoGameDays alone;
  DemoChanges unseen;
  const TimePoint until = detail.gameDay.endsBy + 5min;
  alone.all = {std::move(detail)};
  GameDayDetail& played = alone.all.front();
  for (then.now = played.gameDay.startedAt; then.now <= until && isOpen(played.gameDay.state); then.now += 1s) {
    if (abortedAfter && then.now == played.gameDay.startedAt + *abortedAfter) {
      (void)abortDemoGameDay(then, alone, played.gameDay.id, "A call came in from the site.");
      played.gameDay.abortedBy = kDemoApprover;
    }
    moveOn(then, alone, played, unseen);
  }
  detail = std::move(played);
}

}  // namespace

void advanceDemoGameDays(DemoState& state, DemoGameDays& games, DemoChanges& changes) {
  for (GameDayDetail& detail : games.all)
    if (isOpen(detail.gameDay.state)) moveOn(state, games, detail, changes);
}

DemoGameDays buildDemoGameDays(const DemoState& state) {
  DemoGameDays out;
  const std::vector<std::uint32_t> first = consenting(state, {}, 1);
  if (first.empty()) return out;
  const RegionName home = regionOf(state.nodes[first.front()]);
  const std::string where = "region:" + home.value + " drills:allow";
  const std::vector<std::uint32_t> nodes = consenting(state, home, kUnderWay);
  const TimePoint now = state.startedAt;
  std::vector<GameDayDetail> all;
  all.push_back(begun(out, "Clocks an hour ahead", kDemoCaller, now - 9 * 24h,
                      {faultOf(FaultKind::SkewClock, 5min, 1h, where)}, state, {nodes.front()}));
  all.push_back(begun(out, "Nodes fall silent", kDemoApprover, now - 50h,
                      {faultOf(FaultKind::CutLink, 10min, {}, where)}, state, nodes));
  all.push_back(begun(out, "Workers die, and the link is slow", kDemoCaller, now - 26h,
                      {faultOf(FaultKind::KillWorker, 5min, 30s, where), faultOf(FaultKind::SlowLink, 5min, 2s, where)},
                      state, nodes));
  all.push_back(
      begun(out, "Agents start anew", kDemoCaller, now - 5h,
            {faultOf(FaultKind::RestartAgent, 2min, {}, where), faultOf(FaultKind::FillQuota, 15min, {}, where)}, state,
            nodes));
  DemoState then = state;
  for (GameDayDetail& one : all) {
    const bool aborted = one.gameDay.id.value == "GAME-4";
    playThrough(then, one, aborted ? std::optional<Duration>(70s) : std::nullopt);
  }
  all.push_back(
      begun(out, "Who notices a worker that dies?", kDemoCaller, now,
            {faultOf(FaultKind::KillWorker, 12min, 1min, where), faultOf(FaultKind::SlowLink, 10min, 2s, where)}, state,
            nodes));
  all.back().gameDay.note = "The shift should see it within a minute, and open its runbook by itself.";
  all.back().gameDay.faults.back().after = 1min;
  all.back().gameDay.endsBy = now + 12min + 30s;
  out.all = {all.rbegin(), all.rend()};
  return out;
}

}  // namespace flotilla::console
