#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::ARTIFACT_KIND_FIRMWARE, ArtifactKind::Firmware));

namespace {

v1::Variant writeVariant(const Variant& variant) {
  v1::Variant out;
  out.set_hardware(variant.hardware);
  out.set_digest(variant.digest.toString());
  out.set_length(variant.length);
  out.set_bytes(variant.bytes);
  return out;
}

Result<Variant> readVariant(const v1::Variant& variant) {
  Variant out;
  out.hardware = variant.hardware();
  FLOTILLA_TRY(out.digest, readDigest(variant.digest(), "digest"));
  out.length = variant.length();
  out.bytes = variant.bytes();
  return out;
}

}  // namespace

v1::Release toProto(const ReleaseSummary& summary) {
  const Release& release = summary.release;
  v1::Release out;
  out.set_artifact(release.artifact.value);
  out.set_version(release.version.toString());
  out.set_kind(writeEnum<v1::ArtifactKind>(release.kind));
  out.set_release_counter(release.releaseCounter);
  out.set_floor(release.floor);
  *out.mutable_expires() = toProto(release.expires);
  out.set_min_agent(optionalText(release.minAgent));
  writeAll(release.variants, out.mutable_variants(), writeVariant);
  out.set_digest(summary.digest.toString());
  if (summary.publishedAt != TimePoint{}) *out.mutable_published_at() = toProto(summary.publishedAt);
  return out;
}

Result<ReleaseSummary> fromProto(const v1::Release& release) {
  ReleaseSummary out;
  out.release.artifact = ArtifactName(release.artifact());
  FLOTILLA_TRY(out.release.version, readVersion(release.version(), "version"));
  FLOTILLA_TRY(out.release.kind, readEnum(release.kind(), ArtifactKind::Firmware, "kind"));
  out.release.releaseCounter = release.release_counter();
  out.release.floor = release.floor();
  out.release.expires = fromProto(release.expires());
  FLOTILLA_TRY(out.release.minAgent, readOptionalVersion(release.min_agent(), "min_agent"));
  FLOTILLA_CHECK(readAll(release.variants(), "variants", out.release.variants, readVariant));
  FLOTILLA_TRY(out.digest, readDigest(release.digest(), "digest"));
  out.publishedAt = fromProto(release.published_at());
  return out;
}

}  // namespace flotilla::wire
