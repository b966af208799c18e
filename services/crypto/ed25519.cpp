#include "services/crypto/ed25519.h"

#include <algorithm>
#include <array>

#include "services/crypto/hash.h"
#include "services/crypto/pem.h"

namespace flotilla {
namespace {

using Bytes32 = std::array<std::uint8_t, 32>;

constexpr std::size_t kSignatureBytes = 64;

// The order of the base point, 2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032 section 5.1).
constexpr Bytes32 kGroupOrder{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                              0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                              0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// A text of 32 bytes in which only the first and the last differ from those between.
constexpr Bytes32 outline(std::uint8_t first, std::uint8_t between, std::uint8_t last) {
  Bytes32 bytes{};
  bytes.fill(between);
  bytes.front() = first;
  bytes.back() = last;
  return bytes;
}

// The y coordinates of the eight points of small order, also in their encodings above p = 2^255 - 19. The sign of x is
// the top bit of the last byte and is left out here, so that these seven stand for all fourteen encodings.
constexpr std::array<Bytes32, 7> kSmallOrder{
    outline(0x00, 0x00, 0x00),  // y = 0, order 4; all zero
    outline(0x01, 0x00, 0x00),  // y = 1, order 1
    outline(0xec, 0xff, 0x7f),  // y = p - 1, order 2
    outline(0xed, 0xff, 0x7f),  // p, again y = 0
    outline(0xee, 0xff, 0x7f),  // p + 1, again y = 1
    Bytes32{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},  // order 8
    Bytes32{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},  // order 8
};

bool hasSmallOrder(PublicKey key) {
  key.bytes.back() &= 0x7f;
  return std::find(kSmallOrder.begin(), kSmallOrder.end(), key.bytes) != kSmallOrder.end();
}

// S < L: otherwise S + L would be a second signature of the same message.
bool isReduced(std::string_view scalar) {
  const unsigned char* s = asBytes(scalar);
  return std::lexicographical_compare(std::make_reverse_iterator(s + 32), std::make_reverse_iterator(s),
                                      kGroupOrder.rbegin(), kGroupOrder.rend());
}

PkeyPtr asPkey(const PublicKey& key) {
  return PkeyPtr(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()));
}

PublicKey rawPublicKey(const EVP_PKEY* key) {
  PublicKey raw;
  std::size_t size = raw.bytes.size();
  must(EVP_PKEY_get_raw_public_key(key, raw.bytes.data(), &size) == 1, "EVP_PKEY_get_raw_public_key");
  return raw;
}

bool isEd25519(const PkeyPtr& key) {
  return key && EVP_PKEY_is_a(key.get(), "ED25519") == 1;
}

}  // namespace

struct SigningKey::State {
  PkeyPtr key;
};

SigningKey SigningKey::generate() {
  PkeyPtr key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  must(key != nullptr, "generate Ed25519");
  return SigningKey(std::make_shared<const State>(State{std::move(key)}));
}

Result<SigningKey> SigningKey::fromPem(std::string_view pem) {
  PkeyPtr key = privateKeyFromPem(pem);
  if (!isEd25519(key))
    return invalid("key_malformed", "this is not an Ed25519 private key", {},
                   "give an unencrypted PKCS#8 file in PEM, as `flotillactl keys create` writes it");
  return SigningKey(std::make_shared<const State>(State{std::move(key)}));
}

std::string SigningKey::toPem() const {
  return privateKeyToPem(state_->key.get());
}

PublicKey SigningKey::publicKey() const {
  return rawPublicKey(state_->key.get());
}

std::string SigningKey::sign(std::string_view message) const {
  const MdCtxPtr context(EVP_MD_CTX_new());
  std::array<unsigned char, kSignatureBytes> signature{};
  std::size_t size = signature.size();
  must(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1 &&
           EVP_DigestSign(context.get(), signature.data(), &size, asBytes(message), message.size()) == 1,
       "sign Ed25519");
  return std::string(asText(signature.data(), size));
}

bool verifyEd25519(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != kSignatureBytes || !isReduced(signature.substr(32)) || hasSmallOrder(key)) return false;
  const ErrorScope errors;
  const PkeyPtr pkey = asPkey(key);
  const MdCtxPtr context(EVP_MD_CTX_new());
  return pkey && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), asBytes(signature), signature.size(), asBytes(message), message.size()) == 1;
}

KeyId keyIdOf(const PublicKey& key) {
  return KeyId(sha256(asText(key.bytes.data(), key.bytes.size())).hex().substr(0, 16));
}

std::string publicKeyToPem(const PublicKey& key) {
  const PkeyPtr pkey = asPkey(key);
  must(pkey != nullptr, "EVP_PKEY_new_raw_public_key");
  return writePem(kPublicKeyPem, toDer(pkey.get(), i2d_PUBKEY));
}

Result<PublicKey> publicKeyFromPem(std::string_view pem) {
  const ErrorScope errors;
  const auto der = readPemBlock(pem, kPublicKeyPem);
  const PkeyPtr key = der ? fromDer<PkeyPtr>(*der, d2i_PUBKEY) : nullptr;
  if (!isEd25519(key)) return invalid("key_malformed", "this is not an Ed25519 public key in PEM");
  return rawPublicKey(key.get());
}

}  // namespace flotilla
