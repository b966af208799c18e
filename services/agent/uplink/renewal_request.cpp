#include "services/agent/uplink/renewal_request.h"

#include "services/wire/operator_wire.h"

namespace flotilla::agent {

v1::RenewExpiredRequest renewalRequest(const Identity& old, const std::string& requestPem, TimePoint now) {
  v1::RenewExpiredRequest out;
  out.set_certificate_pem(old.certificatePem);
  out.set_csr_pem(requestPem);
  *out.mutable_at() = wire::toProto(now);
  // The same text that the control plane checks: what is asked, and when.
  out.set_proof(signWithIdentity(old.key, "flotilla-renew-expired\n" + requestPem + "\n" + toRfc3339(now)));
  return out;
}

}  // namespace flotilla::agent
