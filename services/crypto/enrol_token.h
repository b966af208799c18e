// The text an operator hands to a new node: flt1.<id>.<secret>.<CA fingerprint>. Single use; the server keeps only a
// hash of the secret.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/result.h"

namespace flotilla {

struct EnrolToken {
  TokenId id;          // [a-z0-9]{1,32}
  std::string secret;  // 32 raw bytes
  Digest ca;           // SHA-256 of the CA's SubjectPublicKeyInfo: authenticates the server at first contact

  std::string toText() const;  // secret in base64url, CA in hex
};

// Reason token_malformed; the message never repeats the text.
Result<EnrolToken> parseEnrolToken(std::string_view text);

}  // namespace flotilla
