#include "services/documents/signed_documents.h"
#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr std::size_t kMaxVariants = 64;
constexpr std::size_t kMaxHardwareLength = 64;
Result<ArtifactKind> parseKind(std::string_view text) {
  for (std::size_t i = 0; i < kArtifactKindNames.size(); ++i)
    if (kArtifactKindNames[i] == text) return static_cast<ArtifactKind>(i);
  return invalid("bad_kind", "must be model, service, container, function or firmware");
}

Result<Variant> readVariant(const Json& node, const std::string& path) {
  Variant variant;
  JsonReader reader(node, path);
  reader.required("hardware", variant.hardware, tokenUpTo(kMaxHardwareLength));
  reader.required("digest", variant.digest, parsedBy(parseDigest));
  reader.required("length", variant.length, anyInteger());
  reader.required("bytes", variant.bytes, anyInteger());
  FLOTILLA_CHECK(reader.finish());
  return variant;
}

OrderedJson encodeVariant(const Variant& variant) {
  OrderedJson json;
  json["hardware"] = variant.hardware;
  json["digest"] = variant.digest.toString();
  json["length"] = variant.length;
  json["bytes"] = variant.bytes;
  return json;
}

}  // namespace

std::string encodeRelease(const Release& release) {
  OrderedJson json = documentWithHeader("release");
  json["artifact"] = release.artifact.value;
  json["version"] = release.version.toString();
  json["kind"] = std::string(toText(release.kind));
  json["release_counter"] = release.releaseCounter;
  json["floor"] = release.floor;
  json["expires"] = toRfc3339(release.expires);
  json["min_agent"] = release.minAgent.toString();
  json["variants"] = OrderedJson::array();
  for (const Variant& variant : release.variants) json["variants"].push_back(encodeVariant(variant));
  return dumpJson(json);
}

Result<Release> parseRelease(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json));
  Release release;
  JsonReader reader(document, "");
  readHeader(reader, "release");
  reader.required("artifact", release.artifact, jsonName);
  reader.required("version", release.version, parsedBy(parseVersion));
  reader.required("kind", release.kind, parsedBy(parseKind));
  reader.required("release_counter", release.releaseCounter, anyInteger());
  reader.required("floor", release.floor, anyInteger());
  // A node raises its floor after commit; a floor above the release's own counter would make it refuse what it runs.
  reader.check(release.floor <= release.releaseCounter, "floor", "is higher than release_counter");
  reader.required("expires", release.expires, parsedBy(parseRfc3339));
  reader.required("min_agent", release.minAgent, parsedBy(parseVersion));
  reader.required("variants", release.variants, listOf<Variant>(1, kMaxVariants, readVariant));
  reader.unique("variants", release.variants, "hardware", [](const Variant& v) { return v.hardware; });
  FLOTILLA_CHECK(reader.finish());
  return release;
}

}  // namespace flotilla
