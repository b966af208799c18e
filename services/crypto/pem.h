// Private to services/crypto: PEM text (RFC 7468) and private keys in it. Only plain blocks are read: an encrypted one
// is refused before OpenSSL could ask for a password. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/crypto/openssl_ptr.h"

namespace flotilla {

inline constexpr std::size_t kMaxPemBytes = 16'384;
inline constexpr const char* kCertificatePem = "CERTIFICATE";
inline constexpr const char* kRequestPem = "CERTIFICATE REQUEST";
inline constexpr const char* kPublicKeyPem = "PUBLIC KEY";

struct PemBlock {
  std::string name;
  std::string der;
};

// Every block of the text; nothing if one is broken or has headers, or if the text is longer than `limit` bytes.
std::optional<std::vector<PemBlock>> readPem(std::string_view text, std::size_t limit);
// The content of the only block, which must have this name.
std::optional<std::string> readPemBlock(std::string_view text, std::string_view name);
std::string writePem(const char* name, std::string_view der);

// PKCS#8 without encryption. Null if it is anything else.
PkeyPtr privateKeyFromPem(std::string_view pem);
std::string privateKeyToPem(const EVP_PKEY* key);

}  // namespace flotilla
