// From a folder of files to signed, publishable content, entirely offline.
// Thread: any; no state. Errors name the file and the fix.
#pragma once

#include <string>
#include <vector>

#include "models/domain/release.h"
#include "services/crypto/ed25519.h"
#include "services/runtime/files.h"

namespace flotilla::publisher {

struct BundleSource {
  Path folder;                   // plain files only; at most 64
  std::string hardware = "any";  // hardware class this folder is for
};

// Writes an OCI image layout (oci-layout, index.json, blobs/sha256/...) with one manifest per source into `layout`,
// which must not exist or be such a layout. Returns the variants to sign. Files are streamed: memory does not depend on
// their size.
Result<std::vector<Variant>> buildLayout(Files& files, const ArtifactName& artifact, const Version& version,
                                         const std::vector<BundleSource>& sources, const Path& layout);

// Signs the release with every key and returns the envelope's bytes (encodeEnvelope).
std::string signRelease(const Release& release, const std::vector<SigningKey>& keys);

}  // namespace flotilla::publisher
