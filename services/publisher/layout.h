// Names and reading of an OCI image layout on disk (image-spec "Image Layout"). Thread: any; no state. Private to this
// folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/release.h"
#include "services/runtime/files.h"

namespace flotilla::publisher {

inline constexpr std::size_t kPieceBytes = 256 * 1024;
inline constexpr std::uint64_t kMaxManifestBytes = 4 << 20;
inline constexpr const char* kEmptyConfig = "{}";  // the config blob that every bundle manifest names

Path layoutBlobs(const Path& layout);
Path layoutBlob(const Path& layout, const Digest& digest);

// Ok if the folder is an OCI image layout; Precondition/"not_a_layout" otherwise.
Status checkLayout(Files& files, const Path& layout);

// The digests that index.json names, in order, each once; empty if there is no index yet.
Result<std::vector<Digest>> readIndex(Files& files, const Path& layout);
Status writeIndex(Files& files, const Path& layout, const std::vector<Digest>& manifests);

// The bytes of one manifest, checked against its digest. Error Internal/"layout_damaged".
Result<std::string> readManifestBytes(Files& files, const Path& layout, const Digest& digest);

}  // namespace flotilla::publisher
