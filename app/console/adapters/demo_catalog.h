// What the demonstration fleet runs: workloads with their published versions, machines, and the ways in which an
// installation ends badly. Thread: any; constant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "models/domain/install.h"
#include "models/domain/release.h"
#include "models/domain/rollout.h"
#include "models/domain/workload.h"

namespace flotilla::console {

struct DemoVersion {
  Version version;
  std::int64_t publishedHoursAgo;
  double accuracy;  // of labelled answers, 0 to 1
  double p95Ms;     // on the usual machine
};

struct DemoWorkload {
  std::string_view name;  // also of its artifact
  ArtifactKind kind;
  double ratePerSecond;                   // requests on one node
  std::uint64_t bytes;                    // of a bundle
  std::span<const DemoVersion> versions;  // oldest first; the position is the release counter, from 1
};

struct DemoHardware {
  std::string_view architecture;  // decides about variants
  std::string_view model;         // label "model"
  double slowness;                // times DemoVersion::p95Ms
  std::uint32_t agentRssKb;
  std::uint32_t workerRssKb;
};

// How an installation ended without a commit.
struct DemoCause {
  InstallState state;  // Refused, RolledBack or Halted
  NodeOutcome outcome;
  std::string_view reason;
  std::string_view message;
};

std::span<const DemoWorkload> demoWorkloads();
std::span<const DemoHardware> demoHardware();
std::span<const DemoCause> demoCauses();

Workload declared(const DemoWorkload& workload);
// The digest of the release's envelope; that of a variant's manifest if `hardware` is given.
Digest demoDigest(const DemoWorkload& workload, std::size_t version, std::string_view hardware = {});
Release demoRelease(const DemoWorkload& workload, std::size_t version, TimePoint publishedAt);

}  // namespace flotilla::console
