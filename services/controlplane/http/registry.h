// What the artifact registry answers (distribution-spec, content addressed by digest only; there are no tags). Knows
// nothing of connections: a request is its head, then the pieces of its body. Blobs are shared by all repositories; the
// repository's name only has to be well-formed. Thread: the HTTP thread only. Lifetime: outlives every sink it made;
// what it was given outlives it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "models/domain/ids.h"
#include "services/controlplane/core/registry/artifact_access.h"
#include "services/controlplane/core/registry/blob_store.h"
#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/http_server.h"
#include "services/controlplane/http/registry_route.h"
#include "services/controlplane/http/reply.h"
#include "services/controlplane/http/upload_table.h"

namespace flotilla::controlplane {

class Registry {
 public:
  Registry(BlobStore& blobs, const ArtifactAccess& access, const HttpLimits& limits, const Clock& clock,
           Random& random);

  // An answer at once, or a sink for the body. Access is decided here, before any byte of a body is taken.
  Outcome begin(const RequestHead& head);
  void dropIdleUploads() { uploads_.dropIdle(); }

 private:
  Status authorise(const RequestHead& head) const;
  Outcome dispatch(const RequestHead& head, const RegistryRoute& route);
  Reply readBlob(const RequestHead& head, const RegistryRoute& route);
  Reply readManifest(const RegistryRoute& route);
  Reply startUpload(const RegistryRoute& route);
  Reply cancelUpload(const RegistryRoute& route);
  Outcome continueUpload(const RequestHead& head, const RegistryRoute& route, std::optional<Digest> digest);
  Outcome finishUpload(const RequestHead& head, const RegistryRoute& route);
  Outcome takeManifest(const RequestHead& head, const RegistryRoute& route);

  BlobStore& blobs_;
  const ArtifactAccess& access_;
  const HttpLimits& limits_;
  UploadTable uploads_;
};

}  // namespace flotilla::controlplane
