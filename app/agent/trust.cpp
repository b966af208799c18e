#include "app/agent/trust.h"

#include "services/crypto/dsse.h"
#include "services/documents/signed_documents.h"

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kMaxRoot = 64 << 10;

Result<RootDocument> parse(const std::string& bytes) {
  FLOTILLA_TRY(const Envelope envelope, parseEnvelope(bytes));
  FLOTILLA_TRY(RootDocument root, parseRoot(envelope.payload));
  FLOTILLA_CHECK(verifyEnvelope(envelope, kRootPayloadType, root, TrustRole::Root));
  return root;
}

Result<RootDocument> parse(const std::string& bytes, const Path& path) {
  auto root = parse(bytes);
  if (root) return root;
  Error error = root.error();
  error.message = path.string() + " is not a root.json: " + error.message;
  if (error.fix.empty()) error.fix = "`flotillactl keys create` makes one";
  return error;
}

}  // namespace

Result<RootFile> readRoot(Files& files, const Path& path, TimePoint now) {
  FLOTILLA_TRY(std::string bytes, files.readAll(path, kMaxRoot));
  FLOTILLA_TRY(RootDocument document, parse(bytes, path));
  if (document.expires <= now)
    return invalid("V08_root_expired", path.string() + " expired at " + toRfc3339(document.expires), {},
                   "make a new one with flotillactl keys create");
  return RootFile{std::move(bytes), std::move(document)};
}

Status installRoot(Files& files, const RootFile& root, const Path& data) {
  FLOTILLA_CHECK(ensurePrivateDirectory(data / "trust"));
  return files.replace(data / "trust" / "root.json", root.bytes);
}

Result<RootDocument> loadRoot(Files& files, const Path& data) {
  const Path path = data / "trust" / "root.json";
  FLOTILLA_TRY(const std::string bytes, files.readAll(path, kMaxRoot));
  return parse(bytes, path);
}

}  // namespace flotilla::agent
