// What one node should run: signed by the control plane's assignment key, which can choose among releases and introduce
// none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/stages.h"
#include "models/domain/time.h"
#include "models/domain/version.h"
#include "models/domain/workload.h"

namespace flotilla {

// A release and the variant of it that this node should run, spelled out so that every field can be checked against the
// release.
struct AssignmentTarget {
  WorkloadName workload;
  ArtifactName artifact;
  Version version;
  std::string hardware;
  Digest releaseDigest;             // of the release envelope's bytes
  std::uint64_t releaseLength = 0;  // bytes of the release envelope
  Digest digest;                    // of the variant's manifest
  std::uint64_t length = 0;         // bytes of the manifest
  std::uint64_t releaseCounter = 0;
  WorkloadConfig config;
  Stages stages = {};  // on the way from the version before
  friend bool operator==(const AssignmentTarget&, const AssignmentTarget&) = default;
};

// Signed document of type "assignment". It lists every workload of the node: what is not listed is not touched.
struct Assignment {
  NodeId node;
  std::string keyFingerprint;    // hex SHA-256 of the public key (SPKI) of the node's current certificate
  std::uint64_t epoch = 0;       // fencing: nodes refuse lower ones than they have seen
  std::uint64_t generation = 0;  // rises with every assignment of a node
  TimePoint notBefore{};
  TimePoint expires{};
  std::string rollout;    // id of the rollout that asked for it
  bool recovery = false;  // the only kind a quarantined node gets
  std::vector<AssignmentTarget> targets;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

}  // namespace flotilla
