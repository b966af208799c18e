// A bundle as an OCI image manifest (image-spec 1.1, artifact usage): artifactType application/vnd.flotilla.bundle.v1,
// the empty config, one layer of type application/octet-stream per file with its name in annotation
// org.opencontainers.image.title, and artifact, version and hardware in annotations org.flotilla.*. Read with the same
// strictness as signed documents, because its digest is signed.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/release.h"

namespace flotilla {

inline constexpr const char* kManifestMediaType = "application/vnd.oci.image.manifest.v1+json";

std::string encodeManifest(const BundleManifest& manifest);
// Refused: names outside [A-Za-z0-9._-]{1,100} or starting with '.', two names equal after case folding, more than 64
// files, no files.
Result<BundleManifest> parseManifest(std::string_view json);

}  // namespace flotilla
