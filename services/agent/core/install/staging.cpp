#include "services/agent/core/install/staging.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "services/agent/core/verify/content_check.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/documents/service_spec.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kPiece = 256 << 10;
constexpr const char* kManifestName = "manifest.json";

// Disk full has its own check code; everything else keeps the reason of the file layer.
Status named(Status status) {
  if (status || status.error().code != ErrorCode::Exhausted) return status;
  Error error = status.error();
  error.reason = "V29_disk_full";
  return error;
}

Status copyFile(Files& files, const Path& from, const Path& to, bool executable) {
  FLOTILLA_TRY(auto source, files.open(from, OpenMode::Read));
  FLOTILLA_TRY(auto target, files.open(to, OpenMode::Create));
  for (std::uint64_t offset = 0;; offset += kPiece) {
    FLOTILLA_TRY(const std::string piece, source->read(offset, kPiece));
    if (!piece.empty()) FLOTILLA_CHECK(target->write(offset, piece));
    if (piece.size() < kPiece) break;
  }
  FLOTILLA_CHECK(target->sync());
  return executable ? target->makeExecutable() : okStatus();
}

bool isService(const BundleManifest& manifest) {
  return std::any_of(manifest.files.begin(), manifest.files.end(),
                     [](const BundleFile& file) { return file.name == kServiceFile; });
}

Status wipe(Files& files, const Path& slot) {
  FLOTILLA_CHECK(files.removeAll(slot));
  FLOTILLA_CHECK(files.createDirectories(slot));
  return okStatus();
}

Status syncFolders(Files& files, const Path& data, const Path& slot) {
  for (Path folder = slot; folder != data; folder = folder.parent_path()) FLOTILLA_CHECK(files.syncDirectory(folder));
  return files.syncDirectory(data);
}

Status fillSlot(Files& files, const Path& data, const Path& slot, const Digest& manifestDigest,
                const BundleManifest& manifest) {
  FLOTILLA_CHECK(wipe(files, slot));
  const bool service = isService(manifest);
  for (const BundleFile& file : manifest.files)
    FLOTILLA_CHECK(copyFile(files, partPath(data, file.digest), slot / file.name, service));
  FLOTILLA_CHECK(copyFile(files, partPath(data, manifestDigest), slot / kManifestName, false));
  return syncFolders(files, data, slot);
}

Status checkPart(Files& files, const Path& data, const Digest& digest, std::uint64_t length) {
  FLOTILLA_TRY(auto file, files.open(partPath(data, digest), OpenMode::Read));
  return checkContent(*file, digest, length);
}

}  // namespace

Path stagingFolder(const Path& data) {
  return data / "dl";
}

Path partPath(const Path& data, const Digest& digest) {
  return stagingFolder(data) / (digest.hex() + ".part");
}

Path slotPath(const Path& data, const WorkloadName& workload, Slot slot) {
  return data / "workloads" / workload.value / (slot == 0 ? "a" : "b");
}

Status prepareFolders(Files& files, const Path& data) {
  FLOTILLA_CHECK(files.createDirectories(stagingFolder(data)));
  return files.createDirectories(data / "workloads");
}

Status cleanStaging(Files& files, const Path& data) {
  FLOTILLA_TRY(const auto names, files.list(stagingFolder(data)));
  for (const std::string& name : names) FLOTILLA_CHECK(files.removeAll(stagingFolder(data) / name));
  return okStatus();
}

Status checkFree(Files& files, const Path& data, std::uint64_t needed, std::uint64_t reserve) {
  FLOTILLA_TRY(const std::uint64_t free, files.freeBytes(data));
  if (free >= reserve && free - reserve >= needed) return okStatus();
  return Error{ErrorCode::Exhausted,
               "V29_disk_full",
               "the install needs " + std::to_string(needed) + " bytes and " + std::to_string(reserve) +
                   " must stay free, but only " + std::to_string(free) + " are",
               {},
               "free space on the disk of " + data.string()};
}

Status settlePart(Files& files, const Path& data, const Digest& digest, std::uint64_t length) {
  FLOTILLA_TRY(auto file, files.open(partPath(data, digest), OpenMode::ReadWrite));
  FLOTILLA_CHECK(checkContent(*file, digest, length));
  FLOTILLA_CHECK(file->sync());
  return files.syncDirectory(stagingFolder(data));
}

Result<BundleManifest> checkStaged(Files& files, const Path& data, const AssignmentTarget& target) {
  FLOTILLA_TRY(const std::string bytes, files.readAll(partPath(data, target.digest), kMaxManifest));
  FLOTILLA_TRY(BundleManifest manifest, checkManifest(bytes, target));
  for (const BundleFile& file : manifest.files) FLOTILLA_CHECK(checkPart(files, data, file.digest, file.length));
  return manifest;
}

Status writeSlot(Files& files, const Path& data, const AssignmentTarget& target, Slot slot,
                 const BundleManifest& manifest) {
  return named(fillSlot(files, data, slotPath(data, target.workload, slot), target.digest, manifest));
}

Result<AssignmentTarget> readSlotTarget(Files& files, const Path& data, const WorkloadName& workload, Slot slot,
                                        const Digest& digest) {
  FLOTILLA_TRY(const std::string bytes, files.readAll(slotPath(data, workload, slot) / kManifestName, kMaxManifest));
  if (sha256(bytes) != digest)
    return precondition("V38_slot_damaged", "the manifest in the slot is not the one in the boot record");
  FLOTILLA_TRY(const BundleManifest manifest, parseManifest(bytes));
  AssignmentTarget target;
  target.workload = workload;
  target.artifact = manifest.artifact;
  target.version = manifest.version;
  target.hardware = manifest.hardware;
  target.digest = digest;
  target.length = bytes.size();
  return target;
}

}  // namespace flotilla::agent
