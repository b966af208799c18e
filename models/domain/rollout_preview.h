// What a rollout, or the way back from one, would do if it started now: asked before it is started. Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/node.h"
#include "models/domain/result.h"
#include "models/domain/stages.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

struct PreviewNote {
  std::string reason;   // code: offline, already_proven, no_way_back, not_active, ...
  std::string message;  // one sentence
  friend bool operator==(const PreviewNote&, const PreviewNote&) = default;
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

// A wave of the plan, drawn as it would be now.
struct WavePreview {
  std::string name;
  std::string size;  // in words
  std::uint64_t nodes = 0;
  std::uint64_t baseline = 0;  // nodes that still run the version before while it is judged
  std::uint64_t bytes = 0;     // to download, over all its nodes
  Duration duration{};         // expected, with the soak; from how long nodes took in rollouts of this workload before
  double smallestHarm = 0;     // times today's bad answers that are expected to be seen within the soak; 0 = none
  std::optional<Duration> doubling;  // until twice as many are expected to be seen
  bool canPermute = false;           // whether a comparison of nodes can reject at all
  std::uint32_t approvals = 0;
  std::vector<std::string> someNodes;  // names, the first 20
  std::vector<PreviewNote> notes;
  friend bool operator==(const WavePreview&, const WavePreview&) = default;
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
  Digest planDigest;             // zero without a plan
  std::vector<WavePreview> waves;
  Stages stages;  // that every node goes through

  // Fills `regions` and the counts from the nodes.
  void count();
  // More than `bound` of each would make a message too large: the rest is only counted.
  void leaveOutNodes(std::size_t bound);
};

}  // namespace flotilla
