#include "services/controlplane/http/registry.h"

#include <algorithm>
#include <charconv>

#include "services/controlplane/core/registry/manifest_check.h"
#include "services/controlplane/http/body_sinks.h"

namespace flotilla::controlplane {
namespace {

bool isRead(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

Reply methodReply(const char* allowed) {
  Reply reply = errorReply(405, "UNSUPPORTED", "this address does not take that method");
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

std::string uploadKey(const RegistryRoute& route) {
  return route.repository + "/blobs/uploads/" + route.reference;
}

Reply fileReply(std::unique_ptr<File> file, std::uint64_t length, std::string_view type, const Digest& digest) {
  Reply reply;
  reply.headers.emplace_back("Content-Type", type);
  reply.headers.emplace_back(kDigestHeader, digest.toString());
  reply.file = std::move(file);
  reply.length = length;
  return reply;
}

// Pieces come in order: "<first>-<last>", where <first> is how much is there. Without the header the body simply
// follows.
Status checkPosition(std::string_view contentRange, std::uint64_t have) {
  if (contentRange.empty()) return okStatus();
  std::uint64_t first = 0;
  const auto parsed = std::from_chars(contentRange.data(), contentRange.data() + contentRange.size(), first);
  if (parsed.ec == std::errc() && first == have) return okStatus();
  return invalid("upload_order", "this upload has " + std::to_string(have) + " bytes; the next piece starts there");
}

}  // namespace

Registry::Registry(BlobStore& blobs, const ArtifactAccess& access, const HttpLimits& limits, const Clock& clock,
                   Random& random)
    : blobs_(blobs),
      access_(access),
      limits_(limits),
      uploads_(limits.maxUploads, limits.uploadLifetime, clock, random) {}

Status Registry::authorise(const RequestHead& head) const {
  constexpr std::string_view kScheme = "Bearer ";
  if (head.node) return access_.mayPull(*head.node);
  if (!head.authorization.starts_with(kScheme))
    return Error{ErrorCode::Unauthenticated,
                 "ticket_missing",
                 "this address needs a ticket",
                 {},
                 "send it as \"Authorization: Bearer <ticket>\""};
  return access_.mayPush(head.authorization.substr(kScheme.size()));
}

Outcome Registry::begin(const RequestHead& head) {
  if (const Status allowed = authorise(head); !allowed) return errorReply(allowed.error());
  if (head.node && !isRead(head.method)) return methodReply("GET, HEAD");
  const auto route = parseRoute(head.target);
  if (!route) return errorReply(route.error());
  return dispatch(head, *route);
}

Outcome Registry::dispatch(const RequestHead& head, const RegistryRoute& route) {
  const bool read = isRead(head.method);
  switch (route.call) {
    case RegistryCall::Ping: {
      if (!read) return methodReply("GET, HEAD");
      Reply reply;
      reply.headers.emplace_back("Content-Type", "application/json");
      reply.body = "{}";
      return reply;
    }
    case RegistryCall::Blob:
      return read ? readBlob(head, route) : methodReply("GET, HEAD");
    case RegistryCall::Manifest:
      if (head.method == "PUT") return takeManifest(head, route);
      return read ? readManifest(route) : methodReply("GET, HEAD, PUT");
    case RegistryCall::StartUpload:
      return head.method == "POST" ? startUpload(route) : methodReply("POST");
    case RegistryCall::Upload:
      break;
  }
  if (head.method == "PATCH") return continueUpload(head, route, std::nullopt);
  if (head.method == "PUT") return finishUpload(head, route);
  if (head.method == "DELETE") return cancelUpload(route);
  return methodReply("PATCH, PUT, DELETE");
}

Reply Registry::readBlob(const RequestHead& head, const RegistryRoute& route) {
  const auto digest = parseDigest(route.reference);
  if (!digest) return errorReply(digest.error());
  auto file = blobs_.openBlob(*digest);
  if (!file) return errorReply(file.error());
  const auto size = (*file)->size();
  if (!size) return errorReply(size.error());

  Reply reply = fileReply(std::move(*file), *size, "application/octet-stream", *digest);
  reply.headers.emplace_back("Accept-Ranges", "bytes");
  // A condition on the range asks for a validator, and none is given out: then the whole content is the answer.
  const auto range = head.ifRange.empty() ? parseRange(head.range, *size) : std::optional<ByteRange>();
  if (!range) {
    Reply refused = errorReply(range.error());
    refused.headers.emplace_back("Content-Range", "bytes */" + std::to_string(*size));
    return refused;
  }
  if (const auto& part = *range) {
    reply.status = 206;
    reply.offset = part->offset;
    reply.length = part->length;
    reply.headers.emplace_back("Content-Range", "bytes " + std::to_string(part->offset) + "-" +
                                                    std::to_string(part->offset + part->length - 1) + "/" +
                                                    std::to_string(*size));
  }
  return reply;
}

Reply Registry::readManifest(const RegistryRoute& route) {
  const auto none = [] {
    return errorReply(notFound("no_manifest", "there is no such manifest; manifests are named by digest"));
  };
  const auto digest = parseDigest(route.reference);
  if (!digest) return none();
  auto file = blobs_.openBlob(*digest);
  if (!file && file.error().code == ErrorCode::NotFound) return none();
  if (!file) return errorReply(file.error());
  const auto size = (*file)->size();
  if (!size) return errorReply(size.error());
  if (*size > limits_.maxManifestBytes) return none();
  return fileReply(std::move(*file), *size, manifestMediaType(), *digest);
}

Reply Registry::startUpload(const RegistryRoute& route) {
  const auto key = uploads_.open(route.repository, blobs_);
  return key ? uploadReply(202, *key, 0) : errorReply(key.error());
}

Reply Registry::cancelUpload(const RegistryRoute& route) {
  const std::string key = uploadKey(route);
  const auto upload = uploads_.take(key);
  if (!upload) return errorReply(upload.error());
  uploads_.drop(key);
  Reply reply;
  reply.status = 204;
  return reply;
}

Outcome Registry::continueUpload(const RequestHead& head, const RegistryRoute& route, std::optional<Digest> digest) {
  const std::string key = uploadKey(route);
  auto upload = uploads_.take(key);
  if (!upload) return errorReply(upload.error());
  const std::uint64_t have = (*upload)->length();
  if (const Status position = checkPosition(head.contentRange, have); !position) {
    uploads_.giveBack(key, std::move(*upload));
    return errorReply(position.error());
  }
  auto sink = makeUploadSink(uploads_, key, std::move(*upload), route.repository, digest, limits_.maxBlobBytes);
  if (head.contentLength.value_or(0) > limits_.maxBlobBytes - std::min(limits_.maxBlobBytes, have))
    return errorReply(
        invalid("blob_too_large", "a blob has at most " + std::to_string(limits_.maxBlobBytes) + " bytes"));
  return sink;
}

Outcome Registry::finishUpload(const RequestHead& head, const RegistryRoute& route) {
  const auto digest = parseDigest(route.digest.value_or(std::string()));
  if (!digest) return errorReply(digest.error());
  return continueUpload(head, route, *digest);
}

Outcome Registry::takeManifest(const RequestHead& head, const RegistryRoute& route) {
  const auto digest = parseDigest(route.reference);
  if (!digest) return errorReply(notFound("no_manifest", "there are no tags here; name the manifest by its digest"));
  if (head.contentLength.value_or(0) > limits_.maxManifestBytes)
    return errorReply(
        invalid("manifest_too_large", "a manifest has at most " + std::to_string(limits_.maxManifestBytes) + " bytes"));
  return makeManifestSink(blobs_, route.repository, *digest, limits_.maxManifestBytes);
}

}  // namespace flotilla::controlplane
