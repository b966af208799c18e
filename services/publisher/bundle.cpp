#include "services/publisher/bundle.h"

#include <algorithm>
#include <set>

#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/documents/signed_documents.h"
#include "services/publisher/layout.h"

namespace flotilla::publisher {
namespace {

constexpr std::size_t kMaxFiles = 64;
constexpr std::size_t kMaxNameLength = 100;

bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string foldCase(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

Status checkFileName(const Path& path) {
  const std::string name = path.filename().string();
  const bool plain = !name.empty() && name.size() <= kMaxNameLength && name.front() != '.' &&
                     std::all_of(name.begin(), name.end(), isNameCharacter);
  if (plain) return okStatus();
  return invalid("bad_file_name", path.string() + " has a name that a bundle cannot carry", name,
                 "use 1 to 100 of A-Z a-z 0-9 . _ - and do not start with a dot");
}

// The kind is asked without following links: a link would put a file into the bundle that is not in the folder.
Status checkFileKind(const Path& path) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (!error && std::filesystem::is_regular_file(status)) return okStatus();
  return invalid("not_a_plain_file", path.string() + " is not a plain file", path.filename().string(),
                 "a bundle has no folders and no links; copy the content in, or leave it out");
}

Result<std::vector<std::string>> listBundle(Files& files, const Path& folder) {
  FLOTILLA_TRY(const auto names, files.list(folder));
  if (names.empty()) return invalid("empty_folder", folder.string() + " has no files");
  if (names.size() > kMaxFiles)
    return invalid("too_many_files", folder.string() + " has " + std::to_string(names.size()) +
                                         " files; a bundle has at most " + std::to_string(kMaxFiles));
  std::set<std::string> folded;
  for (const std::string& name : names) {
    FLOTILLA_CHECK(checkFileKind(folder / name));
    FLOTILLA_CHECK(checkFileName(folder / name));
    if (!folded.insert(foldCase(name)).second)
      return invalid("same_file_name", (folder / name).string() + " differs from another name only in case", name);
  }
  return names;
}

// One file on its way into the layout: written under a name of no meaning, and renamed to its digest.
class LayoutWriter {
 public:
  LayoutWriter(Files& files, const Path& layout) : files_(files), layout_(layout), temporary_(layout / ".incoming") {}
  ~LayoutWriter() { (void)files_.remove(temporary_); }
  LayoutWriter(const LayoutWriter&) = delete;
  LayoutWriter& operator=(const LayoutWriter&) = delete;

  Result<Digest> add(std::string_view content) {
    FLOTILLA_TRY(auto out, begin());
    FLOTILLA_CHECK(out->write(0, content));
    return place(std::move(out), sha256(content));
  }

  Result<BundleFile> addFile(const Path& path) {
    FLOTILLA_TRY(const auto in, files_.open(path, OpenMode::Read));
    FLOTILLA_TRY(auto out, begin());
    Sha256 hash;
    std::uint64_t length = 0;
    for (;;) {
      FLOTILLA_TRY(const std::string piece, in->read(length, kPieceBytes));
      if (piece.empty()) break;
      FLOTILLA_CHECK(out->write(length, piece));
      hash.update(piece);
      length += piece.size();
    }
    FLOTILLA_TRY(const Digest digest, place(std::move(out), hash.finish()));
    return BundleFile{path.filename().string(), digest, length};
  }

 private:
  Result<std::unique_ptr<File>> begin() {
    FLOTILLA_CHECK(files_.remove(temporary_));
    return files_.open(temporary_, OpenMode::Create);
  }

  Result<Digest> place(std::unique_ptr<File> out, const Digest& digest) {
    FLOTILLA_CHECK(out->sync());
    out.reset();
    FLOTILLA_CHECK(files_.rename(temporary_, layoutBlob(layout_, digest)));
    return digest;
  }

  Files& files_;
  const Path& layout_;
  Path temporary_;
};

Status prepareLayout(Files& files, const Path& layout) {
  if (files.exists(layout)) return checkLayout(files, layout);
  FLOTILLA_CHECK(files.createDirectories(layoutBlobs(layout)));
  return files.replace(layout / "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
}

Result<Variant> addVariant(Files& files, BundleManifest manifest, const Path& folder, const Path& layout) {
  FLOTILLA_TRY(const auto names, listBundle(files, folder));
  LayoutWriter writer(files, layout);
  Variant variant{.hardware = manifest.hardware, .digest = {}};
  for (const std::string& name : names) {
    FLOTILLA_TRY(const BundleFile file, writer.addFile(folder / name));
    variant.bytes += file.length;
    manifest.files.push_back(file);
  }
  const std::string encoded = encodeManifest(manifest);
  variant.length = encoded.size();
  FLOTILLA_TRY(variant.digest, writer.add(encoded));
  FLOTILLA_CHECK(writer.add(kEmptyConfig));
  return variant;
}

Status checkSources(Files& files, const std::vector<BundleSource>& sources) {
  if (sources.empty()) return invalid("no_sources", "there is nothing to build from", "sources");
  std::set<std::string> hardware;
  for (const BundleSource& source : sources) {
    if (!hardware.insert(source.hardware).second)
      return invalid("same_hardware", "two folders are for hardware \"" + source.hardware + "\"", "hardware");
    FLOTILLA_CHECK(listBundle(files, source.folder));
  }
  return okStatus();
}

}  // namespace

Result<std::vector<Variant>> buildLayout(Files& files, const ArtifactName& artifact, const Version& version,
                                         const std::vector<BundleSource>& sources, const Path& layout) {
  FLOTILLA_CHECK(checkName("artifact", artifact.value));
  FLOTILLA_CHECK(checkSources(files, sources));  // all of them before the first byte is written
  FLOTILLA_CHECK(prepareLayout(files, layout));
  FLOTILLA_TRY(std::vector<Digest> index, readIndex(files, layout));
  std::vector<Variant> variants;
  for (const BundleSource& source : sources) {
    FLOTILLA_TRY(const Variant variant,
                 addVariant(files, BundleManifest{artifact, version, source.hardware, {}}, source.folder, layout));
    variants.push_back(variant);
    if (std::find(index.begin(), index.end(), variant.digest) == index.end()) index.push_back(variant.digest);
  }
  FLOTILLA_CHECK(files.syncDirectory(layoutBlobs(layout)));
  FLOTILLA_CHECK(writeIndex(files, layout, index));
  return variants;
}

std::string signRelease(const Release& release, const std::vector<SigningKey>& keys) {
  return encodeEnvelope(signEnvelope(kReleasePayloadType, encodeRelease(release), keys));
}

}  // namespace flotilla::publisher
