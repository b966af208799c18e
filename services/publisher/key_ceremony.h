// Making the offline keys and the root document that names them. Runs on a machine that needs no network.
// Thread: any; no state.
#pragma once

#include <cstdint>
#include <vector>

#include "models/domain/trust.h"
#include "services/crypto/ed25519.h"
#include "services/runtime/files.h"

namespace flotilla::publisher {

struct CeremonyPlan {
  Path folder;                 // made with mode 0700; must not exist
  std::uint32_t rootKeys = 1;  // 1 to 16
  std::uint32_t rootThreshold = 1;
  std::uint32_t releaseKeys = 3;
  std::uint32_t releaseThreshold = 2;
  std::vector<PublicKey>
      assignment;  // public keys of the control planes, at least one: their private halves never leave flotillad
  Duration lifetime = std::chrono::hours(24 * 365);
};

// Writes root-<n>.pem and release-<n>.pem (private, 0600) and root.json (an envelope signed by every root key). Returns
// the document. Errors: Conflict/"folder_exists", Invalid/"bad_threshold".
Result<RootDocument> createKeys(Files& files, const CeremonyPlan& plan, TimePoint now);

// Reads root.json and checks it against itself: signed by a threshold of its own root keys, not expired at `now`.
Result<RootDocument> readRoot(Files& files, const Path& path, TimePoint now);

// Reads a private key made by createKeys; refuses a file that others can read.
Result<SigningKey> readSigningKey(Files& files, const Path& path);

}  // namespace flotilla::publisher
