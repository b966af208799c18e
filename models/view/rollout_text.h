// How rollouts, their waves and what was found about them are written on screens: status words for shape and colour,
// sentences, odds. Thread: pure functions.
#pragma once

#include <QString>
#include <QVariantList>

#include "models/domain/rollout.h"
#include "models/domain/rollout_preview.h"

namespace flotilla::view {

// The status word whose shape and colour go with a state.
QString statusOf(RolloutState state);
QString statusOf(NodeOutcome outcome);
QString statusOf(Verdict verdict);
QString statusOf(const RolloutWave& wave);

std::size_t failedNodes(const Rollout& rollout);
// How many nodes did as they were asked: proved it, or on the way back returned.
std::size_t reachedNodes(const Rollout& rollout);
double share(std::size_t part, std::size_t whole);

QString titleOf(const Rollout& rollout);                   // "meter-reader 2.0.0"
QString fromOf(const Rollout& rollout);                    // "2.12.0", "2.11.0 and others", "nothing"
QString timeLeft(const Rollout& rollout, TimePoint now);   // "12 m 03 s left"
QString shortTime(TimePoint at, TimePoint now);            // "14:05", of another day "26 Nov 14:05"
QString plain(Duration length);                            // "45 min", "2 h", "1 d"
QString oddsText(double odds);                             // "34:1", "1:6", "even"
QString waveTitle(const Rollout& rollout);                 // "early, 2 of 4", empty without waves
QString soakOf(const RolloutWave& wave, TimePoint now);    // "soaking 36 of 60 min"
double soakShare(const RolloutWave& wave, TimePoint now);  // 0 to 1
std::size_t givenApprovals(const Rollout& rollout, std::uint32_t wave, TimePoint now);  // for this plan, not expired

// A wave of a preview, for WavePreviewTable.
QVariantMap waveMap(const WavePreview& wave);

}  // namespace flotilla::view
