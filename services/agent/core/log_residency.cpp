#include "services/agent/core/log_residency.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace flotilla::agent {

std::function<bool(const WorkloadName&)> residencyOf(const Policy* policy, const PolicyNode& node) {
  std::vector<PolicyRule> rules;
  if (policy != nullptr)
    for (const PolicyRule& rule : policy->rules)
      if (std::holds_alternative<ResidencyDemand>(rule.demand) && scopeOf(rule, node) != PolicyScope::Outside)
        rules.push_back(rule);
  return [rules = std::move(rules)](const WorkloadName& workload) {
    return std::none_of(rules.begin(), rules.end(), [&](const PolicyRule& rule) { return isAbout(rule, workload); });
  };
}

}  // namespace flotilla::agent
