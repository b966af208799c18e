// Signing and verifying DSSE envelopes. Source: DSSE v1.0 protocol, pre-authentication encoding.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/envelope.h"
#include "models/domain/trust.h"
#include "services/crypto/ed25519.h"

namespace flotilla {

// "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body
std::string preAuthEncoding(std::string_view type, std::string_view body);

Envelope signEnvelope(std::string payloadType, std::string payload, const std::vector<SigningKey>& keys);

// Ok if a threshold of unique public keys of `role` signed this envelope and its type is `payloadType` byte for byte.
// Key ids are ignored; one key under two names counts once. Reasons: V16_threshold, V16_payload_type,
// V36_signature_form (a signature that is not 64 bytes), V16_role_unknown (the root names no such role, or a threshold
// that cannot be met).
Status verifyEnvelope(const Envelope& envelope, std::string_view payloadType, const RootDocument& root, TrustRole role);

// How many different keys of `role` signed it, whatever its threshold. 0 if the root names no such role.
std::size_t signersOf(const Envelope& envelope, const RootDocument& root, TrustRole role);

}  // namespace flotilla
