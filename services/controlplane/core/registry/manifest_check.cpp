#include "services/controlplane/core/registry/manifest_check.h"

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"

namespace flotilla::controlplane {
namespace {

Status checkLayer(const BundleFile& file, BlobStore& blobs) {
  const auto found = blobs.find(file.digest);
  if (!found && found.error().code == ErrorCode::NotFound)
    return notFound("manifest_blob_unknown", file.name + " is not here: " + found.error().message, file.name,
                    "upload every layer before the manifest");
  if (!found) return found.error();
  if (found->length != file.length)
    return invalid("manifest_invalid",
                   file.name + " has " + std::to_string(found->length) + " bytes, the manifest says " +
                       std::to_string(file.length),
                   file.name);
  return okStatus();
}

}  // namespace

std::string_view manifestMediaType() {
  return kManifestMediaType;
}

Status storeManifest(std::string_view manifest, const Digest& digest, BlobStore& blobs) {
  const Digest actual = sha256(manifest);
  if (actual != digest)
    return invalid("digest_mismatch", "the manifest has digest " + actual.toString() + ", not " + digest.toString());
  const auto parsed = parseManifest(manifest);
  if (!parsed) return invalid("manifest_invalid", parsed.error().message, parsed.error().field, parsed.error().fix);
  for (const BundleFile& file : parsed->files) FLOTILLA_CHECK(checkLayer(file, blobs));
  FLOTILLA_CHECK(blobs.put(manifest));
  return okStatus();
}

}  // namespace flotilla::controlplane
