// Who may move content in and out of the artifact registry. Asked by HTTP threads.
// Thread: every call from any thread. Lifetime: outlives the HTTP server.
#pragma once

#include <string_view>

#include "models/domain/ids.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

class ArtifactAccess {
 public:
  virtual ~ArtifactAccess() = default;
  // A node that presented this certificate name may pull. Denied/"revoked" and so on.
  virtual Status mayPull(const NodeId& node) const = 0;
  // The bearer of this ticket may push (and read what is there). Unauthenticated/"ticket_unknown", "ticket_expired".
  virtual Status mayPush(std::string_view ticket) const = 0;
};

}  // namespace flotilla::controlplane
