// The two bodies that the registry takes: content of an upload, and a manifest. Thread and lifetime: see registry.h.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "models/domain/digest.h"
#include "services/controlplane/http/registry.h"
#include "services/controlplane/http/upload_table.h"

namespace flotilla::controlplane {

inline constexpr const char* kDigestHeader = "Docker-Content-Digest";

// Appends to an upload that was taken from `uploads` under `key`; with a digest, finish() makes it a blob.
std::unique_ptr<BodySink> makeUploadSink(UploadTable& uploads, std::string key,
                                         std::unique_ptr<BlobStore::Upload> upload, std::string repository,
                                         std::optional<Digest> digest, std::uint64_t limit);

std::unique_ptr<BodySink> makeManifestSink(BlobStore& blobs, std::string repository, const Digest& digest,
                                           std::size_t limit);

// "/v2/<key>", and how far the upload has come.
Reply uploadReply(unsigned status, const std::string& key, std::uint64_t length);

}  // namespace flotilla::controlplane
