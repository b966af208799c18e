// A small fleet for the console's models: two regions, three sites, six nodes with one workload, one release, one
// rollout. Thread: the test's.
#pragma once

#include <QtTest>
#include <string>
#include <vector>

#include "models/view/fleet_mirror.h"
#include "services/runtime/pattern.h"

namespace flotilla::view::test {

inline const TimePoint kNow = parseRfc3339("2026-03-01T12:00:00Z").value();

inline Node nodeOf(const std::string& name, const std::string& site, const std::string& region,
                   Duration age = std::chrono::seconds(1)) {
  Node node;
  node.id = NodeId("id-" + name);
  node.name = name;
  node.site = SiteName(site);
  node.region = RegionName(region);
  node.hardware = "x86_64";
  node.identity = NodeIdentity::Active;
  node.lastSeen = kNow - age;
  node.certificateExpires = kNow + std::chrono::hours(100);
  NodeWorkload workload;
  workload.workload = WorkloadName("meter-reader");
  workload.artifact = ArtifactName("meter-reader");
  workload.state = InstallState::Committed;
  workload.proven = true;
  workload.version = workload.desired = {1, 0, 0};
  workload.totals = {{{1, 0, 0}, 1000, 10, 100, 90, 0.2, 0.5}};
  node.workloads = {workload};
  return node;
}

inline std::vector<Node> sixNodes() {
  std::vector<Node> out{nodeOf("rotterdam-1", "rotterdam", "eu-west"),  nodeOf("rotterdam-2", "rotterdam", "eu-west"),
                        nodeOf("rotterdam-10", "rotterdam", "eu-west"), nodeOf("lyon-1", "lyon", "eu-west"),
                        nodeOf("boston-1", "boston", "us-east"),        nodeOf("boston-2", "boston", "us-east")};
  out[3].lastSeen = kNow - std::chrono::minutes(10);  // offline
  out[4].workloads[0].state = InstallState::Halted;   // failed
  out[5].workloads[0].desired = {2, 0, 0};            // drifts
  out[5].labels["tier"] = "gold";
  return out;
}

inline FleetNews snapshot(const std::vector<Node>& nodes = sixNodes()) {
  FleetNews news;
  news.restart = news.complete = true;
  news.revision = 7;
  news.upserts = {Region{RegionName("eu-west"), "Western Europe", std::chrono::minutes(5)},
                  Region{RegionName("us-east"), "US East", std::chrono::minutes(5)},
                  Site{SiteName("rotterdam"), RegionName("eu-west"), "Rotterdam", 51.9, 4.5},
                  Site{SiteName("lyon"), RegionName("eu-west"), "Lyon", 45.8, 4.8},
                  Site{SiteName("boston"), RegionName("us-east"), "Boston", 42.3, -71.1},
                  Workload{WorkloadName("meter-reader"), ArtifactName("meter-reader"), {}}};
  for (const Node& node : nodes) news.upserts.emplace_back(node);
  ReleaseSummary release;
  release.release.artifact = ArtifactName("meter-reader");
  release.release.version = {1, 0, 0};
  release.release.releaseCounter = 1;
  release.release.expires = kNow + std::chrono::hours(1000);
  release.release.variants = {{"any", {}, 100, 2'000'000}};
  release.digest.bytes[0] = 1;
  release.publishedAt = kNow - std::chrono::hours(5);
  news.upserts.emplace_back(release);
  Rollout rollout;
  rollout.id = RolloutId("meter-reader-1");
  rollout.number = 1;
  rollout.workload = WorkloadName("meter-reader");
  rollout.artifact = ArtifactName("meter-reader");
  rollout.to = {1, 0, 0};
  rollout.author = "operator-1";
  rollout.createdAt = kNow - std::chrono::minutes(20);
  rollout.deadline = kNow + std::chrono::minutes(10);
  for (const Node& node : nodes) {
    RolloutNode row;
    row.node = node.id;
    row.nodeName = node.name;
    row.outcome = NodeOutcome::Proven;
    rollout.nodes.push_back(row);
  }
  if (!rollout.nodes.empty()) {
    rollout.nodes.front().outcome = NodeOutcome::Refused;
    rollout.nodes.front().reason = "V32_digest";
    rollout.nodes.back().outcome = NodeOutcome::Pending;
  }
  news.upserts.emplace_back(rollout);
  return news;
}

inline FleetNews changed(const Node& node) {
  FleetNews news;
  news.complete = true;
  news.revision = 8;
  news.upserts.emplace_back(node);
  return news;
}

// The mirror at kNow with these nodes.
struct Rig {
  FleetMirror mirror;

  explicit Rig(const std::vector<Node>& nodes = sixNodes()) {
    mirror.tick(kNow);
    mirror.apply(snapshot(nodes));
  }
};

}  // namespace flotilla::view::test
