#include "services/controlplane/core/registry/releases.h"

#include "models/domain/utf8.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/documents/signed_documents.h"

namespace flotilla::controlplane {
namespace {

constexpr std::uint64_t kMaxManifest = 4ULL << 20;

Error missing(const std::string& what) {
  return precondition("content_missing", what + " is not in the registry", "envelope",
                      "upload the layout first: flotillactl release publish LAYOUT");
}

Status checkVariant(BlobStore& blobs, const Release& release, const Variant& variant) {
  const auto bytes = blobs.read(variant.digest, kMaxManifest);
  if (!bytes) return missing("manifest " + variant.digest.toString());
  FLOTILLA_TRY(const BundleManifest manifest, parseManifest(*bytes));
  if (manifest.artifact != release.artifact || !(manifest.version == release.version) ||
      manifest.hardware != variant.hardware || bytes->size() != variant.length)
    return invalid("variant_mismatch", "the manifest " + variant.digest.toString() + " is about something else",
                   "envelope.variants");
  for (const BundleFile& file : manifest.files) {
    const auto blob = blobs.find(file.digest);
    if (!blob) return missing("file " + file.name);
    if (blob->length != file.length)
      return invalid("length_mismatch", "file " + file.name + " has another length", "envelope.variants");
  }
  return okStatus();
}

// The release with the highest counter of this artifact.
const ReleaseRecord* newestOf(const FleetState& state, const ArtifactName& artifact) {
  const ReleaseRecord* newest = nullptr;
  for (const auto& [digest, record] : state.releases) {
    if (record.release.artifact != artifact) continue;
    if (newest == nullptr || record.release.releaseCounter > newest->release.releaseCounter) newest = &record;
  }
  return newest;
}

// Nodes refuse a release that has expired, and tell releases of one artifact apart by their counters.
Status checkUsable(const FleetState& state, const Release& release, TimePoint now) {
  if (release.expires <= now)
    return precondition("release_expired", "the release expired at " + toRfc3339(release.expires), "envelope.expires",
                        "sign it again with a later date: flotillactl release sign --expires 365d");
  const ReleaseRecord* newest = newestOf(state, release.artifact);
  if (newest == nullptr || release.releaseCounter > newest->release.releaseCounter) return okStatus();
  const std::string counter = std::to_string(newest->release.releaseCounter);
  return precondition("counter_not_higher",
                      "counter " + std::to_string(release.releaseCounter) + " is not higher than " + counter + " (" +
                          release.artifact.value + " " + newest->release.version.toString() + ")",
                      "envelope.release_counter",
                      "sign it again with a counter above " + counter + ": flotillactl release sign --counter " +
                          std::to_string(newest->release.releaseCounter + 1));
}

// The document says which field is wrong, and not yet what to do about it.
Result<Release> readRelease(const std::string& payload) {
  auto release = parseRelease(payload);
  if (release || release.error().field != "floor" || !release.error().fix.empty()) return release;
  Error error = release.error();
  error.fix = "sign it again with a --floor that is not above its --counter";
  return error;
}

}  // namespace

Result<Decision<ReleaseSummary>> publishRelease(const FleetState& state, BlobStore& blobs, const std::string& envelope,
                                                TimePoint now) {
  FLOTILLA_TRY(const Envelope parsed, parseEnvelope(envelope));
  if (parsed.payloadType != kReleasePayloadType)
    return invalid("not_a_release", "the envelope is of type " + excerpt(parsed.payloadType, 80), "envelope");
  FLOTILLA_TRY(const Release release, readRelease(parsed.payload));
  const Digest digest = sha256(envelope);
  Decision<ReleaseSummary> out;
  if (const auto known = state.releases.find(digest); known != state.releases.end()) {
    out.answer = {known->second.release, digest, known->second.publishedAt};
    return out;
  }
  if (state.findRelease(release.artifact, release.version) != nullptr)
    return Error{
        ErrorCode::Conflict, "version_exists",
        release.artifact.value + " " + release.version.toString() + " is published already, and releases are immutable",
        "envelope.version", "sign it under a new version"};
  FLOTILLA_CHECK(checkUsable(state, release, now));
  for (const Variant& variant : release.variants) FLOTILLA_CHECK(checkVariant(blobs, release, variant));
  out.answer = {release, digest, now};
  out.fact.object = "release/" + release.artifact.value + "/" + release.version.toString();
  out.fact.detail = "counter " + std::to_string(release.releaseCounter) + ", " +
                    std::to_string(parsed.signatures.size()) +
                    (parsed.signatures.size() == 1 ? " signature" : " signatures");
  out.fact.after = digest.toString();
  out.mutation.rows.emplace_back(ReleaseRecord{digest, release, envelope, now});
  return out;
}

}  // namespace flotilla::controlplane
