// Private to services/crypto: what the x509_*.cpp files share about keys and certificates. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/crypto/openssl_ptr.h"
#include "services/crypto/x509.h"

namespace flotilla {

struct IdentityKey::State {
  PkeyPtr key;
};

// True for a P-256 SubjectPublicKeyInfo in its one usual form: named curve, uncompressed point. Other forms of the same
// key would have another fingerprint, and so one key could stand for two nodes.
bool isP256(std::string_view subjectPublicKeyInfo);

// Null if it is not exactly one certificate of at most 16 KiB.
X509Ptr certificateFromPem(std::string_view pem);
std::string certificateToPem(const X509* certificate);
// The SubjectPublicKeyInfo as the certificate spells it.
std::string publicKeyDerOf(const X509* certificate);
Digest fingerprintOf(const X509* certificate);

}  // namespace flotilla
