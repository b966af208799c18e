// Lets a manifest into the registry: it is one of ours, and everything it lists is there already.
// Thread: any; no state.
#pragma once

#include <string_view>

#include "models/domain/digest.h"
#include "models/domain/result.h"
#include "services/controlplane/core/registry/blob_store.h"

namespace flotilla::controlplane {

// What a manifest is called on the wire.
std::string_view manifestMediaType();

// Keeps the bytes exactly as they came. Errors: Invalid/"digest_mismatch", Invalid/"manifest_invalid" (not a bundle
// manifest, or a layer has another length), NotFound/"manifest_blob_unknown", and those of BlobStore.
Status storeManifest(std::string_view manifest, const Digest& digest, BlobStore& blobs);

}  // namespace flotilla::controlplane
