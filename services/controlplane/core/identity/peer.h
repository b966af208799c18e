// Who is at the other end of a connection, by the client certificate it was opened with. The transport has checked that
// it is of our authority, and that the peer has its key. Pure. Thread: `admit` on the fleet loop.
#pragma once

#include <string>

#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

struct AgentPeer {
  NodeId node;
  std::string fingerprint;
  TimePoint expires{};  // of its certificate
  std::string certificatePem = {};
};

// Errors: those of parseCertificate and nodeFromUri.
Result<AgentPeer> peerOf(const std::string& certificatePem);

// Whether it may open a session; asked at every handshake. Errors: those of peerOf and checkPeer.
Status admit(const FleetState& state, const std::string& certificatePem);

}  // namespace flotilla::controlplane
