#include "services/publisher/push.h"

#include <set>
#include <thread>
#include <vector>

#include "services/crypto/hash.h"
#include "services/documents/oci_manifest.h"
#include "services/publisher/http_client.h"
#include "services/publisher/layout.h"
#include "services/runtime/backoff.h"

namespace flotilla::publisher {
namespace {

constexpr int kRetries = 3;

struct Manifest {
  Digest digest;
  std::string repository;
  std::vector<Digest> blobs;  // what it names
};

// The sentence in {"errors":[{"code":"...","message":"..."}]}.
std::string reasonIn(const HttpAnswer& answer) {
  constexpr std::string_view kMessage = "\"message\":\"";
  const auto at = answer.body.find(kMessage);
  if (at == std::string::npos) return "the registry answered " + std::to_string(answer.status);
  const std::string rest = answer.body.substr(at + kMessage.size(), 500);
  return rest.substr(0, rest.find('"'));
}

Error refusal(const HttpAnswer& answer, const std::string& what) {
  const bool digestWrong = answer.body.find("DIGEST_INVALID") != std::string::npos;
  const std::string message = what + ": " + reasonIn(answer);
  switch (answer.status) {
    case 400:
      return invalid(digestWrong ? "digest_mismatch" : "registry_refused", message);
    case 401:
      return {ErrorCode::Unauthenticated, "ticket_refused", message, "ticket",
              "ask the control plane for a new ticket"};
    case 403:
      return {ErrorCode::Denied, "push_denied", message};
    case 413:
      return invalid("blob_too_large", message);
    case 429:
    case 503:
      return {ErrorCode::Unavailable, "registry_busy", message, {}, "try again later"};
    case 507:
      return {ErrorCode::Exhausted, "disk_full", message, {}, "free space on the registry's disk"};
    default:
      return internalError("registry_refused", message);
  }
}

Error damaged(const Path& blob) {
  return precondition("layout_damaged", blob.string() + " is missing or does not have the digest in its name", {},
                      "build and sign the layout again");
}

Status checkBlob(Files& files, const Path& layout, const Digest& digest) {
  const Path path = layoutBlob(layout, digest);
  const auto file = files.open(path, OpenMode::Read);
  if (!file.ok()) return damaged(path);
  Sha256 hash;
  for (std::uint64_t at = 0;;) {
    FLOTILLA_TRY(const std::string piece, (*file)->read(at, kPieceBytes));
    if (piece.empty()) return hash.finish() == digest ? okStatus() : Status(damaged(path));
    hash.update(piece);
    at += piece.size();
  }
}

class Pusher {
 public:
  Pusher(Files& files, const Path& layout, HttpClient& client) : files_(files), layout_(layout), client_(client) {}

  Result<Manifest> readManifest(const Digest& digest) {
    FLOTILLA_TRY(const std::string bytes, readManifestBytes(files_, layout_, digest));
    FLOTILLA_TRY(const BundleManifest parsed, parseManifest(bytes));
    Manifest manifest{digest, parsed.artifact.value, {sha256(kEmptyConfig)}};
    for (const BundleFile& file : parsed.files) manifest.blobs.push_back(file.digest);
    return manifest;
  }

  Status pushBlob(const std::string& repository, const Digest& digest) {
    if (!done_.insert(digest).second) return okStatus();
    return retrying([&]() -> Status {
      const std::string base = "/v2/" + repository + "/blobs/";
      FLOTILLA_TRY(const bool there, isThere(base + digest.toString()));
      if (there) return okStatus();
      FLOTILLA_TRY(const HttpAnswer started, client_.send("POST", base + "uploads/"));
      if (started.status != 202 || !started.location.starts_with("/v2/")) return refusal(started, digest.toString());
      return sendFile(started.location + "?digest=" + digest.toString(), digest);
    });
  }

  Status pushManifest(const Manifest& manifest) {
    const std::string path = "/v2/" + manifest.repository + "/manifests/" + manifest.digest.toString();
    return retrying([&]() -> Status {
      FLOTILLA_TRY(const bool there, isThere(path));
      return there ? okStatus() : sendFile(path, manifest.digest);
    });
  }

  const PushResult& result() const { return result_; }

 private:
  Result<bool> isThere(const std::string& path) {
    FLOTILLA_TRY(const HttpAnswer answer, client_.send("HEAD", path));
    if (answer.status == 200) ++result_.skipped;
    if (answer.status == 200 || answer.status == 404) return answer.status == 200;
    return refusal(answer, path);
  }

  Status sendFile(const std::string& path, const Digest& digest) {
    FLOTILLA_TRY(const auto file, files_.open(layoutBlob(layout_, digest), OpenMode::Read));
    FLOTILLA_TRY(const std::uint64_t length, file->size());
    FLOTILLA_TRY(const HttpAnswer answer, client_.upload("PUT", path, *file, length));
    if (answer.status != 201) return refusal(answer, digest.toString());
    ++result_.uploaded;
    result_.bytes += length;
    return okStatus();
  }

  // What arrived before a cut is found by the HEAD that each attempt begins with.
  template <class Work>
  Status retrying(Work work) {
    Backoff backoff(random_, std::chrono::milliseconds(250), std::chrono::seconds(4));
    for (int retry = 0;; ++retry) {
      const Status status = work();
      if (status || status.error().code != ErrorCode::Unavailable || retry == kRetries) return status;
      std::this_thread::sleep_for(backoff.next());
    }
  }

  Files& files_;
  const Path& layout_;
  HttpClient& client_;
  SystemRandom random_;
  std::set<Digest> done_;
  PushResult result_;
};

}  // namespace

Status checkContent(Files& files, const Path& layout) {
  FLOTILLA_CHECK(checkLayout(files, layout));
  FLOTILLA_TRY(const auto index, readIndex(files, layout));
  for (const Digest& digest : index) {
    FLOTILLA_CHECK(checkBlob(files, layout, digest));
    FLOTILLA_TRY(const std::string bytes, readManifestBytes(files, layout, digest));
    FLOTILLA_TRY(const BundleManifest manifest, parseManifest(bytes));
    for (const BundleFile& file : manifest.files) FLOTILLA_CHECK(checkBlob(files, layout, file.digest));
  }
  return okStatus();
}

Result<PushResult> pushLayout(Files& files, const Path& layout, const PushTarget& target) {
  FLOTILLA_CHECK(checkLayout(files, layout));
  FLOTILLA_TRY(const auto index, readIndex(files, layout));
  FLOTILLA_TRY(const auto client, HttpClient::open(target));
  Pusher pusher(files, layout, *client);
  std::vector<Manifest> manifests;
  for (const Digest& digest : index) {
    FLOTILLA_TRY(Manifest manifest, pusher.readManifest(digest));
    manifests.push_back(std::move(manifest));
  }
  for (const Manifest& manifest : manifests)
    for (const Digest& blob : manifest.blobs) FLOTILLA_CHECK(pusher.pushBlob(manifest.repository, blob));
  for (const Manifest& manifest : manifests) FLOTILLA_CHECK(pusher.pushManifest(manifest));
  return pusher.result();
}

}  // namespace flotilla::publisher
