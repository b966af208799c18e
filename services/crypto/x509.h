// X.509 for nodes and servers: ECDSA P-256 keys, requests, and the fleet's certificate authority.
// Everything is PEM text at this border. Thread: const members from any thread. Lifetime: values.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla {

// A P-256 private key of a node, a server or a CA.
class IdentityKey {
 public:
  static IdentityKey generate();
  static Result<IdentityKey> fromPem(std::string_view pem);  // PKCS#8, P-256 only
  std::string toPem() const;
  Digest fingerprint() const;  // SHA-256 of the SubjectPublicKeyInfo
  // A PKCS#10 request with an empty subject and no extensions: the server chooses every name.
  std::string makeRequest() const;

  struct State;
  const State& state() const { return *state_; }
  explicit IdentityKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<const State> state_;
};

// The public key of a valid request. Refused: over 16 KiB, not PEM, not P-256, bad self-signature, any requested
// extension or non-empty subject (reasons csr_too_large, csr_malformed, csr_key, csr_signature, csr_names).
struct CertificateRequest {
  std::string publicKeyDer;  // SubjectPublicKeyInfo
  Digest fingerprint;
};
Result<CertificateRequest> parseRequest(std::string_view pem);

struct CertificateInfo {
  Digest fingerprint;  // SHA-256 of the SubjectPublicKeyInfo
  std::string uri;     // the single URI name, empty if none; two are an error
  std::string serialHex;
  TimePoint notBefore;
  TimePoint notAfter;
};
// Exactly one certificate of at most 16 KiB; reason certificate_malformed.
Result<CertificateInfo> parseCertificate(std::string_view pem);

// spiffe://flotilla/node/<id>; reason not_a_node for any other name.
std::string nodeUri(const NodeId& node);
Result<NodeId> nodeFromUri(std::string_view uri);

class CertificateAuthority {
 public:
  // Self-signed, path length 0, valid from an hour before `now` for ten years. `name` has 1 to 64 characters.
  static CertificateAuthority create(std::string_view name, TimePoint now);
  // Reasons: key_malformed, ca_malformed, ca_key_mismatch.
  static Result<CertificateAuthority> load(std::string_view keyPem, std::string_view certificatePem);

  std::string keyPem() const;
  const std::string& certificatePem() const { return certificatePem_; }
  Digest fingerprint() const;  // what enrolment tokens carry

  // Client certificate: URI name nodeUri(node), extendedKeyUsage clientAuth, not a CA; nothing else of the request is
  // copied.
  std::string issueNode(const CertificateRequest& request, const NodeId& node, TimePoint notBefore,
                        TimePoint notAfter) const;
  // Whether the certificate carries this authority's signature; times are not looked at. False for what is none.
  bool issued(std::string_view certificatePem) const;
  // Server certificate, extendedKeyUsage serverAuth; `hosts` are DNS names or IP addresses.
  std::string issueServer(const IdentityKey& key, const std::vector<std::string>& hosts, TimePoint notBefore,
                          TimePoint notAfter) const;

 private:
  CertificateAuthority(IdentityKey key, std::string certificatePem)
      : key_(std::move(key)), certificatePem_(std::move(certificatePem)) {}
  IdentityKey key_;
  std::string certificatePem_;
};

// First contact: `chainPem` is what the server sent: its certificate, then that of its CA. Ok with the CA's PEM if the
// CA's fingerprint is the pinned one and it issued the leaf for serverAuth, valid at `now`. Reasons: chain_malformed,
// ca_mismatch, chain_invalid.
Result<std::string> verifyPinnedChain(std::string_view chainPem, const Digest& pinnedCa, TimePoint now);

// ECDSA-SHA256 over `message` by an identity key (proof of possession when an expired certificate is renewed), DER.
std::string signWithIdentity(const IdentityKey& key, std::string_view message);
bool verifyWithCertificate(std::string_view certificatePem, std::string_view message, std::string_view signature);

}  // namespace flotilla
