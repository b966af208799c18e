// What the tests of game days share: three live nodes that allow drills, a and b in the west, c in the east, and a game
// day that goes on when it is told to. Thread: the test's. Lifetime: values.
#pragma once

#include <set>

#include "services/controlplane/core/game_days/game_day_turn.h"
#include "tests/incidents/incident_rig.h"

namespace flotilla::controlplane::test {

using std::chrono::minutes;
using std::chrono::seconds;

inline Fault faultOf(const std::string& text) {
  const auto fault = parseFault(text);
  if (!fault) qFatal("%s", fault.error().message.c_str());
  return *fault;
}

struct GameDayRig : IncidentRig {
  Caller caller = callerWith(Role::Operator);
  std::set<NodeId> here;  // nodes that can be told
  std::vector<FaultTelling> told;
  std::vector<AuditFact> facts;
  GameDayId id{"GAME-1"};

  GameDayRig() {
    for (const char* name : {"a", "b", "c"}) {
      allow(name);
      here.insert(node(name).record.id);
      reports(name);
    }
  }

  NodeEntry& node(const std::string& name) { return state.nodes.at(state.nodeNames.at(name)); }
  void allow(const std::string& name, DrillConsent consent = DrillConsent::Allow) {
    node(name).status.drills = consent;
  }
  void reports(const std::string& name) { node(name).status.lastSeen = now; }
  void pass(Duration time) {
    now += time;
    for (const char* name : {"a", "b", "c"}) reports(name);
  }

  GameDayRoom room() const { return {state, now, kInterval}; }
  static NewGameDay wanted(const std::vector<std::string>& faults) {
    NewGameDay out;
    out.title = "practice";
    for (const std::string& text : faults) out.faults.push_back(faultOf(text));
    return out;
  }
  GameDayPreview preview(const NewGameDay& what) {
    const auto read = prepareGameDay(room(), what, caller);
    if (!read) qFatal("%s", read.error().message.c_str());
    return *read;
  }
  // Empty, or the reason of the error.
  QString startIt(const NewGameDay& what) {
    const auto begun = startGameDay(room(), what, preview(what).digest, caller);
    if (!begun) return reasonOf(begun);
    keep(begun->mutation);
    id = begun->answer.id;
    return {};
  }
  QString start(const std::vector<std::string>& faults) { return startIt(wanted(faults)); }
  QString abort(const std::string& why) {
    const auto done = abortGameDay(room(), id, why, caller);
    if (!done) return reasonOf(done);
    keep(done->mutation);
    return {};
  }
  // What it tells now.
  std::size_t turn() {
    const GameDayTurn next =
        advanceGameDay(room(), gameDay(), [this](const NodeId& one) { return here.contains(one); });
    keep(next.mutation);
    told.insert(told.end(), next.telling.begin(), next.telling.end());
    facts.insert(facts.end(), next.facts.begin(), next.facts.end());
    return next.telling.size();
  }
  void hear(const std::string& name, FaultNews news) { keep(takeFaultNews(state, node(name).record.id, news, now)); }
  void hear(const std::string& name, FaultPhase phase, Duration begunAgo = {}, Duration endedAgo = {},
            std::uint32_t place = 0) {
    hear(name, {false, {{faultIdOf(id, place), phase, {}, {}, begunAgo, endedAgo}}});
  }
  const GameDay& gameDay() const { return state.gameDays.at(id); }
  const NodeFault& fault(const std::string& name, std::uint32_t place = 0) const {
    for (const NodeFault& one : gameDay().nodes)
      if (one.name == name && one.fault == place) return one;
    qFatal("no fault %u on %s", place, name.c_str());
  }
};

}  // namespace flotilla::controlplane::test
