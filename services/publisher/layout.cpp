#include "services/publisher/layout.h"

#include <algorithm>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"

namespace flotilla::publisher {
namespace {

constexpr std::uint64_t kMaxIndexBytes = 4 << 20;

}  // namespace

Path layoutBlobs(const Path& layout) {
  return layout / "blobs" / "sha256";
}
Path layoutBlob(const Path& layout, const Digest& digest) {
  return layoutBlobs(layout) / digest.hex();
}

Status checkLayout(Files& files, const Path& layout) {
  if (files.exists(layout / "oci-layout") && files.exists(layoutBlobs(layout))) return okStatus();
  return precondition("not_a_layout", layout.string() + " is not an OCI image layout", {},
                      "name a folder that does not exist yet, or one made by a build");
}

// Every digest in an index is that of a manifest, wherever it stands, so the structure around them does not matter.
Result<std::vector<Digest>> readIndex(Files& files, const Path& layout) {
  constexpr std::string_view kPrefix = "\"sha256:";
  constexpr std::size_t kDigestLength = 7 + 64;
  std::vector<Digest> digests;
  const Path path = layout / "index.json";
  if (!files.exists(path)) return digests;
  FLOTILLA_TRY(const std::string text, files.readAll(path, kMaxIndexBytes));
  for (auto at = text.find(kPrefix); at != std::string::npos; at = text.find(kPrefix, at + 1)) {
    const auto digest = parseDigest(std::string_view(text).substr(at + 1, kDigestLength));
    if (!digest) return invalid("bad_index", path.string() + ": " + digest.error().message);
    if (std::find(digests.begin(), digests.end(), *digest) == digests.end()) digests.push_back(*digest);
  }
  return digests;
}

Status writeIndex(Files& files, const Path& layout, const std::vector<Digest>& manifests) {
  std::string text = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[";
  for (const Digest& digest : manifests) {
    FLOTILLA_TRY(const auto file, files.open(layoutBlob(layout, digest), OpenMode::Read));
    FLOTILLA_TRY(const std::uint64_t size, file->size());
    text += text.back() == '[' ? "" : ",";
    text += "{\"mediaType\":\"" + std::string(kManifestMediaType) + "\",\"digest\":\"" + digest.toString() +
            "\",\"size\":" + std::to_string(size) + "}";
  }
  return files.replace(layout / "index.json", text + "]}");
}

Result<std::string> readManifestBytes(Files& files, const Path& layout, const Digest& digest) {
  FLOTILLA_TRY(std::string bytes, files.readAll(layoutBlob(layout, digest), kMaxManifestBytes));
  if (sha256(bytes) == digest) return bytes;
  return internalError("layout_damaged", layoutBlob(layout, digest).string() + " does not have the digest in its name");
}

}  // namespace flotilla::publisher
