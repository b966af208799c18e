// Whether bad events are more than an accident of few requests. Where little is asked, one failure is a large share of
// an hour and means nothing. The guard counts bad events and never traffic: a floor of traffic would mute the total
// outage of a quiet region. Pure. Thread: any.
#pragma once

#include <string>

#include "models/domain/objective.h"

namespace flotilla::controlplane {

inline constexpr std::uint64_t kFewestBad = 3;
inline constexpr double kAccident = 1e-4;

// P(X >= count) of a Poisson variable with this mean: 1 for a count of 0.
double poissonTail(double mean, std::uint64_t count);

// Empty if `seen`, over the long window, is no accident at this target; else the sentence that says why it may be one.
// Slots of time are no independent events: for those only the number counts.
std::string mayBeAccident(const Tally& seen, double target, bool slots);

}  // namespace flotilla::controlplane
