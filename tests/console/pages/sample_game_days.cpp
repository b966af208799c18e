#include "tests/console/pages/sample_game_days.h"

namespace flotilla::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNodes[] = {"lyon-2", "lyon-5", "lyon-9"};

Fault faultOf(FaultKind kind, Duration lasts, Duration amount, Duration after) {
  Fault out;
  out.kind = kind;
  out.lasts = lasts;
  out.amount = amount;
  out.after = after;
  out.where = "site:lyon model:jetson-8g drills:allow";
  return out;
}

GameDay gameDayOf(const std::string& id, const char* title, GameDayState state, TimePoint at) {
  GameDay out;
  out.id = GameDayId(id);
  out.title = title;
  out.state = state;
  out.startedBy = "local-administrator";
  out.startedAt = at;
  out.faults = {faultOf(FaultKind::KillWorker, 5min, 30s, 0s), faultOf(FaultKind::CutLink, 3min, 0s, 2min)};
  out.endsBy = at + 5min + 30s;
  if (!isOpen(state)) out.endedAt = at + 7min;
  for (std::uint32_t fault = 0; fault < 2; ++fault)
    for (const char* name : kNodes)
      out.nodes.push_back(
          {out.id, fault, NodeId(name), name, RegionName("eu-west"), FaultState::Waiting, {}, {}, {}, {}});
  return out;
}

// What happened to its faults until `now`, if all went well.
void play(GameDay& day, TimePoint now) {
  for (NodeFault& one : day.nodes) {
    const Fault& fault = day.faults[one.fault];
    const TimePoint told = day.startedAt + fault.after;
    if (now < told) continue;
    one.told = told;
    if (one.name == kNodes[2]) {
      one.state = FaultState::Refused;
      one.ended = told + 1s;
      one.reason = "the configuration of its agent says drills: refuse, and only its owner changes that";
      continue;
    }
    one.began = told + 1s;
    one.state = now < one.began + fault.lasts ? FaultState::UnderWay : FaultState::Over;
    if (one.state == FaultState::Over) one.ended = one.began + fault.lasts;
  }
}

FaultScore scoreOf(const GameDay& day, std::uint32_t fault) {
  FaultScore out;
  out.fault = fault;
  out.began = day.startedAt + day.faults[fault].after + 1s;
  return out;
}

}  // namespace

Page<GameDay> sampleGameDays(TimePoint now, int many) {
  Page<GameDay> out;
  const std::pair<const char*, GameDayState> kAll[] = {{"Who notices a worker that dies?", GameDayState::Ended},
                                                       {"A site falls silent", GameDayState::Ended},
                                                       {"Clocks an hour ahead", GameDayState::Aborted},
                                                       {"The link of Lyon is slow", GameDayState::Ended}};
  int number = 7;
  for (const auto& [title, state] : kAll) {
    GameDay day = gameDayOf("GAME-" + std::to_string(number), title, state, now - (8 - number) * 26h);
    play(day, now);
    if (state == GameDayState::Aborted) {
      day.abortedBy = "m.keller";
      day.reason = "a call came in";
      day.faults = {faultOf(FaultKind::SkewClock, 10min, 1h, 0s)};
      day.nodes.resize(3);
    }
    if (number-- == 4) day.faults = {faultOf(FaultKind::SlowLink, 5min, 2s, 0s)}, day.nodes.resize(3);
    out.items.push_back(std::move(day));
  }
  for (int i = 0; i < many; ++i)
    out.items.push_back(
        gameDayOf("GAME-X" + std::to_string(i), "One of many", GameDayState::Ended, now - 300h - i * 1h));
  out.total = out.items.size();
  return out;
}

GameDayDetail sampleScored(const GameDay& gameDay) {
  GameDayDetail out{gameDay, {}};
  for (std::uint32_t i = 0; i < gameDay.faults.size(); ++i) {
    FaultScore score = scoreOf(gameDay, i);
    if (i == 0 && gameDay.state == GameDayState::Ended) {
      score.detected = score.began + 12s;
      score.acknowledged = score.detected + 31s;
      score.mitigated = score.began + 62s;
      score.alertTitle = "WorkerRestarts in eu-west";
    }
    out.scores.push_back(score);
  }
  return out;
}

GameDayDetail sampleGameDay(GameDayScene scene, TimePoint now) {
  const bool open = scene == GameDayScene::Begun || scene == GameDayScene::Recovering;
  const TimePoint at = scene == GameDayScene::Begun        ? now - 75s
                       : scene == GameDayScene::Recovering ? now - 6min
                                                           : now - 26h;
  const GameDayState state = scene == GameDayScene::Begun        ? GameDayState::Running
                             : scene == GameDayScene::Recovering ? GameDayState::Recovering
                             : scene == GameDayScene::Ended      ? GameDayState::Ended
                                                                 : GameDayState::Aborted;
  GameDayDetail out{gameDayOf("GAME-7", "Who notices a worker that dies?", state, at), {}};
  GameDay& day = out.gameDay;
  day.note = "The shift should see it within a minute, and open the runbook for it without being told.";
  play(day, scene == GameDayScene::Aborted ? at + 90s : now);
  FaultScore first = scoreOf(day, 0);
  first.detected = first.began + 12s;
  first.acknowledged = first.detected + 31s;
  first.alertTitle = "WorkerRestarts meter-reader in eu-west";
  first.incident = IncidentId("INC-203");
  if (!open) first.mitigated = first.began + 322s;
  out.scores.push_back(first);
  if (scene != GameDayScene::Begun && scene != GameDayScene::Aborted) out.scores.push_back(scoreOf(day, 1));
  if (scene != GameDayScene::Aborted) return out;
  day.abortedBy = "m.keller";
  day.reason = "a call came in from the site, and nobody could look after both";
  for (NodeFault& one : day.nodes) {
    if (one.state == FaultState::UnderWay) {
      one.state = FaultState::Over;
      one.ended = at + 91s;
      one.reason = "the control plane ended it before its time";
    }
    if (one.state == FaultState::Waiting) {
      one.state = FaultState::Left;
      one.reason = "the game day was aborted before it began";
    }
  }
  return out;
}

GameDayPreview sampleGameDayPreview(bool startable) {
  GameDayPreview out;
  for (std::uint32_t i = 0; i < 3; ++i)
    out.nodes.push_back({0, NodeId(kNodes[i]), kNodes[i], RegionName("eu-west"),
                         i < 2 ? DrillConsent::Allow : DrillConsent::Refuse, Liveness::Live});
  out.allowing = 2;
  out.blast.nodes = 3;
  out.blast.regions = 1;
  out.blast.traffic = 0.0123;
  out.lasts = 1min;
  out.digest.bytes.fill(0x4b);
  if (!startable) {
    out.problems = {"INC-204, which is no drill, is open in eu-west",
                    "this game day would touch 3 nodes, and 2 are the most"};
    out.digest.bytes.fill(0x7c);
  }
  return out;
}

}  // namespace flotilla::tests
