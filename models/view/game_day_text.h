// How game days, their faults and their scores are written on screens. Thread: pure functions.
#pragma once

#include <QString>
#include <QVariantMap>
#include <optional>
#include <vector>

#include "models/domain/game_day.h"

namespace flotilla::view {

// The status word whose shape and colour go with it.
QString statusOf(GameDayState state);
QString statusOf(FaultState state);
QString statusOf(DrillConsent consent);

QString wordOf(FaultState state);      // "under way"
QString wordOf(DrillConsent consent);  // "allows drills"

QString kindsText(const std::vector<Fault>& faults);  // "cut-link, kill-worker": each kind once, in their order
QString regionsText(const GameDay& gameDay);          // "eu-west", "3 regions"
std::uint64_t nodesOf(const GameDay& gameDay);        // each once

// Of a node: until it is over, or begins. "0:42 left", "in 0:30"; empty when there is nothing to wait for.
QString countdownOf(const GameDay& gameDay, const NodeFault& one, TimePoint now);

// How a game day was met, over all of its faults that began.
struct GameDayMarks {
  std::optional<Duration> detect, acknowledge, mitigate;  // the longest of each; empty where none came to that
  int began = 0;                                          // faults
  int missed = 0;                                         // of these, that nothing told of
  friend bool operator==(const GameDayMarks&, const GameDayMarks&) = default;
};
GameDayMarks marksOf(const GameDayDetail& detail);

// One of the three times of a fault: {value: "12 s", "not yet", "never", "–"; at: "14:05:12" or empty; status}.
QVariantMap markOf(const std::optional<Duration>& length, TimePoint at, bool began, bool over);

}  // namespace flotilla::view
