// Why a rollout cannot start, go back or be aborted: the reasons in words and with the way out, the same from a
// control plane and in the demonstration. Thread: values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/domain/node.h"
#include "models/domain/result.h"
#include "models/domain/rollout.h"

namespace flotilla {

// learning: the control plane has just started, and hears its nodes before it assigns anything.
Error stillLearning();
// rollout_running: this other rollout of the workload has not ended.
Error notEnded(const RolloutId& other, RolloutState state, TimePoint deadline, TimePoint now);
// already_proven: `nodes` (at least one, `first` among them) run exactly this, with the same config.
Error nothingToDeploy(std::size_t nodes, const std::string& first, const ArtifactName& artifact,
                      const Version& version);
// no_nodes: nobody is meant, or only nodes that are not active, which are `meant`. `field` is what the request chose
// them by, empty if it chose all.
struct InactiveNode {
  std::string name;
  NodeIdentity identity;
};
Error noActiveNode(const std::vector<InactiveNode>& meant, const std::string& field);
// already_rolled_back
Error alreadyBack(const RolloutId& rollout, RolloutState state);
// overtaken: `newer` has moved at least one of the nodes since.
Error overtakenBy(const RolloutId& newer);
// no_way_back: nothing was proven on any of the nodes before.
Error noVersionBefore(const RolloutId& rollout, RolloutState state);
// same_before: every node ran the rollout's version before it too.
Error sameVersionBefore(const RolloutId& rollout, const Version& version);
// rolling_back or not_running: a rollout in any state but running cannot be aborted.
Error notAbortable(const RolloutId& rollout, RolloutState state, TimePoint deadline, TimePoint now);

}  // namespace flotilla
