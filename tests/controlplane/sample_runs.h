// Sample rows of runs of runbooks, tasks and game days, and the values that all samples are made of; see sample_rows.h.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane::test {

struct SampleValues {
  std::string text;   // free text
  std::string key;    // of rows: never empty
  std::string bytes;  // of opaque columns
  std::uint64_t number;
  std::uint32_t small;
  double real;
  TimePoint time;
  Digest digest;
  Version version;
  bool flag;
  Labels labels;
  std::vector<Grant> grants;
};

struct RunSample {
  Run run;
  StepAttempt attempt;
  RunApproval approval;
  RunEvidence evidence;
};

// The last value of each enum with `flag`, the first without.
inline RunSample runOf(const SampleValues& v, const RegionName& region) {
  const RunId id(v.key + "n");
  RunSample out;
  out.run = {id,
             RunbookName(v.key + "b"),
             v.small,
             v.text,
             IncidentId(v.text),
             region,
             v.flag,
             v.flag ? RunState::Cancelled : RunState::Ready,
             v.text,
             v.text,
             v.time,
             v.time,
             v.time,
             v.labels,
             v.text,
             v.number,
             v.time,
             v.time,
             v.text,
             v.text,
             v.number,
             v.digest};
  const StepState state = v.flag ? StepState::Skipped : StepState::Checking;
  out.attempt = {id,     v.small, v.text, v.small, state,  v.text, v.text, v.digest, {v.small, v.small, v.real},
                 v.time, v.time,  v.time, v.time,  v.time, v.time, v.text};
  out.run.feedback = {{v.text, v.text, v.text, v.time}, {"", "", "", {}}};
  out.approval = {id, v.small, v.text, v.flag, v.digest, v.text, v.time, v.flag};
  const EvidenceKind kind = v.flag ? EvidenceKind::BreakGlass : EvidenceKind::Start;
  out.evidence = {id, v.number, v.time, v.text, v.small, kind, v.text, v.text, v.text, v.digest, v.small, v.digest};
  return out;
}

inline Task taskOf(const SampleValues& v, const RegionName& region) {
  const TaskState state = v.flag ? TaskState::Dropped : TaskState::Open;
  const TaskPriority priority = v.flag ? TaskPriority::Low : TaskPriority::High;
  return {TaskId(v.key + "t"),
          v.text,
          v.text,
          v.text,
          region,
          priority,
          state,
          v.text,
          v.text,
          v.time,
          v.time,
          v.text,
          v.time,
          v.text};
}

inline auto tied(const RunbookCheck& r) {
  const auto& [a, b, c, d] = r;
  return std::tie(a, b, c, d);
}

struct GameDaySample {
  GameDay gameDay;
  NodeFault fault;
};

inline GameDaySample gameDayOf(const SampleValues& v, const NodeId& node, const RegionName& region) {
  const GameDayId id(v.key + "g");
  GameDaySample out;
  out.gameDay = {id,     v.text, v.text, v.flag ? GameDayState::Aborted : GameDayState::Running, v.text, v.time, v.time,
                 v.time, v.text, v.text};
  if (v.flag)
    out.gameDay.faults = {{FaultKind::SkewClock,
                           "name:a or label.b:\"c d\"",
                           std::chrono::seconds(1),
                           std::chrono::minutes(2),
                           -std::chrono::minutes(3),
                           {}},
                          {FaultKind::KillWorker,
                           "region:eu-west",
                           {},
                           std::chrono::seconds(30),
                           std::chrono::seconds(5),
                           WorkloadName("meter-reader")}};
  out.fault = {id,     v.small, node,   v.text, region, v.flag ? FaultState::Left : FaultState::Waiting,
               v.text, v.time,  v.time, v.time};
  return out;
}

inline bool isIn(const FleetState& state, const std::optional<GameDaySample>& sample) {
  if (!sample) return state.gameDays.empty();
  GameDay expected = sample->gameDay;
  expected.nodes = {sample->fault};
  return state.gameDays.size() == 1 && state.gameDays.begin()->second == expected;
}

}  // namespace flotilla::controlplane::test
