// How a machine becomes a node, and keeps its identity. Each function decides over the read model; one transaction
// stores what it says. Thread: the fleet loop.
#pragma once

#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/crypto/x509.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

struct EnrolInput {
  std::string token;
  std::string requestPem;
  std::string hardware;
  std::string agentVersion;
  bool trustsUs = true;  // false if its root.json names assignment keys, and ours is not one of them
};

struct Enrolled {
  NodeId node;
  std::string name;
  std::string certificatePem;
  RegionName region = {};
  SiteName site = {};
};

// `outcome` and `mutation` are independent: a token tried with a second key is refused and burned in one go.
struct EnrolDecision {
  Status outcome = okStatus();
  Enrolled answer;
  Mutation mutation;
  AuditFact fact;
};

// Idempotent for the same token and key. Reasons: token_malformed, token_unknown, token_foreign (another fleet's CA),
// token_expired, token_used (with another key; burns it), token_burned, key_known (the key belongs to a node already),
// root_of_another_fleet (nothing is used up), csr_*.
EnrolDecision enrol(const FleetState& state, const EnrolInput& input, const CertificateAuthority& ca, Duration lifetime,
                    TimePoint now, Random& random);

// A new certificate for a node that is connected with a valid one. The old key stays good until the node is seen with
// the new one.
Result<Decision<std::string>> renew(const FleetState& state, const NodeId& node, const std::string& requestPem,
                                    const CertificateAuthority& ca, Duration lifetime, TimePoint now);

struct ExpiredRenewal {
  std::string certificatePem;
  std::string requestPem;
  TimePoint at{};
  std::string proof;
};
// The same over server-only TLS, with proof of possession of the old key. At most 180 days after expiry, clock within
// 10 minutes. Without a request nothing is issued: the node only asks whether it is welcome.
Result<Decision<std::string>> renewExpired(const FleetState& state, const ExpiredRenewal& input,
                                           const CertificateAuthority& ca, Duration lifetime, TimePoint now);
std::string renewalMessage(const std::string& requestPem, TimePoint at);

// Whether a peer with this certificate is the node it says, and may connect. Denied: unknown_node, revoked,
// retired, superseded_certificate. One of our authority that lasts longer than the newest that is known is not
// superseded: the database is from before it was issued.
Status checkPeer(const FleetState& state, const NodeId& node, const std::string& fingerprint, TimePoint expires = {});
bool isKnown(const NodeRecord& node, const std::string& fingerprint);

// What a database learns from a node that shows such a certificate; the one before is superseded by it.
Decision<NodeId> adoptCertificate(const NodeRecord& node, const std::string& certificatePem,
                                  const std::string& fingerprint, TimePoint expires);

}  // namespace flotilla::controlplane
