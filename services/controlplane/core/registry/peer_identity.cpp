#include "services/controlplane/core/registry/peer_identity.h"

#include "services/crypto/x509.h"

namespace flotilla::controlplane {

Result<NodeId> nodeFromCertificate(std::string_view pem) {
  FLOTILLA_TRY(const CertificateInfo info, parseCertificate(pem));
  return nodeFromUri(info.uri);
}

}  // namespace flotilla::controlplane
