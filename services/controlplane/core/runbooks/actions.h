// What the steps of runbooks do: operations of the operator API, first as a preview, then for good. Both take the same
// decisions, so that a preview never promises something else. Pure but for key and randomness. Thread: the fleet loop.
#pragma once

#include <string>
#include <vector>

#include "models/domain/run.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/rollouts/advance.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxActionTargets = 10'000;  // nodes that one step may change

struct ActionRoom {
  EngineRoom engine;
  Random& random;
};

struct ActionTaken {
  Mutation mutation;             // empty: it is so already
  std::vector<AuditFact> facts;  // each with the operation of the operator API as its action
};
// `action` has its inputs filled in; `reason` goes into the audit log. Errors: those of the operations, among them
// Denied/"out_of_scope" of who may not do this there; Invalid/"bad_argument"; Precondition/"no_targets".
Result<ActionTaken> takeAction(const ActionRoom& room, const RunbookAction& action, const std::string& reason,
                               const Caller& caller);

// What takeAction() would do now. Its error, if it has one, is the problem. The digest is of the action and its
// targets, and of nothing that changes with time alone.
ActionPreview previewAction(const ActionRoom& room, const RunbookAction& action, const Caller& caller);

// "roll back meter-reader-2"
std::string actionInWords(const RunbookAction& action);

BlastRadius blastOf(const FleetState& state, const std::vector<NodeId>& nodes);
// Nothing, or which limit it exceeds, as a sentence; `who` sets them.
std::string beyond(const BlastLimits& limits, const BlastRadius& blast, const std::string& who = "the step");

}  // namespace flotilla::controlplane
