// Who may sign what: the content of root.json. Made offline, installed on the node beside its token, never taken from
// flotillad.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

// A raw Ed25519 public key. Keys are compared as bytes; two ids for one key are one key.
struct PublicKey {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const PublicKey&, const PublicKey&) = default;
};

enum class TrustRole { Root, Release, Assignment };

struct TrustedRole {
  std::vector<KeyId> keyIds;
  std::uint32_t threshold = 1;  // of unique public keys; at least 1, at most the number of unique keys
};

struct RootDocument {
  std::uint64_t version = 1;  // < 2^53
  TimePoint expires{};
  std::map<KeyId, PublicKey> keys;
  std::map<TrustRole, TrustedRole> roles;  // all three
};

}  // namespace flotilla
