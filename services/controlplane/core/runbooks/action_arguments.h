// What the step of a runbook says, read for the operation that it is. Pure. Thread: the fleet loop. Lifetime: of one
// action; what it is made of outlives it.
#pragma once

#include <string>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/run.h"
#include "services/controlplane/core/alerts/silence_changes.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/thresholds.h"
#include "services/controlplane/core/runbooks/actions.h"

namespace flotilla::controlplane {

// Errors name the argument as their field.
class ActionArguments {
 public:
  ActionArguments(const ActionRoom& room, const RunbookAction& action, const Caller& caller)
      : room_(room), action_(action), caller_(caller) {}

  const std::string& text(const char* name) const;  // empty if the step does not say it
  RolloutId rollout() const { return RolloutId(text("rollout")); }
  WorkloadName workload() const { return WorkloadName(text("workload")); }
  Result<NewRollout> rolloutWanted() const;
  Result<NewThreshold> thresholdWanted() const;
  Result<NewSilence> silenceWanted(const std::string& reason) const;
  Result<std::vector<Matcher>> matchers() const;
  // By name, of the nodes that the caller may see. Exhausted/"too_many_targets".
  Result<std::vector<const NodeEntry*>> nodes() const;

 private:
  Result<std::string> inShadow(const NewRollout& what, const std::string& time) const;
  Status readShare(const char* name, double& out) const;

  const ActionRoom& room_;
  const RunbookAction& action_;
  const Caller& caller_;
};

}  // namespace flotilla::controlplane
