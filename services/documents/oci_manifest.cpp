#include "services/documents/oci_manifest.h"

#include <algorithm>

#include "services/documents/strict_json.h"

namespace flotilla {
namespace {

constexpr const char* kArtifactType = "application/vnd.flotilla.bundle.v1";
constexpr const char* kLayerType = "application/octet-stream";
constexpr const char* kTitle = "org.opencontainers.image.title";
constexpr const char* kArtifact = "org.flotilla.artifact";
constexpr const char* kVersion = "org.flotilla.version";
constexpr const char* kHardware = "org.flotilla.hardware";
constexpr std::size_t kMaxFiles = 64;
constexpr std::size_t kMaxNameLength = 100;
constexpr std::size_t kMaxHardwareLength = 64;

// The empty descriptor of image-spec 1.1: the two bytes "{}".
constexpr const char* kEmptyType = "application/vnd.oci.empty.v1+json";
constexpr const char* kEmptyDigest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
constexpr std::uint64_t kEmptySize = 2;
constexpr const char* kEmptyData = "e30=";

void exactly(JsonReader& reader, const char* name, const char* text) {
  std::string found;
  reader.required(name, found, asciiOf(1, 128));
  reader.check(found == text, name, std::string("must be \"") + text + "\"");
}

Result<Unit> readEmptyConfig(const Json& node, const std::string& path) {
  std::uint64_t size = 0;
  JsonReader reader(node, path);
  exactly(reader, "mediaType", kEmptyType);
  exactly(reader, "digest", kEmptyDigest);
  reader.required("size", size, integerFrom(kEmptySize, kEmptySize));
  exactly(reader, "data", kEmptyData);
  return reader.finish();
}

Result<std::string> fileName(const Json& node) {
  FLOTILLA_TRY(const std::string name, jsonToken(node, kMaxNameLength));
  if (name.front() == '.') return invalid("bad_name", "must not start with '.'");
  return name;
}

Result<std::string> readTitle(const Json& node, const std::string& path) {
  std::string title;
  JsonReader reader(node, path);
  reader.required(kTitle, title, fileName);
  FLOTILLA_CHECK(reader.finish());
  return title;
}

Result<BundleFile> readLayer(const Json& node, const std::string& path) {
  BundleFile file;
  JsonReader reader(node, path);
  exactly(reader, "mediaType", kLayerType);
  reader.required("digest", file.digest, parsedBy(parseDigest));
  reader.required("size", file.length, anyInteger());
  reader.required("annotations", file.name, readTitle);
  FLOTILLA_CHECK(reader.finish());
  return file;
}

OrderedJson encodeLayer(const BundleFile& file) {
  OrderedJson json;
  json["mediaType"] = kLayerType;
  json["digest"] = file.digest.toString();
  json["size"] = file.length;
  json["annotations"][kTitle] = file.name;
  return json;
}

OrderedJson encodeEmptyConfig() {
  OrderedJson json;
  json["mediaType"] = kEmptyType;
  json["digest"] = kEmptyDigest;
  json["size"] = kEmptySize;
  json["data"] = kEmptyData;
  return json;
}

// What the manifest says about itself: artifact, version and hardware.
Result<BundleManifest> readIdentity(const Json& node, const std::string& path) {
  BundleManifest manifest;
  JsonReader reader(node, path);
  reader.required(kArtifact, manifest.artifact, jsonName);
  reader.required(kVersion, manifest.version, parsedBy(parseVersion));
  reader.required(kHardware, manifest.hardware, tokenUpTo(kMaxHardwareLength));
  FLOTILLA_CHECK(reader.finish());
  return manifest;
}

// File names are ASCII, so folding case is a matter of A to Z.
std::string folded(const BundleFile& file) {
  std::string name = file.name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

}  // namespace

std::string encodeManifest(const BundleManifest& manifest) {
  OrderedJson json;
  json["schemaVersion"] = 2;
  json["mediaType"] = kManifestMediaType;
  json["artifactType"] = kArtifactType;
  json["config"] = encodeEmptyConfig();
  json["layers"] = OrderedJson::array();
  for (const BundleFile& file : manifest.files) json["layers"].push_back(encodeLayer(file));
  json["annotations"][kArtifact] = manifest.artifact.value;
  json["annotations"][kVersion] = manifest.version.toString();
  json["annotations"][kHardware] = manifest.hardware;
  return dumpJson(json);
}

Result<BundleManifest> parseManifest(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json));
  BundleManifest manifest;
  std::vector<BundleFile> files;
  std::uint64_t schema = 0;
  Unit config;
  JsonReader reader(document, "");
  reader.required("schemaVersion", schema, integerFrom(2, 2));
  exactly(reader, "mediaType", kManifestMediaType);
  exactly(reader, "artifactType", kArtifactType);
  reader.required("config", config, readEmptyConfig);
  reader.required("layers", files, listOf<BundleFile>(1, kMaxFiles, readLayer));
  reader.unique("layers", files, "annotations", folded);
  reader.required("annotations", manifest, readIdentity);
  FLOTILLA_CHECK(reader.finish());
  manifest.files = std::move(files);
  return manifest;
}

}  // namespace flotilla
