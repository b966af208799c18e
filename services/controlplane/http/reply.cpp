#include "services/controlplane/http/reply.h"

#include <algorithm>
#include <array>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

struct KnownReason {
  std::string_view reason;
  unsigned status;
  std::string_view code;
};

constexpr std::array kReasons = {
    KnownReason{"disk_full", 507, "DISK_FULL"},
    KnownReason{"digest_mismatch", 400, "DIGEST_INVALID"},
    KnownReason{"bad_digest", 400, "DIGEST_INVALID"},
    KnownReason{"blob_too_large", 413, "SIZE_INVALID"},
    KnownReason{"no_blob", 404, "BLOB_UNKNOWN"},
    KnownReason{"no_manifest", 404, "MANIFEST_UNKNOWN"},
    KnownReason{"manifest_too_large", 413, "MANIFEST_INVALID"},
    KnownReason{"manifest_invalid", 400, "MANIFEST_INVALID"},
    KnownReason{"manifest_blob_unknown", 404, "MANIFEST_BLOB_UNKNOWN"},
    KnownReason{"no_upload", 404, "BLOB_UPLOAD_UNKNOWN"},
    KnownReason{"upload_busy", 409, "BLOB_UPLOAD_INVALID"},
    KnownReason{"upload_order", 416, "BLOB_UPLOAD_INVALID"},
    KnownReason{"bad_repository", 400, "NAME_INVALID"},
    KnownReason{"range_unsatisfiable", 416, "SIZE_INVALID"},
};

struct KnownCode {
  unsigned status;
  std::string_view code;
};

KnownCode generalCode(ErrorCode code) {
  switch (code) {
    case ErrorCode::Invalid:
      return {400, "UNSUPPORTED"};
    case ErrorCode::Unauthenticated:
      return {401, "UNAUTHORIZED"};
    case ErrorCode::Denied:
      return {403, "DENIED"};
    case ErrorCode::NotFound:
      return {404, "NAME_UNKNOWN"};
    case ErrorCode::Conflict:
      return {409, "UNSUPPORTED"};
    case ErrorCode::Precondition:
      return {412, "UNSUPPORTED"};
    case ErrorCode::Exhausted:
      return {429, "TOOMANYREQUESTS"};
    case ErrorCode::Unavailable:
      return {503, "UNAVAILABLE"};
    case ErrorCode::Internal:
      break;
  }
  return {500, "INTERNAL"};
}

}  // namespace

Reply errorReply(unsigned status, std::string_view code, std::string_view message) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Content-Type", "application/json");
  reply.body = "{\"errors\":[{\"code\":\"" + std::string(code) + "\",\"message\":\"" + log::escape(message) + "\"}]}";
  if (status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"flotilla\"");
  if (status == 429 || status == 503) reply.headers.emplace_back("Retry-After", "5");
  return reply;
}

Reply errorReply(const Error& error) {
  const auto known = std::find_if(kReasons.begin(), kReasons.end(),
                                  [&](const KnownReason& candidate) { return candidate.reason == error.reason; });
  if (known != kReasons.end() && known->status == 507) {
    log::error("the artifact store is full", {{"error", error.message}});
    return errorReply(known->status, known->code, "the disk of the artifact store is full");
  }
  if (known != kReasons.end()) return errorReply(known->status, known->code, error.message);
  const KnownCode general = generalCode(error.code);
  // A denial of the file system is our fault, not the caller's, and its message names paths.
  const bool ofFiles = error.reason == "no_permission" || error.reason == "no_file" || error.reason == "not_a_file" ||
                       error.reason == "not_a_directory";
  if (general.status == 500 || ofFiles) {
    log::error("artifact request failed", {{"reason", error.reason}, {"error", error.message}});
    return errorReply(500, "INTERNAL", "the server could not do this; its log says why");
  }
  return errorReply(general.status, general.code, error.message);
}

}  // namespace flotilla::controlplane
