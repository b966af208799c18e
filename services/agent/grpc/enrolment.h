// First contact and the way back after a certificate expired: short calls over server-only TLS. Thread: any, blocking
// for up to 30 s.
#pragma once

#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "models/domain/trust.h"
#include "services/agent/uplink/identity_store.h"
#include "services/proto/flotilla/v1/agent.pb.h"

namespace flotilla::agent {

struct EnrolRequest {
  std::string server;  // host:port
  std::string token;
  std::string hardware;
  std::string agentVersion;
  std::vector<PublicKey> assignmentKeys = {};  // that the node will trust; a server with another one refuses it
};

struct Enrolment {
  std::string certificatePem;  // for store.nextKey(); the caller saves it last, after what else it must remember
  std::string caPem;
  std::string name;
  std::string agents;     // host:port
  std::string artifacts;  // host:port
  std::string region;     // where the token put it; empty if the server does not say
  std::string site;
};

// Asks with the key of store.nextKey(); the server is authenticated by the CA hash in the token. Sending the same token
// again from the same data directory gives the same node.
Result<Enrolment> enrol(const EnrolRequest& request, IdentityStore& store, TimePoint now);

// The certificate that the enrolment port gives for `request`; empty if none was asked for. The server is authenticated
// by the CA the node knows. Denied: unknown_node, revoked, retired, superseded_certificate; other errors say nothing
// about whether the identity is welcome.
Result<std::string> askForRenewal(const std::string& server, const v1::RenewExpiredRequest& request,
                                  const std::string& caPem);

}  // namespace flotilla::agent
