// Residency rules of the policy, asked of log lines: what a workload writes may hold what it works on, and that stays
// where the workload has to stay. The node decides, before anything leaves. Thread: values.
#pragma once

#include <functional>

#include "models/domain/policy.h"

namespace flotilla::agent {

// Answers for one workload after the other, on any thread. Without a policy everything may leave; a rule of which it is
// not known whether it is about this node keeps lines here.
std::function<bool(const WorkloadName&)> residencyOf(const Policy* policy, const PolicyNode& node);

}  // namespace flotilla::agent
