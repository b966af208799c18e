#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::Policy toProto(const PolicySummary& policy) {
  v1::Policy out;
  out.set_version(policy.version);
  out.set_envelope(policy.envelope);
  out.set_published_by(policy.publishedBy);
  *out.mutable_published_at() = toProto(policy.publishedAt);
  for (const PolicyMeaning& rule : policy.rules) {
    v1::PolicyRule& one = *out.add_rules();
    one.set_name(rule.rule);
    one.set_meaning(rule.meaning);
  }
  return out;
}

Result<PolicySummary> fromProto(const v1::Policy& policy) {
  PolicySummary out{policy.version(), policy.envelope(), policy.published_by(), fromProto(policy.published_at()), {}};
  for (const v1::PolicyRule& rule : policy.rules()) out.rules.push_back({rule.name(), rule.meaning()});
  return out;
}

}  // namespace flotilla::wire
