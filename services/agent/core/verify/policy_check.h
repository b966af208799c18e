// Check V27: what a node begins keeps to the policy that it holds. Pure, except that time zones are looked up where a
// rule has a window. Thread: any.
#pragma once

#include <cstddef>
#include <string>

#include "services/agent/core/verify/assignment_check.h"

namespace flotilla::agent {

// V27_policy, with a message that names the rule and the fix; `signers` different release keys signed the release. What
// the node holds already (NodeFacts::held) passes: going back and going on are never hindered.
Status checkPolicy(const AssignmentTarget& target, std::size_t signers, const NodeFacts& facts);

struct OpenedPolicy {
  Policy policy;
  std::string payload;  // what was signed
};
// Reasons: V19_*, V16_*, V36_*: as for a release, whose keys sign it.
Result<OpenedPolicy> openPolicy(const std::string& envelope, const RootDocument& root);

}  // namespace flotilla::agent
