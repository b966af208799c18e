// Which node a client certificate names. Thread: any; no state.
#pragma once

#include <string_view>

#include "models/domain/ids.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

// The node in the certificate's single URI name. The chain must have been verified before: this only reads.
Result<NodeId> nodeFromCertificate(std::string_view pem);

}  // namespace flotilla::controlplane
