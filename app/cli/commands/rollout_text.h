// How far a rollout is, in one line. Thread: values.
#pragma once

#include <string>

#include "models/domain/rollout.h"

namespace flotilla::cli {

// "2 proven, 1 late"; nothing for a rollout without nodes.
std::string outcomesOf(const Rollout& rollout);

// "meter-reader-2 running: 3 of 4 nodes proven, 1 pending", and on the way back
// "meter-reader-2 rolled back: 1 node on 1.0.0; 1 node stays on 2.0.0".
std::string progressOf(const Rollout& rollout);

}  // namespace flotilla::cli
