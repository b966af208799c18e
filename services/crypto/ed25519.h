// Ed25519 signing keys of root, releases and assignments. Thread: const members from any thread. Lifetime: values,
// cheap to move.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "models/domain/trust.h"

namespace flotilla {

class SigningKey {
 public:
  static SigningKey generate();
  static Result<SigningKey> fromPem(std::string_view pem);  // PKCS#8, unencrypted, Ed25519 only; reason key_malformed

  std::string toPem() const;
  PublicKey publicKey() const;
  std::string sign(std::string_view message) const;  // 64 raw bytes

 private:
  struct State;
  explicit SigningKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

// False unless the signature has exactly 64 bytes, S < L, and the key is neither all zero nor of small order (check
// V36).
bool verifyEd25519(const PublicKey& key, std::string_view message, std::string_view signature);

// The hint that goes with a key: the first 16 hex digits of SHA-256 of the raw key.
KeyId keyIdOf(const PublicKey& key);

std::string publicKeyToPem(const PublicKey& key);  // SubjectPublicKeyInfo
Result<PublicKey> publicKeyFromPem(std::string_view pem);

}  // namespace flotilla
