// Fills the data directory of a flotillad that was started once and has ended: `seed_fleet DATA [NODES]`. Twelve
// regions of forty sites, three versions of one workload, nodes that were seen within the last minute but for some
// that are offline. For what is measured against a real server with more nodes than there are machines for.
#include <cstdlib>

#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

namespace {

constexpr int kRegions = 12, kSites = 40;

std::string numbered(const char* word, int number) {
  return std::string(word) + "-" + std::to_string(number);
}

Mutation places() {
  Mutation out;
  for (const char* version : {"1.0.0", "2.0.0", "2.1.0"}) out.rows.emplace_back(releaseRecord(version));
  Workload workload;
  workload.name = kWorkload;
  workload.artifact = kArtifact;
  out.rows.emplace_back(workload);
  for (int i = 0; i < kRegions; ++i) {
    out.rows.emplace_back(Region{RegionName(numbered("region", i)), numbered("Region", i)});
    for (int site = i; site < kRegions * kSites; site += kRegions) {
      Site one;
      one.name = SiteName(numbered("site", site));
      one.region = RegionName(numbered("region", i));
      out.rows.emplace_back(one);
    }
  }
  return out;
}

Mutation node(int i, TimePoint now) {
  const int site = i % (kRegions * kSites);
  NodeRecord record = nodeRecord(numbered("node", i), RegionName(numbered("region", site % kRegions)));
  record.site = SiteName(numbered("site", site));
  record.hardware = i % 3 == 0 ? "aarch64" : "x86_64";
  record.enrolledAt = now - std::chrono::hours(24 * 30);
  NodeStatus status;
  status.node = record.id;
  status.lastSeen = now - (i % 50 == 3 ? std::chrono::hours(1) : std::chrono::milliseconds(i % 60'000));
  status.lastSeq = 1;
  status.agentRssKb = 9'000;
  status.workerRssKb = 21'000;
  const char* const version = i % 10 == 0 ? "2.1.0" : i % 50 == 1 ? "1.0.0" : "2.0.0";
  const InstallState state = i % 500 == 2 ? InstallState::RolledBack : InstallState::Committed;
  return {{record, status, workloadStatus(record.id, version, 1, state)}, {}};
}

int fail(const Status& status) {
  std::fprintf(stderr, "seed_fleet: %s\n", status.error().message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: seed_fleet DATA [NODES]\n");
    return 2;
  }
  const auto store = SqliteFleetStore::open(std::string(argv[1]) + "/flotilla.db");
  if (!store) return fail(store.error());
  ManualLoop loop;
  Fleet fleet(loop, **store);
  if (const Status opened = fleet.open(); !opened) return fail(opened);
  Status done = okStatus();
  const auto add = [&](Mutation mutation) {
    fleet.submit(std::move(mutation), [&](const Status& stored) {
      if (!stored) done = stored;
    });
  };
  add(places());
  const TimePoint now = SystemClock().now();
  const int nodes = argc > 2 ? std::atoi(argv[2]) : 10'000;
  for (int i = 0; i < nodes; ++i) add(node(i, now));
  fleet.flush();
  return done ? 0 : fail(done);
}
