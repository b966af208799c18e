// How incidents, runs and their steps are written on screens: status words for shape and colour, and sentences. Thread:
// pure functions.
#pragma once

#include <QString>
#include <QVariantList>

#include "models/domain/run.h"

namespace flotilla::view {

// The status word whose shape and colour go with it.
QString statusOf(IncidentSeverity severity);
QString statusOf(IncidentState state);
QString statusOf(RunState state);
QString statusOf(const StepAttempt* attempt);  // null: not begun

QString wordOf(const StepAttempt* attempt);                      // "passed", "verifying"; "not begun" for null
QString attemptText(const StepAttempt& attempt, TimePoint now);  // "passed 14:01", "verifying, 3:12 left"
// "3:12", "1:04:09"; "0:00" when it is over.
QString clockLeft(TimePoint until, TimePoint now);
double shareLeft(TimePoint from, TimePoint until, TimePoint now);  // 1 at the beginning, 0 at the end
QString regionText(const RegionName& region);                      // "fleet" for none
QString kindText(const RunStep& step);                             // "act, reversible"
QString limitsText(const BlastLimits& limits);                     // "at most 3 nodes, 1 region"; empty without
QString trafficText(double share);                                 // "0.4 %"
// The nodes that an action would change, the changes beside, what is left out: for PreviewPart.
QVariantMap previewMap(const ActionPreview& preview);
const char* iconOf(EvidenceKind kind);
// "2h 5m" of a length that may be missing: "–".
QString lengthText(const std::optional<Duration>& length);
// Hex digits of a digest as a Digest; zero for what is none.
Digest digestOf(const QString& hex);

}  // namespace flotilla::view
