// The keys that flotillad owns: CA, server certificate, assignment key. Made on first start, kept in <data>/pki and
// <data>/keys, 0600. Thread: the main thread, before serving.
#pragma once

#include <string>
#include <vector>

#include "services/crypto/ed25519.h"
#include "services/crypto/x509.h"
#include "services/runtime/files.h"

namespace flotilla::controlplane {

struct Pki {
  CertificateAuthority ca;
  SigningKey assignmentKey;
  std::string serverCertificatePem;  // leaf and CA
  std::string serverKeyPem;
};

// An incomplete or unreadable pki folder is an error, never silently made anew: nodes would not recognise the server
// any more.
Result<Pki> openPki(Files& files, const Path& data, const std::vector<std::string>& hosts, TimePoint now);

}  // namespace flotilla::controlplane
