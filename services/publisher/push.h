// Uploads an OCI layout to the artifact registry of a control plane over HTTPS. Thread: any, blocking. Memory is
// bounded: content is streamed.
#pragma once

#include <cstdint>
#include <string>

#include "models/domain/result.h"
#include "services/runtime/files.h"

namespace flotilla::publisher {

struct PushTarget {
  std::string url;     // https://host:port
  std::string ticket;  // bearer, from the control plane; never logged, never in argv
  std::string caPem;   // the server's CA
};

struct PushResult {
  std::uint64_t uploaded = 0;  // blobs
  std::uint64_t skipped = 0;   // blobs that were there already
  std::uint64_t bytes = 0;
};

// Reads everything that the index of the layout names and compares it with its digest; nothing is sent. Errors:
// Precondition/"not_a_layout" and "layout_damaged", which names the file.
Status checkContent(Files& files, const Path& layout);

// Every blob of the layout, then the manifests by digest. A cut connection is retried three times with back-off; blobs
// that arrived are not sent again. Errors: Unavailable/"registry_unreachable", Unauthenticated, Exhausted/"disk_full",
// Invalid/"digest_mismatch".
Result<PushResult> pushLayout(Files& files, const Path& layout, const PushTarget& target);

}  // namespace flotilla::publisher
