#include "services/controlplane/core/identity/peer.h"

#include "services/controlplane/core/identity/enrol.h"
#include "services/crypto/x509.h"

namespace flotilla::controlplane {

Result<AgentPeer> peerOf(const std::string& certificatePem) {
  FLOTILLA_TRY(const CertificateInfo certificate, parseCertificate(certificatePem));
  FLOTILLA_TRY(NodeId node, nodeFromUri(certificate.uri));
  return AgentPeer{std::move(node), certificate.fingerprint.hex(), certificate.notAfter, certificatePem};
}

Status admit(const FleetState& state, const std::string& certificatePem) {
  FLOTILLA_TRY(const AgentPeer peer, peerOf(certificatePem));
  return checkPeer(state, peer.node, peer.fingerprint, peer.expires);
}

}  // namespace flotilla::controlplane
