// What a rollout is, printed in fields and tables. Thread: the main thread.
#pragma once

#include <vector>

#include "models/domain/rollout.h"

namespace flotilla::cli {

void printOutcomes(const std::vector<RolloutNode>& nodes);

// The nodes that it has given anything to; of a rollout of very many nodes how many came to what, and where the list
// is.
void printOutcomes(const Rollout& rollout);

// Fields, waves, approvals and nodes.
void printRollout(const Rollout& rollout, TimePoint now);

// What somebody agrees to who approves `wave`: the fields that say so, and the plan.
void printToApprove(const Rollout& rollout, const RolloutWave& wave, TimePoint now);

// Its plan as a document that `rollouts create -f` takes.
void printPlan(const Rollout& rollout);

}  // namespace flotilla::cli
