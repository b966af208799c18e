#include "services/agent/core/verify/content_check.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"

namespace flotilla::agent {
namespace {

constexpr const char* kManifestName = "manifest.json";

Error unfit(std::string reason, std::string message, std::string field = {}) {
  return precondition(std::move(reason), std::move(message), std::move(field));
}

// The slot keeps its manifest under this name, so no file of a bundle can have it.
Status checkNamesFree(const BundleManifest& manifest) {
  for (const BundleFile& file : manifest.files)
    if (file.name == kManifestName)
      return unfit("V34_manifest", "a bundle cannot hold a file named manifest.json", file.name);
  return okStatus();
}

Result<BundleManifest> readManifest(std::string_view bytes) {
  auto manifest = parseManifest(bytes);
  if (!manifest) return unfit("V34_manifest", manifest.error().message, manifest.error().field);
  FLOTILLA_CHECK(checkNamesFree(*manifest));
  return manifest;
}

// A link is refused by open() itself, so nothing outside the folder is ever read.
Result<std::unique_ptr<File>> openInSlot(Files& files, const Path& folder, const std::string& name) {
  auto file = files.open(folder / name, OpenMode::Read);
  if (file) return file;
  if (file.error().code == ErrorCode::NotFound)
    return unfit("V34_missing_file", name + " is in the manifest but not in " + folder.string(), name);
  if (file.error().code == ErrorCode::Denied)
    return unfit("V34_unexpected_file", name + " is a link or cannot be read: " + file.error().message, name);
  return file;
}

Result<BundleManifest> readSlotManifest(Files& files, const Path& folder, const Digest& digest) {
  FLOTILLA_TRY(auto file, openInSlot(files, folder, kManifestName));
  FLOTILLA_TRY(const std::uint64_t size, file->size());
  if (size > kMaxManifest)
    return unfit("V32_length", "the manifest in " + folder.string() + " is too long", kManifestName);
  FLOTILLA_TRY(const std::string bytes, file->read(0, size));
  if (sha256(bytes) != digest)
    return unfit("V32_digest", "the manifest in " + folder.string() + " has other bytes than recorded", kManifestName);
  return readManifest(bytes);
}

Status checkNothingElse(Files& files, const Path& folder, const BundleManifest& manifest) {
  std::set<std::string> expected{kManifestName};
  for (const BundleFile& file : manifest.files) expected.insert(file.name);
  FLOTILLA_TRY(const std::vector<std::string> present, files.list(folder));
  for (const std::string& name : present)
    if (!expected.contains(name))
      return unfit("V34_unexpected_file", name + " is in " + folder.string() + " but not in the manifest", name);
  return okStatus();
}

}  // namespace

Status checkContent(File& file, const Digest& digest, std::uint64_t length) {
  FLOTILLA_TRY(const std::uint64_t size, file.size());
  if (size != length)
    return unfit("V32_length",
                 "the content has " + std::to_string(size) + " bytes instead of " + std::to_string(length));
  FLOTILLA_TRY(const Digest actual, sha256(file, length));
  if (actual != digest)
    return unfit("V32_digest", "the content is " + actual.toString() + " instead of " + digest.toString());
  return okStatus();
}

Result<BundleManifest> checkManifest(const std::string& bytes, const AssignmentTarget& target) {
  if (bytes.size() != target.length)
    return unfit("V32_length", "the manifest has another length than the release says");
  if (sha256(bytes) != target.digest) return unfit("V32_digest", "the manifest has other bytes than the release says");
  FLOTILLA_TRY(BundleManifest manifest, readManifest(bytes));
  const auto mismatch = [](const std::string& field) {
    return unfit("V34_manifest", "the manifest is about another " + field + " than the release", field);
  };
  if (manifest.artifact != target.artifact) return mismatch("artifact");
  if (manifest.version != target.version) return mismatch("version");
  if (manifest.hardware != target.hardware) return mismatch("hardware");
  return manifest;
}

Status checkSlot(Files& files, const Path& folder, const Digest& manifestDigest) {
  FLOTILLA_TRY(const BundleManifest manifest, readSlotManifest(files, folder, manifestDigest));
  FLOTILLA_CHECK(checkNothingElse(files, folder, manifest));
  for (const BundleFile& entry : manifest.files) {
    FLOTILLA_TRY(auto file, openInSlot(files, folder, entry.name));
    auto checked = checkContent(*file, entry.digest, entry.length);
    if (!checked) {
      Error error = checked.error();
      error.message = entry.name + ": " + error.message;
      error.field = entry.name;
      return error;
    }
  }
  return okStatus();
}

}  // namespace flotilla::agent
