// What a rollout, or the way back from one, would do if it started now: asked before it is started. Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/node.h"
#include "models/domain/result.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

struct PreviewNote {
  std::string reason;   // code: offline, already_proven, no_way_back, not_active, ...
  std::string message;  // one sentence
};

// What hinders nothing and is worth knowing before.
PreviewNote quietNote(Liveness liveness);  // of a node that is not live
PreviewNote alreadyProvenNote(const Version& version);
PreviewNote nothingProvenNote();
PreviewNote notOnNodeNote(const Version& version);
PreviewNote sameBeforeNote(const Version& version);
// Of a release that has expired, or expires before `deadline`; nothing if it lasts.
std::optional<PreviewNote> expiryNote(const Version& version, TimePoint expires, TimePoint now, TimePoint deadline);

// A node that would get an assignment.
struct PreviewNode {
  NodeId node;
  std::string name;
  RegionName region;
  SiteName site;
  bool hasVersion = false;  // something is proven there
  Version from;             // that
  Version to;
  Liveness liveness = Liveness::Unseen;
  // Going forward: the proven version stays on the node, and nothing in the release forbids going back to it. Going
  // back: the version before is still on the node, so that nothing has to be downloaded.
  bool wayBack = false;
  std::vector<PreviewNote> warnings;  // that hinder nothing
};

// A node that is meant by the regions and the selector, and would get nothing.
struct ExcludedNode {
  NodeId node;
  std::string name;
  RegionName region;
  SiteName site;
  PreviewNote why;
};

struct RegionPreview {
  RegionName region;
  std::uint64_t nodes = 0;
  std::uint64_t excluded = 0;
  std::uint64_t warned = 0;          // of the nodes
  std::uint64_t withoutWayBack = 0;  // likewise
};

// Of what the caller may see.
struct RolloutPreview {
  WorkloadName workload;
  ArtifactName artifact;
  Version to;  // 0.0.0 when going back: then each node has its own
  std::vector<PreviewNode> nodes;
  std::vector<ExcludedNode> excluded;
  std::vector<RegionPreview> regions;  // over all nodes, also those left out below
  std::uint64_t nodeCount = 0;
  std::uint64_t excludedCount = 0;
  std::optional<Error> problem;  // why it could not start now
  std::uint64_t revision = 0;    // for expected_revision

  // Fills `regions` and the counts from the nodes.
  void count();
  // More than `bound` of each would make a message too large: the rest is only counted.
  void leaveOutNodes(std::size_t bound);
};

}  // namespace flotilla
