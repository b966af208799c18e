#include "services/controlplane/core/policy/publish.h"

#include "models/domain/policy_text.h"
#include "models/domain/utf8.h"
#include "services/crypto/hash.h"
#include "services/documents/signed_documents.h"

namespace flotilla::controlplane {
namespace {

PolicySummary summaryOf(const PolicyRecord& record, const std::optional<Policy>& policy) {
  PolicySummary out{record.version, record.envelope, record.publishedBy, record.publishedAt, {}};
  if (!policy) return out;
  for (const PolicyRule& rule : policy->rules) out.rules.push_back({rule.name, meaningOf(rule)});
  return out;
}

Status checkNewer(const PolicyRecord& current, std::uint64_t version) {
  const std::string newest = std::to_string(current.version);
  const std::string fix = "sign it with version " + std::to_string(current.version + 1) + " or higher";
  if (version == current.version)
    return Error{ErrorCode::Conflict, "version_exists",
                 "another policy of version " + newest + " is published, and nodes keep the one they got first",
                 "envelope.version", fix};
  if (version > current.version) return okStatus();
  return precondition("version_not_higher",
                      "version " + std::to_string(version) + " is not higher than " + newest + ", which counts now",
                      "envelope.version", fix);
}

}  // namespace

Result<Decision<PolicySummary>> publishPolicy(const FleetState& state, const std::string& envelope,
                                              const Caller& caller, TimePoint now) {
  if (envelope.size() > kMaxPolicyEnvelope)
    return invalid("policy_too_large", "a signed policy has at most 128 KiB", "envelope");
  FLOTILLA_TRY(const Envelope parsed, parseEnvelope(envelope));
  if (parsed.payloadType != kPolicyPayloadType)
    return invalid("not_a_policy", "the envelope is of type " + excerpt(parsed.payloadType, 80), "envelope",
                   "sign one with: flotillactl policy sign");
  FLOTILLA_TRY(const Policy policy, parsePolicy(parsed.payload));
  Decision<PolicySummary> out;
  if (state.policy && state.policy->record.envelope == envelope) {
    out.answer = summaryOf(state.policy->record, state.policy->policy);
    return out;
  }
  if (state.policy) FLOTILLA_CHECK(checkNewer(state.policy->record, policy.version));
  const PolicyRecord record{policy.version, envelope, caller.name, now};
  out.answer = summaryOf(record, policy);
  out.fact.object = "policy/" + std::to_string(policy.version);
  out.fact.detail = std::to_string(policy.rules.size()) + (policy.rules.size() == 1 ? " rule" : " rules");
  if (state.policy) out.fact.before = sha256(state.policy->record.envelope).toString();
  out.fact.after = sha256(envelope).toString();
  out.mutation.rows.emplace_back(record);
  return out;
}

Result<PolicySummary> currentPolicy(const FleetState& state) {
  if (state.policy) return summaryOf(state.policy->record, state.policy->policy);
  return notFound("no_policy", "this fleet has no policy", {}, "publish one: flotillactl policy publish");
}

}  // namespace flotilla::controlplane
