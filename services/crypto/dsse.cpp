#include "services/crypto/dsse.h"

#include <algorithm>
#include <set>

namespace flotilla {
namespace {

// What the role's key ids come down to. An id that the root does not describe adds nothing.
std::set<PublicKey> uniqueKeys(const RootDocument& root, const TrustedRole& role) {
  std::set<PublicKey> keys;
  for (const KeyId& id : role.keyIds) {
    if (const auto at = root.keys.find(id); at != root.keys.end()) keys.insert(at->second);
  }
  return keys;
}

// How many of `keys` signed `message`. A signature by anybody else is passed over.
std::size_t countSigners(const std::vector<EnvelopeSignature>& signatures, std::string_view message,
                         std::set<PublicKey> keys) {
  const std::size_t all = keys.size();
  for (const EnvelopeSignature& one : signatures) {
    const auto signer = std::find_if(keys.begin(), keys.end(),
                                     [&](const PublicKey& key) { return verifyEd25519(key, message, one.signature); });
    if (signer != keys.end()) keys.erase(signer);
  }
  return all - keys.size();
}

}  // namespace

std::string preAuthEncoding(std::string_view type, std::string_view body) {
  std::string out = "DSSEv1 " + std::to_string(type.size()) + " ";
  out.append(type).append(" ").append(std::to_string(body.size())).append(" ").append(body);
  return out;
}

Envelope signEnvelope(std::string payloadType, std::string payload, const std::vector<SigningKey>& keys) {
  Envelope envelope{std::move(payloadType), std::move(payload), {}};
  const std::string message = preAuthEncoding(envelope.payloadType, envelope.payload);
  for (const SigningKey& key : keys) envelope.signatures.push_back({keyIdOf(key.publicKey()), key.sign(message)});
  return envelope;
}

Status verifyEnvelope(const Envelope& envelope, std::string_view payloadType, const RootDocument& root,
                      TrustRole role) {
  const auto named = root.roles.find(role);
  if (named == root.roles.end()) return invalid("V16_role_unknown", "the root document does not name this role");
  const std::size_t threshold = named->second.threshold;
  std::set<PublicKey> keys = uniqueKeys(root, named->second);
  if (threshold == 0 || threshold > keys.size())
    return invalid("V16_role_unknown", "the root document asks for " + std::to_string(threshold) +
                                           " signatures of a role with " + std::to_string(keys.size()) + " keys");
  if (envelope.payloadType != payloadType)
    return invalid("V16_payload_type", "this is not a document of type " + std::string(payloadType));
  const auto wellFormed = [](const EnvelopeSignature& one) { return one.signature.size() == 64; };
  if (!std::all_of(envelope.signatures.begin(), envelope.signatures.end(), wellFormed))
    return invalid("V36_signature_form", "a signature does not have 64 bytes");
  const std::size_t signers =
      countSigners(envelope.signatures, preAuthEncoding(envelope.payloadType, envelope.payload), std::move(keys));
  if (signers >= threshold) return okStatus();
  return invalid("V16_threshold", std::to_string(signers) + " of the " + std::to_string(threshold) +
                                      " required keys signed this document");
}

std::size_t signersOf(const Envelope& envelope, const RootDocument& root, TrustRole role) {
  const auto named = root.roles.find(role);
  if (named == root.roles.end()) return 0;
  return countSigners(envelope.signatures, preAuthEncoding(envelope.payloadType, envelope.payload),
                      uniqueKeys(root, named->second));
}

}  // namespace flotilla
