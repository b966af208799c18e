// A game day: faults on chosen real nodes, so that people practise on what they run. What was told to which node, how
// that stands, and, found and not typed, how long it took to be seen, looked after and over. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/fault.h"
#include "models/domain/incident.h"
#include "models/domain/node.h"
#include "models/domain/run.h"
#include "models/domain/runbook.h"

namespace flotilla {

using GameDayId = Id<struct GameDayTag>;  // GAME-<n>

// Recovering: no fault is to begin any more, and nodes or alerts are not yet as they should be.
enum class GameDayState { Running, Recovering, Ended, Aborted };
inline constexpr std::array<std::string_view, 4> kGameDayStateNames{"running", "recovering", "ended", "aborted"};
constexpr std::string_view toText(GameDayState state) {
  return kGameDayStateNames[static_cast<std::size_t>(state)];
}
constexpr bool isOpen(GameDayState state) {
  return state <= GameDayState::Recovering;
}

enum class FaultState {
  Waiting,   // for its time, or for the node
  Told,      // once, and not confirmed yet
  UnderWay,  // the node says that it began
  Over,
  Refused,  // the node did not do it
  Unknown,  // it was told, and nobody knows what became of it; it is over by now
  Left      // it was never told
};
inline constexpr std::array<std::string_view, 7> kFaultStateNames{"waiting", "told",    "under-way", "over",
                                                                  "refused", "unknown", "left"};
constexpr std::string_view toText(FaultState state) {
  return kFaultStateNames[static_cast<std::size_t>(state)];
}
constexpr bool isSettled(FaultState state) {
  return state >= FaultState::Over;
}
constexpr bool mayGoOn(FaultState state) {
  return state == FaultState::Told || state == FaultState::UnderWay;
}

// One fault on one node. Times are the control plane's; zero where it has not come to that.
struct NodeFault {
  GameDayId gameDay;
  std::uint32_t fault = 0;  // place in the faults of the game day
  NodeId node;
  std::string name;  // of the node
  RegionName region;
  FaultState state = FaultState::Waiting;
  std::string reason;  // of its end, as a sentence
  TimePoint told{}, began{}, ended{};
  friend bool operator==(const NodeFault&, const NodeFault&) = default;
};

struct GameDay {
  GameDayId id;
  std::string title;
  std::string note;  // what it is to show
  GameDayState state = GameDayState::Running;
  std::string startedBy;
  TimePoint startedAt{};
  TimePoint endsBy{};  // no fault lasts longer
  TimePoint endedAt{};
  std::string abortedBy;
  std::string reason;  // of being aborted, or what had not recovered at its end
  std::vector<Fault> faults = {};
  std::vector<NodeFault> nodes = {};  // by fault, then by name
  friend bool operator==(const GameDay&, const GameDay&) = default;
};

inline constexpr std::size_t kMaxFaults = 20;  // of a game day
inline constexpr Duration kLongestGameDay = std::chrono::hours(1);
inline constexpr BlastLimits kUsualGameDayLimits{5, 1, 0.25};
inline constexpr BlastLimits kMostGameDayLimits{100, 10, 1.0};

struct NewGameDay {
  std::string title;
  std::string note = {};
  std::vector<Fault> faults = {};
  BlastLimits limits = kUsualGameDayLimits;
  friend bool operator==(const NewGameDay&, const NewGameDay&) = default;
};

// A node that a fault is meant for.
struct PlannedFault {
  std::uint32_t fault = 0;
  NodeId node;
  std::string name;
  RegionName region;
  DrillConsent consent = DrillConsent::Unknown;
  Liveness liveness = Liveness::Unseen;
  friend bool operator==(const PlannedFault&, const PlannedFault&) = default;
};

// What would happen if it were started now.
struct GameDayPreview {
  std::vector<PlannedFault> nodes = {};  // by fault, then by name
  std::uint32_t allowing = 0;            // nodes of these that said that they allow drills
  BlastRadius blast;
  Duration lasts{};
  std::vector<std::string> problems = {};  // why it cannot be started; empty = it can
  Digest digest;
  friend bool operator==(const GameDayPreview&, const GameDayPreview&) = default;
};

// What became of a fault. Times are zero where it has not come to that.
struct FaultScore {
  std::uint32_t fault = 0;
  TimePoint began{};         // on the first node
  TimePoint detected{};      // the first alert about one of its nodes began after that
  TimePoint acknowledged{};  // somebody said that they look after that alert, or its incident
  TimePoint mitigated{};     // the last alert about its nodes ended
  AlertId alert;             // the first
  std::string alertTitle;
  IncidentId incident;  // that the alert is a part of; empty = none
  std::optional<Duration> toDetect() const { return between(began, detected); }
  std::optional<Duration> toAcknowledge() const { return between(detected, acknowledged); }
  std::optional<Duration> toMitigate() const { return between(began, mitigated); }
  friend bool operator==(const FaultScore&, const FaultScore&) = default;

 private:
  static std::optional<Duration> between(TimePoint from, TimePoint to) {
    if (from == TimePoint{} || to == TimePoint{} || to < from) return std::nullopt;
    return to - from;
  }
};

struct GameDayDetail {
  GameDay gameDay;
  std::vector<FaultScore> scores;  // of the faults that began somewhere
};

}  // namespace flotilla
