#include "services/agent/core/verify/policy_check.h"

#include <utility>

#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"
#include "services/runtime/zone.h"

namespace flotilla::agent {
namespace {

constexpr const char* kReason = "V27_policy";

bool isHeld(const AssignmentTarget& target, const NodeFacts& facts) {
  const auto held = facts.held.find(target.workload);
  return held != facts.held.end() && held->second.contains(target.digest);
}

// Reports carry one sentence, so the fix is part of it.
Error refused(const PolicyViolation& violation) {
  Error error = refusedBy(violation, kReason);
  error.message += "; " + error.fix;
  return error;
}

}  // namespace

Status checkPolicy(const AssignmentTarget& target, std::size_t signers, const NodeFacts& facts) {
  if ((facts.policy == nullptr && !facts.policyUnreadable) || isHeld(target, facts)) return okStatus();
  if (facts.policyUnreadable)
    return precondition(
        kReason,
        "this agent cannot read the policy that it keeps, so nothing new is begun; update the agent, or "
        "publish a policy with a higher version");
  const PolicyNode node{facts.region, facts.site, facts.hardware, facts.agentVersion};
  const PolicyCase begun{target.workload, target.artifact.value + " " + target.version.toString(), signers, facts.now};
  const auto violation = violationOnNode(*facts.policy, node, begun, nextOpening);
  return violation ? Status(refused(*violation)) : okStatus();
}

Result<OpenedPolicy> openPolicy(const std::string& bytes, const RootDocument& root) {
  if (bytes.size() > kMaxPolicyEnvelope) return invalid("V19_too_long", "a policy has at most 128 KiB");
  FLOTILLA_TRY(Envelope envelope, parseEnvelope(bytes));
  FLOTILLA_CHECK(verifyEnvelope(envelope, kPolicyPayloadType, root, TrustRole::Release));
  FLOTILLA_TRY(Policy policy, parsePolicy(envelope.payload));
  return OpenedPolicy{std::move(policy), std::move(envelope.payload)};
}

}  // namespace flotilla::agent
