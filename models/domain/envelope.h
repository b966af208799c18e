// A DSSE envelope as values: what was signed and by whom. The bytes are signed and stored as they are, never
// re-serialised. Source of the format: DSSE v1.0 protocol (secure-systems-lab).
#pragma once

#include <string>
#include <vector>

#include "models/domain/ids.h"

namespace flotilla {

struct EnvelopeSignature {
  KeyId keyId;            // a hint for people; verification never trusts it
  std::string signature;  // raw bytes
};

struct Envelope {
  std::string payloadType;
  std::string payload;  // raw bytes
  std::vector<EnvelopeSignature> signatures;
};

inline constexpr const char* kRootPayloadType = "application/vnd.flotilla.root.v1+json";
inline constexpr const char* kReleasePayloadType = "application/vnd.flotilla.release.v1+json";
inline constexpr const char* kAssignmentPayloadType = "application/vnd.flotilla.assignment.v1+json";
inline constexpr const char* kPolicyPayloadType = "application/vnd.flotilla.policy.v1+json";

}  // namespace flotilla
